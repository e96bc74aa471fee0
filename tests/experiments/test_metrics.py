from __future__ import annotations

import math

import numpy as np
import pytest

from rumor.experiments.metrics import (
    MEASURES,
    Judged,
    bootstrap,
    expected_calibration_error,
    intervals,
    measure,
    overlap_counts,
    overlap_f1,
)


def judged(gold: list[int], score: list[float], **columns: object) -> Judged:
    n = len(gold)
    fields: dict[str, object] = {
        "groups": np.arange(n),
        "gold": np.array(gold),
        "score": np.array(score),
        "flagged": np.array(score) >= 0.5,
        "gold_level": np.array([3 if g else 1 for g in gold]),
        "level": np.array([3 if s >= 0.5 else 1 for s in score]),
        "evidence": np.zeros((n, 4), dtype=int),
        "sources": np.zeros((n, 4), dtype=int),
        "gold_deleted": np.zeros(n, dtype=bool),
        "deleted": np.zeros(n, dtype=bool),
    }
    return Judged(**(fields | columns))


def test_the_measures_bear_the_names_of_the_design() -> None:
    assert list(MEASURES) == [
        "ap", "roc_auc", "f1", "precision", "recall", "brier", "ece", "level_f1", "evidence_f1",
        "source_f1", "deleted_recall",
    ]  # fmt: skip


def test_a_perfect_ranking_has_average_precision_one() -> None:
    assert measure(judged([0, 1, 0, 1], [0.1, 0.9, 0.2, 0.8]))["ap"] == 1.0


def test_precision_and_recall_are_taken_at_the_threshold() -> None:
    found = measure(judged([1, 1, 0, 0], [0.9, 0.2, 0.7, 0.1]))
    assert (found["precision"], found["recall"], found["f1"]) == (0.5, 0.5, 0.5)


def test_scores_that_promise_what_they_keep_have_no_calibration_error() -> None:
    gold = np.array([0, 1] * 150)
    assert expected_calibration_error(gold, np.full(300, 0.5)) == pytest.approx(0.0)


def test_overconfident_scores_have_a_calibration_error() -> None:
    gold = np.array([0, 1] * 150)
    assert expected_calibration_error(gold, np.full(300, 0.9)) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("gold", "predicted", "counts"),
    [
        ([(0, 5)], [(3, 9)], (1, 1, 1, 1)),
        ([(0, 5)], [(5, 9)], (0, 1, 0, 1)),
        ([(0, 9)], [(0, 2), (4, 6)], (2, 2, 1, 1)),
        ([], [(0, 2)], (0, 1, 0, 0)),
        ([(0, 2)], [], (0, 0, 0, 1)),
    ],
)
def test_spans_are_right_when_they_overlap(gold, predicted, counts) -> None:
    assert overlap_counts(gold, predicted) == counts


def test_span_f1_balances_precision_over_predictions_and_recall_over_gold() -> None:
    counts = np.array([(1, 2, 1, 1), (0, 0, 0, 1)])
    assert overlap_f1(counts) == pytest.approx(0.5)


def test_a_measure_without_gold_is_not_a_number() -> None:
    found = measure(judged([0, 1], [0.2, 0.8]))
    assert math.isnan(found["evidence_f1"])
    assert math.isnan(found["deleted_recall"])


def test_an_interval_holds_its_value() -> None:
    rng = np.random.default_rng(1)
    gold = rng.integers(0, 2, 200)
    score = np.clip(gold * 0.3 + rng.random(200) * 0.7, 0, 1)
    for name, interval in intervals(judged(list(gold), list(score)), resamples=200).items():
        if not math.isnan(interval.value) and name != "ece":  # resampling biases ece upwards
            assert interval.low <= interval.value <= interval.high


def test_resampling_keeps_passages_whole() -> None:
    groups = np.array(["a", "a", "b", "b"])

    def shares(rows: np.ndarray) -> dict[str, float]:
        counts = np.bincount(rows, minlength=4)
        assert counts[0] == counts[1]
        assert counts[2] == counts[3]
        return {"n": float(len(rows))}

    bootstrap(shares, np.array([0, 1, 0, 1]), groups, resamples=50)


def test_the_same_seed_gives_the_same_interval() -> None:
    data = judged([0, 1] * 20, list(np.linspace(0, 1, 40)))
    assert intervals(data, resamples=30)["ap"] == intervals(data, resamples=30)["ap"]
