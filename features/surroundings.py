"""What the title and the sentence before already say of the matter."""

from __future__ import annotations

from rumor.features.analysis import Analysis
from rumor.features.family import Family

_TELLING = (
    "hedge", "modal", "suspicion", "forecast", "hope", "condition", "hearsay", "topic", "report",
    "unnamed", "collective", "post", "deletion", "unconfirmed", "denial", "certainty", "stance",
    "speech", "according", "question",
)  # fmt: skip
_BEFORE = {kind: f"before/{kind}" for kind in _TELLING}
_TITLE = {kind: f"title/{kind}" for kind in _TELLING}


def note(analysis: Analysis) -> None:
    """Note which kinds of cue the title and the sentence before hold."""
    before, title = analysis.sentence.before, analysis.sentence.title
    names = analysis.names
    for kind in before.by_kind:
        if kind in _BEFORE:
            names.append(_BEFORE[kind])
    for kind in title.by_kind:
        if kind in _TITLE:
            names.append(_TITLE[kind])
    if not before.text:
        names.append("before/none")
    if not title.text:
        names.append("title/none")


FAMILY = Family(note=note)
