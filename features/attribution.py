"""Attribution: who is said to have said it, and how well that source is known (rules 4 to 6)."""

from __future__ import annotations

from rumor.features.analysis import Analysis
from rumor.features.family import Family
from rumor.features.sources import find_sources

_UNSURE = frozenset((
    "hedge", "modal", "suspicion", "forecast", "hope", "condition", "hearsay", "topic", "report",
    "unconfirmed",
))  # fmt: skip
_NONE = {"none": None}
_WORDS = (
    "speech", "according", "role", "institution", "publication", "document", "speaker",
    "unnamed", "collective",
)  # fmt: skip


def note(analysis: Analysis) -> None:
    """Note sources, and how they meet the words that make a claim unsure."""
    reading, names = analysis.sentence.reading, analysis.names
    analysis.found_sources = find_sources(reading)
    sorts = {source.sort: None for source in analysis.found_sources} or _NONE
    unsure = [kind for kind in reading.by_kind if kind in _UNSURE]
    for sort in sorts:
        told = "source/" + sort
        names.append(told)
        for kind in unsure:
            names.append(f"{kind}&{told}")


FAMILY = Family(_WORDS, note=note)
