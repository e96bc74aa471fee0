from __future__ import annotations

import errno
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import OperationalError

from rumor.cli import main
from rumor.errors import FileError
from rumor.experiments.store import open_store, store_errors

pytestmark = pytest.mark.slow

_KILLED = """
import itertools, os, signal, sys, sqlalchemy
from rumor.experiments.store import open_store
count = itertools.count()
def die(*_):
    if next(count) == 350:
        os.kill(os.getpid(), signal.SIGKILL)
sqlalchemy.event.listen(sqlalchemy.engine.Engine, "before_cursor_execute", die)
open_store(sys.argv[1])
"""
_OPEN = "import sys; from rumor.experiments.store import open_store; print(open_store(sys.argv[1]))"


def test_processes_that_make_a_store_at_once_all_get_it(
    tmp_path: Path, checkout: Path, environment: dict[str, str]
) -> None:
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _OPEN, uri],
            cwd=checkout,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    try:
        results = [process.communicate(timeout=120) for process in processes]
    finally:
        for process in processes:
            process.kill()
    assert [process.returncode for process in processes] == [0, 0, 0], results
    assert len({out for out, _ in results}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mlflow.db"]


@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
def test_a_store_whose_making_was_killed_is_made_by_the_next_process(
    tmp_path: Path, checkout: Path, environment: dict[str, str]
) -> None:
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"

    def run(code: str) -> int:
        done = subprocess.run([sys.executable, "-c", code, uri], cwd=checkout, env=environment)
        return done.returncode

    assert run(_KILLED) == -signal.SIGKILL
    left = tmp_path / "mlflow.db"
    assert not left.exists() or left.stat().st_size == 0
    assert run(_OPEN) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mlflow.db"]


@pytest.mark.parametrize(
    ("place", "reason"),
    [("catatan.db", "file is not a database"), ("folder", "unable to open database file")],
)
def test_what_cannot_be_a_store_is_told_at_once(tmp_path: Path, place: str, reason: str) -> None:
    (tmp_path / "catatan.db").write_text("Jembatan Kaligondang dibuka Senin.\n" * 50)
    (tmp_path / "folder").mkdir()
    uri = f"sqlite:///{tmp_path / place}"
    with pytest.raises(FileError, match=f"{uri}: {reason}; .* give another --tracking-uri"):
        open_store(uri)


@pytest.mark.parametrize("command", [["train"], ["experiment", "run", "shipped"]])
def test_a_server_that_does_not_answer_is_told_before_anything_is_trained(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # not listened on
        uri = f"http://127.0.0.1:{closed.getsockname()[1]}"
        assert main([*command, "--tracking-uri", uri]) == 2
    assert f"the store {uri} does not answer" in capsys.readouterr().err


def test_of_a_database_that_refuses_its_own_words_are_told() -> None:
    refusal = OperationalError("UPDATE runs", {}, sqlite3.OperationalError("disk is full"))
    with (
        pytest.raises(FileError, match=r"^simpanan: disk is full; beri ruang$"),
        store_errors("simpanan", "beri ruang"),
    ):
        raise MlflowException(str(refusal)) from refusal


def test_of_a_file_that_cannot_be_written_its_name_is_told() -> None:
    with (
        pytest.raises(FileError, match=r"^simpanan: /a/b\.png: no space left on device; "),
        store_errors("simpanan"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/a/b.png")
