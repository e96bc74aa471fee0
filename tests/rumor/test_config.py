"""Configuration files: which one holds, what may stand in it, and who may say what."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rumor.cli import SCORING, command_parser, main
from rumor.config import find, user_file
from rumor.settings import NEARBY, NEVER, Commands, options, resolve

NEWS = "Jembatan Kaligondang dibuka Senin. Konon tiangnya mungkin retak.\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    """Stand in a folder of a project, under a home of our own, and return that home."""
    home = tmp_path / "rumah"
    (home / "liputan" / "pasar").mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: home)
    for name in ("XDG_CONFIG_HOME", "APPDATA", "RUMOR_CONFIG", "RUMOR_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(home / "liputan" / "pasar")
    return home


@pytest.fixture
def near() -> Path:
    """Return where the configuration beside the articles goes."""
    return Path.cwd() / "rumor.toml"


@pytest.fixture
def above(home) -> Path:
    """Return where one goes a folder above."""
    return home / "liputan" / "rumor.toml"


@pytest.fixture
def own() -> Path:
    """Return where the user's own configuration goes."""
    path = user_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture
def shown(capsys) -> Callable[..., dict[str, object]]:
    """Return a function that gives the settings that `rumor config` shows, by name."""

    def run(*arguments: str) -> dict[str, object]:
        assert main(["config", "--format", "json", *arguments]) == 0
        rows = json.loads(capsys.readouterr().out)["settings"]
        return {row["name"]: row["value"] for row in rows}

    return run


