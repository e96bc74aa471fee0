"""From the lexicon's matches to cues: what was found where, and the named numbers it gives.

A cue's number says which kind and which entry was found, in which clause, inside a quotation or
not, under a negation or not, and beside what sort of word. The same word speaks differently in a
relative clause than in the main one (rule 1 of the guidelines), which is what these tell apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rumor.features.lexicon import UNSURE, Match
from rumor.features.reading import Reading
from rumor.features.sentence import Sentence
from rumor.features.sources import Source

_NEGATIONS = frozenset(
    ("tidak", "tak", "bukan", "belum", "tanpa", "bukanlah", "tidaklah", "gak", "nggak")
)
# Longest first: Indonesian verbal prefixes, which tell a following verb's voice without a stemmer.
_PREFIXES = ("mem", "men", "meng", "ber", "ter", "di", "me", "ke", "se", "pe")
_SHORTEST_PREFIXED = 6


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


class Found(NamedTuple):
    """What a feature family finds in a sentence.

    Attributes
    ----------
    cues : list of Cue
    values : dict of str to float
        Named numbers; one that is left out is 0.
    sources : sequence of Source
        Who answers for the claim.
    """

    cues: list[Cue]
    values: dict[str, float]
    sources: Sequence[Source] = ()


def find_cues(sentence: Sentence, kinds: Iterable[str]) -> Found:
    """Find the cues of some kinds.

    Parameters
    ----------
    sentence : Sentence
    kinds : iterable of str
        Kinds of lexicon entries.

    Returns
    -------
    Found
    """
    found = Found([], {})
    by_kind = sentence.reading.by_kind
    for kind in kinds:
        for match in by_kind.get(kind, ()):
            names = _names(sentence.reading, match)
            start, end = span_of(sentence.reading, match.start, match.end)
            found.cues.append(Cue(kind, start, end, names))
            found.values.update(dict.fromkeys(names, 1.0))
    return found


def span_of(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Return the character span of the tokens ``[start, end)``."""
    return reading.tokens.starts[start], reading.tokens.ends[end - 1]


def is_negated(reading: Reading, position: int) -> bool:
    """Say whether the token before `position` negates it."""
    return position > 0 and reading.tokens.lower[position - 1] in _NEGATIONS


def _names(reading: Reading, match: Match) -> tuple[str, ...]:
    kind, entry = match.entry.kind, match.entry.name
    clause = reading.clauses[match.start]
    voice = "quoted" if reading.quoted[match.start] else "told"
    if is_negated(reading, match.start):
        voice += "-negated"
    names = [
        kind,
        f"{kind}/{clause}",
        f"{kind}/{clause}/{voice}",
        f"{kind}={entry}",
        f"{kind}={entry}/{clause}",
        f"{kind}={entry}/{voice}",
        f"{kind}={entry}>{_sort(reading, match.end)}",
        f"{kind}={entry}<{_sort(reading, match.start - 1)}",
    ]
    if match.start <= 1:
        names.append(f"{kind}={entry}/opens")
    if kind in UNSURE:
        names += _neighbours(reading, match)
    return tuple(names)


def _neighbours(reading: Reading, match: Match) -> list[str]:
    """Name the two words on either side, and where in how long a sentence the match stands."""
    kind, lower, total = match.entry.kind, reading.tokens.lower, len(reading.tokens)
    names = [
        f"{kind}/length {min(total // 10, 5)}",
        f"{kind}/quarter {4 * match.start // total}",
    ]
    for distance in (1, 2):
        before, after = match.start - distance, match.end + distance - 1
        names += [
            f"{kind}<{distance} {lower[before] if before >= 0 else '^'}",
            f"{kind}>{distance} {lower[after] if after < total else '$'}",
        ]
    return names


def _sort(reading: Reading, position: int) -> str:
    if not 0 <= position < len(reading.tokens):
        return "edge"
    word = reading.tokens.words[position]
    if word[0].isdigit():
        return "number"
    if not word[0].isalpha():
        return word
    if word[0].isupper():
        return "name"
    if len(word) >= _SHORTEST_PREFIXED:
        for prefix in _PREFIXES:
            if word.startswith(prefix):
                return f"{prefix}-"
    return "word"
