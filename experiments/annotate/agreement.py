"""How far two annotators agree, with intervals over passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from rumor.experiments.annotate.align import Placed
from rumor.experiments.corpus.records import LEVELS
from rumor.experiments.metrics import RESAMPLES, Interval, bootstrap, overlap_counts, overlap_f1

Pairs: TypeAlias = Sequence[tuple[Placed, Placed]]
_Ints: TypeAlias = NDArray[np.int64]

MEASURES = (
    "kappa",
    "kappa_speculative",
    "agreement",
    "agreement_speculative",
    "cue_f1",
    "source_f1",
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two annotators made of the same sentences.

    Attributes
    ----------
    pairs : sequence of (Placed, Placed)
        The sentences, with the label of each.
    measures : dict of str to Interval
        ``kappa`` over the five levels and ``kappa_speculative`` over speculative or not (Cohen
        1960, "A coefficient of agreement for nominal scales"); ``agreement`` and
        ``agreement_speculative``, the shares of equal labels; ``cue_f1`` and ``source_f1``, the
        overlap F1 of the spans where both are on the same side, nan where neither marked any.
    confusion : ndarray of int, shape (5, 5)
        Sentences by the level of the first (row) and of the second (column), as in ``LEVELS``.
    """

    pairs: Pairs
    measures: dict[str, Interval]
    confusion: _Ints

    @property
    def disagreements(self) -> list[tuple[Placed, Placed]]:
        """The sentences with two levels."""
        return [(a, b) for a, b in self.pairs if a.sentence.level != b.sentence.level]


def compare(pairs: Pairs, *, resamples: int = RESAMPLES, seed: int = 0) -> Agreement:
    """Measure the agreement over shared sentences.

    Parameters
    ----------
    pairs : sequence of (Placed, Placed)
        At least one.
    resamples, seed : int
        Of the bootstrap, which draws whole passages of the first file.

    Returns
    -------
    Agreement
    """
    a, b = (
        np.array([LEVELS.index(pair[k].sentence.level) for pair in pairs], dtype=np.int64)
        for k in (0, 1)
    )
    spec_a, spec_b = (
        np.array([pair[k].sentence.speculative for pair in pairs], dtype=np.int64) for k in (0, 1)
    )
    same_side = (spec_a == spec_b)[:, None]
    cues, sources = (
        np.array([overlap_counts(*spans) for spans in marked], dtype=np.int64) * same_side
        for marked in (
            [(x.sentence.cues, y.sentence.cues) for x, y in pairs],
            [(x.sentence.sources, y.sentence.sources) for x, y in pairs],
        )
    )
    names = {passage_id: k for k, passage_id in enumerate({x.passage.id: 0 for x, _ in pairs})}
    groups = np.array([names[x.passage.id] for x, _ in pairs], dtype=np.int64)

    def measure(rows: _Ints) -> dict[str, float]:
        return {
            "kappa": kappa(a[rows], b[rows]),
            "agreement": float((a[rows] == b[rows]).mean()),
            "agreement_speculative": float((spec_a[rows] == spec_b[rows]).mean()),
            "cue_f1": span_f1(cues[rows]),
            "source_f1": span_f1(sources[rows]),
        }

    def measure_speculative(rows: _Ints) -> dict[str, float]:
        return {"kappa_speculative": kappa(spec_a[rows], spec_b[rows])}

    # `bootstrap` passes over resamples of one class: of one level here, of one side there.
    commonest = (a == np.bincount(a).argmax()).astype(np.int64)
    found = {
        **bootstrap(measure, commonest, groups, resamples=resamples, seed=seed),
        **bootstrap(measure_speculative, spec_a, groups, resamples=resamples, seed=seed),
    }
    table = confusion_matrix(a, b, labels=range(len(LEVELS)))
    return Agreement(pairs, {name: found[name] for name in MEASURES}, table)


def kappa(a: _Ints, b: _Ints) -> float:
    """Compute Cohen's kappa.

    The same as `sklearn.metrics.cohen_kappa_score`, to which a test holds it, without the checks
    that make that too slow for thousands of resamples.

    Parameters
    ----------
    a, b : ndarray of int, shape (n,)
        Indices of labels, below 5.

    Returns
    -------
    float
        At most 1; nan where both gave one and the same label throughout.
    """
    size = len(LEVELS)
    table = np.bincount(a * size + b, minlength=size * size).reshape(size, size) / len(a)
    by_chance = float(table.sum(axis=1) @ table.sum(axis=0))
    return (float(table.trace()) - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")


def span_f1(counts: _Ints) -> float:
    """Compute `overlap_f1`; nan only where neither side marked anything."""
    found = overlap_f1(counts)
    return 0.0 if np.isnan(found) and counts[:, 1].sum() else found
