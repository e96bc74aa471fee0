"""Measures of classification by counting, for the thousands of resamples of a bootstrap.

scikit-learn's functions check and convert their input at every call, which costs ten times the
counting itself; the tests hold these to give the same values.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def average_precision(gold: NDArray[np.int64], score: NDArray[np.float64]) -> float:
    """Compute the average precision.

    Parameters
    ----------
    gold, score : ndarray, shape (n,)
        1 or 0; the higher score first, equal scores at once.

    Returns
    -------
    float
        As `sklearn.metrics.average_precision_score`; 0 without a positive.
    """
    found, flagged = _at_each_score(gold, score)
    if not found[-1]:
        return 0.0
    gains = np.diff(found, prepend=0.0)
    return float((found / flagged) @ gains / found[-1])


def roc_auc(gold: NDArray[np.int64], score: NDArray[np.float64]) -> float:
    """Compute the area under the ROC curve.

    Parameters
    ----------
    gold, score : ndarray, shape (n,)

    Returns
    -------
    float
        As `sklearn.metrics.roc_auc_score`; nan where all are of one class.
    """
    found, flagged = _at_each_score(gold, score)
    false = flagged - found
    if not found[-1] or not false[-1]:
        return float("nan")
    area = np.trapezoid(np.append(0.0, found), np.append(0.0, false))
    return float(area / (found[-1] * false[-1]))


def f1(gold: NDArray[np.int64], flagged: NDArray[np.bool_]) -> float:
    """Compute F1.

    Parameters
    ----------
    gold, flagged : ndarray, shape (n,)

    Returns
    -------
    float
        As `sklearn.metrics.f1_score`; 0 where nothing is flagged and nothing gold.
    """
    either = float(gold.sum() + flagged.sum())
    return 2.0 * float(gold[flagged].sum()) / either if either else 0.0


def macro_f1(gold: NDArray[np.int64], predicted: NDArray[np.int64], classes: int) -> float:
    """Compute the mean F1 of several classes.

    Parameters
    ----------
    gold, predicted : ndarray of int, shape (n,)
        Each below `classes`.
    classes : int

    Returns
    -------
    float
        As `sklearn.metrics.f1_score` over all classes with ``average="macro"``; a class that is
        neither gold nor predicted counts as 0.
    """
    table = np.bincount(gold * classes + predicted, minlength=classes**2).reshape(classes, classes)
    either = table.sum(axis=0) + table.sum(axis=1)
    return float(np.mean(2.0 * table.diagonal() / np.maximum(either, 1)))


def _at_each_score(
    gold: NDArray[np.int64], score: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count, at each score from the highest down, the positives and all that reach it."""
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)
    return gold[order].cumsum(dtype=float)[ends], ends + 1.0
