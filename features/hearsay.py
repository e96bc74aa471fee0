"""Hearsay: rumour words, and passive reports that name nobody (rules 2, 9 and 15)."""

from __future__ import annotations

from rumor.features.analysis import Analysis
from rumor.features.family import Family


def note(analysis: Analysis) -> None:
    """Note whether a passive report stands beside words for a rumour."""
    sentence = analysis.sentence
    if "report" in sentence.reading.by_kind:
        marked = "hearsay" in sentence.before.by_kind or "hearsay" in sentence.reading.by_kind
        # Rule 2: a bare report is a rumour where the matter is marked as one just before.
        analysis.names.append("report/of-rumour" if marked else "report/unmarked")


FAMILY = Family(("hearsay", "topic", "report"), note=note)
