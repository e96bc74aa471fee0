"""Attribution: who is said to have said it, and how well that source is known (rules 4 to 6)."""

from __future__ import annotations

from rumor.features.analysis import Analysis
from rumor.features.family import Family
from rumor.features.sources import find_sources

_UNSURE = (
    "hedge", "modal", "suspicion", "forecast", "hope", "condition", "hearsay", "topic", "report",
    "unconfirmed",
)  # fmt: skip
_WORDS = (
    "speech", "according", "role", "institution", "publication", "document", "speaker",
    "unnamed", "collective",
)  # fmt: skip


def note(analysis: Analysis) -> None:
    """Note sources, and how they meet the words that make a claim unsure."""
    reading, names = analysis.sentence.reading, analysis.names
    analysis.found_sources = find_sources(reading)
    unsure = [kind for kind in _UNSURE if kind in reading.by_kind]
    for sort in {source.sort: None for source in analysis.found_sources} or ("none",):
        told = f"source/{sort}"
        names.append(told)
        names += [f"{kind}&{told}" for kind in unsure]


FAMILY = Family(_WORDS, note=note)
