"""All families together: a sentence in its context to cues, sources and named numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
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
from rumor.features.analysis import Analysis
from rumor.features.lexicon import shipped_lexicon
from rumor.features.sentence import Sentence

SCHEMA_VERSION = 2
"""Raised when the meaning of a named number changes without the cue lists changing."""

FAMILIES = MappingProxyType(
    {
        "hedging": hedging.note,
        "suspicion": suspicion.note,
        "forecast": forecast.note,
        "condition": condition.note,
        "hearsay": hearsay.note,
        "deletion": deletion.note,
        "denial": denial.note,
        "unconfirmed": unconfirmed.note,
        "attribution": attribution.note,
        "quotation": quotation.note,
        "balance": balance.note,
        "company": company.note,
        "shape": shape.note,
        "surroundings": surroundings.note,
    }
)
"""The families by name; each is a function that notes what it finds, and looks at nothing noted."""

_ALL = tuple(FAMILIES.values())


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
    analysis = Analysis(sentence, deletion.is_deleted(sentence))
    for note in _notes(without):
        note(analysis)
    return analysis


def _notes(without: Collection[str]) -> Sequence[Callable[[Analysis], None]]:
    if not without:
        return _ALL
    return [note for name, note in FAMILIES.items() if name not in without]


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
