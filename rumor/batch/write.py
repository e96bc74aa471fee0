"""Rows with scores to a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import IO, Any

from rumor.batch.columnar import parquet
from rumor.batch.job import Format
from rumor.batch.records import RESULT_COLUMNS, as_json
from rumor.csv_line import csv_line

GROUP_ROWS = 10_000
"""Rows of a row group in Parquet."""


def write_results(file: IO[bytes], format: Format, lines: Iterable[bytes]) -> None:
    """Write rows in one of the output formats.

    Parameters
    ----------
    file : binary file
    format : {"jsonl", "csv", "parquet"}
        JSON lines hold the evidence as a list. CSV (UTF-8, with a header, comma, lines ending in
        a line feed) and Parquet hold it as a string of JSON; no id is an empty field in CSV.
    lines : iterable of bytes
        Each a result row as a JSON object, with its line end.

    Raises
    ------
    rumor.errors.MissingExtraError
        If it is Parquet and pyarrow is not installed.
    OSError
        If the file cannot be written.
    """
    if format == "csv":
        _write_csv(file, map(json.loads, lines))
    elif format == "parquet":
        _write_parquet(file, map(json.loads, lines))
    else:
        file.writelines(lines)


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result row as tables hold it: its evidence as a string of JSON."""
    return {**row, "evidence": as_json(row["evidence"])}


def _write_csv(file: IO[bytes], rows: Iterable[Mapping[str, Any]]) -> None:
    file.write(csv_line(RESULT_COLUMNS).encode())
    for row in map(flat, rows):
        row["speculative"] = "true" if row["speculative"] else "false"
        file.write(csv_line(row[name] for name in RESULT_COLUMNS).encode())


def _write_parquet(file: IO[bytes], rows: Iterable[Mapping[str, Any]]) -> None:
    pq = parquet()
    import pyarrow as pa

    types = (pa.string(), pa.int64(), pa.string(), pa.float64(), pa.bool_(), pa.string())
    schema = pa.schema(list(zip(RESULT_COLUMNS, (*types, pa.string()), strict=True)))
    left = iter(rows)
    with pq.ParquetWriter(file, schema) as writer:
        while group := [flat(row) for row in islice(left, GROUP_ROWS)]:
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
