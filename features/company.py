"""Which kinds of words keep company: in the sentence, and with the title and what precedes it."""

from __future__ import annotations

from itertools import combinations

from rumor.features.cues import Found
from rumor.features.lexicon import UNSURE
from rumor.features.reading import CONTENT, MAIN, Reading
from rumor.features.sentence import Sentence

_PAIRED = UNSURE | {
    "denial", "certainty", "stance", "speech", "according", "negation", "plan", "question",
    "lookalike", "role", "document",
}  # fmt: skip
_BEFORE = UNSURE | {"denial", "certainty", "speech", "according"}
_TITLE = UNSURE | {"denial"}


def find(sentence: Sentence) -> Found:
    """Pair the kinds of a sentence, and those of its surroundings with its unsure ones."""
    reading = sentence.reading
    placed = _placed(reading)
    values = {
        f"{one}&{two}": 1.0
        for one, two in combinations(sorted(placed), 2)
        if not UNSURE.isdisjoint((placed[one], placed[two]))
    }
    unsure = [kind for kind in reading.by_kind if kind in UNSURE] or ["none"]
    for where, around, telling in (
        ("before", sentence.before, _BEFORE),
        ("title", sentence.title, _TITLE),
    ):
        for kind in around.by_kind:
            if kind in telling:
                values.update({f"{where} {kind}&{own}": 1.0 for own in unsure})
    return Found([], values)


def _placed(reading: Reading) -> dict[str, str]:
    """Name the kinds that occur, those of subordinate clauses apart; the values are the kinds."""
    placed = {}
    for match in reading.matches:
        kind = match.entry.kind
        if kind in _PAIRED:
            aside = reading.clauses[match.start] not in (MAIN, CONTENT)
            placed[f"{kind}(aside)" if aside else kind] = kind
    return placed
