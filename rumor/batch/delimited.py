"""CSV files to rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from rumor.batch.records import (
    IS_UTF16,
    ROW_LIMIT,
    TOO_LONG,
    Columns,
    Record,
    Rejected,
    as_json,
    bounded,
    record_from,
)
from rumor.batch.sources import Source
from rumor.errors import InputError
from rumor.text.files import SAVE_AS_UTF8, looks_like_utf16

DELIMITERS = (",", ";", "\t")
"""What the header line is searched for."""


def read_csv(
    file: IO[bytes], columns: Columns, source: Source, delimiter: str = ""
) -> Iterator[Record | Rejected]:
    r"""Yield the records of a CSV file.

    Parameters
    ----------
    file : binary file
        UTF-8 with or without byte-order mark. Fields with the delimiter, quotes or line breaks in
        them stand in double quotes, and a quote in them is doubled (RFC 4180).
    columns : Columns
    source : Source
    delimiter : str
        One character; found in the header line if empty.

    Yields
    ------
    Record or Rejected
        An empty field is a missing one. Rejected are rows with too few or too many fields, with
        quotes out of place, too long, or not UTF-8.

    Raises
    ------
    InputError
        If there is no header, or a column that is needed is not in it.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    lines = _Lines(text)
    header_line = text.readline(ROW_LIMIT)
    if looks_like_utf16(header_line.encode("utf-8", "surrogateescape")):
        raise InputError(source.path, IS_UTF16, SAVE_AS_UTF8)
    if not header_line.strip():
        raise InputError(source.path, "has no header", "put the names of the columns first")
    delimiter = delimiter or sniff(header_line, columns)
    lines.first = header_line
    before = csv.field_size_limit(ROW_LIMIT)  # one for the process, so put back
    try:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        yield from _rows(reader, lines, columns, source)
    finally:
        csv.field_size_limit(before)
        text.detach()  # the file is closed by who opened it


def sniff(header: str, columns: Columns) -> str:
    """Return the delimiter of a header line.

    Parameters
    ----------
    header : str
    columns : Columns

    Returns
    -------
    str
        That of `DELIMITERS` which parts it into most columns; those that give the column of the
        text go before.
    """

    def fit(delimiter: str) -> tuple[bool, int]:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return columns.text in names, len(names)

    return max(DELIMITERS, key=fit)


class _Lines:
    """Lines for the parser; of one without end it gets the start, and `overlong` tells of it."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.first = ""
        self.overlong = False

    def __iter__(self) -> Iterator[str]:
        yield self.first
        while line := self.text.readline(ROW_LIMIT):
            if len(line) == ROW_LIMIT and not line.endswith("\n"):
                self.overlong = True
                while (rest := self.text.readline(ROW_LIMIT)) and not rest.endswith("\n"):
                    pass
            yield line


def _rows(
    reader: Iterator[list[str]], lines: _Lines, columns: Columns, source: Source
) -> Iterator[Record | Rejected]:
    try:
        header = next(reader)
    except csv.Error as error:
        raise InputError(source.path, f"header: {error}", "check its quotes") from error
    for name in columns.required:
        if name not in header:
            found = ", ".join(header)
            raise InputError(
                source.path,
                f"no column {name!r}; it has {bounded(found)}",
                "name the right one with --text-column, --title-column, --id-column "
                "or give --delimiter",
            )
    row = 0
    while True:
        lines.overlong = False
        try:
            fields = next(reader, None)
        except csv.Error as error:
            row += 1
            endless = "limit" in str(error)
            reason = f"{TOO_LONG}, or a quote without end" if endless else f"not CSV ({error})"
            yield Rejected(source.name, row, None, reason, "")
            continue
        if fields is None:
            return
        if not fields:  # a blank line
            continue
        row += 1
        raw = as_json(fields) if len(fields) != len(header) or lines.overlong else ""
        if lines.overlong:
            yield Rejected(source.name, row, None, TOO_LONG, bounded(raw))
        elif raw:
            reason = f"{len(fields)} fields under {len(header)} columns"
            yield Rejected(source.name, row, None, reason, bounded(raw))
        else:
            cells = zip(header, fields, strict=True)
            yield record_from(
                {name: field or (field if name == columns.text else None) for name, field in cells},
                columns,
                source.name,
                row,
            )
