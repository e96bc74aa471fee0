"""Denial, debunking and other words that settle a matter or take a position (rules 7, 18, 19)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence


def find(sentence: Sentence) -> Found:
    """Find denials, marks of certainty and stances; note a denial that has a rumour beside it."""
    found = find_cues(sentence, ("denial", "certainty", "stance"))
    if "denial" in sentence.reading.by_kind:
        if "hearsay" in sentence.reading.by_kind or "topic" in sentence.reading.by_kind:
            found.values["denial/of-rumour"] = 1.0
        if "suspicion" in sentence.reading.by_kind:
            found.values["denial/of-suspicion"] = 1.0
    return found
