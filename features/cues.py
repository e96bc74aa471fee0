"""From the lexicon's matches to cues: what was found where, and the named numbers it gives.

A cue's number says which kind and which entry was found, in which clause, inside a quotation or
not, under a negation or not, and beside what sort of word. The same word speaks differently in a
relative clause than in the main one (rule 1 of the guidelines), which is what these tell apart.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rumor.features.lexicon import UNSURE, Match
from rumor.features.reading import Reading

_NEGATIONS = frozenset(
    ("tidak", "tak", "bukan", "belum", "tanpa", "bukanlah", "tidaklah", "gak", "nggak")
)
# Longest first: Indonesian verbal prefixes, which tell a following verb's voice without a stemmer.
_PREFIXES = ("mem", "men", "meng", "ber", "ter", "di", "me", "ke", "se", "pe")
_SHORTEST_PREFIXED = 6
_PATTERNS = 1 << 14  # entry, clause and voice together: some thousands occur


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
    names: list[str] = [*pattern_of(reading, match)]
    note_neighbours(names, reading, match)
    start, end = span_of(reading, match.start, match.end)
    return Cue(match.entry.kind, start, end, tuple(names))


def span_of(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Return the character span of the tokens ``[start, end)``."""
    return reading.tokens.starts[start], reading.tokens.ends[end - 1]


def is_negated(reading: Reading, position: int) -> bool:
    """Say whether the token before `position` negates it."""
    return position > 0 and reading.tokens.lower[position - 1] in _NEGATIONS


def pattern_of(reading: Reading, match: Match) -> tuple[str, ...]:
    """Return the names that entry, clause and voice make: few patterns, each spelled once."""
    start, entry = match.start, match.entry
    return _spelled(
        entry.kind,
        entry.name,
        reading.clauses[start],
        reading.quoted[start],
        is_negated(reading, start),
        start <= 1,
    )


@lru_cache(maxsize=_PATTERNS)
def _spelled(
    kind: str, entry: str, clause: str, quoted: bool, negated: bool, opens: bool
) -> tuple[str, ...]:
    voice = ("quoted" if quoted else "told") + ("-negated" if negated else "")
    names = (
        kind,
        f"{kind}/{clause}",
        f"{kind}/{clause}/{voice}",
        f"{kind}={entry}",
        f"{kind}={entry}/{clause}",
        f"{kind}={entry}/{voice}",
    )
    return (*names, f"{kind}={entry}/opens") if opens else names


def note_neighbours(names: list[str], reading: Reading, match: Match) -> None:
    """Note what stands beside a match and, where it can make a claim unsure, which words do."""
    entry, start, end = match.entry, match.start, match.end
    kind: str = entry.kind
    name: str = kind + "=" + entry.name
    names.append(name + ">" + _sort(reading, end))
    names.append(name + "<" + _sort(reading, start - 1))
    if kind not in UNSURE:
        return
    lower = reading.tokens.lower
    total = len(lower)
    names.append(f"{kind}/length {min(total // 10, 5)}")
    names.append(f"{kind}/quarter {4 * start // total}")
    names.append(kind + "<1 " + (lower[start - 1] if start > 0 else "^"))
    names.append(kind + ">1 " + (lower[end] if end < total else "$"))
    names.append(kind + "<2 " + (lower[start - 2] if start > 1 else "^"))
    names.append(kind + ">2 " + (lower[end + 1] if end + 1 < total else "$"))


def _sort(reading: Reading, position: int) -> str:
    words: list[str] = reading.tokens.words
    if not 0 <= position < len(words):
        return "edge"
    word: str = words[position]
    initial = word[0]
    if initial.isdigit():
        return "number"
    if not initial.isalpha():
        return word
    if initial.isupper():
        return "name"
    return _voice(word) if len(word) >= _SHORTEST_PREFIXED else "word"


def _voice(word: str) -> str:
    if word.startswith(_PREFIXES):
        for prefix in _PREFIXES:
            if word.startswith(prefix):
                return f"{prefix}-"
    return "word"
