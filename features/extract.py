"""All families together: a sentence in its context to cues, sources and named numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

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
        "hedging": hedging.FAMILY,
        "suspicion": suspicion.FAMILY,
        "forecast": forecast.FAMILY,
        "condition": condition.FAMILY,
        "hearsay": hearsay.FAMILY,
        "deletion": deletion.FAMILY,
        "denial": denial.FAMILY,
        "unconfirmed": unconfirmed.FAMILY,
        "attribution": attribution.FAMILY,
        "quotation": quotation.FAMILY,
        "balance": balance.FAMILY,
        "company": company.FAMILY,
        "shape": shape.FAMILY,
        "surroundings": surroundings.FAMILY,
    }
)
"""The families by name."""


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
    cues, words, notes = _parts(frozenset(without)) if without else _all_parts()
    analysis = Analysis(sentence, deletion.is_deleted(sentence))
    analysis.note_matches(cues, words)
    for note in notes:
        note(analysis)
    return analysis


_Parts: TypeAlias = tuple[frozenset[str], frozenset[str], Sequence[Callable[[Analysis], None]]]


@lru_cache(maxsize=1)
def _all_parts() -> _Parts:
    return _parts(frozenset())


def _parts(without: frozenset[str]) -> _Parts:
    """Put families together: the kinds that are cues, those that are words only, what they note."""
    families = [family for name, family in FAMILIES.items() if name not in without]
    return (
        frozenset(kind for family in families if family.as_cues for kind in family.kinds),
        frozenset(kind for family in families if not family.as_cues for kind in family.kinds),
        [family.note for family in families if family.note is not None],
    )


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
