"""How unsure words are spread over the clauses of a sentence: the main claim decides (rule 1)."""

from __future__ import annotations

from rumor.features.cues import Found
from rumor.features.lexicon import UNSURE
from rumor.features.reading import CONTENT, MAIN
from rumor.features.sentence import Sentence

_MANY = 4  # counts stop here


def find(sentence: Sentence) -> Found:
    """Count unsure words in main clauses and told (not quoted) main clauses, and find the first."""
    reading = sentence.reading
    unsure = [match for match in reading.matches if match.entry.kind in UNSURE]
    main = [match for match in unsure if reading.clauses[match.start] in (MAIN, CONTENT)]
    told = [match for match in main if not reading.quoted[match.start]]
    values = {
        f"balance/unsure {min(len(unsure), _MANY)}": 1.0,
        f"balance/main {min(len(main), _MANY)}": 1.0,
        f"balance/told {min(len(told), _MANY)}": 1.0,
    }
    if unsure:
        first = unsure[0]
        values[f"balance/first {first.entry.kind}/{reading.clauses[first.start]}"] = 1.0
        values[f"balance/first-main {main[0].entry.kind if main else 'none'}"] = 1.0
    return Found([], values)
