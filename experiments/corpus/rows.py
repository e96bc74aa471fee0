"""Corpora as flat rows, one a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rumor.experiments.corpus.load import Corpus
from rumor.experiments.corpus.records import LEVEL_NAMES, Passage, Sentence, Span

CSV_COLUMNS = (
    *("corpus", "id", "index", "kind", "genre", "stratum", "split", "title", "before", "text"),
    *("level", "speculative", "deleted", "broken", "readings", "cues", "sources"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence with its place and its context.

    Attributes
    ----------
    corpus : str
        Name of the corpus.
    passage : Passage
    index : int
        Place of the sentence in its passage, from 0.
    before : str
        The sentence before it; empty where there is none, and always in a contrast set.
    sentence : Sentence
    """

    corpus: str
    passage: Passage
    index: int
    before: str
    sentence: Sentence

    def to_dict(self) -> dict[str, Any]:
        """Return what every format tells, by column; spans as tuples."""
        passage, sentence = self.passage, self.sentence
        return {
            "corpus": self.corpus,
            "id": passage.id,
            "index": self.index,
            "kind": passage.kind,
            "genre": passage.genre,
            "stratum": passage.stratum,
            "split": passage.split,
            "title": passage.title,
            "before": self.before,
            "text": sentence.text,
            "level": LEVEL_NAMES[sentence.level],
            "speculative": sentence.speculative,
            "deleted": sentence.deleted,
            "broken": sentence.broken,
            "readings": sentence.readings,
            "cues": sentence.cues,
            "sources": sentence.sources,
        }


def rows(corpora: Iterable[Corpus]) -> Iterator[Row]:
    """Yield the sentences of corpora in order, broken ones too.

    Parameters
    ----------
    corpora : iterable of Corpus

    Yields
    ------
    Row
    """
    for corpus in corpora:
        for passage in corpus.passages:
            before = "" if passage.kind == "contrast" else passage.before
            for index, sentence in enumerate(passage.sentences):
                yield Row(corpus.name, passage, index, before, sentence)
                if passage.kind != "contrast":
                    before = sentence.text


def to_csv(corpora: Iterable[Corpus]) -> str:
    """Write corpora as one table.

    Parameters
    ----------
    corpora : iterable of Corpus

    Returns
    -------
    str
        CSV as RFC 4180 has it, but with plain line feeds: a header (`CSV_COLUMNS`) and a row a
        sentence. ``level`` is a name (``none`` to ``rumoured``); ``speculative``, ``deleted`` and
        ``broken`` are ``true`` or ``false``; ``cues`` and ``sources`` are JSON lists of
        ``[start, end]``, characters of ``text`` from 0, end exclusive.
    """
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(corpora):
        writer.writerow({name: _cell(value) for name, value in row.to_dict().items()})
    return buffer.getvalue()


def _cell(value: str | bool | int | tuple[Span, ...]) -> str:
    return value if isinstance(value, str) else json.dumps(value)
