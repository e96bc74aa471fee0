"""Processes that score, and those that die of it."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from rumor.batch.pool import Pool, WorkerError
from rumor.batch.read import Chunk
from rumor.batch.records import Record, Rejected

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


def run(scorer, given: list[Chunk], workers: int = 2) -> list:
    with Pool(scorer, "article", workers) as pool:
        done = {chunk.number: results for chunk, results in pool.score(iter(given))}
    return [result for number in sorted(done) for result in done[number]]


def test_each_chunk_comes_back_once_with_its_rows_in_order(tiny_scorer):
    results = run(tiny_scorer, chunks(6, 4))

    assert [result["row"] for result in results] == [*range(1, 25)]
    assert results[0]["score"] == tiny_scorer.score("Konon pasar 1 .").score


def test_rejected_rows_keep_their_place(tiny_scorer):
    (chunk,) = chunks(1, 3)
    rejected = Rejected("a.jsonl", 2, None, "rusak", "")
    chunk.items[1] = rejected

    first, second, third = run(tiny_scorer, [chunk])

    assert (first["row"], second, third["row"]) == (1, rejected, 3)


def test_chunk_whose_worker_died_once_is_scored_by_another(deadly, tmp_path):
    deadly.once = str(tmp_path / "sekali")

    results = run(deadly, chunks(4, 3, {5}))

    assert Path(deadly.once).exists()
    assert [result["row"] for result in results] == [*range(1, 13)]


@pytest.mark.parametrize("row", [1, 4, 8])
def test_row_that_kills_every_worker_is_rejected_alone(deadly, row):
    results = run(deadly, chunks(2, 8, {row}))

    (rejected,) = [result for result in results if isinstance(result, Rejected)]
    assert (rejected.source, rejected.row, rejected.id) == ("a.jsonl", row, f"k{row}")
    assert rejected.reason == "the process that scores it dies (SIGKILL)"
    assert "MAUT" in rejected.raw
    rows = [result["row"] for result in results if not isinstance(result, Rejected)]
    assert rows == [other for other in range(1, 17) if other != row]
    assert results.index(rejected) == row - 1


def test_chunk_of_one_row_that_kills_every_worker_is_rejected(deadly):
    results = run(deadly, chunks(3, 1, {2}))

    assert [isinstance(result, Rejected) for result in results] == [False, True, False]


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

    with Pool(tiny_scorer, "article", 2) as pool:
        for finished, _ in enumerate(pool.score(counted()), 1):
            assert handed <= finished + 2
