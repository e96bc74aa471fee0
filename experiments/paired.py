"""Two models on the same sentences: the difference in each measure, with its interval."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from rumor.experiments.metrics import MEASURES, RESAMPLES, Interval, Judged, bootstrap

CEILINGS = frozenset(("brier", "ece"))
"""Measures that are to be low."""


def real(difference: Interval) -> bool:
    """Whether the interval of a difference leaves out zero."""
    return difference.low > 0 or difference.high < 0


def differences(
    reference: Judged,
    other: Judged,
    *,
    measures: Collection[str] = tuple(MEASURES),
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Interval]:
    """Compute by how much one model's measures exceed another's, on the same resamples.

    Parameters
    ----------
    reference, other : Judged
        The same sentences in the same order.
    measures : collection of str
        Names of `rumor.experiments.metrics.MEASURES`.
    resamples : int
        Resamples of whole passages behind each interval.
    seed : int

    Returns
    -------
    dict of str to Interval
        Value of `other` less that of `reference`; nan where a measure has no meaning.

    Raises
    ------
    ValueError
        If the two were not judged on the same sentences.

    References
    ----------
    Efron & Tibshirani (1993), "An Introduction to the Bootstrap", with both models measured on
    each resample.
    """
    same = all(
        np.array_equal(getattr(reference, name), getattr(other, name))
        for name in ("groups", "gold_level", "gold_deleted")
    )
    if not same:
        raise ValueError("the two models were not judged on the same sentences")

    def difference(rows: NDArray[np.int64]) -> dict[str, float]:
        one, two = reference.take(rows), other.take(rows)
        return {name: MEASURES[name](two) - MEASURES[name](one) for name in measures}

    return bootstrap(difference, reference.gold, reference.groups, resamples=resamples, seed=seed)
