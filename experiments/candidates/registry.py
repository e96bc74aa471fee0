"""The candidates by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rumor.errors import RumorError
from rumor.experiments.candidates.blocks import BAG, CHARS, NAMED, NEIGHBOURS, WORDS
from rumor.experiments.candidates.models import (
    Fit,
    bag_of_words,
    binary,
    boosted_trees,
    logistic,
    multinomial,
    shipped,
    support_vectors,
)
from rumor.experiments.train import SETTINGS

REFERENCE = "shipped"
"""The candidate that the others are compared with."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that could be shipped.

    Attributes
    ----------
    name, summary : str
    complexity : int
        Rank, the simplest and fastest first; a tie goes to the lower.
    blocks : tuple of str
        The columns it is fitted on; empty for a blend.
    fit : callable or None
        None for a blend.
    parts : tuple of str
        Names of the candidates whose scores a blend averages, as log-odds.
    params : mapping
        What is recorded of it.
    """

    name: str
    summary: str
    complexity: int
    blocks: tuple[str, ...] = ()
    fit: Fit | None = None
    parts: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)


_READ = (NAMED, WORDS)

CANDIDATES: dict[str, Candidate] = {
    candidate.name: candidate
    for candidate in (
        Candidate(
            "named-lr", "named features, logistic regression", 1,
            (NAMED,), binary(*logistic(0.3, scaled=True)), params={"C": 0.3},
        ),
        Candidate(
            "named-svm", "named features, linear SVM", 2,
            (NAMED,), binary(*support_vectors(0.015, scaled=True)), params={"C": 0.015},
        ),
        Candidate(
            "words", "bag of words and bigrams, logistic regression", 3,
            (BAG,), binary(*bag_of_words(3.0)), params={"C": 3.0},
        ),
        Candidate(
            "shipped-lr", "named + words, logistic regression, rarity scaling", 4,
            _READ, binary(*logistic(0.2, scaled=True)), params={"C": 0.2},
        ),
        Candidate(
            "shipped", "named + words, linear SVM, rarity scaling, calibrated", 5,
            _READ, shipped, params=SETTINGS,
        ),
        Candidate(
            "ordinal", "named + words, multinomial over five levels, P(2)+P(3)", 6,
            _READ, multinomial(*logistic(0.1, scaled=True)), params={"C": 0.1},
        ),
        Candidate(
            "chars", "named + words + character 3-5-grams, linear SVM", 7,
            (*_READ, CHARS), binary(*support_vectors(0.005, scaled=True)), params={"C": 0.005},
        ),
        Candidate(
            "clusters", "shipped + clusters of the words beside a cue", 8,
            (*_READ, NEIGHBOURS), shipped, params=SETTINGS,
        ),
        Candidate(
            "boosting", "400 most frequent named features, boosted trees", 9,
            (NAMED,), binary(*boosted_trees(400, 120)),
            params={"columns": 400, "iterations": 120, "max_leaf_nodes": 15},
        ),
        Candidate(
            "blend", "mean log-odds of shipped and boosting", 10, parts=("shipped", "boosting"),
        ),
    )
}  # fmt: skip
"""All candidates, by name, the simplest first."""


def choose_candidates(wanted: Iterable[str]) -> list[Candidate]:
    """Return the candidates wanted, all if none is, with the reference and the parts of blends.

    Parameters
    ----------
    wanted : iterable of str

    Returns
    -------
    list of Candidate
        The simplest first, blends after their parts.

    Raises
    ------
    rumor.errors.RumorError
        If a name is not known.
    """
    names = list(wanted) or list(CANDIDATES)
    for name in names:
        if name not in CANDIDATES:
            raise RumorError(
                f"--candidate {name}: no such candidate; known are {', '.join(CANDIDATES)}"
            )
    needed = {REFERENCE, *names}
    needed |= {part for name in names for part in CANDIDATES[name].parts}
    return [candidate for name, candidate in CANDIDATES.items() if name in needed]


def needed_blocks(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Return the names of the blocks that candidates are fitted on."""
    return frozenset(block for candidate in candidates for block in candidate.blocks)
