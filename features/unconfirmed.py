"""Matters said to be unconfirmed, unanswered or unknown (rule 8)."""

from __future__ import annotations

from rumor.features.analysis import Analysis


def note(analysis: Analysis) -> None:
    """Note statements that confirmation is missing."""
    analysis.note_cues(("unconfirmed",))
