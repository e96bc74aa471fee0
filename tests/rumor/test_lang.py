"""Messages and help in Indonesian: nothing is left out, and nothing that machines read changes."""

from __future__ import annotations

import argparse
import ast
import itertools
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from rumor.cli import COMMANDS, OWN, SCORING, command_parser, main
from rumor.errors import InputError, MissingExtraError
from rumor.lang import decimal, translate, translate_error
from rumor.lang.catalogue import Catalogue, catalogue
from rumor.overview import DESCRIPTION

NEWS = "Jembatan Kaligondang dibuka Senin. Konon tiangnya mungkin retak.\n"

TRANSLATED = [name for name in (*SCORING, *OWN) if name in COMMANDS]
"""Commands whose help is in Indonesian too."""

FILLED = "⟦{}⟧"
"""What the tests fill places in with."""

FILE_ERRORS = {"InputError", "ModelError", "OutputError", "ConfigError", "FileError"}
ONE_MESSAGE = {"ArgumentTypeError", "MisfitError"}


@pytest.fixture
def indonesian() -> Catalogue:
    """Return the Indonesian catalogue."""
    return catalogue("id")


# Nothing is left out


def said_by(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield everything that the help of a parser says."""
    for group in parser._action_groups:
        yield group.description or ""
    for group in parser._action_groups:
        yield group.title or ""
    yield parser.epilog or ""
    for action in parser._actions:
        if action.help is not argparse.SUPPRESS:
            yield action.help or ""


@pytest.mark.parametrize("name", TRANSLATED)
def test_all_help_of_a_command_is_translated(name, indonesian):
    said = [text for text in said_by(command_parser(name)) if text]
    assert [text for text in said if indonesian.find(text) is None] == []


def test_the_summary_of_every_command_is_translated(indonesian):
    summaries = [summary for _, summary, _ in COMMANDS.values()]
    assert [text for text in (*summaries, DESCRIPTION) if indonesian.find(text) is None] == []


class Messages(ast.NodeVisitor):
    """Collects the templates of the errors that a module raises."""

    def __init__(self, tree: ast.Module) -> None:
        self._module = tree
        self._functions: list[ast.AST] = []
        self.templates: set[str] = set()
        self.visit(tree)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        parts = node.args[1:3] if name in FILE_ERRORS else node.args[:2]
        if name in FILE_ERRORS | ONE_MESSAGE:
            for part in parts:
                self.templates.update(self._variants(part, 0))

    def _variants(self, node: ast.expr | None, depth: int) -> list[str]:
        """Return the templates that an expression may come to, with ``{}`` for what it fills in."""
        if depth > 6 or node is None:
            return []
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, ast.JoinedStr):
            pieces = [self._piece(value, depth) for value in node.values]
            return ["".join(choice) for choice in itertools.product(*pieces)]
        if isinstance(node, ast.IfExp):
            return self._variants(node.body, depth + 1) + self._variants(node.orelse, depth + 1)
        if isinstance(node, ast.BoolOp):
            return [found for value in node.values for found in self._variants(value, depth + 1)]
        if isinstance(node, ast.Name):
            return [
                found
                for value in self._assigned(node.id)
                for found in self._variants(value, depth + 1)
            ]
        if isinstance(node, ast.Call):
            return self._returned(node, depth)
        return []

    def _piece(self, node: ast.expr, depth: int) -> list[str]:
        if isinstance(node, ast.FormattedValue):
            if isinstance(node.value, ast.IfExp):
                return self._variants(node.value, depth + 1) or ["{}"]
            return ["{}"]
        return self._variants(node, depth + 1)

    def _assigned(self, name: str) -> Iterator[ast.expr]:
        scopes = [*self._functions[::-1], self._module]
        for scope in scopes:
            found = []
            for node in ast.walk(scope):
                targets = node.targets if isinstance(node, ast.Assign) else []
                for target in targets:
                    if isinstance(target, ast.Name) and target.id == name:
                        found.append(node.value)
                    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                        pairs = zip(target.elts, node.value.elts, strict=False)
                        found += [v for t, v in pairs if isinstance(t, ast.Name) and t.id == name]
            if found:
                yield from found
                return

    def _returned(self, node: ast.Call, depth: int) -> list[str]:
        if isinstance(node.func, ast.Attribute):  # `.lower()` and the like
            lowered = self._variants(node.func.value, depth + 1)
            return [text.lower() for text in lowered] if node.func.attr == "lower" else []
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        return [
            found
            for function in ast.walk(self._module)
            if isinstance(function, ast.FunctionDef) and function.name == name
            for inner in ast.walk(function)
            if isinstance(inner, ast.Return)
            for found in self._variants(inner.value, depth + 1)
        ]


def raised_in(path: Path) -> set[str]:
    return Messages(ast.parse(path.read_text(encoding="utf-8"))).templates


def filled(template: str) -> str:
    counter = itertools.count()
    return re.sub(r"\{\}", lambda _: FILLED.replace("{}", str(next(counter))), template)


def test_all_errors_of_the_package_are_translated(checkout, indonesian):
    missing = [
        f"{path.relative_to(checkout)}: {template}"
        for path in sorted((checkout / "rumor").rglob("*.py"))
        for template in sorted(raised_in(path))
        if template.strip("{}") and indonesian.find(filled(template)) is None
    ]
    assert missing == []


SNIPPET = """
from rumor.errors import InputError
REMEDY = "a module's own remedy"
def reason(error):
    if error:
        return f"returned for {error}"
    return ("told " + "in vain").lower()
def check(name, size, error):
    if size:
        why = f"holds {size} {'rows' if size > 1 else 'row'}"
        raise InputError(name, why, REMEDY)
    raise InputError(name, reason(error) if error else "neither", f"give {name}")
"""


def test_the_collector_of_errors_sees_through_names_functions_and_choices():
    assert Messages(ast.parse(SNIPPET)).templates == {
        "a module's own remedy",
        "give {}",
        "holds {} row",
        "holds {} rows",
        "neither",
        "returned for {}",
    }


def test_the_collector_finds_what_the_package_raises(checkout):
    found = raised_in(checkout / "rumor" / "text" / "files.py")
    assert {"holds no text", "check the path", "larger than {} bytes"} <= found


# The catalogue


def pairs(checkout: Path) -> list[tuple[str, str]]:
    folder = checkout / "rumor" / "lang" / "id"
    return [
        (pair["en"], pair["id"])
        for file in sorted(folder.glob("*.toml"))
        for table in tomllib.loads(file.read_text(encoding="utf-8")).values()
        for pair in table
    ]


def test_no_message_is_translated_twice(checkout):
    english = [en for en, _ in pairs(checkout)]
    assert sorted(english) == sorted(set(english))


VERBS = {"an interrupted job is in it, but {} {} changed"}
"""What English fills in and Indonesian does without: has, have."""


def test_every_translation_puts_back_what_was_filled_in(checkout, indonesian):
    for english, _ in pairs(checkout):
        said = indonesian.find(filled(english))
        assert said is not None
        places = english.count("{}")
        lost = [FILLED.format(n) for n in range(places) if FILLED.format(n) not in said]
        assert lost == [] or english in VERBS, english


KEPT = re.compile(r"%\(\w+\)\w|%%|--[a-z]+(?:-[a-z]+)*|\[score\]|https?://\S+|\bRUMOR_\w+|`[^`]+`")
"""What stays as it is: placeholders, options, tables, addresses, variables and what to type."""


def test_options_and_what_to_type_stay_as_they_are(checkout):
    for english, said in pairs(checkout):
        kept = [found.replace("COMMAND", "PERINTAH") for found in KEPT.findall(english)]
        assert sorted(kept) == sorted(KEPT.findall(said)), english


@pytest.fixture
def small() -> Catalogue:
    """Return a catalogue to try templates on."""
    return Catalogue(
        {
            "no {} in {}": "di {1} tidak ada {0}",
            "no price in {}": "harga tidak disebut di {}",
            "argument {}: {}": "argumen {0}: {1!t}",
            "{} is wrong": "{} keliru",
            "score {}": "skor {0!n}",
            "written {{so}}": "ditulis {{begitu}}",
        }
    )


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("no ferry in Kedungjati", "di Kedungjati tidak ada ferry"),
        ("no price in Kedungjati", "harga tidak disebut di Kedungjati"),
        ("argument --top: '0' is wrong", "argumen --top: '0' keliru"),
        ("argument --top: 0 {} is wrong", "argumen --top: 0 {} keliru"),
        ("score 0.75", "skor 0,75"),
        ("written {so}", "ditulis {begitu}"),
        ("line one\nline two is wrong", "line one\nline two keliru"),
        ("never heard of", "never heard of"),
    ],
)
def test_a_message_is_found_by_its_template(small, message, said):
    assert small.translate(message) == said


def test_english_is_left_alone():
    assert translate("holds no text", "en") == "holds no text"


def test_a_number_gets_a_decimal_comma():
    assert (decimal("0.75", "id"), decimal("0.75", "en")) == ("0,75", "0.75")


def test_the_name_of_a_file_is_not_translated():
    error = InputError("damaged", "holds no text", "give an article")
    assert translate_error(error, "id") == "damaged: tidak berisi teks; berikan sebuah artikel"


def test_a_missing_extra_is_told_in_indonesian():
    said = translate_error(MissingExtraError("`rumor completion`", "completion", "shtab"), "id")
    assert said == (
        "`rumor completion` memerlukan shtab, yang belum terpasang; "
        "pasang dengan: pip install 'rumor[completion]'"
    )


# The command line


@pytest.fixture(autouse=True)
def no_settings(tmp_path, monkeypatch) -> Path:
    """Stand in an empty folder that is a home too, without variables of ours; return it."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("XDG_CONFIG_HOME", "APPDATA", "RUMOR_CONFIG", "RUMOR_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def stopped(arguments: list[str], capsys) -> tuple[str, str]:
    with pytest.raises(SystemExit):
        main(arguments)
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.parametrize(
    "arguments", [["--lang", "id", "explain", "-h"], ["explain", "-h", "--lang=id"]]
)
def test_help_is_in_indonesian_wherever_the_option_stands(arguments, capsys):
    shown, _ = stopped(arguments, capsys)
    assert shown.startswith("pemakaian: rumor explain")
    assert "Menjelaskan mengapa kalimat mendapat skornya." in shown
    assert "tampilkan bantuan ini, lalu keluar" in shown


def test_the_list_of_commands_is_in_indonesian(capsys):
    shown, _ = stopped(["--lang", "id", "--help"], capsys)
    assert "  score               menilai klaim dalam artikel\n" in shown
    assert "usage" not in shown


def test_wrong_usage_is_told_in_indonesian(capsys):
    _, told = stopped(["--lang", "id", "score", "--top", "0"], capsys)
    assert told.startswith("pemakaian: ")
    assert told.endswith(
        "\nrumor score: galat: argumen --top: '0' bukan bilangan bulat mulai dari 1\n"
    )


def test_errors_are_told_in_indonesian(capsys):
    assert main(["--lang", "id", "explain", "tidak-ada.txt"]) == 2
    assert capsys.readouterr().err == (
        "rumor: tidak-ada.txt: berkas tidak ditemukan; periksa nama dan letaknya\n"
    )


def test_help_of_training_says_that_its_options_are_in_english(capsys):
    shown, _ = stopped(["corpus", "stats", "--help", "--lang", "id"], capsys)
    assert "Opsi perintah ini dijelaskan dalam bahasa Inggris." in " ".join(shown.split())


def test_english_help_says_nothing_of_english(capsys):
    shown, _ = stopped(["corpus", "stats", "--help"], capsys)
    assert "described in English" not in shown


def missing_file(capsys, *arguments: str) -> str:
    assert main([*arguments, "explain", "tidak-ada.txt"]) == 2
    return capsys.readouterr().err


def test_the_environment_chooses_the_language(monkeypatch, capsys):
    monkeypatch.setenv("RUMOR_LANG", "id")
    assert "berkas tidak ditemukan" in missing_file(capsys)


def test_the_option_goes_before_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("RUMOR_LANG", "id")
    assert "no such file" in missing_file(capsys, "--lang", "en")


@pytest.mark.parametrize("text", ['lang = "id"', '[explain]\nlang = "id"'])
def test_a_configuration_chooses_the_language(no_settings, capsys, text):
    (no_settings / "rumor.toml").write_text(text)
    assert "berkas tidak ditemukan" in missing_file(capsys)


def test_the_environment_goes_before_a_configuration(no_settings, monkeypatch, capsys):
    (no_settings / "rumor.toml").write_text('lang = "id"')
    monkeypatch.setenv("RUMOR_LANG", "en")
    assert "no such file" in missing_file(capsys)


def test_an_error_in_a_configuration_is_told_in_its_language(no_settings, capsys):
    (no_settings / "rumor.toml").write_text('lang = "id"\nthreshold = 7\n')
    assert "setelan threshold: '7' bukan angka antara 0 dan 1" in missing_file(capsys)


def test_the_locale_of_the_system_changes_nothing(monkeypatch, capsys):
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    assert "no such file" in missing_file(capsys)


def test_an_unknown_language_in_the_environment_is_one_line(monkeypatch, capsys):
    monkeypatch.setenv("RUMOR_LANG", "jv")
    assert missing_file(capsys) == "rumor: RUMOR_LANG: 'jv' is no language; use en or id\n"


def test_an_unknown_language_is_a_usage_error(capsys):
    _, told = stopped(["--lang", "jv", "score"], capsys)
    assert "'jv'" in told


def test_settings_are_shown_in_indonesian(capsys):
    assert main(["--lang", "id", "config"]) == 0
    shown = capsys.readouterr().out
    assert "Setelan `rumor score`:" in shown
    assert "bawaan" in shown


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "sarif"])
def test_what_machines_read_is_the_same_in_both_languages(no_settings, tiny_file, capsys, form):
    (no_settings / "berita.txt").write_text(NEWS, encoding="utf-8")
    written = []
    for lang in ("en", "id"):
        arguments = ["--lang", lang, "score", "--format", form, "--model", str(tiny_file)]
        assert main([*arguments, "berita.txt"]) == 0
        written.append(capsys.readouterr().out)
    assert written[0] == written[1]


def test_settings_for_machines_are_the_same_in_both_languages(capsys):
    written = []
    for lang in ("en", "id"):
        assert main(["--lang", lang, "config", "--format", "json"]) == 0
        written.append(json.loads(capsys.readouterr().out))
    assert written[0] == written[1]


def test_english_does_not_read_the_catalogue(checkout, environment):
    code = (
        "import sys, rumor.cli; status = rumor.cli.main(['explain', 'tidak-ada.txt']); "
        "print(status, 'rumor.lang.catalogue' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "2 False\n"
