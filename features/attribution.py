"""Attribution: who is said to have said it, and how well that source is known (rules 4 to 6)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence
from rumor.features.sources import Source, find_sources

_UNSURE = (
    "hedge", "modal", "suspicion", "forecast", "hope", "condition", "hearsay", "topic", "report",
    "unconfirmed",
)  # fmt: skip
_WORDS = (
    "speech", "according", "role", "institution", "publication", "document", "speaker",
    "unnamed", "collective",
)  # fmt: skip


def find(sentence: Sentence) -> Found:
    """Find words of saying and sources, and how they meet the words that make a claim unsure."""
    return with_sources(sentence, find_sources(sentence.reading))


def with_sources(sentence: Sentence, sources: list[Source]) -> Found:
    """Do the same for sources that were found before."""
    found = find_cues(sentence, _WORDS)
    sorts = {source.sort for source in sources} or {"none"}
    for sort in sorts:
        found.values[f"source/{sort}"] = 1.0
        for kind in _UNSURE:
            if kind in sentence.reading.by_kind:
                found.values[f"{kind}&source/{sort}"] = 1.0
    return found
