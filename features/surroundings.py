"""What the title and the sentence before already say of the matter."""

from __future__ import annotations

from rumor.features.cues import Found
from rumor.features.sentence import Sentence

_TELLING = (
    "hedge", "modal", "suspicion", "forecast", "hope", "condition", "hearsay", "topic", "report",
    "unnamed", "collective", "post", "deletion", "unconfirmed", "denial", "certainty", "stance",
    "speech", "according", "question",
)  # fmt: skip


def find(sentence: Sentence) -> Found:
    """Note which kinds of cue the title and the sentence before hold."""
    values: dict[str, float] = {}
    for kind in _TELLING:
        if kind in sentence.before.by_kind:
            values[f"before/{kind}"] = 1.0
        if kind in sentence.title.by_kind:
            values[f"title/{kind}"] = 1.0
    if not sentence.before.text:
        values["before/none"] = 1.0
    if not sentence.title.text:
        values["title/none"] = 1.0
    return Found([], values)
