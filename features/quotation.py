"""Running quotations: whose words the sentence is, wholly or in part (rules 16 and 21)."""

from __future__ import annotations

from rumor.features.cues import Found
from rumor.features.sentence import Sentence


def find(sentence: Sentence) -> Found:
    """Measure how much of the sentence is quoted, and whether the quotation runs in or on."""
    reading = sentence.reading
    values: dict[str, float] = {}
    share = sum(reading.quoted) / max(len(reading.quoted), 1)
    if reading.starts_quoted:
        values["quotation/runs-in"] = 1.0
    if reading.ends_quoted:
        values["quotation/runs-on"] = 1.0
    values[f"quotation/quarters {int(4 * share)}"] = 1.0
    if share:
        values["quotation"] = 1.0
        values["quotation/share"] = share
    if share == 1.0:
        values["quotation/whole"] = 1.0
        if "unnamed" in sentence.before.by_kind:
            values["quotation/of-unnamed"] = 1.0
    return Found([], values)
