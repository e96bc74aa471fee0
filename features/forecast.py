"""Forecasts, estimates and expected outcomes (rules 4, 10 and 19)."""

from __future__ import annotations

from rumor.features.analysis import Analysis


def note(analysis: Analysis) -> None:
    """Note words of forecast and of hope; an impersonal hope with a figure is a forecast."""
    seen = analysis.note_cues(("forecast", "hope"))
    if seen and any(word[0].isdigit() for word in analysis.sentence.reading.tokens.words):
        analysis.names.append("forecast/with-figure")
