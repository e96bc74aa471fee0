"""Paired bootstrap over passages: every candidate is measured on the same resamples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rumor.experiments.metrics import Interval

_AT_ONCE = 50


def draw(groups: NDArray[np.str_], *, resamples: int, seed: int = 0) -> NDArray[np.float64]:
    """Draw resamples of whole groups.

    Parameters
    ----------
    groups : ndarray, shape (n,)
        The group of each row.
    resamples : int
    seed : int

    Returns
    -------
    ndarray of float, shape (1 + resamples, n)
        How often each row is drawn; the first row of ones stands for the data as they are.
    """
    names, home = np.unique(groups, return_inverse=True)
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=resamples)
    return np.vstack([np.ones(len(groups)), counts[:, home].astype(float)])


def average_precision(
    gold: NDArray[np.bool_], score: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute the average precision on every resample.

    Parameters
    ----------
    gold, score : ndarray, shape (n,)
    weights : ndarray of float, shape (m, n)
        As `draw` gives them.

    Returns
    -------
    ndarray of float, shape (m,)
        As `sklearn.metrics.average_precision_score` with these weights; nan without a positive.
    """
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)  # equal scores as one
    result = np.empty(len(weights))
    for start in range(0, len(weights), _AT_ONCE):
        part = weights[start : start + _AT_ONCE][:, order]
        flagged = part.cumsum(axis=1)[:, ends]
        found = (part * gold[order]).cumsum(axis=1)[:, ends]
        precision = found / np.maximum(flagged, 1)
        gains = np.diff(found, axis=1, prepend=0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            result[start : start + _AT_ONCE] = (precision * gains).sum(axis=1) / found[:, -1]
    return result


def f1(
    gold: NDArray[np.bool_], flagged: NDArray[np.bool_], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute F1 on every resample.

    Parameters
    ----------
    gold, flagged : ndarray of bool, shape (n,)
    weights : ndarray of float, shape (m, n)

    Returns
    -------
    ndarray of float, shape (m,)
        0 where nothing is flagged and nothing gold.
    """
    right = weights @ (gold & flagged)
    either = weights @ gold.astype(float) + weights @ flagged.astype(float)
    result: NDArray[np.float64] = 2 * right / np.maximum(either, 1)
    return result


def interval(values: NDArray[np.float64]) -> Interval:
    """Make the 95 % percentile interval of a measure, or of a difference of two.

    Parameters
    ----------
    values : ndarray of float, shape (1 + resamples,)
        The value on the data as they are, then on each resample; nan where it has no meaning.

    Returns
    -------
    Interval
    """
    drawn = values[1:][~np.isnan(values[1:])]
    if not len(drawn):
        return Interval(float(values[0]), float("nan"), float("nan"))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(float(values[0]), float(low), float(high))
