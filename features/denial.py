"""Denial, debunking and other words that settle a matter or take a position (rules 7, 18, 19)."""

from __future__ import annotations

from rumor.features.analysis import Analysis
from rumor.features.family import Family


def note(analysis: Analysis) -> None:
    """Note a denial that has a rumour or a suspicion beside it."""
    kinds = analysis.sentence.reading.by_kind
    if "denial" in kinds:
        if "hearsay" in kinds or "topic" in kinds:
            analysis.names.append("denial/of-rumour")
        if "suspicion" in kinds:
            analysis.names.append("denial/of-suspicion")


FAMILY = Family(("denial", "certainty", "stance"), note=note)
