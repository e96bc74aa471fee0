"""`rumor score`: what it reads, what it writes, and its gate."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rumor.cli import main

CALM = "Jembatan Kaligondang dibuka Senin.\n"
RUMOUR = "Jembatan Kaligondang dikabarkan retak.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a calm article and one with a rumour."""
    (tmp_path / "a-tenang.txt").write_text(CALM, encoding="utf-8")
    (tmp_path / "b-kabar.md").write_text(f"# Jembatan\n\n{RUMOUR}", encoding="utf-8")
    return tmp_path


@pytest.fixture
def score(tiny_file, capsys):
    """Return a function that runs `rumor score` here: status, standard output, standard error."""

    def run(*arguments) -> tuple[int, str, str]:
        status = main(["score", "--model", str(tiny_file), *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


# The gate


def test_a_claim_over_the_gate_is_status_1(folder, score):
    status, _, err = score("--fail-above", 0.7, folder)
    assert (status, err) == (1, "rumor: 1 claim scores above 0.7\n")


def test_nothing_over_the_gate_is_status_0(folder, score):
    assert score("--fail-above", 0.95, folder)[0] == 0


def test_no_gate_is_status_0(folder, score):
    assert score(folder)[0] == 0


def test_a_claim_that_is_not_shown_is_over_the_gate_all_the_same(folder, score):
    status, out, _ = score("--fail-above", 0.7, "--level", "stated", "--format", "csv", folder)
    assert status == 1
    assert "dikabarkan" not in out


def test_a_claim_marked_to_be_ignored_passes_the_gate(folder, score):
    path = folder / "b-kabar.md"
    path.write_text(RUMOUR.rstrip() + " <!-- rumor: ignore -->\n", encoding="utf-8")
    status, out, _ = score("--fail-above", 0.7, folder)
    assert status == 0
    assert "marked to be ignored" in out


def test_what_cannot_be_read_outweighs_the_gate(folder, score):
    assert score("--fail-above", 0.7, folder, folder / "tidak-ada.txt")[0] == 2


# What is shown


def test_top_lists_the_most_speculative_of_each_article(folder, score):
    _, out, _ = score("--top", 1, "--format", "csv", folder)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["text"] for row in rows] == [CALM.strip(), RUMOUR.strip()]


@pytest.mark.parametrize("value", ["0", "-1", "satu", "1.5"])
def test_top_is_a_whole_number(value, capsys):
    with pytest.raises(SystemExit):
        main(["score", f"--top={value}"])
    assert f"{value!r} is not a whole number from 1 up" in capsys.readouterr().err


def test_least_score_and_level_leave_out_the_others(folder, score):
    _, out, _ = score("--min-score", 0.5, "--level", "rumoured", "--format", "jsonl", folder)
    (line,) = out.splitlines()
    assert json.loads(line)["text"] == RUMOUR.strip()


# How far it is


@pytest.fixture
def errors_on_terminal(checkout, environment, tiny_file):
    """Return a function that runs `rumor score` with a terminal for errors alone."""
    pty = pytest.importorskip("pty")

    def run(*arguments) -> str:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "rumor", "score", "--model", tiny_file, *arguments]
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=checkout,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            env={**environment, "TERM": "xterm"},
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
        return shown.decode()

    return run


def test_several_articles_have_a_line_of_progress_that_is_gone_in_the_end(
    folder, errors_on_terminal
):
    shown = errors_on_terminal(folder)
    assert re.match(r"\r  0%  1 articles, [\d,]+ a second\x1b\[K", shown)
    assert shown.endswith("\r\x1b[K")


def test_a_table_has_one_without_a_share(folder, errors_on_terminal):
    rows = folder / "c.jsonl"
    rows.write_text(json.dumps({"text": CALM}) + "\n", encoding="utf-8")
    assert errors_on_terminal(rows).startswith("\r1 articles, ")


def test_one_article_has_no_line_of_progress(folder, errors_on_terminal):
    assert errors_on_terminal(folder / "a-tenang.txt") == ""


def test_errors_stand_on_lines_of_their_own_beside_progress(folder, errors_on_terminal):
    shown = errors_on_terminal(folder, folder / "tidak-ada.txt", "--fail-above", 0.7)
    lines = re.sub(r"\r[^\r\n]*\x1b\[K", "", shown).split("\r\n")
    assert lines == [
        f"rumor: {folder / 'tidak-ada.txt'}: no such file; check the path",
        "rumor: 1 claim scores above 0.7",
        "",
    ]


