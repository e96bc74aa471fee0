"""Bytes of a source to its rows: CSV, workbook, JSON or plain text, packed or not."""

from __future__ import annotations

import csv
import io
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from rumor.experiments.corpus.sources import Source, SourceError

Row: TypeAlias = Mapping[str, object]

LINE = ""
"""Name of the one column of plain text: that of a source without a text column."""

MAX_MEMBER = 256 * 1024 * 1024
"""Bytes unpacked from an archive at most."""

_ENCODING = re.compile(r"(\S+)( \(undefined bytes replaced\))?")
_DEFECTS = (tarfile.TarError, zipfile.BadZipFile, zlib.error, csv.Error, EOFError, OSError)


def read_rows(source: Source, data: bytes) -> Sequence[Row]:
    """Read the rows of a source.

    Parameters
    ----------
    source : Source
        Says how.
    data : bytes
        The whole file.

    Returns
    -------
    sequence of mapping
        Column name to value; the rows are those that standoff records count.

    Raises
    ------
    SourceError
        If the file is not what the source says it is.
    ModuleNotFoundError
        If it is a workbook and openpyxl is not installed.
    """
    try:
        rows = _rows(source, _unpack(source, data) if source.member else data)
    except _DEFECTS as error:
        raise _unreadable(source, str(error) or type(error).__name__) from error
    if source.format != "text":
        _check_columns(source, rows)
    return rows


def cell(row: Row, column: str) -> str:
    """Return the text of a column, every run of whitespace one space; empty if there is none."""
    value = row.get(column)
    return "" if value is None else " ".join(str(value).split())


def _rows(source: Source, data: bytes) -> Sequence[Row]:
    if source.format == "xlsx":
        return _workbook(source, data)
    text = _decode(source, data).replace("\0", "")
    if source.format == "csv":
        return _csv(text, source.delimiter)
    if source.format == "json":
        return _json(source, text)
    return [{LINE: line} for line in text.split("\n")]


def _unpack(source: Source, data: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as archive:
        for member in archive:
            # Read in memory and only if a plain file: nothing in the archive names a path here.
            if member.name == source.member and member.isreg():
                if member.size > MAX_MEMBER:
                    raise _unreadable(source, f"{member.name} unpacks to {member.size} bytes")
                stream = archive.extractfile(member)
                assert stream is not None  # so for every plain file
                return stream.read()
    raise _unreadable(source, f"no file {source.member} in the archive")


def _decode(source: Source, data: bytes) -> str:
    parts = _ENCODING.fullmatch(source.encoding)
    if parts is None:
        raise _unreadable(source, f"unknown encoding {source.encoding}")
    try:
        return data.decode(parts[1], errors="replace" if parts[2] else "strict")
    except UnicodeDecodeError as error:
        raise _unreadable(source, f"byte {error.start + 1} is not {parts[1]}") from error
    except LookupError as error:
        raise _unreadable(source, f"unknown encoding {parts[1]}") from error


def _csv(text: str, delimiter: str) -> Sequence[Row]:
    before = csv.field_size_limit(max(len(text), 1))  # one for the process, so put back
    try:
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    finally:
        csv.field_size_limit(before)


def _json(source: Source, text: str) -> Sequence[Row]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(source, f"not JSON: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _unreadable(source, "not a list of objects")
    return rows


def _workbook(source: Source, data: bytes) -> Sequence[Row]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            lines = book.worksheets[0].iter_rows(values_only=True)
            header = [str(name) for name in next(lines, ())]
            return [dict(zip(header, line, strict=False)) for line in lines]
        finally:
            book.close()
    # What openpyxl raises for a damaged workbook; a SyntaxError is that of an XML parser.
    except (KeyError, ValueError, IndexError, TypeError, SyntaxError) as error:
        raise _unreadable(source, f"not a workbook: {error}") from error


def _check_columns(source: Source, rows: Sequence[Row]) -> None:
    for column in filter(None, (source.text_column, source.title_column)):
        if rows and column not in rows[0]:
            found = ", ".join(str(name) for name in rows[0])
            raise _unreadable(source, f"no column {column}; it has {found}")


def _unreadable(source: Source, reason: str) -> SourceError:
    return SourceError(
        f"source {source.id} ({source.raw})",
        f"unreadable as {source.format}: {' '.join(reason.split())}",
        "its entry in sources.json does not fit the file: report it",
    )
