"""The measures of the project, always by these names, and their bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rumor.claims import LEVELS
from rumor.experiments.counting import average_precision, f1, macro_f1, roc_auc

ECE_BINS = 15
RESAMPLES = 1000

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Judged:
    """Gold labels and predictions of the sentences of one data set, column by column.

    Attributes
    ----------
    groups : ndarray of int, shape (n,)
        The passage each sentence stands in; intervals are drawn over these.
    gold, score : ndarray, shape (n,)
        1 where the gold level is 2 or 3; the score in [0, 1].
    flagged : ndarray of bool, shape (n,)
        Whether the score reaches the threshold.
    gold_level, level : ndarray of int, shape (n,)
        Index into `rumor.claims.LEVELS`.
    evidence, sources : ndarray of int, shape (n, 4)
        How the predicted spans meet the gold ones, as `overlap_counts` counts them.
    gold_deleted, deleted : ndarray of bool, shape (n,)
    """

    groups: NDArray[np.int64]
    gold: NDArray[np.int64]
    score: NDArray[np.float64]
    flagged: NDArray[np.bool_]
    gold_level: NDArray[np.int64]
    level: NDArray[np.int64]
    evidence: NDArray[np.int64]
    sources: NDArray[np.int64]
    gold_deleted: NDArray[np.bool_]
    deleted: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> Judged:
        """Return the given rows, which may repeat."""
        return Judged(**{name: column[rows] for name, column in vars(self).items()})


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the ends of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def expected_calibration_error(
    gold: NDArray[np.int64], score: NDArray[np.float64], bins: int = ECE_BINS
) -> float:
    """Measure how far scores are from the shares they promise, in bins of equal mass.

    Parameters
    ----------
    gold, score : ndarray, shape (n,)
    bins : int

    Returns
    -------
    float
        Mean distance of mean score and share of positives, weighted by bin size.

    References
    ----------
    Naeini, Cooper & Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian
    binning", AAAI.
    """
    parts = np.array_split(np.argsort(score, kind="stable"), bins)
    gaps = [len(p) * abs(score[p].mean() - gold[p].mean()) for p in parts if len(p)]
    return float(sum(gaps) / len(gold))


def overlap_counts(gold: Spans, predicted: Spans) -> tuple[int, int, int, int]:
    """Count how the predicted spans of one sentence meet the gold ones.

    Parameters
    ----------
    gold, predicted : sequence of (start, end)
        Character spans.

    Returns
    -------
    tuple of int
        Predicted spans that overlap a gold one, predicted spans, gold spans that overlap a
        predicted one, gold spans.
    """

    def meets(span: tuple[int, int], others: Spans) -> bool:
        return any(span[0] < end and start < span[1] for start, end in others)

    hits = sum(meets(span, gold) for span in predicted)
    found = sum(meets(span, predicted) for span in gold)
    return hits, len(predicted), found, len(gold)


def overlap_f1(counts: NDArray[np.int64]) -> float:
    """Measure spans: one is right that overlaps a span of the other side.

    Parameters
    ----------
    counts : ndarray of int, shape (n, 4)
        Rows as `overlap_counts` gives them.

    Returns
    -------
    float
        Harmonic mean of the share of predicted spans that overlap a gold one and the share of gold
        spans that overlap a predicted one; 0 where nothing overlaps, nan without any gold span.
    """
    hits, predictions, found, golds = counts.sum(axis=0)
    if not golds:
        return float("nan")
    if not hits:
        return 0.0
    precision, recall = hits / predictions, found / golds
    return float(2 * precision * recall / (precision + recall))


def _rate(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    return float(part[whole].mean()) if whole.any() else float("nan")


MEASURES: dict[str, Callable[[Judged], float]] = {
    "ap": lambda j: average_precision(j.gold, j.score),
    "roc_auc": lambda j: roc_auc(j.gold, j.score),
    "f1": lambda j: f1(j.gold, j.flagged),
    "precision": lambda j: _rate(j.gold == 1, j.flagged),
    "recall": lambda j: _rate(j.flagged, j.gold == 1),
    "brier": lambda j: float(np.mean((j.score - j.gold) ** 2)),
    "ece": lambda j: expected_calibration_error(j.gold, j.score),
    "level_f1": lambda j: macro_f1(j.gold_level, j.level, len(LEVELS)),
    "evidence_f1": lambda j: overlap_f1(j.evidence),
    "source_f1": lambda j: overlap_f1(j.sources),
    "deleted_recall": lambda j: _rate(j.deleted, j.gold_deleted),
}
"""What is measured, by its name; each takes a `Judged` and is nan where it has no meaning."""


def measure(judged: Judged) -> dict[str, float]:
    """Compute every measure.

    Parameters
    ----------
    judged : Judged

    Returns
    -------
    dict of str to float
    """
    return {name: function(judged) for name, function in MEASURES.items()}


def intervals(judged: Judged, *, resamples: int = RESAMPLES, seed: int = 0) -> dict[str, Interval]:
    """Compute every measure with its 95 % interval, resampling whole passages.

    Parameters
    ----------
    judged : Judged
    resamples : int
    seed : int

    Returns
    -------
    dict of str to Interval
        As `bootstrap` gives them.
    """
    return bootstrap(
        lambda rows: measure(judged.take(rows)),
        judged.gold,
        judged.groups,
        resamples=resamples,
        seed=seed,
    )


def bootstrap(
    function: Callable[[NDArray[np.int64]], dict[str, float]],
    gold: NDArray[np.int64],
    groups: NDArray[Any],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Interval]:
    """Compute measures with 95 % intervals, resampling whole groups.

    Parameters
    ----------
    function : callable
        From row numbers, which may repeat, to measures by name.
    gold : ndarray of int, shape (n,)
        Resamples that hold one class only are passed over.
    groups : ndarray, shape (n,)
        The group of each row.
    resamples : int
    seed : int

    Returns
    -------
    dict of str to Interval
        Percentile intervals (Efron & Tibshirani 1993, "An Introduction to the Bootstrap").
    """
    rng = np.random.default_rng(seed)
    order = np.argsort(groups, kind="stable")
    _, first = np.unique(groups[order], return_index=True)
    rows = np.split(order, first[1:])
    whole = function(np.arange(len(gold)))
    drawn: dict[str, list[float]] = {name: [] for name in whole}
    for _ in range(resamples):
        sample = np.concatenate([rows[k] for k in rng.integers(0, len(rows), len(rows))])
        if 0 < gold[sample].sum() < len(sample):
            for name, value in function(sample).items():
                drawn[name].append(value)
    return {
        name: Interval(value, *_percentiles(np.array(drawn[name]))) for name, value in whole.items()
    }


def _percentiles(values: NDArray[np.float64]) -> tuple[float, float]:
    values = values[~np.isnan(values)]
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
