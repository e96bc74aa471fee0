"""Which rows are measured, and what becomes of the others when one cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rumor.errors import MissingExtraError
from rumor.experiments.bench import rest, workers
from rumor.experiments.bench.load_rows import measure_rest, measure_workers
from rumor.experiments.bench.registry import MEASUREMENTS, Measurement, chosen, measure
from rumor.experiments.bench.row import DifferenceError, Goal, Row

FAST = Row("cepat", "penilaian", "pembanding", Goal(">=", 2.0))


def measured(context):
    return [replace(FAST, value=3.0, peer=1.0, ratio=3.0)]


def different(context):
    raise DifferenceError("score_sentences", "batch 1, sentence 2, score", 0.4, 0.6)


def lacking(context):
    raise MissingExtraError("this row", "bench", "spacy")


def test_all_is_measured_unless_something_is_asked_for():
    assert chosen((), ()) == list(MEASUREMENTS)


def test_what_is_asked_for_is_measured_in_the_order_of_the_table():
    assert chosen(("growth", "tfidf", "cold"), ("cold",)) == ["tfidf", "growth"]


def test_every_row_has_a_name_of_its_own():
    names = [row.name for entry in MEASUREMENTS.values() for row in entry.rows]
    assert len(set(names)) == len(names)


def test_a_row_whose_results_differ_has_no_figure(context):
    (row,) = measure(context, ["beda"], {"beda": Measurement((FAST,), different)})

    assert row.ratio is None
    assert row.reached is None
    assert row.wrong.startswith("score_sentences: other results at batch 1, sentence 2, score")


def test_a_missing_library_leaves_the_other_rows_as_they_are(context):
    entries = {"a": Measurement((FAST,), lacking), "b": Measurement((FAST,), measured)}
    first, second = measure(context, ["a", "b"], entries)

    assert first.missing == (
        "this row needs spacy, which is not installed; install it with: pip install 'rumor[bench]'"
    )
    assert second.reached


def test_a_fault_of_the_program_is_not_taken_for_a_row_that_is_missing(context):
    def broken(context):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(measure(context, ["x"], {"x": Measurement((FAST,), broken)}))


def test_two_workers_give_a_row_of_speed_and_one_of_memory(context, monkeypatch):
    def measured_jobs(sentences):
        speed = {"value": 190.0, "peer": 100.0, "ratio": 1.9, "seconds": sentences}
        memory = {"value": 130.0, "peer": 100.0, "ratio": 1.3}
        return [speed | {"name": "workers"}, memory | {"name": "workers memory"}]

    monkeypatch.setattr(workers, "measure_workers", measured_jobs)
    speed, memory = measure_workers(context)

    assert (speed.value, speed.peer, speed.ratio, speed.reached) == (190.0, 100.0, 1.9, True)
    assert speed.details == {"seconds": 50}
    assert (memory.name, memory.reached) == ("workers-memory", False)


def test_the_service_gives_three_rows_a_route(context, monkeypatch):
    figures = {"value": 600.0, "peer": 1000.0, "ratio": 0.6, "p50_ms": 10.0, "p99_ms": 150.0}
    found = [figures | {"name": "rest score", "tail": 15.0, "requests": 400, "errors": 1}]
    monkeypatch.setattr(rest, "measure_rest", lambda **_: found)
    rows = {row.name: row.reached for row in measure_rest(context)}

    assert rows == {"rest-score": True, "rest-score-tail": False, "rest-score-errors": False}
