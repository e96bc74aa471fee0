"""Hearsay: rumour words, and passive reports that name nobody (rules 2, 9 and 15)."""

from __future__ import annotations

from rumor.features.analysis import Analysis


def note(analysis: Analysis) -> None:
    """Note rumour words, words for news that circulates, and unsourced passive reports."""
    analysis.note_cues(("hearsay", "topic", "report"))
    sentence = analysis.sentence
    if "report" in sentence.reading.by_kind:
        marked = "hearsay" in sentence.before.by_kind or "hearsay" in sentence.reading.by_kind
        # Rule 2: a bare report is a rumour where the matter is marked as one just before.
        analysis.names.append("report/of-rumour" if marked else "report/unmarked")
