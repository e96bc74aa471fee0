"""Running quotations: whose words the sentence is, wholly or in part (rules 16 and 21)."""

from __future__ import annotations

from functools import cache

from rumor.features.analysis import Analysis
from rumor.features.family import Family


def note(analysis: Analysis) -> None:
    """Measure how much of the sentence is quoted, and whether the quotation runs in or on."""
    sentence = analysis.sentence
    reading = sentence.reading
    share = reading.quoted.count(True) / max(len(reading.quoted), 1)
    analysis.groups.append(
        _spelled(
            reading.starts_quoted,
            reading.ends_quoted,
            int(4 * share),
            share > 0.0,
            share == 1.0,
            "unnamed" in sentence.before.by_kind,
        )
    )
    if share:
        analysis.measures["quotation/share"] = share


@cache  # a few dozen
def _spelled(
    runs_in: bool, runs_on: bool, quarters: int, some: bool, whole: bool, unnamed: bool
) -> tuple[str, ...]:
    told = {
        "quotation/runs-in": runs_in,
        "quotation/runs-on": runs_on,
        f"quotation/quarters {quarters}": True,
        "quotation": some,
        "quotation/whole": whole,
        "quotation/of-unnamed": whole and unnamed,
    }
    return tuple(name for name, so in told.items() if so)


FAMILY = Family(note=note)
