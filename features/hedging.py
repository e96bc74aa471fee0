"""Hedges: words that mark a claim as possible, apparent or merely thought (rules 1, 14, 17)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence


def find(sentence: Sentence) -> Found:
    """Find hedging words and the modals ``bisa`` and ``dapat``."""
    return find_cues(sentence, ("hedge", "modal"))
