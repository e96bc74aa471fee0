"""Shape of the sentence: length, names, figures, question, and the words that join its clauses."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues
from rumor.features.sentence import Sentence

_JOINING = (
    "relative", "subordinator", "coordinator", "negation", "question", "plan", "boilerplate",
    "lookalike", "colloquial",
)  # fmt: skip
_LONG = 30  # tokens; lengths are counted in these, and no further than twice


def find(sentence: Sentence) -> Found:
    """Measure the sentence and find its function words; none of these is evidence."""
    words = sentence.reading.tokens.words
    values = find_cues(sentence, _JOINING).values
    values["shape/length"] = min(len(words), 2 * _LONG) / _LONG
    values[f"shape/length {min(len(words) // 6, 8)}"] = 1.0
    values["shape/names"] = sum(word[0].isupper() for word in words[1:]) / 10
    values["shape/figures"] = sum(word[0].isdigit() for word in words) / 10
    if words and words[-1] not in ".!?\"”')":
        values["shape/no-stop"] = 1.0
    if words and words[-1] == "?":
        values["shape/question"] = 1.0
    if not any(word[0].islower() for word in words):
        values["shape/no-lower-case"] = 1.0
    return Found([], values)
