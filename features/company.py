"""Which kinds of words keep company: in the sentence, and with the title and what precedes it."""

from __future__ import annotations

from rumor.features.analysis import Analysis
from rumor.features.family import Family
from rumor.features.lexicon import UNSURE
from rumor.features.lexicon.match import Match
from rumor.features.reading import CONTENT, MAIN, Reading

_PAIRED = UNSURE | {
    "denial", "certainty", "stance", "speech", "according", "negation", "plan", "question",
    "lookalike", "role", "document",
}  # fmt: skip
_BEFORE = UNSURE | {"denial", "certainty", "speech", "according"}
_TITLE = UNSURE | {"denial"}
# Spelled once: a string that is kept has its hash, and need not be put together for each sentence.
_LABELS = [label for kind in sorted(_PAIRED) for label in (kind, f"{kind}(aside)")]
_PAIRS = {one: {two: f"{one}&{two}" for two in _LABELS} for one in _LABELS}
_OWN = (*sorted(UNSURE), "none")
_WITH_BEFORE = {kind: {own: f"before {kind}&{own}" for own in _OWN} for kind in sorted(_BEFORE)}
_WITH_TITLE = {kind: {own: f"title {kind}&{own}" for own in _OWN} for kind in sorted(_TITLE)}


def note(analysis: Analysis) -> None:
    """Pair the kinds of a sentence, and those of its surroundings with its unsure ones."""
    sentence = analysis.sentence
    reading, names = sentence.reading, analysis.names
    placed = sorted(_placed(reading).items())
    for second, (one, kind) in enumerate(placed, start=1):
        for two, other in placed[second:]:
            if kind in UNSURE or other in UNSURE:
                names.append(_PAIRS[one][two])
    unsure = [kind for kind in reading.by_kind if kind in UNSURE] or ["none"]
    for kind in sentence.before.by_kind:
        if kind in _WITH_BEFORE:
            spelled = _WITH_BEFORE[kind]
            names += [spelled[own] for own in unsure]
    for kind in sentence.title.by_kind:
        if kind in _WITH_TITLE:
            spelled = _WITH_TITLE[kind]
            names += [spelled[own] for own in unsure]


def _placed(reading: Reading) -> dict[str, str]:
    """Name the kinds that occur, those of subordinate clauses apart; the values are the kinds."""
    placed: dict[str, str] = {}
    match: Match
    for match in reading.matches:
        kind = match.kind
        if kind in _PAIRED:
            aside = reading.clauses[match.start] not in (MAIN, CONTENT)
            placed[f"{kind}(aside)" if aside else kind] = kind
    return placed


FAMILY = Family(note=note)
