"""Suspicion: what is suspected rather than found, also in police reports (rule 11)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence


def find(sentence: Sentence) -> Found:
    """Find words of suspicion and accusation."""
    return find_cues(sentence, ("suspicion",))
