"""Text without labels, to learn from how words keep company: nothing of the dev passages in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from rumor.errors import FileError, MissingExtraError
from rumor.experiments.corpus.local import LocalFolder
from rumor.experiments.corpus.readers import cell, read_rows
from rumor.experiments.corpus.sources import Source
from rumor.experiments.corpus.standoff import Standoff
from rumor.features.tokens import tokenize

REPRINT = 8
"""A row that holds the first so many words of a dev sentence is a reprint of it."""


def source_texts(
    sources: Iterable[Source],
    passages: Iterable[Standoff],
    folder: Path,
    done: Callable[[Source], object] = lambda _: None,
) -> Iterator[str]:
    """Read the rows of the news sources that no dev passage comes from.

    Parameters
    ----------
    sources : iterable of Source
    passages : iterable of Standoff
        Tell which rows the dev passages come from.
    folder : pathlib.Path
        Where the source files lie.
    done : callable
        Called with each source that has been read.

    Yields
    ------
    str
        The text of a row, every run of whitespace one space.

    Raises
    ------
    rumor.experiments.corpus.sources.SourceError
        If a file is missing or is not the pinned one.
    rumor.errors.MissingExtraError
        If a source is a workbook and openpyxl is not installed.
    """
    held_out: dict[str, set[int]] = defaultdict(set)
    for passage in passages:
        if passage.split == "dev":
            held_out[passage.source] |= {place.row for place in passage.places}
    local = LocalFolder(folder)
    for source in sources:
        data = local.get(source)
        try:
            rows = read_rows(source, data)
        except ModuleNotFoundError as error:
            raise MissingExtraError("reading the sources", "corpus", str(error.name)) from error
        for number, row in enumerate(rows):
            if number not in held_out[source.id]:
                yield cell(row, source.text_column)
        done(source)


def folder_texts(folder: Path) -> Iterator[str]:
    """Read the lines of the ``*.txt`` files below a folder, in order of their names.

    Raises
    ------
    rumor.errors.FileError
        If there is no such file, or one is not UTF-8.
    """
    paths = sorted(folder.rglob("*.txt"))
    if not paths:
        raise FileError(folder, "no *.txt file in it", "give a folder of plain text")
    for path in paths:
        try:
            yield from path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(path, "not readable as UTF-8", "convert or remove it") from error


def without_reprints(texts: Iterable[str], sentences: Iterable[str]) -> list[str]:
    """Leave out repeated texts, and those that reprint a sentence.

    Parameters
    ----------
    texts : iterable of str
    sentences : iterable of str
        Of the dev sets; one of fewer than `REPRINT` words counts as a whole text only.

    Returns
    -------
    list of str
        In order, none empty.
    """
    heads = {head(words) for words in map(_words, sentences)}
    return [
        text for text in dict.fromkeys(texts) if text.strip() and not _reprints(_words(text), heads)
    ]


def head(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words by which a reprint is known."""
    return tuple(words[:REPRINT])


def _reprints(words: Sequence[str], heads: set[tuple[str, ...]]) -> bool:
    if len(words) < REPRINT:
        return tuple(words) in heads
    return any(
        window in heads for window in zip(*(words[k:] for k in range(REPRINT)), strict=False)
    )


def _words(text: str) -> list[str]:
    return [word for word in tokenize(text).lower if word[0].isalnum()]
