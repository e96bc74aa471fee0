"""All families together: a sentence in its context to cues, sources and one row of numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from rumor.features import (
    attribution,
    balance,
    company,
    condition,
    deletion,
    denial,
    forecast,
    hearsay,
    hedging,
    quotation,
    shape,
    surroundings,
    suspicion,
    unconfirmed,
)
from rumor.features.cues import Cue, span_of
from rumor.features.lexicon import shipped_lexicon
from rumor.features.sentence import Sentence
from rumor.features.words import word_names

SCHEMA_VERSION = 2
"""Raised when the meaning of a named number changes without the cue lists changing."""

FAMILIES = MappingProxyType(
    {
        "hedging": hedging.find,
        "suspicion": suspicion.find,
        "forecast": forecast.find,
        "condition": condition.find,
        "hearsay": hearsay.find,
        "deletion": deletion.find,
        "denial": denial.find,
        "unconfirmed": unconfirmed.find,
        "attribution": attribution.find,
        "quotation": quotation.find,
        "balance": balance.find,
        "company": company.find,
        "shape": shape.find,
        "surroundings": surroundings.find,
    }
)
"""The families by name; each is a pure function from a sentence to what it finds."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the families find in a sentence.

    Attributes
    ----------
    cues : list of Cue
    sources : list of tuple of int
        0-based character spans of who answers for the claim.
    deleted : bool
        Whether the post or report behind the claim is said to be gone.
    values : dict of str to float
        Named numbers of all families.
    words : dict of str to int
        Names of the words and pairs of words that occur, with the offset of the first.
    """

    cues: list[Cue]
    sources: list[tuple[int, int]]
    deleted: bool
    values: dict[str, float]
    words: dict[str, int]


def analyse(sentence: Sentence, *, without: Collection[str] = ()) -> Analysis:
    """Run every family over a sentence.

    Parameters
    ----------
    sentence : Sentence
    without : collection of str
        Names of families to leave out, to see what they are worth.

    Returns
    -------
    Analysis
    """
    cues: list[Cue] = []
    values: dict[str, float] = {}
    sources: list[tuple[int, int]] = []
    for name, find in FAMILIES.items():
        if name in without:
            continue
        found = find(sentence)
        cues += found.cues
        values.update(found.values)
        sources += [
            span_of(sentence.reading, source.start, source.end)
            for source in found.sources
            if source.end > source.start
        ]
    cues.sort(key=lambda cue: cue.start)
    return Analysis(cues, sources, deletion.is_deleted(sentence), values, word_names(sentence))


@lru_cache(maxsize=1)
def schema_hash() -> str:
    """Return a digest of what the named numbers mean: cue lists, families and schema version.

    A model records it, and one that was made for another is refused.

    Returns
    -------
    str
        16 hex digits.
    """
    digest = hashlib.sha256(f"{SCHEMA_VERSION} {sorted(FAMILIES)}".encode())
    for entry in shipped_lexicon().entries:
        meaning = (entry.kind, entry.forms, sorted(entry.unless_before), sorted(entry.unless_after))
        digest.update(repr(meaning).encode())
    return digest.hexdigest()[:16]
