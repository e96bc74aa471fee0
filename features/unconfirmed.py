"""Matters said to be unconfirmed, unanswered or unknown (rule 8)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence


def find(sentence: Sentence) -> Found:
    """Find statements that confirmation is missing."""
    return find_cues(sentence, ("unconfirmed",))
