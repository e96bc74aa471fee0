"""Forecasts, estimates and expected outcomes (rules 4, 10 and 19)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence


def find(sentence: Sentence) -> Found:
    """Find words of forecast and of hope; an impersonal hope with a figure is a forecast."""
    found = find_cues(sentence, ("forecast", "hope"))
    if found.cues and any(word[0].isdigit() for word in sentence.reading.tokens.words):
        found.values["forecast/with-figure"] = 1.0
    return found
