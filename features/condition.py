"""Conditions: a claim that holds only if something else does (rule 13)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence


def find(sentence: Sentence) -> Found:
    """Find conditional conjunctions."""
    return find_cues(sentence, ("condition",))
