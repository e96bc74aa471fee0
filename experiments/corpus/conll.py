"""Corpora as token columns with cue and source tags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rumor.experiments.corpus.load import Corpus
from rumor.experiments.corpus.records import LEVEL_NAMES, Passage, Span
from rumor.experiments.corpus.rows import Row, rows
from rumor.experiments.corpus.spans import token_range
from rumor.features.tokens import Tokens, tokenize

COLUMNS = ("ID", "FORM", "RUMOR:START", "RUMOR:END", "RUMOR:CUE", "RUMOR:SOURCE")


@dataclass(frozen=True, slots=True)
class Conll:
    """Corpora as text in columns, and what the columns could not say.

    Attributes
    ----------
    text : str
    widened : int
        Spans that cut a token and were widened to whole ones.
    nested : int
        Spans inside (or, once widened, overlapping) an earlier or longer one of the same column,
        for which tags have no room; left out.
    """

    text: str
    widened: int
    nested: int


def to_conll(corpora: Iterable[Corpus]) -> Conll:
    """Write corpora in CoNLL-U Plus.

    The first line names the columns: number of the token (from 1), the token, its first character
    and the one after its last in the sentence's text (from 0), and the tags ``B``, ``I`` and ``O``
    of cues and of sources. Comments tell the rest. Before the first sentence of a passage:
    ``newdoc id``, ``corpus``, ``kind``, ``split``, and where there is one ``genre``, ``stratum``,
    ``title``, ``before``. Before each sentence: ``sent_id`` (id of the passage, a colon, place
    from 0), ``text``, ``level`` (a name), ``readings``, and where it holds ``deleted = true`` and
    ``broken = true``.

    Parameters
    ----------
    corpora : iterable of Corpus

    Returns
    -------
    Conll

    References
    ----------
    https://universaldependencies.org/ext-format.html
    """
    lines = [f"# global.columns = {' '.join(COLUMNS)}"]
    widened = nested = 0
    for row in rows(corpora):
        if row.index == 0:
            lines += _passage_comments(row.corpus, row.passage)
        lines += _comments(row)
        tokens = tokenize(row.sentence.text)
        columns = []
        for spans in (row.sentence.cues, row.sentence.sources):
            tags = _Tags.of(tokens, spans)
            widened += tags.widened
            nested += tags.nested
            columns.append(tags.tags)
        lines += _token_lines(tokens, *columns)
        lines.append("")
    return Conll("\n".join(lines) + "\n", widened, nested)


@dataclass(frozen=True, slots=True)
class _Tags:
    tags: list[str]
    widened: int
    nested: int

    @classmethod
    def of(cls, tokens: Tokens, spans: Sequence[Span]) -> _Tags:
        tags = ["O"] * len(tokens)
        widened = nested = 0
        # Of spans that begin together the longest is first, and takes the place.
        for span in sorted(spans, key=lambda span: (span[0], -span[1])):
            first, last = token_range(tokens, span)
            if any(tag != "O" for tag in tags[first:last]):
                nested += 1
                continue
            widened += (tokens.starts[first], tokens.ends[last - 1]) != span
            tags[first:last] = ["B", *["I"] * (last - first - 1)]
        return cls(tags, widened, nested)


def _passage_comments(corpus: str, passage: Passage) -> Iterator[str]:
    yield f"# newdoc id = {passage.id}"
    told = {
        "corpus": corpus,
        "kind": passage.kind,
        "split": passage.split,
        "genre": passage.genre,
        "stratum": passage.stratum,
        "title": passage.title,
        "before": passage.before,
    }
    for name, value in told.items():
        if value:
            yield f"# {name} = {' '.join(value.split())}"


def _comments(row: Row) -> Iterator[str]:
    sentence = row.sentence
    yield f"# sent_id = {row.passage.id}:{row.index}"
    yield f"# text = {sentence.text}"
    yield f"# level = {LEVEL_NAMES[sentence.level]}"
    yield f"# readings = {sentence.readings}"
    for name in ("deleted", "broken"):
        if getattr(sentence, name):
            yield f"# {name} = {json.dumps(True)}"


def _token_lines(tokens: Tokens, cues: list[str], sources: list[str]) -> Iterator[str]:
    columns = zip(tokens.words, tokens.starts, tokens.ends, cues, sources, strict=True)
    for number, cells in enumerate(columns, start=1):
        yield "\t".join(map(str, (number, *cells)))
