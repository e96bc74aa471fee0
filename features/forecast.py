"""Forecasts, estimates and expected outcomes (rules 4, 10 and 19)."""

from __future__ import annotations

from rumor.features.analysis import Analysis
from rumor.features.family import Family


def note(analysis: Analysis) -> None:
    """Note a figure: an impersonal hope with one is a forecast."""
    reading = analysis.sentence.reading
    seen = "forecast" in reading.by_kind or "hope" in reading.by_kind
    if seen and any(word[0].isdigit() for word in reading.tokens.words):
        analysis.names.append("forecast/with-figure")


FAMILY = Family(("forecast", "hope"), note=note)
