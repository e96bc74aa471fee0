"""Hedges: words that mark a claim as possible, apparent or merely thought (rules 1, 14, 17)."""

from __future__ import annotations

from rumor.features.analysis import Analysis


def note(analysis: Analysis) -> None:
    """Note hedging words and the modals ``bisa`` and ``dapat``."""
    analysis.note_cues(("hedge", "modal"))
