"""Processes that score, and those that die of it."""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

import pytest

from rumor.batch.pool import Pool, WorkerError
from rumor.batch.read import Chunk, Line
from rumor.batch.records import Columns, Record, Rejected
from rumor.batch.results import Results, Work

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX"),
]

# A module of its own, because workers import what they are sent.
DEADLY = """
import os, signal
from pathlib import Path
from rumor.scorer import Scorer

class DeadlyScorer(Scorer):
    once = None

    def score(self, text, title=""):
        if "MAUT" in text:
            if self.once is None or not Path(self.once).exists():
                if self.once is not None:
                    Path(self.once).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return super().score(text, title)
"""


@pytest.fixture
def deadly(tmp_path, tiny_model, monkeypatch):
    """Return a scorer that kills its process when it reads a certain word."""
    (tmp_path / "deadly_scorer.py").write_text(DEADLY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("deadly_scorer").DeadlyScorer(tiny_model)
    del sys.modules["deadly_scorer"]


def chunks(count: int, size: int, deadly: set[int] = frozenset()) -> list[Chunk]:
    """Return chunks of records; those of certain rows hold the word."""
    rows = [
        Record("a.jsonl", row, f"k{row}", "", f"Konon pasar {row} {'MAUT' * (row in deadly)}.")
        for row in range(1, count * size + 1)
    ]
    return [Chunk(number, rows[number * size : (number + 1) * size]) for number in range(count)]


def work_of(scorer) -> Work:
    return Work(scorer, "article", Columns())


def run(scorer, given: list[Chunk], workers: int = 2) -> Results:
    with Pool(work_of(scorer), workers) as pool:
        done = {chunk.number: results for chunk, results in pool.score(iter(given))}
    return sum((done[number] for number in sorted(done)), Results())


def rows_of(lines: bytes) -> list[dict]:
    return [json.loads(line) for line in lines.splitlines()]


def numbers(lines: bytes) -> list[int]:
    return [row["row"] for row in rows_of(lines)]


@pytest.fixture(params=["copied", "begun anew"])
def either_way(request, monkeypatch):
    """Have workers started in both ways there are."""
    if request.param == "copied" and sys.platform != "linux":
        pytest.skip("processes are copied on Linux only")
    monkeypatch.setattr("rumor.batch.pool.is_alone", lambda: request.param == "copied")


@pytest.mark.usefixtures("either_way")
def test_each_chunk_comes_back_once_with_its_rows_in_order(tiny_scorer):
    results = run(tiny_scorer, chunks(6, 4))

    assert (results.scored, numbers(results.rows)) == (24, [*range(1, 25)])
    assert rows_of(results.rows)[0]["score"] == tiny_scorer.score("Konon pasar 1 .").score


def test_lines_are_read_by_those_who_score_them(tiny_scorer):
    lines = [b'{"text": "Konon pasar tutup."}\n', b"rusak\n", b'{"text": "Pasar buka.", "id": 7}\n']
    items = [Line("a.jsonl", row, line) for row, line in enumerate(lines, 1)]

    results = run(tiny_scorer, [Chunk(0, items)])

    assert [row["id"] for row in rows_of(results.rows)] == [None, "7"]
    assert numbers(results.rejections) == [2]


def test_rejected_rows_are_told_apart(tiny_scorer):
    (chunk,) = chunks(1, 3)
    chunk.items[1] = Rejected("a.jsonl", 2, None, "rusak", "")

    results = run(tiny_scorer, [chunk])

    assert numbers(results.rows) == [1, 3]
    assert rows_of(results.rejections) == [chunk.items[1].to_dict()]


@pytest.mark.usefixtures("either_way")
def test_chunk_whose_worker_died_once_is_scored_by_another(deadly, tmp_path):
    deadly.once = str(tmp_path / "sekali")

    results = run(deadly, chunks(4, 3, {5}))

    assert Path(deadly.once).exists()
    assert numbers(results.rows) == [*range(1, 13)]


@pytest.mark.parametrize("row", [1, 4, 8])
def test_row_that_kills_every_worker_is_rejected_alone(deadly, row):
    results = run(deadly, chunks(2, 8, {row}))

    (rejected,) = rows_of(results.rejections)
    assert (rejected["source"], rejected["row"], rejected["id"]) == ("a.jsonl", row, f"k{row}")
    assert rejected["reason"] == "the process that scores it dies (SIGKILL)"
    assert "MAUT" in rejected["raw"]
    assert numbers(results.rows) == [other for other in range(1, 17) if other != row]


def test_chunk_of_one_row_that_kills_every_worker_is_rejected(deadly):
    results = run(deadly, chunks(3, 1, {2}))

    assert (numbers(results.rows), numbers(results.rejections)) == ([1, 3], [2])


def test_job_stops_when_more_than_one_row_kills(deadly):
    with pytest.raises(WorkerError) as raised:
        run(deadly, chunks(1, 8, {5, 7}))

    message = str(raised.value)
    assert message.startswith("a.jsonl, rows 5 to 8: the processes that score them die (SIGKILL)")
    assert "start the same command again" in message


def test_input_is_read_no_faster_than_it_is_scored(tiny_scorer):
    handed = 0

    def counted():
        nonlocal handed
        for chunk in chunks(12, 2):
            handed += 1
            yield chunk

    with Pool(work_of(tiny_scorer), 2) as pool:
        for finished, _ in enumerate(pool.score(counted()), 1):
            assert handed <= finished + 2
