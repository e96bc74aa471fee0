"""From the lexicon's matches to cues: what was found where, and the named numbers it gives.

A cue's number says which kind and which entry was found, in which clause, inside a quotation or
not, under a negation or not, and beside what sort of word. The same word speaks differently in a
relative clause than in the main one (rule 1 of the guidelines), which is what these tell apart.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from rumor.features.lexicon import UNSURE
from rumor.features.lexicon.match import Match
from rumor.features.reading import Reading

_NEGATIONS = frozenset(
    ("tidak", "tak", "bukan", "belum", "tanpa", "bukanlah", "tidaklah", "gak", "nggak")
)
# Longest first: Indonesian verbal prefixes, which tell a following verb's voice without a stemmer.
_PREFIXES = ("mem", "men", "meng", "ber", "ter", "di", "me", "ke", "se", "pe")
_SHORTEST_PREFIXED = 6
_EDGE = "edge"
_LENGTHS = {kind: [f"{kind}/length {tens}" for tens in range(6)] for kind in sorted(UNSURE)}
_QUARTERS = {kind: [f"{kind}/quarter {quarter}" for quarter in range(4)] for kind in sorted(UNSURE)}
_REMEMBERED = 1 << 14


class Cue(NamedTuple):
    """Words of a sentence that say something of its footing.

    Attributes
    ----------
    kind : str
        Kind of the lexicon entry, e.g. ``hearsay``.
    start, end : int
        0-based character span in the sentence.
    names : tuple of str
        The named numbers that the cue gives.
    """

    kind: str
    start: int
    end: int
    names: tuple[str, ...]


def cue_of(reading: Reading, match: Match) -> Cue:
    """Return the cue that a match is, with all its numbers.

    Parameters
    ----------
    reading : Reading
    match : Match
        One of its matches.

    Returns
    -------
    Cue
    """
    names = (
        *pattern_of(reading, match),
        *sides_of(reading, match),
        *neighbours_of(reading, match),
    )
    start, end = span_of(reading, match.start, match.end)
    return Cue(match.kind, start, end, names)


def span_of(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Return the character span of the tokens ``[start, end)``."""
    return reading.tokens.starts[start], reading.tokens.ends[end - 1]


def is_negated(reading: Reading, position: int) -> bool:
    """Say whether the token before `position` negates it."""
    return position > 0 and reading.tokens.lower[position - 1] in _NEGATIONS


def pattern_of(reading: Reading, match: Match) -> tuple[str, ...]:
    """Return the names that entry, clause and voice make: few patterns, each spelled once."""
    start = match.start
    return _spelled(
        match.kind,
        match.key,
        reading.clauses[start],
        reading.quoted[start],
        is_negated(reading, start),
        start <= 1,
    )


@cache  # an entry in a clause, in a voice: some ten thousand at most
def _spelled(
    kind: str, key: str, clause: str, quoted: bool, negated: bool, opens: bool
) -> tuple[str, ...]:
    voice = ("quoted" if quoted else "told") + ("-negated" if negated else "")
    names = (
        kind,
        f"{kind}/{clause}",
        f"{kind}/{clause}/{voice}",
        key,
        f"{key}/{clause}",
        f"{key}/{voice}",
    )
    return (*names, f"{key}/opens") if opens else names


@lru_cache(maxsize=_REMEMBERED)  # any mark can stand beside a word
def _beside(key: str, before: str, after: str) -> tuple[str, ...]:
    return f"{key}<{before}", f"{key}>{after}"


def sides_of(reading: Reading, match: Match) -> tuple[str, ...]:
    """Return the names that the sorts of word on either side make."""
    start, end = match.start, match.end
    words: list[str] = reading.tokens.words
    before = _sort(words[start - 1]) if start > 0 else _EDGE
    after = _sort(words[end]) if end < len(words) else _EDGE
    return _beside(match.key, before, after)


def neighbours_of(reading: Reading, match: Match) -> list[str]:
    """Name the two words on either side of a match that can make a claim unsure, and its place."""
    kind: str = match.kind
    if kind not in UNSURE:
        return []
    start, end = match.start, match.end
    lower: list[str] = reading.tokens.lower
    total = len(lower)
    return [
        _LENGTHS[kind][min(total // 10, 5)],
        _QUARTERS[kind][4 * start // total],
        f"{kind}<1 {lower[start - 1] if start > 0 else '^'}",
        f"{kind}>1 {lower[end] if end < total else '$'}",
        f"{kind}<2 {lower[start - 2] if start > 1 else '^'}",
        f"{kind}>2 {lower[end + 1] if end + 1 < total else '$'}",
    ]


def _sort(word: str) -> str:
    """Tell what sort of word it is; a mark is its own sort."""
    initial = word[0]
    if initial.isdigit():
        return "number"
    if not initial.isalpha():
        return word
    if initial.isupper():
        return "name"
    if len(word) >= _SHORTEST_PREFIXED and word.startswith(_PREFIXES):
        for prefix in _PREFIXES:
            if word.startswith(prefix):
                return f"{prefix}-"
    return "word"
