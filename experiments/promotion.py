"""Champion against challenger: every pinned measure, on the same sentences and resamples."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumor.experiments.contrast import contrast_report
from rumor.experiments.corpus import Corpus, Passage
from rumor.experiments.corpus.tables import plain
from rumor.experiments.evaluate import dev_sets, judge, score_passages
from rumor.experiments.gate import Bounds
from rumor.experiments.metrics import MEASURES, RESAMPLES, Interval, bootstrap, measure
from rumor.experiments.paired import CEILINGS, differences, real
from rumor.portable import PortableModel
from rumor.scorer import Scorer

CONTRAST = "-contrast"
"""What the gate adds to a corpus's name for its contrast sets."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One pinned measure of two models.

    Attributes
    ----------
    dev_set, measure : str
    champion, challenger : float
        nan where the measure has no meaning.
    difference : Interval
        The challenger's value less the champion's, with its paired 95 % interval.
    """

    dev_set: str
    measure: str
    champion: float
    challenger: float
    difference: Interval

    @property
    def verdict(self) -> str:
        """``worse`` or ``better`` if the whole interval lies on that side, else ``even``."""
        if math.isnan(self.challenger) != math.isnan(self.champion):
            return "worse" if math.isnan(self.challenger) else "better"
        if not real(self.difference):
            return "even"
        return "better" if (self.difference.low > 0) != (self.measure in CEILINGS) else "worse"

    def __str__(self) -> str:
        return f"{self.dev_set} {self.measure} {_signed(self.difference)}"


def count_sets(corpora: Sequence[Corpus], floors: Mapping[str, Bounds]) -> int:
    """Count the dev sets that `compare` goes through."""
    return sum(name in floors for name in _named_sets(corpora))


def compare(
    champion: PortableModel,
    challenger: PortableModel,
    corpora: Sequence[Corpus],
    floors: Mapping[str, Bounds],
    *,
    resamples: int = RESAMPLES,
    progress: Callable[[], object] = lambda: None,
) -> list[Compared]:
    """Compare two models by the measures that are pinned for each dev set.

    Parameters
    ----------
    champion, challenger : PortableModel
    corpora : sequence of Corpus
    floors : mapping of str to Bounds
        By dev set; only which measures they pin counts here.
    resamples : int
        Resamples of whole passages behind each interval, the same for both models.
    progress : callable
        Called after each dev set.

    Returns
    -------
    list of Compared
        Without the measures that have no meaning for either model.
    """
    scorers = Scorer(champion), Scorer(challenger)
    compared: list[Compared] = []
    for name, passages in _named_sets(corpora).items():
        if name not in floors:
            continue
        one_set = _contrast if name.endswith(CONTRAST) else _sentences
        rows = one_set(scorers, passages, list(floors[name].limits), resamples)
        compared += [Compared(name, *row) for row in rows]
        progress()
    return [c for c in compared if not (math.isnan(c.champion) and math.isnan(c.challenger))]


def table(compared: Sequence[Compared], reference: str) -> str:
    """Lay a comparison out for the terminal.

    Parameters
    ----------
    compared : sequence of Compared
    reference : str
        What the champion is called.

    Returns
    -------
    str
    """
    header = ["dev set", "measure", reference, "challenger", "difference", "verdict"]
    return plain(
        header,
        [
            [
                c.dev_set,
                c.measure,
                f"{c.champion:.4f}",
                f"{c.challenger:.4f}",
                _signed(c.difference),
                c.verdict,
            ]
            for c in compared
        ],
    )


_Row = tuple[str, float, float, Interval]


def _sentences(
    scorers: tuple[Scorer, Scorer],
    passages: Sequence[Passage],
    measures: Sequence[str],
    resamples: int,
) -> list[_Row]:
    one, two = (judge(score_passages(scorer, passages)[0]) for scorer in scorers)
    known = [name for name in measures if name in MEASURES]
    found = differences(one, two, measures=known, resamples=resamples)
    before, after = measure(one), measure(two)
    return [(name, before[name], after[name], found[name]) for name in known]


def _contrast(
    scorers: tuple[Scorer, Scorer],
    passages: Sequence[Passage],
    measures: Sequence[str],
    resamples: int,
) -> list[_Row]:
    one, two = (_set_values(scorer, passages, measures) for scorer in scorers)
    if not len(one):
        return []
    # `bootstrap` wants both classes in a resample, and every contrast set has both: a row for each.
    groups = np.repeat(np.arange(len(one)), 2)

    def difference(rows: NDArray[np.int64]) -> dict[str, float]:
        drawn = groups[rows]
        means = (two[drawn] - one[drawn]).mean(axis=0)
        return dict(zip(measures, map(float, means), strict=True))

    sides = np.tile(np.array([0, 1]), len(one))
    found = bootstrap(difference, sides, groups, resamples=resamples)
    values = zip(measures, one.mean(axis=0), two.mean(axis=0), strict=True)
    return [(name, float(a), float(b), found[name]) for name, a, b in values]


def _set_values(
    scorer: Scorer, passages: Sequence[Passage], measures: Sequence[str]
) -> NDArray[np.float64]:
    """Measure each contrast set by itself; the mean over them is what the gate measures."""
    reports = [contrast_report(scorer, [passage], resamples=0) for passage in passages]
    rows = [[r.measures[name].value for name in measures] for r in reports if r.sets]
    return np.array(rows, dtype=float).reshape(len(rows), len(measures))


def _named_sets(corpora: Sequence[Corpus]) -> dict[str, list[Passage]]:
    """Name the dev sets as the gate does, contrast sets among them."""
    sets = dev_sets(corpora)
    for corpus in corpora:
        contrast = [passage for passage in corpus.split("dev") if passage.kind == "contrast"]
        if contrast:
            sets[f"{corpus.name}{CONTRAST}"] = contrast
    return sets


def _signed(difference: Interval) -> str:
    return f"{difference.value:+.4f} [{difference.low:+.4f}, {difference.high:+.4f}]"
