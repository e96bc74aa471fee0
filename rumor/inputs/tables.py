"""Tables to documents, one a row; read by the readers of `rumor batch`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from rumor.batch.columnar import read_parquet
from rumor.batch.delimited import read_csv
from rumor.batch.job import Format
from rumor.batch.read import Item, Reader, read_jsonl
from rumor.batch.records import Columns, Record
from rumor.batch.sources import Source
from rumor.errors import InputError
from rumor.inputs.document import Document
from rumor.inputs.options import CSV, PARQUET, InputOptions
from rumor.text.files import STDIN, STDIN_NAME, read_bytes, unreadable

_NO_ROWS = "give a table with a row for each article"


def read_table(name: str, kind: str, options: InputOptions) -> Iterator[Document | InputError]:
    """Read the articles of a table.

    Parameters
    ----------
    name : str
        Path of a file, or ``-``.
    kind : {"jsonl", "csv", "parquet"}
    options : InputOptions

    Yields
    ------
    Document or InputError
        One a row, named ``FILE:ROW``; an error for a row that is no article, and one for a file
        that cannot be read to its end.

    Raises
    ------
    rumor.errors.MissingExtraError
        If the format needs a library that is not installed.
    """
    usual = Columns()
    columns = Columns(
        text=options.text_column or usual.text,
        title=options.title_column or usual.title,
        named=frozenset((options.title_column,)) - {""},
    )
    shown = STDIN_NAME if name == STDIN else name
    empty = True
    items = _standard_input(kind, columns, options) if name == STDIN else _file(name, kind, columns)
    for item in items:
        empty = False
        if isinstance(item, InputError):
            yield item
        elif isinstance(item, Record):
            path = "" if name == STDIN else name
            yield Document(f"{shown}:{item.row}", item.text, title=item.title, path=path)
        else:
            yield InputError(f"{shown}:{item.row}", item.reason, "correct the row, or leave it out")
    if empty:
        yield InputError(shown, "holds no rows", _NO_ROWS)


def _file(name: str, kind: str, columns: Columns) -> Iterator[Item | InputError]:
    path = Path(name)
    try:
        with path.open("rb"):  # so that what is wrong with it is told as for other files
            about = path.stat()
    except OSError as error:
        yield unreadable(name, error)
        return
    source = Source(path, name, about.st_size, about.st_mtime_ns)
    reader = Reader([source], cast(Format, kind), columns)
    yield from reader
    yield from reader.errors


def _standard_input(
    kind: str, columns: Columns, options: InputOptions
) -> Iterator[Item | InputError]:
    source = Source(Path(STDIN_NAME), STDIN_NAME, 0, 0)
    try:
        if kind == PARQUET:  # its index stands at its end
            data = read_bytes(STDIN, options.max_bytes)
            yield from read_parquet(io.BytesIO(data), columns, source)
            return
        if sys.stdin is None:
            read_bytes(STDIN)  # raises the error for it
        file: IO[bytes] = sys.stdin.buffer
        yield from (read_csv if kind == CSV else read_jsonl)(file, columns, source)
    except InputError as error:
        yield error
