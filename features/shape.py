"""Shape of the sentence: length, names, figures, question, and the words that join its clauses."""

from __future__ import annotations

from functools import cache

from rumor.features.analysis import Analysis
from rumor.features.family import Family

_JOINING = (
    "relative", "subordinator", "coordinator", "negation", "question", "plan", "boilerplate",
    "lookalike", "colloquial",
)  # fmt: skip
_LONG = 30  # tokens; lengths are counted in these, and no further than twice


def note(analysis: Analysis) -> None:
    """Measure the sentence."""
    words: list[str] = analysis.sentence.reading.tokens.words
    names = figures = lower = 0
    word: str
    for word in words:
        initial = word[0]
        if initial.islower():
            lower += 1
        elif initial.isupper():
            names += 1
        elif initial.isdigit():
            figures += 1
    if words and words[0][0].isupper():
        names -= 1  # there a capital says nothing
    last: str = words[-1] if words else ""
    analysis.groups.append(
        _spelled(
            min(len(words) // 6, 8),
            bool(words) and last not in ".!?\"”')",
            last == "?",
            lower == 0,
        )
    )
    measures = analysis.measures
    measures["shape/length"] = min(len(words), 2 * _LONG) / _LONG
    measures["shape/names"] = names / 10
    measures["shape/figures"] = figures / 10


@cache  # a few dozen
def _spelled(sixes: int, no_stop: bool, question: bool, no_lower_case: bool) -> tuple[str, ...]:
    told = {
        f"shape/length {sixes}": True,
        "shape/no-stop": no_stop,
        "shape/question": question,
        "shape/no-lower-case": no_lower_case,
    }
    return tuple(name for name, so in told.items() if so)


FAMILY = Family(_JOINING, as_cues=False, note=note)
