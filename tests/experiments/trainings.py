"""Runs `rumor train --register` many times, each time in a fork that may be killed.

Used by `test_train_killed.py` as a program of its own: what takes long, importing and training, is
done once. The rest is what a user's process does, and it is killed by the system. Nothing of a
store is opened before the forks.

    python trainings.py CORPUS FOLDER POINTS LATER

POINTS are expressions by name, in JSON: a training is killed before it does what one of them fits.
LATER are the names of those that are followed by another training. FOLDER gets a folder for each
training, with its store, its model file, what it said and its exit status.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from unittest import mock

import sqlalchemy
from matplotlib.figure import Figure

from rumor.cli import main
from rumor.experiments import tracking, train
from rumor.experiments.corpus import load_corpus
from rumor.experiments.logged_model import save_model
from rumor.portable import write_model

_ROOM = 3 * 4096
"""Bytes that the database may still grow by when the disk is said to be full."""


def run(corpus: Path, folder: Path, at: str = "", room: int = 0, times: int = 1) -> int:
    """Fork so many times at once, train in a folder, and return the worst exit status."""
    children = [os.fork() or _end(corpus, folder, at, room) for _ in range(times)]
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return max(ends, key=abs)


def _end(corpus: Path, folder: Path, at: str, room: int) -> NoReturn:
    status = 70
    try:
        status = _train(corpus, folder, at, room)
    finally:
        sys.stderr.flush()
        os._exit(status)


def _train(corpus: Path, folder: Path, at: str, room: int) -> int:
    """Train and register; with `at`, until the first thing done that it fits."""
    os.chdir(folder)
    log = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if at:
        _watch(lambda done: re.match(at, done) and os.kill(os.getpid(), signal.SIGKILL))
    if room:
        limit = Path("mlflow.db").stat().st_size + room
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return main(["train", "--corpus", str(corpus), "--register"])


def _watch(told: Callable[[str], object]) -> None:
    """Tell of each file that is about to be opened for writing or renamed, and each statement."""

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & 3:
            told(f"open {arguments[0]}")
        elif event == "os.rename":
            told(f"os.rename {arguments[0]} {arguments[1]}")

    def execute(*arguments: object) -> None:
        told(" ".join(str(arguments[2]).split()))

    sys.addaudithook(audit)
    sqlalchemy.event.listen(sqlalchemy.engine.Engine, "before_cursor_execute", execute)


def _prepare(before: Path, folder: Path) -> Path:
    """Make a folder with the store and the model file of another, and what was left beside them."""
    ours = shutil.ignore_patterns("mlruns", "*.txt")  # what runs logged is where it was
    shutil.copytree(before, folder, ignore=ours)
    return folder


def _note(folder: Path, status: int) -> None:
    (folder / "status.txt").write_text(str(status), encoding="utf-8")


def _all(corpus: Path, folder: Path, points: dict[str, str], later: list[str]) -> None:
    before = folder / "before"
    before.mkdir()
    _note(before, run(corpus, before))
    (before / "rumor-id.json").write_text("lama", encoding="utf-8")  # to tell old from new
    for name, at in points.items():
        place = _prepare(before, folder / name)
        _note(place, run(corpus, place, at))
    together = _prepare(before, folder / "together")
    _note(together, run(corpus, together, times=2))
    full = _prepare(before, folder / "full")
    _note(full, run(corpus, full, room=_ROOM))
    for name in later:
        place = _prepare(folder / name, folder / f"{name}, then again")
        _note(place, run(corpus, place))


if __name__ == "__main__":
    corpus, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    trained = train.train([load_corpus(corpus)], resamples=10)
    write_model(trained.model, folder / "warm.json")
    save_model(folder / "warm.json", folder / "warm")  # imports what the forks would each import
    for store in ("tracking", "model_registry"):
        importlib.import_module(f"mlflow.store.{store}.sqlalchemy_store")
    sqlalchemy.orm.configure_mappers()
    figures = [name for name in vars(tracking) if name.endswith("_figure")]
    empty = dict.fromkeys(figures, lambda _: Figure(figsize=(0.1, 0.1)))
    with (
        mock.patch.object(train, "train", return_value=trained),
        mock.patch.multiple(tracking, **empty),
    ):
        _all(corpus, folder, json.loads(sys.argv[3]), json.loads(sys.argv[4]))
