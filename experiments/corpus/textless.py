"""Labels published without their text, as passages that can be counted."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from rumor.experiments.corpus.records import Passage, Sentence, Span, Split
from rumor.experiments.corpus.standoff import Place, read_standoff


def read_labels(path: Path) -> tuple[Passage, ...]:
    """Read a stand-off file for what can be counted without the text.

    Parameters
    ----------
    path : pathlib.Path
        As `seeds/news.standoff.jsonl`.

    Returns
    -------
    tuple of Passage
        `genre` is the id of the source file, each sentence's `text` its digest.

    Raises
    ------
    rumor.errors.CorpusError
        If the file cannot be read, or a line is not such a record.
    """
    return tuple(
        Passage(
            id=record.id,
            kind="passage",
            genre=record.source,
            title="",
            before="",
            split=cast(Split, record.split),
            sentences=tuple(map(_sentence, record.places)),
            stratum=record.stratum,
        )
        for record in read_standoff(path)
    )


def _sentence(place: Place) -> Sentence:
    labels = place.labels
    return Sentence(
        text=place.sha256,
        level=labels["level"],
        cues=_spans(labels.get("cues", [])),
        sources=_spans(labels.get("sources", [])),
        deleted=labels.get("deleted", False),
        broken=labels.get("broken", False),
        readings=labels.get("readings", 1),
    )


def _spans(spans: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in spans)
