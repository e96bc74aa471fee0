"""Files to rows, one after the other, with never more than a few rows in memory."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Generic, NamedTuple, TypeAlias, TypeVar, cast

from rumor.batch.columnar import read_parquet
from rumor.batch.delimited import read_csv
from rumor.batch.job import Format
from rumor.batch.packed import MAGIC, unpacked
from rumor.batch.records import IS_UTF16, ROW_LIMIT, Columns, Record, Rejected, is_blank, parse_line
from rumor.batch.sources import Source
from rumor.errors import InputError
from rumor.text.files import SAVE_AS_UTF8, looks_like_utf16


class Line(NamedTuple):
    """A line of JSON that nobody has read yet.

    Attributes
    ----------
    source, row
        As for `Record`.
    raw : bytes
    """

    source: str
    row: int
    raw: bytes


Item: TypeAlias = Record | Rejected
Unread: TypeAlias = Item | Line
Row = TypeVar("Row", bound=Unread, covariant=True)

CHUNK_CHARACTERS = 4_000_000
"""A chunk ends with the record that brings its texts to so many characters, however few rows."""


@dataclass(frozen=True, slots=True)
class Chunk(Generic[Row]):
    """Rows that are scored and kept together.

    Attributes
    ----------
    number : int
        From 0.
    items : sequence of Record, Rejected or Line
        At least one, in the order of the input.
    """

    number: int
    items: Sequence[Row]


class Reader:
    """Reads the files of a job.

    Parameters
    ----------
    sources : sequence of Source
    format : {"jsonl", "csv", "parquet"}
    columns : Columns
    delimiter : str
        Of CSV; found in the header if empty.

    Attributes
    ----------
    errors : list of InputError
        One for each file that could not be read, or not to its end; the others were.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        format: Format,
        columns: Columns,
        delimiter: str = "",
    ) -> None:
        self.sources = sources
        self.format = format
        self.columns = columns
        self.delimiter = delimiter
        self._lazy = False
        self.errors: list[InputError] = []
        self._before = 0
        self._tell: Callable[[], int] = int

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(source.size for source in self.sources)

    @property
    def position(self) -> int:
        """Bytes of them that have been read."""
        return self._before + self._tell()

    def __iter__(self) -> Iterator[Item]:
        self._lazy = False
        return cast("Iterator[Item]", self._items())

    def _items(self) -> Iterator[Unread]:
        self._before = 0
        for source in self.sources:
            try:
                yield from self._read(source)
            except InputError as error:
                self.errors.append(error)
            except (OSError, EOFError, zlib.error) as error:
                reason = (getattr(error, "strerror", None) or str(error)).lower()
                self.errors.append(InputError(source.path, reason, "check the file"))
            self._tell = int
            self._before += source.size

    def chunks(self, size: int) -> Iterator[Chunk[Item]]:
        """Yield the rows in chunks of `size`; the last is smaller, as are those of long texts."""
        return _chunks(iter(self), size)

    def unread_chunks(self, size: int) -> Iterator[Chunk[Unread]]:
        """Yield chunks with lines of JSON as they are, to be read by whoever scores them."""
        self._lazy = True
        return _chunks(self._items(), size)

    def _read(self, source: Source) -> Iterator[Unread]:
        with contextlib.ExitStack() as stack:
            raw = stack.enter_context(source.path.open("rb"))
            self._tell = raw.tell
            file: IO[bytes] = raw
            if self.format == "parquet":
                yield from read_parquet(raw, self.columns, source)
                return
            if raw.peek(2).startswith(MAGIC):
                file = unpacked(raw, source)
            if self.format == "csv":
                yield from read_csv(file, self.columns, source, self.delimiter)
            elif self._lazy:
                yield from read_lines(file, source)
            else:
                yield from read_jsonl(file, self.columns, source)


def _chunks(items: Iterator[Row], size: int) -> Iterator[Chunk[Row]]:
    chunk: list[Row] = []
    number = characters = 0
    for item in items:
        chunk.append(item)
        characters += len(item.text if isinstance(item, Record) else item.raw)
        if len(chunk) >= size or characters >= CHUNK_CHARACTERS:
            yield Chunk(number, chunk)
            chunk, characters, number = [], 0, number + 1
    if chunk:
        yield Chunk(number, chunk)


def read_jsonl(file: IO[bytes], columns: Columns, source: Source) -> Iterator[Record | Rejected]:
    """Yield the records of a JSON Lines file.

    Parameters
    ----------
    file : binary file
    columns : Columns
    source : Source

    Yields
    ------
    Record or Rejected

    Raises
    ------
    InputError
        If it is UTF-16, or unpacks to far more than it should.
    """
    for name, row, raw in read_lines(file, source):
        yield parse_line(raw, columns, name, row)


def read_lines(file: IO[bytes], source: Source) -> Iterator[Line]:
    """Yield the lines of a JSON Lines file that hold a record; of one too long, the start."""
    row = 0
    while line := file.readline(ROW_LIMIT + 1):
        if not row and looks_like_utf16(line):
            raise InputError(source.path, IS_UTF16, SAVE_AS_UTF8)
        if is_blank(line):
            continue
        row += 1
        yield Line(source.name, row, line)
        while len(line) > ROW_LIMIT and not line.endswith(b"\n"):  # the rest of it
            line = file.readline(ROW_LIMIT + 1)
