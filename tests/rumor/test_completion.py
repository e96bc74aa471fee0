"""The completion scripts, in the shells themselves."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("shtab", reason="the completion extra is not installed")

from rumor.cli import COMMANDS, main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the shells are not there")

SECONDS = 30


@pytest.fixture(scope="module")
def scripts(tmp_path_factory, rumor_command) -> dict[str, Path]:
    """Return the scripts that the command prints, by shell."""
    folder = tmp_path_factory.mktemp("skrip")
    written = {}
    for shell, name in (("bash", "rumor"), ("zsh", "_rumor"), ("fish", "rumor.fish")):
        done = rumor_command("completion", shell)
        assert (done.returncode, done.stderr) == (0, b"")
        written[shell] = folder / name
        written[shell].write_bytes(done.stdout)
    return written


@pytest.fixture
def folder(tmp_path) -> Path:
    """Return a working directory with one article in it."""
    (tmp_path / "pelabuhan-kedungjati.txt").write_text("Dermaga dibuka.\n", encoding="utf-8")
    return tmp_path


def in_bash(script: Path, folder: Path, line: str) -> list[str]:
    """Return what bash offers at the end of a line."""
    words = line.split(" ")
    name = "name=$(complete -p rumor | sed 's/.*-F \\([^ ]*\\).*/\\1/'); "
    code = (
        f"source {script}; {name} COMP_WORDS=({' '.join(repr(word) for word in words)}); "
        f"COMP_CWORD={len(words) - 1}; $name; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return done.stdout.split()


def in_fish(script: Path, folder: Path, line: str) -> list[str]:
    """Return what fish offers at the end of a line."""
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / ".c")}
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return [offer.split("\t")[0] for offer in done.stdout.splitlines()]


def in_zsh(script: Path, folder: Path, line: str) -> list[str]:
    """Return the words that zsh shows once the key is pressed at the end of a line."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["zsh", "-f", "-i"],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb", "LANG": "C.UTF-8"},
    )
    os.close(theirs)
    try:
        # All candidates are listed at the first press, on lines of their own.
        setup = (
            f"PROMPT= ; fpath=({script.parent} $fpath); autoload -U compinit; "
            f"compinit -u -d {folder}/.zcompdump; "
            "unsetopt ALWAYS_LAST_PROMPT LIST_AMBIGUOUS; setopt AUTO_LIST LIST_ROWS_FIRST; "
            "LISTMAX=0; COLUMNS=200; LINES=200; print rea''dy\n"
        )
        os.write(ours, setup.encode())
        _read_until(ours, "ready\r\n")
        os.write(ours, f"{line}\t".encode())
        return _read_until(ours, None).replace("\x07", " ").split()
    finally:
        process.kill()
        process.wait(timeout=SECONDS)
        os.close(ours)


def _read_until(stream: int, mark: str | None) -> str:
    """Read until a mark was read, or, without one, until it was quiet for a while."""
    shown = ""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        quiet = 1.0 if mark is None and shown else 10.0
        if not select.select([stream], [], [], quiet)[0]:
            if mark is None:
                return shown
            continue
        shown += os.read(stream, 65536).decode("utf-8", "replace")
        if mark is not None and mark in shown:
            return shown
    raise AssertionError(f"zsh did not answer: {shown!r}")


SHELLS = {"bash": in_bash, "fish": in_fish, "zsh": in_zsh}


@pytest.fixture(params=list(SHELLS))
def offered(request, scripts, folder) -> Callable[[str], list[str]]:
    """Return a function that tells what a shell offers at the end of a line."""
    shell = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    return lambda line: SHELLS[shell](scripts[shell], folder, line)


def test_a_command_is_completed(offered):
    assert any(offer.endswith("score") for offer in offered("rumor sc"))


def test_the_second_word_of_a_command_is_completed(offered):
    shown = " ".join(offered("rumor model c"))
    assert all(word in shown for word in ("compare", "check", "card"))


def test_options_are_completed(offered):
    shown = " ".join(offered("rumor score --t"))
    assert all(option in shown for option in ("--threshold", "--top", "--tracking-uri"))


def test_options_of_another_command_are_not_offered(offered):
    assert "--unit" not in " ".join(offered("rumor score --"))


def test_choices_of_an_option_are_completed(offered):
    shown = " ".join(offered("rumor score --format js"))
    assert "json" in shown
    assert "jsonl" in shown


def test_files_are_completed(offered):
    assert "pelabuhan-kedungjati.txt" in " ".join(offered("rumor score pela"))


def test_files_are_completed_after_an_option_with_a_value(offered):
    assert "pelabuhan-kedungjati.txt" in " ".join(offered("rumor score --format json pela"))


def test_paths_of_options_are_completed(offered):
    assert "pelabuhan-kedungjati.txt" in " ".join(offered("rumor score --config pela"))


def test_a_command_is_completed_after_an_option_before_it(offered):
    assert "explain" in " ".join(offered("rumor --lang id expl"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_stands_in_the_script(scripts, shell):
    text = scripts[shell].read_text(encoding="utf-8")
    assert all(word in text for name in COMMANDS for word in name.split())


def test_unknown_shell_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["completion", "csh"])
    assert stopped.value.code == 2
    assert "bash" in capsys.readouterr().err


def test_missing_library_names_the_extra(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "shtab", None)
    monkeypatch.delitem(sys.modules, "rumor.completion", raising=False)
    assert main(["completion", "bash"]) == 2
    assert "pip install 'rumor[completion]'" in capsys.readouterr().err


def test_a_command_whose_libraries_are_missing_is_completed_without_options(monkeypatch, capsys):
    monkeypatch.setitem(COMMANDS, "impian", ("modul_impian", "dreams", ""))
    assert main(["completion", "bash"]) == 0
    captured = capsys.readouterr()
    assert "impian" in captured.out
    assert "rumor impian" in captured.err


def test_a_broken_configuration_does_not_keep_the_script_from_being_printed(
    monkeypatch, tmp_path, capsys
):
    (tmp_path / "rumor.toml").write_text("threshold = = 1", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["completion", "bash"]) == 0
    assert capsys.readouterr().out
