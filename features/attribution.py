"""Attribution: who is said to have said it, and how well that source is known (rules 4 to 6)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence
from rumor.features.sources import find_sources

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
    found = find_cues(sentence, _WORDS)
    sources = find_sources(sentence.reading)
    for sort in {source.sort: None for source in sources} or ("none",):
        found.values[f"source/{sort}"] = 1.0
        for kind in _UNSURE:
            if kind in sentence.reading.by_kind:
                found.values[f"{kind}&source/{sort}"] = 1.0
    return Found(found.cues, found.values, sources)
