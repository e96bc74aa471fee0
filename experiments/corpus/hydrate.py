"""Standoff labels and the rows of their source to passages in the corpus format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from rumor.experiments.corpus.readers import Row, cell
from rumor.experiments.corpus.sources import Source
from rumor.experiments.corpus.standoff import Place, Standoff, digest
from rumor.experiments.corpus.validate import read_passage

Record: TypeAlias = Mapping[str, Any]

_URLS = ("url", "link", "tautan", "url berita")
_OUTLETS = {"https://github.com/prasastoadi/parallel-corpora-en-id": "antara"}
"""Outlet of the sources that hold one outlet's text without addresses, by repository."""


def rebuild(
    source: Source, rows: Sequence[Row], passages: Iterable[Standoff]
) -> Iterator[Record | None]:
    """Rebuild the passages of one source.

    Parameters
    ----------
    source : Source
    rows : sequence of mapping
        As `readers.read_rows` gives them.
    passages : iterable of Standoff
        Of this source.

    Yields
    ------
    mapping or None
        The record in the corpus format, in the order given; None if a sentence is not there, or
        is another than was labelled.
    """
    for passage in passages:
        texts = [_cut(source, rows, place.row, place.start, place.end) for place in passage.places]
        row = rows[passage.places[0].row] if all(texts) and passage.places else {}
        before = ""
        if passage.before is not None:
            before = _cut(source, rows, passage.places[0].row, *passage.before)
        yield label(
            passage,
            texts,
            genre=_genre(source, row),
            title=cell(row, source.title_column) if source.title_column else "",
            before=before,
        )


def label(
    passage: Standoff, texts: Sequence[str], *, genre: str, title: str, before: str
) -> Record | None:
    """Put text and labels together.

    Parameters
    ----------
    passage : Standoff
    texts : sequence of str
        Its sentences.
    genre, title, before : str
        Of the passage; standoff records tell no digest of them.

    Returns
    -------
    mapping or None
        The record, or None if a sentence is another than was labelled or the labels do not fit.
    """
    if len(texts) != len(passage.places) or not all(map(_same, texts, passage.places)):
        return None
    record = {
        "id": passage.id,
        "kind": "passage",
        "genre": genre,
        "title": title,
        "before": before,
        "split": passage.split,
        "stratum": passage.stratum,
        "sentences": [
            {"text": text, **place.labels}
            for text, place in zip(texts, passage.places, strict=True)
        ],
    }
    return None if read_passage(record)[1] else record


def _same(text: str, place: Place) -> bool:
    return digest(text) == place.sha256


def _cut(source: Source, rows: Sequence[Row], row: int, start: int, end: int) -> str:
    if not 0 <= row < len(rows):
        return ""
    return cell(rows[row], source.text_column)[start:end]


def _genre(source: Source, row: Row) -> str:
    """Return the outlet: the host of the article's address, where the source gives one."""
    for column in row:
        if str(column).casefold() in _URLS:
            try:
                host = urlsplit(cell(row, column)).hostname
            except ValueError:  # not an address
                host = None
            return (host or "unknown").removeprefix("www.")
    return _OUTLETS.get(source.repository, "unknown")
