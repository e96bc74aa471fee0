"""Candidates side by side: measures, differences to the reference, and the one to choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from rumor.experiments.candidates.blocks import Data
from rumor.experiments.candidates.models import HEDGED
from rumor.experiments.candidates.paired import average_precision, draw, f1, interval
from rumor.experiments.candidates.registry import REFERENCE
from rumor.experiments.candidates.run import Outcome
from rumor.experiments.corpus import LEVELS
from rumor.experiments.metrics import RESAMPLES, Interval

AP, F1 = "ap", "f1"
HELD_OUT = "cv-"
"""Begins the name of the set that a corpus' held-out training rows make."""

Drawn: TypeAlias = dict[str, dict[str, NDArray[np.float64]]]
"""By candidate and measure, the values on the data as they are and on each resample."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of one set: of the training part, held out, or of the dev rows."""

    held_out: bool
    rows: NDArray[np.int64]
    levels: NDArray[np.int64]
    groups: NDArray[np.str_]


@dataclass(frozen=True)
class Comparison:
    """What the candidates reach, and how far they are from the reference.

    Attributes
    ----------
    sizes : dict of str to int
        Sentences of each set: ``cv-`` and a corpus, or a dev set.
    measures, differences : dict of str to dict of str to Interval
        By candidate, then by set and measure, as ``cv-news/ap``.
    level_f1 : dict of str to dict of str to float
        By candidate that tells levels apart, then by set.
    tied : list of str
        Candidates that no corpus shows to be really worse than the best, in AP on held-out rows;
        the best among them.
    best, chosen : str
    decisive : tuple of str
        Measures whose mean says which candidate is best.
    """

    sizes: Mapping[str, int]
    measures: Mapping[str, Mapping[str, Interval]]
    differences: Mapping[str, Mapping[str, Interval]]
    level_f1: Mapping[str, Mapping[str, float]]
    tied: Sequence[str]
    best: str
    chosen: str
    decisive: tuple[str, ...]


def compare(outcomes: Sequence[Outcome], data: Data, *, resamples: int = RESAMPLES) -> Comparison:
    """Measure candidates on the same resamples of passages, and choose one.

    Parameters
    ----------
    outcomes : sequence of Outcome
        The reference among them.
    data : Data
    resamples : int

    Returns
    -------
    Comparison
        Chosen is the simplest of the candidates that are tied with the best.
    """
    values: Drawn = {outcome.candidate.name: {} for outcome in outcomes}
    level_f1: dict[str, dict[str, float]] = {}
    sizes: dict[str, int] = {}
    for name, part in _parts(data):
        sizes[name] = len(part.rows)
        gold = part.levels >= HEDGED
        weights = draw(part.groups, resamples=resamples)
        for outcome in outcomes:
            score, flagged, level = _of(outcome, part)
            found = values[outcome.candidate.name]
            found[f"{name}/{AP}"] = average_precision(gold, score, weights)
            found[f"{name}/{F1}"] = f1(gold, flagged, weights)
            if level is not None:
                by_set = level_f1.setdefault(outcome.candidate.name, {})
                by_set[name] = _level_f1(part.levels, level)
    decisive = tuple(f"{HELD_OUT}{name}/{AP}" for name in data.decisive)
    best = max(values, key=lambda name: np.mean([values[name][key][0] for key in decisive]))
    tied = _tied(values, best, [f"{HELD_OUT}{name}/{AP}" for name in data.parts])
    complexity = {outcome.candidate.name: outcome.candidate.complexity for outcome in outcomes}
    return Comparison(
        sizes=sizes,
        measures={name: _intervals(found) for name, found in values.items()},
        differences={
            name: _intervals({key: found[key] - values[REFERENCE][key] for key in found})
            for name, found in values.items()
            if name != REFERENCE
        },
        level_f1=level_f1,
        tied=tied,
        best=best,
        chosen=min(tied, key=complexity.__getitem__),
        decisive=decisive,
    )


def _parts(data: Data) -> Iterator[tuple[str, _Part]]:
    for name, rows in data.parts.items():
        yield f"{HELD_OUT}{name}", _Part(True, rows, data.levels[rows], data.groups[rows])
    for name, rows in data.dev_parts.items():
        yield name, _Part(False, rows, data.dev_levels[rows], data.dev_groups[rows])


def _of(
    outcome: Outcome, part: _Part
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64] | None]:
    """Return the scores, flags and levels of a candidate for the rows of a set."""
    prediction = outcome.held_out if part.held_out else outcome.dev
    score = prediction.score[part.rows]
    flagged = outcome.held_out_flagged[part.rows] if part.held_out else score >= outcome.threshold
    return score, flagged, None if prediction.level is None else prediction.level[part.rows]


def _tied(values: Drawn, best: str, keys: Sequence[str]) -> list[str]:
    """Name the candidates that are not really worse than the best by any of the measures."""
    return [
        name
        for name, found in values.items()
        if not any(interval(found[key] - values[best][key]).high < 0 for key in keys)
    ]


def _intervals(values: Mapping[str, NDArray[np.float64]]) -> dict[str, Interval]:
    return {key: interval(drawn) for key, drawn in values.items()}


def _level_f1(gold: NDArray[np.int64], level: NDArray[np.int64]) -> float:
    labels = range(len(LEVELS))
    return float(f1_score(gold, level, labels=labels, average="macro", zero_division=0))
