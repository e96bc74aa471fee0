"""Hearsay: rumour words, and passive reports that name nobody (rules 2, 9 and 15)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence


def find(sentence: Sentence) -> Found:
    """Find rumour words, words for news that circulates, and unsourced passive reports."""
    found = find_cues(sentence, ("hearsay", "topic", "report"))
    if any(cue.kind == "report" for cue in found.cues):
        marked = "hearsay" in sentence.before.by_kind or "hearsay" in sentence.reading.by_kind
        # Rule 2: a bare report is a rumour where the matter is marked as one just before.
        found.values["report/of-rumour" if marked else "report/unmarked"] = 1.0
    return found
