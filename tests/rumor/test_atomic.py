"""Files that appear whole or not at all, whoever else writes them and whoever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rumor.atomic import replacing

OLD, NEW = "Jembatan lama.\n", "Jembatan baru.\n"

KILLED = """
import os, signal, sys
from pathlib import Path
from rumor.atomic import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"Jembatan b")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""

WRITERS = """
import sys
from pathlib import Path
from rumor.atomic import replacing
line = (sys.argv[2] * 99 + "\\n").encode()
for _ in range(100):
    with replacing(Path(sys.argv[1])) as file:
        for _ in range(100):
            file.write(line)
            file.flush()
"""


@pytest.fixture
def begin(checkout: Path, environment: dict[str, str]) -> Callable[..., subprocess.Popen[bytes]]:
    def start(code: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)], cwd=checkout, env=environment
        )

    return start


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    path.write_text(OLD, encoding="utf-8")
    return path


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def write(path: Path, text: str = NEW) -> None:
    with replacing(path) as file:
        file.write(text.encode())


def test_a_file_is_the_old_one_until_it_is_whole(path: Path) -> None:
    with replacing(path) as file:
        file.write(b"Jembatan")
        file.flush()
        assert path.read_text(encoding="utf-8") == OLD
    assert path.read_text(encoding="utf-8") == "Jembatan"
    assert names(path) == ["model.json"]


def _interrupted(path: Path) -> None:
    with replacing(path) as file:
        file.write(b"Jembatan")
        raise KeyboardInterrupt


def test_an_error_or_an_interrupt_leaves_the_old_file_alone(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _interrupted(path)
    assert path.read_text(encoding="utf-8") == OLD
    assert names(path) == ["model.json"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_process_that_is_killed_leaves_the_old_file_and_what_the_next_one_clears(
    path: Path, begin: Callable[..., subprocess.Popen[bytes]]
) -> None:
    assert begin(KILLED, path).wait(60) == -signal.SIGKILL
    assert path.read_text(encoding="utf-8") == OLD
    assert names(path) == ["model.json", "model.json.part"]
    write(path)
    assert path.read_text(encoding="utf-8") == NEW
    assert names(path) == ["model.json"]


def test_what_a_killed_process_left_behind_is_no_part_of_the_next_file(path: Path) -> None:
    path.with_name("model.json.part").write_text("Jembatan b" * 50, encoding="utf-8")
    write(path)
    assert path.read_text(encoding="utf-8") == NEW


@pytest.mark.skipif(os.name == "nt", reason="no locks there")
def test_two_may_write_the_same_file_and_the_last_to_end_wins(path: Path) -> None:
    with replacing(path) as one:
        one.write(b"sat")
        with replacing(path) as two:
            two.write(b"dua")
        assert path.read_bytes() == b"dua"
        one.write(b"u")
    assert path.read_bytes() == b"satu"
    assert names(path) == ["model.json"]


@pytest.mark.skipif(os.name == "nt", reason="no locks there")
def test_one_that_fails_takes_nothing_from_another(path: Path) -> None:
    with replacing(path) as one:
        with pytest.raises(ZeroDivisionError), replacing(path):
            raise ZeroDivisionError
        one.write(b"satu")
    assert path.read_bytes() == b"satu"


@pytest.mark.skipif(os.name == "nt", reason="no locks there")
def test_processes_that_write_the_same_file_at_once_never_mix(
    path: Path, begin: Callable[..., subprocess.Popen[bytes]]
) -> None:
    whole = {(letter * 99 + "\n").encode() * 100 for letter in "abc"}
    running = [begin(WRITERS, path, letter) for letter in "abc"]
    seen = set()
    while any(process.poll() is None for process in running):
        seen.add(path.read_bytes())
    assert [process.returncode for process in running] == [0, 0, 0]
    assert seen - {OLD.encode()} <= whole
    assert path.read_bytes() in whole
    assert names(path) == ["model.json"]


def test_a_link_in_the_way_is_not_written_through(path: Path, tmp_path: Path) -> None:
    (tmp_path / "luar.txt").write_text(OLD, encoding="utf-8")
    path.with_name("model.json.part").symlink_to("luar.txt")
    with pytest.raises(OSError, match="symbolic"):
        write(path)
    assert (tmp_path / "luar.txt").read_text(encoding="utf-8") == OLD
    assert path.read_text(encoding="utf-8") == OLD