@pytest.fixture
def refused(capsys) -> Callable[..., str]:
    """Return a function that gives the error of a command, once it is known to be one line."""

    def run(*arguments: str) -> str:
        assert main(list(arguments) or ["config"]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        return captured.err

    return run


@pytest.fixture
def article(tmp_path) -> Path:
    path = tmp_path / "berita.txt"
    path.write_text(NEWS, encoding="utf-8")
    return path


@pytest.fixture
def score(tiny_file, article, capsys) -> Callable[..., str]:
    """Return a function that scores an article with the small model and gives the report."""

    def run(*arguments: str) -> str:
        assert main(["score", "--model", str(tiny_file), *arguments, str(article)]) == 0
        return capsys.readouterr().out

    return run


KNOWN = {option for name in SCORING for option in options(command_parser(name))}
"""Options of the scoring commands."""


# Which file holds


def test_without_files_the_defaults_hold(shown):
    assert shown()["threshold"] is None


def test_a_file_in_the_working_directory_holds(near, shown):
    near.write_text("threshold = 0.6\n")
    assert shown()["threshold"] == 0.6


def test_a_file_in_a_folder_above_holds(above, shown):
    above.write_text("threshold = 0.6\n")
    assert shown()["threshold"] == 0.6


def test_the_nearer_file_holds_alone(near, above, shown):
    near.write_text("top = 3\n")
    above.write_text("threshold = 0.6\ntop = 5\n")
    assert (shown()["threshold"], shown()["top"]) == (None, 3)


def test_a_table_of_pyproject_holds(near, shown):
    near.with_name("pyproject.toml").write_text("[tool.rumor]\nthreshold = 0.6\n")
    assert shown()["threshold"] == 0.6


def test_a_pyproject_without_our_table_is_passed_by(near, above, shown):
    near.with_name("pyproject.toml").write_text('[project]\nname = "rumor-pasar"\n')
    above.write_text("threshold = 0.6\n")
    assert shown()["threshold"] == 0.6


def test_a_broken_pyproject_that_is_not_about_us_is_passed_by(near, shown):
    near.with_name("pyproject.toml").write_text("[project\n")
    assert shown()["threshold"] is None


def test_a_broken_pyproject_that_is_about_us_is_told(near, refused):
    near.with_name("pyproject.toml").write_text("[tool.rumor]\nthreshold = = 1\n")
    assert "pyproject.toml: not TOML (" in refused()


def test_a_link_as_home_folder_is_followed(home, monkeypatch, shown):
    link = home.parent / "pintasan"
    link.symlink_to(home, target_is_directory=True)
    monkeypatch.setattr(Path, "home", lambda: link)
    (home.parent / "rumor.toml").write_text("threshold = 0.6\n")
    assert shown()["threshold"] is None


def test_rumor_toml_goes_before_pyproject_in_the_same_folder(near, shown):
    near.write_text("threshold = 0.6\n")
    near.with_name("pyproject.toml").write_text("[tool.rumor]\nthreshold = 0.8\n")
    assert shown()["threshold"] == 0.6


def test_nothing_above_the_home_folder_is_looked_at(home, shown):
    (home.parent / "rumor.toml").write_text("threshold = 0.6\n")
    assert shown()["threshold"] is None


def test_the_users_own_file_holds_where_the_near_one_is_silent(near, own, shown):
    near.write_text("top = 3\n")
    own.write_text("threshold = 0.6\ntop = 5\n")
    assert (shown()["threshold"], shown()["top"]) == (0.6, 3)


@pytest.mark.parametrize(
    ("platform", "variable", "place"),
    [
        ("linux", "XDG_CONFIG_HOME", "rumor"),
        ("win32", "APPDATA", "rumor"),
        ("darwin", None, "rumah/Library/Application Support/rumor"),
    ],
)
def test_the_users_own_file_is_where_the_system_keeps_such(
    monkeypatch, tmp_path, platform, variable, place
):
    monkeypatch.setattr(sys, "platform", platform)
    if variable:
        monkeypatch.setenv(variable, str(tmp_path))
    assert user_file() == tmp_path / place / "rumor.toml"


def test_a_named_file_holds_alone(near, own, tmp_path, shown):
    near.write_text("threshold = 0.6\n")
    own.write_text("top = 5\n")
    named = tmp_path / "redaksi.toml"
    named.write_text("fail-above = 0.9\n")
    found = shown("--config", str(named))
    assert (found["threshold"], found["top"], found["fail-above"]) == (None, None, 0.9)


def test_the_environment_names_a_file(near, tmp_path, monkeypatch, shown):
    near.write_text("threshold = 0.6\n")
    named = tmp_path / "redaksi.toml"
    named.write_text("threshold = 0.8\n")
    monkeypatch.setenv("RUMOR_CONFIG", str(named))
    assert shown()["threshold"] == 0.8


def test_the_option_goes_before_the_environment(near, monkeypatch, shown):
    near.write_text("threshold = 0.6\n")
    monkeypatch.setenv("RUMOR_CONFIG", "tidak-ada.toml")
    assert shown("--config", str(near))["threshold"] == 0.6


def test_no_config_reads_nothing(near, own, shown):
    near.write_text("threshold = = 1\n")
    own.write_text("threshold = = 1\n")
    assert shown("--no-config")["threshold"] is None


def test_the_option_may_stand_before_the_command(near, capsys):
    near.write_text("threshold = 0.6\n")
    assert main(["--no-config", "config", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == []


def test_an_abbreviated_option_is_refused_rather_than_passed_by(near, capsys):
    near.write_text("threshold = 0.6\n")
    with pytest.raises(SystemExit):
        main(["config", "--conf", str(near)])
    assert "in full" in capsys.readouterr().err


def test_both_options_are_a_usage_error(near, capsys):
    near.write_text("threshold = 0.6\n")
    with pytest.raises(SystemExit):
        main(["config", "--no-config", "--config", str(near)])
    assert "not allowed with" in capsys.readouterr().err


# How files, tables and flags go together


def test_a_setting_changes_what_a_command_does(near, score):
    near.write_text("threshold = 1.0\n")
    assert ": 0 of 2 claims" in score()


def test_the_command_line_goes_before_the_file(near, score):
    near.write_text("threshold = 1.0\n")
    assert ": 2 of 2 claims" in score("--threshold", "0")


def test_a_repeated_option_on_the_command_line_takes_the_place_of_the_list(near, score):
    near.write_text('level = ["hedged", "rumoured"]\n')
    shown = score("--level", "stated")
    assert "Jembatan Kaligondang" in shown
    assert "[Konon] tiangnya" not in shown


def test_a_list_in_the_file_is_what_the_option_repeated_is(near, score):
    near.write_text('level = ["stated"]\n')
    shown = score()
    assert "Jembatan Kaligondang" in shown
    assert "[Konon] tiangnya" not in shown


def test_a_table_goes_before_the_top_of_its_file(near, shown):
    near.write_text("threshold = 0.6\n[score]\nthreshold = 0.7\n")
    assert (shown()["threshold"], shown("explain")["threshold"]) == (0.7, 0.6)


def test_the_nearer_file_goes_before_a_table_of_the_users_own(near, own, shown):
    near.write_text("threshold = 0.6\n")
    own.write_text("[score]\nthreshold = 0.7\n")
    assert shown()["threshold"] == 0.6


def test_a_table_of_pyproject_has_tables_for_commands(near, shown):
    near.with_name("pyproject.toml").write_text("[tool.rumor.score]\nthreshold = 0.7\n")
    assert (shown()["threshold"], shown("explain")["threshold"]) == (0.7, None)


def test_a_command_of_two_words_has_a_table_with_a_hyphen(own, shown):
    own.write_text('[corpus-stats]\nformat = "json"\n')
    assert shown("corpus", "stats")["format"] == "json"


def test_what_only_training_takes_belongs_into_its_table(own, refused):
    only = next(name for name in options(command_parser("corpus label")) if name not in KNOWN)
    own.write_text(f"{only} = 'x'\n")
    for command in (["corpus", "label"], ["score"]):
        assert f"setting {only}" in refused("config", *command)


def test_names_may_be_written_with_an_underscore(near, shown):
    near.write_text("fail_above = 0.9\n")
    assert shown()["fail-above"] == 0.9


def test_a_value_for_one_command_does_not_disturb_another_that_cannot_take_it(near, shown):
    near.write_text('format = "sarif"\n')
    assert (shown()["format"], shown("batch")["format"]) == ("sarif", None)


def test_a_flag_goes_before_its_rival_from_a_file(near, tiny_file, article, capsys):
    near.write_text("precise = true\n")
    arguments = ["score", "--model", str(tiny_file), "--threshold", "0.1", str(article)]
    assert main(arguments) == 0
    assert ": 2 of 2 claims" in capsys.readouterr().out


def test_a_switch_goes_before_its_rival_from_a_file(near, score):
    near.write_text("threshold = 0.0\n")
    assert ": 1 of 2 claims" in score("--precise")


def test_the_nearer_of_two_rivals_holds(near, own, shown):
    near.write_text("precise = true\n")
    own.write_text("threshold = 0.6\n")
    assert (shown()["precise"], shown()["threshold"]) == (True, None)


def test_a_switch_that_is_off_is_nobodys_rival(near, own, shown):
    near.write_text("precise = false\n")
    own.write_text("threshold = 0.6\n")
    assert (shown()["precise"], shown()["threshold"]) == (False, 0.6)


def test_help_shows_the_default_that_holds(near, capsys):
    near.write_text('format = "sarif"\n')
    with pytest.raises(SystemExit):
        main(["score", "--help"])
    assert "(default: sarif)" in " ".join(capsys.readouterr().out.split())


# What cannot be meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("treshold = 0.6", "unknown setting treshold; did you mean threshold?"),
        ("warna = true", "unknown setting warna; use one of "),
        ('"\\u001b[2J" = 1', 'unknown setting "\\u001b[2J"; use one of '),
        ("threshold = 7", "setting threshold: '7' is not a number between 0 and 1; "),
        ('threshold = "0.6"', 'setting threshold: "0.6" is text, not a number; leave the quotes'),
        ("threshold = true", "setting threshold: true is not one value; "),
        ("threshold = nan", "setting threshold: 'nan' is not a number between 0 and 1; "),
        ("threshold = [0.6]", "setting threshold: [0.6] is not one value; "),
        ("threshold = 2025-02-01", 'setting threshold: "2025-02-01" is not one value; '),
        ("precise = 1", "setting precise: 1 is not true or false; write true or false"),
        ('precise = "true"', 'setting precise: "true" is not true or false; '),
        ('format = "jsno"', 'setting format: "jsno" is not allowed; did you mean json? Use one of'),
        ("level = 3", "setting level: 3 is not text; put it in quotes"),
        ('level = ["hedged", "pasti"]', 'setting level: "pasti" is not allowed; use one of none'),
        ("glob = [1]", "setting glob: 1 is not text; "),
        ("top = 2.5", "setting top: '2.5' is not a whole number from 1 up; "),
        ("top = -1", "setting top: '-1' is not a whole number from 1 up; "),
        ("help = true", "setting help: is about one call; give it on the command line"),
        ("precise = true\nthreshold = 0.6", "settings precise and threshold exclude each other"),
        ("fail-above = 1\nfail_above = 1", "setting fail-above: stands there twice; keep one"),
        ("[skor]\ntop = 3", "no command takes the table skor; did you mean score?"),
        ("[config]\nformat = 'json'", "no command takes the table config; "),
        ("top = 0x1" + "0" * 5000, "setting top: the number is too long; "),
        ("[score]\nunit = 'sentence'", "unknown setting unit; "),
        ("[batch]\nunits = 'sentence'", "unknown setting units; did you mean unit?"),
    ],
)
def test_what_cannot_be_meant_is_one_line_that_names_it(near, refused, text, said):
    near.write_text(f"{text}\n")
    message = refused()
    assert message.startswith(f"rumor: {near}:")
    assert said in message


def test_an_error_names_the_line(near, refused):
    near.write_text('# redaksi\nformat = "json"\n\n[score]\nlevel = "hedged"\nthreshold = 7\n')
    assert refused().startswith(f"rumor: {near}:6: setting threshold")


def test_an_error_in_pyproject_names_the_line(near, refused):
    path = near.with_name("pyproject.toml")
    path.write_text("[other]\nthreshold = 1\n[tool.rumor]\nthreshold = 7\n")
    assert refused().startswith(f"rumor: {path}:4: ")


@pytest.mark.parametrize(
    "text", ["threshold = = 1", "threshold", "a = " + "[" * 5000, "[score]\n[score]\n"]
)
def test_what_is_no_toml_is_one_line(near, refused, text):
    near.write_text(text)
    assert refused().startswith(f"rumor: {near}: not TOML (")


def test_what_is_no_utf8_is_one_line(near, refused):
    near.write_bytes(b'format = "\xff"\n')
    assert refused().startswith(f"rumor: {near}: not TOML (")


@pytest.mark.parametrize("name", ["tidak-ada.toml", ".", ""])
def test_a_named_file_that_cannot_be_read_is_one_line(refused, name):
    assert refused("config", "--config", name).startswith("rumor: ")


def test_a_named_pyproject_without_our_table_is_one_line(near, refused):
    path = near.with_name("pyproject.toml")
    path.write_text("[project]\n")
    assert "holds no [tool.rumor]" in refused("config", "--config", str(path))


def test_help_is_given_all_the_same(near, capsys):
    near.write_text("threshold = 7\n")
    with pytest.raises(SystemExit) as stopped:
        main(["score", "--help"])
    captured = capsys.readouterr()
    assert stopped.value.code == 0
    assert "--threshold" in captured.out
    assert captured.err.count("\n") == 1


def test_a_wrong_configuration_keeps_articles_from_being_scored(near, article, refused):
    near.write_text("treshold = 0.6\n")
    assert "unknown setting treshold" in refused("score", str(article))


@pytest.mark.parametrize("text", ["treshold = 0.6", "threshold = = 1"])
def test_the_version_is_told_all_the_same(near, capsys, text):
    near.write_text(text)
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0


def test_an_unknown_command_has_no_settings(refused):
    assert "is no command with settings" in refused("config", "nilai")


# What a stranger may not say


DANGEROUS = {
    "score": "allow-url = true|allow-private = true|model = 'x'|tracking-uri = 'x'|output = 'x'",
    "batch": "force = true|restart = true|rejected = 'x'|engine = 'spark'|workers = 9|master = 'x'",
    "serve": "host = '0.0.0.0'|cors = ['https://desk.example']|proxy-headers = true|port = 80",
}
CASES = [(command, line) for command, lines in DANGEROUS.items() for line in lines.split("|")]


@pytest.mark.parametrize(("command", "line"), CASES)
def test_a_file_beside_the_articles_may_not_do_harm(near, refused, command, line):
    near.write_text(f"[{command}]\n{line}\n")
    assert "not taken from a file that was found beside the articles" in refused("config", command)


@pytest.mark.parametrize(("command", "line"), CASES)
def test_the_users_own_file_may(own, shown, command, line):
    own.write_text(f"[{command}]\n{line}\n")
    assert shown(command)[line.split(" = ")[0]] not in (None, False)


def test_a_file_beside_the_articles_may_when_it_is_named(near, shown):
    near.write_text("allow-url = true\n")
    assert shown("--config", str(near))["allow-url"] is True


def test_the_own_file_is_trusted_from_its_own_folder_too(own, monkeypatch, shown):
    own.write_text("allow-url = true\n")
    monkeypatch.chdir(own.parent)
    assert shown()["allow-url"] is True


def test_what_may_stand_nearby_are_options_of_scoring():
    assert KNOWN >= NEARBY
    assert not NEARBY & NEVER


# What is shown


def test_text_tells_where_each_setting_came_from(near, own, monkeypatch, capsys):
    near.write_text("# redaksi\ntop = 3\n")
    own.write_text("[score]\nallow-url = true\n")
    monkeypatch.setenv("RUMOR_LANG", "en")
    assert main(["config"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["top", "3", f"{near}:2"] in rows
    assert ["allow-url", "true", f"{own}:2"] in rows
    assert ["lang", '"en"', "RUMOR_LANG"] in rows
    assert ["threshold", "-", "default"] in rows


def test_json_lists_the_files_that_were_looked_at(near, own, capsys):
    near.write_text("top = 3\n")
    assert main(["config", "--format", "json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert files == [
        {"path": str(near), "read": True, "trusted": False},
        {"path": str(own), "read": False, "trusted": False},
    ]


# Any parser


def parser_with(*options: object, **settings: object) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument(*options, **settings)
    return parser


def resolved(text: str, parser: argparse.ArgumentParser, near: Path) -> dict[str, object]:
    near.write_text(text)
    found = find(str(near))
    commands = Commands(["score"], ["score"], lambda _: parser)
    settings = resolve(found, "score", parser, commands)
    return {name: setting.value for name, setting in settings.items()}


@pytest.mark.parametrize(
    ("settings", "text", "value"),
    [
        ({"type": int}, "kolom = 3", 3),
        ({"type": Path}, "kolom = 'a/b'", Path("a/b")),
        ({"nargs": "+"}, "kolom = ['a', 'b']", ["a", "b"]),
        ({"nargs": 2, "type": int}, "kolom = [1, 2]", [1, 2]),
        ({"action": argparse.BooleanOptionalAction}, "kolom = false", False),
        ({"action": "store_true"}, "kolom = true", True),
        ({"action": "append"}, "kolom = 'a'", ["a"]),
        ({"choices": ("a", "b"), "required": True}, "kolom = 'a'", "a"),
    ],
)
def test_a_value_becomes_what_the_option_would_make_of_it(near, settings, text, value):
    parser = parser_with("--kolom", **settings)
    assert resolved(text, parser, near) == {"kolom": value}


# What it costs


def test_finding_nothing_takes_no_time(home, monkeypatch):
    deep = home.joinpath(*["dalam"] * 20)
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    start = time.perf_counter()
    for _ in range(10):
        find()
    assert (time.perf_counter() - start) / 10 < 0.05


def test_toml_is_not_loaded_for_nothing(rumor_command, article, tiny_file, tmp_path):
    empty = {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "PYTHONPROFILEIMPORTTIME": "1",
    }
    done = rumor_command("--version", env=empty)
    assert done.returncode == 0
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "rumor.cli" in loaded
    assert not loaded & {"rumor.settings", "rumor.lang.catalogue", "difflib"}
