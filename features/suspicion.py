"""Suspicion: what is suspected rather than found, also in police reports (rule 11)."""

from __future__ import annotations

from rumor.features.analysis import Analysis


def note(analysis: Analysis) -> None:
    """Note words of suspicion and accusation."""
    analysis.note_cues(("suspicion",))
