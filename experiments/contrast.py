"""Contrast sets: five sentences on one topic, one a level, full of look-alike words.

A set is ranked wholly right when each of its speculative sentences scores above each other one, so
that neither the topic nor a word that merely looks like a cue decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumor.experiments.corpus import LEVEL_NAMES, Passage
from rumor.experiments.evaluate import Scored, score_passages
from rumor.experiments.metrics import RESAMPLES, Interval
from rumor.scorer import Scorer


@dataclass(frozen=True, slots=True)
class ContrastReport:
    """How a model does on contrast sets.

    Attributes
    ----------
    sets : int
        Contrast sets among the passages.
    measures : dict of str to Interval
        ``sets_right``, the share of sets ranked wholly right; ``pairs_right``, the mean share of
        pairs of a speculative and another sentence ranked right; ``levels_right``, the share of
        sets whose levels are all right. All nan without a set.
    wrong : tuple of str
        Ids of the sets that are not ranked wholly right, in corpus order.
    """

    sets: int
    measures: dict[str, Interval]
    wrong: tuple[str, ...]

    def count(self, name: str) -> int:
        """Return how many sets the share of that name stands for."""
        return round(self.measures[name].value * self.sets) if self.sets else 0


def contrast_report(
    scorer: Scorer, passages: Sequence[Passage], *, resamples: int = RESAMPLES, seed: int = 0
) -> ContrastReport:
    """Rank the sentences of each contrast set.

    Parameters
    ----------
    scorer : Scorer
    passages : sequence of Passage
        Those of other kinds, and sets without a speculative or without another sentence, are
        passed over.
    resamples : int
        Bootstrap resamples of whole sets behind each 95 % interval; 0 for none.
    seed : int

    Returns
    -------
    ContrastReport
    """
    found = [(passage.id, _judge_set(scorer, passage)) for passage in passages]
    judged = {name: row for name, row in found if row is not None}
    rows = np.array([*judged.values()], dtype=float).reshape(len(judged), 3)
    names = ("sets_right", "pairs_right", "levels_right")
    return ContrastReport(
        sets=len(judged),
        measures=dict(zip(names, _means(rows, resamples, seed), strict=True)),
        wrong=tuple(name for name, (right, _, _) in judged.items() if not right),
    )


def _judge_set(scorer: Scorer, passage: Passage) -> tuple[bool, float, bool] | None:
    if passage.kind != "contrast":
        return None
    scored, _ = score_passages(scorer, [passage])
    pairs = [
        upper.claim.score > lower.claim.score  # a tie ranks nothing
        for upper in scored
        if upper.gold.speculative
        for lower in scored
        if not lower.gold.speculative
    ]
    if not pairs:
        return None
    return all(pairs), sum(pairs) / len(pairs), all(map(_level_right, scored))


def _level_right(scored: Scored) -> bool:
    return scored.claim.level == LEVEL_NAMES[scored.gold.level]


def _means(rows: NDArray[np.float64], resamples: int, seed: int) -> list[Interval]:
    nothing = float("nan")
    if not len(rows):
        return [Interval(nothing, nothing, nothing)] * rows.shape[1]
    values = rows.mean(axis=0)
    if not resamples:
        return [Interval(float(value), nothing, nothing) for value in values]
    drawn = np.random.default_rng(seed).integers(0, len(rows), (resamples, len(rows)))
    low, high = np.percentile(rows[drawn].mean(axis=1), [2.5, 97.5], axis=0)
    return [Interval(*map(float, ends)) for ends in zip(values, low, high, strict=True)]
