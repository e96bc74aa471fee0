"""Conditions: a claim that holds only if something else does (rule 13)."""

from __future__ import annotations

from rumor.features.analysis import Analysis


def note(analysis: Analysis) -> None:
    """Note conditional conjunctions."""
    analysis.note_cues(("condition",))