# Where it goes


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "sarif", "github", "html"])
def test_every_format_can_go_to_a_file(folder, score, tmp_path, form):
    path = tmp_path / "out" / f"hasil.{form}"
    path.parent.mkdir()
    status, out, err = score("--format", form, "--output", path, folder)
    assert (status, out, err) == (0, "", "")
    written = path.read_text(encoding="utf-8")
    assert "dikabarkan" in written
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_file_holds_what_standard_output_would(folder, score, tmp_path, form):
    path = tmp_path.parent / f"{tmp_path.name}.{form}"
    _, printed, _ = score("--format", form, folder)
    score("--format", form, "--output", path, folder)
    assert path.read_text(encoding="utf-8") == printed


def test_html_for_a_folder_gets_an_index_and_a_page_an_article(folder, score, tmp_path):
    out = tmp_path.parent / f"{tmp_path.name}-laporan"
    assert score("--format", "html", "--output", out, folder)[0] == 0
    names = [path.name for path in sorted(out.iterdir())]
    assert names == ["01-a-tenang.html", "02-b-kabar.html", "index.html"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
@pytest.mark.parametrize("form", ["json", "html"])
def test_a_pipe_is_written_to_and_not_replaced(folder, score, tmp_path, form):
    pipe = tmp_path.parent / f"{tmp_path.name}-pipa"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.daemon = True
    reader.start()
    assert score("--format", form, "--output", pipe, folder)[0] == 0
    reader.join(timeout=20)
    assert pipe.is_fifo()
    assert "dikabarkan" in read[0]


def test_a_link_stays_and_what_it_leads_to_is_written(folder, score, tmp_path):
    target = tmp_path.parent / f"{tmp_path.name}-hasil.json"
    target.write_text("lama", encoding="utf-8")
    link = tmp_path.parent / f"{tmp_path.name}-tautan.json"
    link.symlink_to(target)
    assert score("--format", "json", "--output", link, folder)[0] == 0
    assert link.is_symlink()
    assert json.loads(target.read_text(encoding="utf-8"))["articles"]


def test_an_empty_output_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["score", "--format", "html", "--output", "", "a.txt"])
    assert ended.value.code == 2
    assert "argument --output: no file name" in capsys.readouterr().err


def test_output_in_a_folder_that_is_not_there_is_one_line(folder, score, tmp_path):
    path = tmp_path / "tidak-ada" / "hasil.json"
    status, _, err = score("--format", "json", "--output", path, folder)
    assert (status, err) == (2, f"rumor: {path}: its folder does not exist; make it first\n")


def test_a_file_keeps_what_it_held_when_scoring_is_cut_short(folder, score, tmp_path, monkeypatch):
    path = tmp_path.parent / f"{tmp_path.name}.json"
    path.write_text("lama", encoding="utf-8")

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("rumor.scorer.Scorer.score", interrupted)
    assert score("--format", "json", "--output", path, folder)[0] == 130
    assert path.read_text(encoding="utf-8") == "lama"
    assert not path.with_name(path.name + ".part").exists()


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_full_disk_is_one_line(rumor_command, tiny_file, folder, tmp_path):
    path = tmp_path.parent / f"{tmp_path.name}-penuh.json"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        done = rumor_command(
            "score", "--model", tiny_file, "--format", "json", "--output", path, folder
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"rumor: {path}: file too large; ")
    assert not path.exists()


def test_a_row_of_a_table_is_an_article_named_by_its_place(score, folder):
    rows = folder / "c.jsonl"
    rows.write_text(json.dumps({"text": CALM, "title": "Jembatan"}) + "\n", encoding="utf-8")
    _, out, _ = score("--format", "json", rows)
    (article,) = json.loads(out)["articles"]
    assert (article["name"], article["title"]) == (f"{rows}:1", "Jembatan")


def test_files_may_stand_behind_options(folder, score):
    _, out, _ = score("--top", 1, folder / "a-tenang.txt", "--format", "csv", folder / "b-kabar.md")
    assert CALM.strip() in out
    assert RUMOUR.strip() in out
