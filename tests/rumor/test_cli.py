"""The command line, in this process and as one of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rumor import __version__
from rumor.cli import COMMANDS, main

NEWS = "Jembatan Kaligondang dibuka Senin. Konon tiangnya mungkin retak.\n"
LONG = (
    "Konon pengurus koperasi nelayan di pesisir Karangwuni mungkin menutup pelelangan ikan selama "
    "perbaikan dermaga yang dibiayai pemerintah kabupaten dan warga sekitar sejak tahun lalu.\n"
)


SCORE = [sys.executable, "-m", "rumor", "score", "--model"]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Return the path of a short article."""
    path = tmp_path / "berita.txt"
    path.write_text(NEWS, encoding="utf-8")
    return path


@pytest.fixture
def score(tiny_file, capsys):
    """Return a function that runs `rumor score` here: status, standard output, standard error."""

    def run(*arguments) -> tuple[int, str, str]:
        status = main(["score", "--model", str(tiny_file), *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def score_process(tiny_file, rumor_command):
    """Return a function that runs `rumor score` as a process of its own."""

    def run(*arguments, **settings) -> subprocess.CompletedProcess[bytes]:
        return rumor_command("score", "--model", tiny_file, *arguments, **settings)

    return run


def usage_error(arguments: list[str], capsys) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    captured = capsys.readouterr()
    assert stopped.value.code == 2
    assert captured.out == ""
    return captured.err


def holds(larger, smaller) -> bool:
    """Whether one JSON value has all that another has; objects may have further keys."""
    if isinstance(smaller, dict):
        return all(holds(larger[key], value) for key, value in smaller.items())
    if isinstance(smaller, list):
        return len(larger) == len(smaller) and all(map(holds, larger, smaller))
    return larger == smaller


# The command itself


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_every_command(option, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([option])
    shown = capsys.readouterr().out
    assert stopped.value.code == 0
    assert all(
        f"  {name} " in shown and summary in shown for name, (_, summary, _) in COMMANDS.items()
    )


@pytest.mark.parametrize("group", [[], ["model"]], ids=["all", "of a group"])
def test_summaries_of_commands_stand_in_one_column(group, capsys):
    with pytest.raises(SystemExit):
        main([*group, "--help"])
    listing = capsys.readouterr().out.partition("commands:\n")[2].partition("\n\n")[0]
    summaries = [summary for _, summary, _ in COMMANDS.values()]
    columns = {
        line.index(known)
        for line in listing.splitlines()
        for known in summaries
        if line.endswith(f"  {known}")
    }
    assert len(listing.splitlines()) >= 3
    assert len(columns) == 1


def test_help_promises_nothing_about_truth(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out.lower()
    assert "never truth" in shown
    assert "fake" not in shown


def test_help_of_a_command_lists_its_options(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["score", "--help"])
    shown = capsys.readouterr().out
    assert stopped.value.code == 0
    assert all(option in shown for option in ("FILE", "--format", "--threshold", "--model"))


def test_help_of_a_command_tells_the_exit_status(capsys):
    with pytest.raises(SystemExit):
        main(["score", "--help"])
    assert "Exit status" in capsys.readouterr().out


def test_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"rumor {__version__}\n"


def test_version_of_the_package_is_that_of_the_project(checkout):
    project = (checkout / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{__version__}"\n' in project


def test_no_arguments_show_the_help_as_an_error(capsys):
    assert main([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("usage: rumor COMMAND")


def test_unknown_command_is_a_usage_error_that_names_the_known(capsys):
    message = usage_error(["nilai"], capsys)
    assert "'nilai'" in message
    assert all(name in message for name in COMMANDS)


def test_unknown_option_is_a_usage_error(capsys):
    assert "--warna" in usage_error(["score", "--warna"], capsys)


def test_interrupt_is_one_line_and_status_130(news, score, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("rumor.scorer.Scorer.score", interrupted)
    assert score(news) == (130, "", "rumor: interrupted\n")


def test_python_m_runs_the_command(rumor_command):
    done = rumor_command("--version")
    assert (done.returncode, done.stdout.split()) == (0, [b"rumor", __version__.encode()])


# Articles that can be read


def test_report_of_a_file_names_it_and_ranks_its_claims(news, score):
    status, out, err = score(news)
    assert (status, err) == (0, "")
    assert out == (
        f"{news}: 1 of 2 claims on a speculative footing, article score 0.55\n"
        "\n"
        " 0.99 rumoured   [Konon] tiangnya [mungkin] retak.\n"
        "                 hearsay: Konon, hedge: mungkin\n"
        "\n"
        " 0.12 stated     Jembatan Kaligondang dibuka Senin.\n"
    )


def test_reports_of_several_files_stand_apart(news, score):
    _, out, _ = score(news, news)
    assert out.count(f"\n\n\n{news}: 1 of 2 claims") == 1


@pytest.mark.parametrize(
    "data",
    [
        NEWS.encode("utf-8-sig"),
        NEWS.encode("utf-16"),
        NEWS.encode("utf-32"),
        NEWS.replace("\n", "\r\n").replace(". ", ".\r\n").encode(),
    ],
    ids=["UTF-8 with mark", "UTF-16", "UTF-32", "CRLF"],
)
def test_encoding_and_line_ends_make_no_difference(news, score, data):
    expected = score(news)
    news.write_bytes(data)
    assert score(news) == expected


def test_offsets_of_a_crlf_file_index_its_own_characters(news, score):
    news.write_bytes(NEWS.replace(". ", ".\r\n").encode())
    _, out, _ = score(news, "--format", "json")
    assert json.loads(out)["articles"][0]["claims"][1]["start"] == NEWS.index("Konon") + 1


def test_dash_reads_standard_input(score_process):
    done = score_process("-", stdin=NEWS.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"standard input: 1 of 2 claims")


def test_what_is_piped_in_is_read_without_a_file(score_process):
    done = score_process(stdin=NEWS.encode())
    assert done.stdout.startswith(b"standard input: 1 of 2 claims")


def test_standard_input_can_stand_among_files(news, score_process):
    done = score_process("--format", "json", news, "-", stdin=NEWS.encode())
    names = [article["name"] for article in json.loads(done.stdout)["articles"]]
    assert names == [str(news), "standard input"]


def test_nothing_piped_in_is_one_line(score_process):
    done = score_process()
    assert done.returncode == 2
    assert done.stderr == b"rumor: standard input: holds no text; give an article\n"


# Articles that cannot


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "holds no text"),
        (b"  \n", "holds no text"),
        (b"Jembatan\x00retak.", "not text"),
        (b"Jembatan \xff retak.", "not UTF-8 text (byte 9)"),
    ],
    ids=["empty", "blank", "binary", "undecodable"],
)
def test_bad_file_is_one_line_with_name_reason_and_remedy(news, score, data, reason):
    news.write_bytes(data)
    status, out, err = score(news)
    assert (status, out) == (2, "")
    assert err.startswith(f"rumor: {news}: {reason}")
    assert "; " in err
    assert err.count("\n") == 1


def test_missing_file_is_one_line(tmp_path, score):
    path = tmp_path / "tidak-ada.txt"
    assert score(path) == (2, "", f"rumor: {path}: no such file; check the path\n")


def test_folder_without_an_article_is_one_line(tmp_path, score):
    status, out, err = score(tmp_path)
    assert (status, out) == (2, "")
    assert err.startswith(f"rumor: {tmp_path}: ")
    assert err.count("\n") == 1


def test_folder_is_read_whole(news, score):
    assert score(news.parent)[1].startswith(f"{news}: 1 of 2 claims")


@pytest.mark.parametrize("form", ["text", "json"])
def test_one_bad_file_does_not_keep_the_others_from_being_scored(tmp_path, news, score, form):
    bad = [tmp_path / "tidak-ada.txt", tmp_path / "kosong.txt"]
    bad[1].touch()
    status, out, err = score("--format", form, bad[0], news, bad[1], news)
    assert status == 2
    assert out.count(str(news)) == 2
    lines = err.splitlines()
    assert [line.split(": ")[1] for line in lines] == [str(path) for path in bad]


def test_json_of_bad_files_alone_is_still_json(tmp_path, score):
    status, out, _ = score("--format", "json", tmp_path / "tidak-ada.txt")
    assert (status, json.loads(out)["articles"]) == (2, [])


@pytest.mark.skipif(sys.platform != "linux", reason="names are not bytes there")
@pytest.mark.parametrize("form", ["text", "json"])
def test_name_that_is_not_utf8_can_be_printed(tmp_path, score_process, form):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/berita-\xff.txt"))
    path.write_text(NEWS, encoding="utf-8")
    done = score_process("--format", form, path, env={"PYTHONIOENCODING": "utf-8:strict"})
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh there")
@pytest.mark.parametrize("arguments", [[], ["-"]], ids=["no file", "dash"])
def test_closed_standard_input_is_one_line(tiny_file, checkout, environment, arguments):
    done = subprocess.run(
        ["sh", "-c", '"$@" <&-', "sh", *SCORE, str(tiny_file), *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


# Options


def test_json_is_all_that_is_printed(news, score, tiny_scorer):
    status, out, err = score("--format", "json", news)
    assert (status, err) == (0, "")
    (article,) = json.loads(out)["articles"]
    assert holds(article, {"name": str(news)} | tiny_scorer.score(NEWS).to_dict())


def test_unknown_format_is_a_usage_error(capsys):
    assert "'xml'" in usage_error(["score", "--format", "xml"], capsys)


@pytest.mark.parametrize("value", ["tinggi", "", "-0.1", "1.1", "nan", "inf", "0,5"])
def test_bad_threshold_is_a_usage_error_that_names_it(capsys, value):
    message = usage_error(["score", f"--threshold={value}"], capsys)
    assert f"{value!r} is not a number between 0 and 1" in message


@pytest.mark.parametrize(("value", "count"), [("0", 2), ("1", 0)])
def test_threshold_decides_what_is_speculative(news, score, value, count):
    assert f": {count} of 2 claims" in score("--threshold", value, news)[1]


@pytest.mark.parametrize("name", ["tidak-ada.json", "."])
def test_model_that_cannot_be_read_is_one_line(tmp_path, news, capsys, name):
    path = tmp_path / name
    assert main(["score", "--model", str(path), str(news)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"rumor: {path}: ")
    assert captured.err.count("\n") == 1


def test_article_given_as_model_is_one_line(news, capsys):
    assert main(["score", "--model", str(news), str(news)]) == 2
    assert "not a portable model (not JSON)" in capsys.readouterr().err


# Where the output goes


def test_pipe_gets_no_escape_codes(news, score_process):
    assert b"\x1b" not in score_process(news).stdout


@pytest.mark.parametrize("form", ["text", "json"])
def test_output_that_cannot_take_every_letter_still_gets_the_report(news, score_process, form):
    news.write_text("“Konon pasar itu pindah,” tulisnya. 😀", encoding="utf-8")
    done = score_process("--format", form, news, env={"PYTHONIOENCODING": "cp1252"})
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.fixture
def closed_pipe():
    """Return the write end of a pipe that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    yield write
    os.close(write)


@pytest.fixture
def into_closed_pipe(closed_pipe, checkout, environment, tiny_file):
    """Return a function that scores a file into that pipe: status and standard error."""

    def run(path: Path) -> tuple[int, bytes]:
        done = subprocess.run(
            [*SCORE, tiny_file, path],
            cwd=checkout,
            env=environment,
            stdout=closed_pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
        return done.returncode, done.stderr

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break differently there")
def test_long_report_into_a_pipe_that_closed_is_silent(news, into_closed_pipe):
    news.write_text(NEWS * 500, encoding="utf-8")
    assert into_closed_pipe(news) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break differently there")
def test_short_report_into_a_pipe_that_closed_is_silent(news, into_closed_pipe):
    assert into_closed_pipe(news) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no head there")
def test_head_gets_the_first_line_and_nobody_complains(news, checkout, environment, tiny_file):
    news.write_text(NEWS * 2000, encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", '"$@" | head -n 1', "sh", *SCORE, str(tiny_file), str(news)],
        cwd=checkout,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.stdout.startswith(f"{news}: 2000 of 4000 claims".encode())
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"], ids=["full disk", "closed"])
def test_output_that_cannot_be_written_is_one_line(
    news, checkout, environment, tiny_file, redirection
):
    done = subprocess.run(
        ["sh", "-c", f'"$@" {redirection}', "sh", *SCORE, str(tiny_file), str(news)],
        cwd=checkout,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


@pytest.fixture
def terminal(checkout, environment, tiny_file):
    """Return a function that runs `rumor score` in a terminal and gives what it shows."""
    pty = pytest.importorskip("pty")
    termios = pytest.importorskip("termios")

    def run(*arguments, columns: int = 60, env: dict[str, str] | None = None) -> str:
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, columns))
        process = subprocess.Popen(
            [*SCORE, tiny_file, *arguments],
            cwd=checkout,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**environment, "TERM": "xterm", **(env or {})},
        )
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        process.wait(timeout=60)
        os.close(ours)
        return shown.decode().replace("\r\n", "\n")

    return run


def test_terminal_gets_colour(news, terminal):
    assert "\x1b[1m\x1b[33mKonon\x1b[0m tiangnya" in terminal(news)


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=lambda env: str(*env))
def test_terminal_without_colour_gets_brackets(news, terminal, env):
    shown = terminal(news, env=env)
    assert "\x1b" not in shown
    assert "[Konon] tiangnya" in shown


def test_empty_no_color_means_nothing(news, terminal):
    assert "\x1b[" in terminal(news, env={"NO_COLOR": ""})


@pytest.mark.parametrize(("columns", "width"), [(60, 60), (80, 80), (250, 100)])
def test_claims_are_wrapped_to_the_width_of_the_terminal(news, terminal, columns, width):
    news.write_text(LONG, encoding="utf-8")
    shown = re.sub(r"\x1b\[\d+m", "", terminal(news, columns=columns))
    lengths = [len(line) for line in shown.split("\n")[2:]]
    assert width - 15 < max(lengths) <= width


def test_terminal_without_a_file_is_told_what_to_give(terminal):
    assert terminal() == "rumor score: give a FILE, or `-` to type or pipe an article\n"


# The parts that need an extra


BLOCKER = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocker())
"""


@pytest.fixture
def without(tmp_path, rumor_command):
    """Return a function that runs the command where some libraries cannot be imported."""

    def run(blocked: tuple[str, ...], *arguments) -> subprocess.CompletedProcess[bytes]:
        folder = tmp_path / "penghalang"
        folder.mkdir()
        code = BLOCKER.format(blocked=blocked)
        (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
        return rumor_command(*arguments, env={"PYTHONPATH": str(folder)})

    return run


@pytest.mark.parametrize("library", ["sklearn", "mlflow"])
def test_training_without_its_libraries_names_the_extra(without, library):
    done = without((library,), "train")
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"rumor: `rumor train` needs {library}, which is not installed; "
        "install it with: pip install 'rumor[train]'\n"
    )


def test_nothing_is_trained_or_written_without_the_libraries(without, tmp_path):
    output = tmp_path / "model.json"
    without(("sklearn",), "train", "--output", output)
    assert not output.exists()


def test_scoring_needs_none_of_the_libraries(without, news, tiny_file):
    blocked = ("sklearn", "mlflow", "pandas", "numpy", "joblib", "matplotlib", "scipy")
    done = without(blocked, "score", "--model", tiny_file, news)
    assert (done.returncode, done.stderr) == (0, b"")


def test_module_of_our_own_that_is_missing_is_not_called_a_missing_extra(monkeypatch):
    command = "rumor.experiments.commands.tidak_ada", "latih model", "train"
    monkeypatch.setitem(COMMANDS, "train", command)
    with pytest.raises(ModuleNotFoundError, match="tidak_ada"):
        main(["train"])


# The shipped model


@pytest.mark.parametrize("name", ["rumor-ponsel", "sertifikat-petani-kopi"])
def test_articles_of_the_seeds_score_without_further_ado(scorer, checkout, rumor_command, name):
    done = rumor_command("score", checkout / "seeds" / "articles" / f"{name}.txt")
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.search(rb"^.*\.txt: \d+ of \d+ claims on a speculative footing", done.stdout)


def test_piped_sentence_is_scored_by_the_shipped_model(scorer, rumor_command):
    text = "Kabarnya, Bendungan Tirtawening akan dijual pekan depan."
    done = rumor_command("score", "--format", "json", stdin=text.encode())
    (claim,) = json.loads(done.stdout)["articles"][0]["claims"]
    assert (claim["level"], claim["evidence"][0]["text"]) == ("rumoured", "Kabarnya")


def test_command_and_python_interface_give_the_same_scores(scorer, checkout, rumor_command):
    path = checkout / "seeds" / "articles" / "rumor-ponsel.txt"
    done = rumor_command("score", "--format", "json", path)
    (article,) = json.loads(done.stdout)["articles"]
    assert holds(article, scorer.score(path.read_bytes().decode()).to_dict())


def test_explain_tells_what_a_sentence_given_as_text_is_made_of(rumor_command):
    done = rumor_command("explain", "--text", "Jembatan Kaligondang dikabarkan retak.")
    assert done.returncode == 0
    assert b"hearsay: dikabarkan" in done.stdout


def test_explain_wants_a_file_or_a_text(rumor_command):
    done = rumor_command("explain")
    assert done.returncode == 2
    assert b"FILE --text is required" in done.stderr


def test_precise_flags_no_more_than_the_default(scorer, rumor_command, checkout):
    path = checkout / "seeds" / "articles" / "rumor-ponsel.txt"
    done = rumor_command("score", "--precise", "--format", "json", path)
    (article,) = json.loads(done.stdout)["articles"]
    assert article["threshold"] == scorer.model.precise_threshold > scorer.threshold


def test_precise_and_threshold_exclude_each_other(rumor_command, checkout):
    path = checkout / "seeds" / "articles" / "rumor-ponsel.txt"
    assert rumor_command("score", "--precise", "--threshold", "0.5", path).returncode == 2


def test_a_full_disk_elsewhere_is_not_blamed_on_standard_output(news, score, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "/data/mlruns/model.json")

    monkeypatch.setattr("rumor.scorer.Scorer.score", full)
    expected = "rumor: /data/mlruns/model.json: No space left on device; make room for it\n"
    assert score(news) == (2, "", expected)
