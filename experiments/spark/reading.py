"""What Spark's workers do with the files of a job: read rows, as the local engine reads them.

A cluster has the scoring runtime of this release but not `rumor.experiments`, so this module goes
to the workers by value (see `engine`): it may import `rumor.batch` and pandas, nothing else.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from rumor.batch.job import Format
from rumor.batch.read import Item, Reader, Unread, read_jsonl
from rumor.batch.records import Columns, Record
from rumor.batch.sources import Source
from rumor.errors import InputError

PIECE_BYTES = 32 * 2**20
"""JSON Lines files are cut into pieces of so many bytes, each read by itself."""

PIECES = "path binary, name string, size long, modified long, start long, end long, before long"
"""Columns of the frame of pieces."""

ITEMS = (
    "kind string, source string, row long, id string, title string, text string, "
    "reason string, raw string"
)
"""Columns of the frame of rows.

A ``record`` can be scored; a ``rejected`` row has reason and raw; a ``failed`` file has its path as
the source, and the remedy as raw.
"""

_GZIP = b"\x1f\x8b"
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file, or all of it.

    Attributes
    ----------
    source : Source
    start, end : int
        0-based byte offsets: of the lines that begin between them. An end of 0 means the whole
        file, whatever its format.
    before : int
        Records of the file in front of the piece.
    """

    source: Source
    start: int = 0
    end: int = 0
    before: int = 0

    def to_row(self) -> tuple[Any, ...]:
        """Return the values of the columns `PIECES`."""
        source = self.source
        path = os.fsencode(source.path)  # a name need not be UTF-8, a string of Spark must
        stretch = (self.start, self.end, self.before)
        return (path, source.name, source.size, source.modified, *stretch)

    @classmethod
    def from_row(cls, row: Any) -> Piece:
        """Undo `to_row`."""
        path = Path(os.fsdecode(bytes(row.path)))
        source = Source(path, row.name, int(row.size), int(row.modified))
        return cls(source, int(row.start), int(row.end), int(row.before))


def cut(sources: Sequence[Source], format: Format, size: int = PIECE_BYTES) -> list[Piece]:
    """Cut the files of a job into pieces.

    Parameters
    ----------
    sources : sequence of Source
    format : {"jsonl", "csv", "parquet"}
        Only plain JSON Lines can be cut: elsewhere a line end need not end a record.
    size : int
        Bytes.

    Returns
    -------
    list of Piece
        In the order of the files; `Piece.before` is still to be counted.
    """
    pieces = []
    for source in sources:
        if format != "jsonl" or source.size <= size or _is_packed(source.path):
            pieces.append(Piece(source))
            continue
        for start in range(0, source.size, size):
            pieces.append(Piece(source, start, min(start + size, source.size)))
    return pieces


def number(pieces: Sequence[Piece], counts: Sequence[int]) -> list[Piece]:
    """Tell the pieces how many records of their files stand in front of them.

    Parameters
    ----------
    pieces : sequence of Piece
        In the order of `cut`.
    counts : sequence of int
        Records of each.

    Returns
    -------
    list of Piece
    """
    numbered: list[Piece] = []
    before = 0
    for piece, count in zip(pieces, counts, strict=True):
        before = before if piece.start else 0
        numbered.append(replace(piece, before=before))
        before += count
    return numbered


class PieceReader(Reader):
    """Reads one piece, and is else the reader of the local engine."""

    def __init__(self, piece: Piece, format: Format, columns: Columns, delimiter: str = "") -> None:
        super().__init__([piece.source], format, columns, delimiter)
        self.piece = piece

    def _read(self, source: Source) -> Iterator[Unread]:
        if not self.piece.end:
            yield from super()._read(source)
            return
        with _Stretch(source.path, self.piece.start, self.piece.end) as lines:
            for item in read_jsonl(lines, self.columns, source):
                yield replace(item, row=item.row + self.piece.before)


class _Stretch(io.BufferedReader):
    """The lines of a file that begin between two byte offsets, the last one to its end."""

    def __init__(self, path: Path, start: int, end: int) -> None:
        super().__init__(io.FileIO(path))
        self._left = end - start
        self._inside = False  # a line, whose rest is wanted however far it goes
        if start:
            self.seek(start - 1)
            while (skipped := super().readline(2**20)) and not skipped.endswith(b"\n"):
                self._left -= len(skipped)
            self._left -= len(skipped) - 1  # the byte before the stretch is none of its own

    def readline(self, size: int | None = -1, /) -> bytes:
        if self._left <= 0 and not self._inside:
            return b""
        line = super().readline(-1 if size is None else size)
        self._left -= len(line)
        self._inside = not line.endswith(b"\n")
        return line


def read(
    frames: Iterator[pd.DataFrame], format: Format, columns: Columns, delimiter: str
) -> Iterator[pd.DataFrame]:
    """Read pieces to rows.

    Parameters
    ----------
    frames : iterator of pandas.DataFrame
        With the columns `PIECES`.
    format : {"jsonl", "csv", "parquet"}
    columns : Columns
    delimiter : str

    Yields
    ------
    pandas.DataFrame
        With the columns `ITEMS`.
    """
    for piece in _pieces(frames):
        reader = PieceReader(piece, format, columns, delimiter)
        for chunk in reader.chunks(_CHUNK):
            yield _frame([_values(item) for item in chunk.items])
        if reader.errors:
            yield _frame([_failed(error) for error in reader.errors])


def count(frames: Iterator[pd.DataFrame], columns: Columns) -> Iterator[pd.DataFrame]:
    """Count the records of pieces of JSON Lines, as ``path, start, records``."""
    for piece in _pieces(frames):
        records = sum(1 for _ in PieceReader(piece, "jsonl", columns))
        path = os.fsencode(piece.source.path)
        yield pd.DataFrame({"path": [path], "start": [piece.start], "records": [records]})


def failure(row: Any) -> InputError:
    """Return the error that a row of kind ``failed`` tells of."""
    return InputError(row.source, row.reason, row.raw)


def _pieces(frames: Iterator[pd.DataFrame]) -> Iterator[Piece]:
    for frame in frames:
        for row in frame.itertuples(index=False):
            yield Piece.from_row(row)


def _is_packed(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) == _GZIP
    except OSError:
        return True  # read as a whole, which tells what is wrong


def _values(item: Item) -> tuple[Any, ...]:
    if isinstance(item, Record):
        return ("record", item.source, item.row, item.id, item.title, item.text, None, None)
    return ("rejected", item.source, item.row, item.id, None, None, item.reason, item.raw)


def _failed(error: InputError) -> tuple[Any, ...]:
    where = error.where.encode("utf-8", "backslashreplace").decode("utf-8")
    return ("failed", where, 0, None, None, None, error.reason, error.remedy)


def _frame(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    names = [column.split()[0] for column in ITEMS.split(",")]
    return pd.DataFrame(rows, columns=names).astype({"row": "int64"})
