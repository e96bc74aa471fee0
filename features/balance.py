"""How unsure words are spread over the clauses of a sentence: the main claim decides (rule 1)."""

from __future__ import annotations

from functools import cache

from rumor.features.analysis import Analysis
from rumor.features.family import Family
from rumor.features.lexicon import UNSURE
from rumor.features.lexicon.match import Match
from rumor.features.reading import CONTENT, MAIN

_MANY = 4  # counts stop here


def note(analysis: Analysis) -> None:
    """Count unsure words in main clauses and told (not quoted) main clauses, and note the first."""
    reading = analysis.sentence.reading
    unsure = main = told = 0
    first = first_clause = first_main = ""
    match: Match
    for match in reading.matches:
        kind = match.kind
        if kind not in UNSURE:
            continue
        clause = reading.clauses[match.start]
        if not unsure:
            first, first_clause = kind, clause
        unsure += 1
        if clause in (MAIN, CONTENT):
            first_main = first_main or kind
            main += 1
            if not reading.quoted[match.start]:
                told += 1
    analysis.groups.append(
        _spelled(
            min(unsure, _MANY),
            min(main, _MANY),
            min(told, _MANY),
            f"{first}/{first_clause}" if first else "",
            first_main or "none",
        )
    )


@cache  # some thousands at most
def _spelled(unsure: int, main: int, told: int, first: str, first_main: str) -> tuple[str, ...]:
    counts = (f"balance/unsure {unsure}", f"balance/main {main}", f"balance/told {told}")
    if not first:
        return counts
    return (*counts, f"balance/first {first}", f"balance/first-main {first_main}")


FAMILY = Family(note=note)
