"""What a job on Spark writes: folders of part files that appear whole or not at all.

The lines are made on the workers, with the writers of the local engine; like `reading` this module
goes there by value.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pandas as pd

from rumor.atomic import refuse_existing
from rumor.batch.job import Format
from rumor.batch.records import RESULT_COLUMNS, Rejected, as_json
from rumor.batch.write import flat, write_results
from rumor.errors import OutputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_OURS = re.compile(r"part-[^/]*|_SUCCESS|\..*\.crc")
"""What Spark puts into a folder of part files."""

_TABLE = (
    "source string, row long, id string, score double, speculative boolean, level string, "
    "evidence string"
)


def check_output(path: Path, *, force: bool) -> None:
    """Make sure that a folder of part files may be written.

    Parameters
    ----------
    path : pathlib.Path
    force : bool
        Whether it may replace what is there.

    Raises
    ------
    rumor.errors.OutputError
        If the folder around it does not exist, or it exists and may not be replaced: never a
        folder that holds anything but part files.
    """
    refuse_existing(path, force=force)
    if path.is_dir():
        other = next((file.name for file in path.iterdir() if not _OURS.fullmatch(file.name)), "")
        if other:
            raise OutputError(path, f"holds {other}, which is not ours", "give another folder")


@contextmanager
def scratch_beside(output: Path) -> Iterator[Path]:
    """Make a folder beside an output, so that moving there is one step; removed in the end."""
    scratch = output.absolute().with_name(f".{output.name}.{uuid4().hex[:8]}")
    try:
        scratch.mkdir()  # not `tempfile`: workers may run as another user
    except OSError as error:
        raise _not_written(output, error) from error
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def write_scored(scored: DataFrame, folder: Path, format: Format) -> None:
    """Write result rows.

    Parameters
    ----------
    scored : pyspark.sql.DataFrame
        With the columns of `RESULT_COLUMNS`, the evidence as JSON.
    folder : pathlib.Path
        To make.
    format : {"jsonl", "csv", "parquet"}
        Each CSV part has a header.
    """
    if format == "parquet":
        scored.mapInPandas(to_table, _TABLE).write.parquet(_location(folder))
        _tidy(folder)
        return
    lines = scored.mapInPandas(partial(to_lines, format=format), "value string")
    lines.write.text(_location(folder))
    _tidy(folder, format)


def write_rejected(rejected: DataFrame, folder: Path) -> None:
    """Write rejected rows, as JSON lines."""
    rejected.mapInPandas(to_rejections, "value string").write.text(_location(folder))
    _tidy(folder, "jsonl")


def publish(folder: Path, path: Path) -> None:
    """Move a folder to its place, whatever is there; if there is none, only remove that.

    Raises
    ------
    rumor.errors.OutputError
        If it cannot be moved; what was there stays.
    """
    old = folder.with_name(f"{folder.name}.old")
    try:
        if path.exists() or path.is_symlink():
            path.rename(old)
        try:
            if folder.is_dir():
                folder.rename(path)
        except OSError:
            if old.exists():
                old.rename(path)
            raise
    except OSError as error:
        raise _not_written(path, error) from error


def to_lines(frames: Iterator[pd.DataFrame], format: Format) -> Iterator[pd.DataFrame]:
    """Turn result rows to lines of JSON or CSV: one string a frame, less its last line end."""
    for number, frame in enumerate(frames):
        buffer = io.BytesIO()
        write_results(buffer, format, (f"{as_json(row)}\n".encode() for row in _rows(frame)))
        text = buffer.getvalue().decode().removesuffix("\n")
        if format == "csv" and number:
            text = text.split("\n", 1)[1]  # one header a part
        yield pd.DataFrame({"value": [text]})


def to_table(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Turn result rows to those of a table."""
    for frame in frames:
        yield pd.DataFrame([flat(row) for row in _rows(frame)], columns=list(RESULT_COLUMNS))


def to_rejections(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Turn rejected rows to lines of JSON, likewise."""
    for frame in frames:
        columns = zip(
            frame["source"].tolist(),
            frame["row"].tolist(),
            map(_given, frame["id"]),
            frame["reason"].tolist(),
            frame["raw"].tolist(),
            strict=True,
        )
        lines = [as_json(Rejected(*values).to_dict()) for values in columns]
        yield pd.DataFrame({"value": ["\n".join(lines)]})


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    # Lists of Python's own numbers and strings, which JSON writes as the local engine does.
    columns = {name: frame[name].tolist() for name in RESULT_COLUMNS}
    columns["id"] = list(map(_given, columns["id"]))
    columns["evidence"] = list(map(json.loads, columns["evidence"]))
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(RESULT_COLUMNS, values, strict=True))


def _given(value: object) -> str | None:
    return value if isinstance(value, str) else None  # pandas has its own ways to say null


def _location(folder: Path) -> str:
    return f"file://{folder}"  # else it might be looked for in the cluster's own store


def _tidy(folder: Path, suffix: str = "") -> None:
    """Give parts their suffix; checksums, which go by the old names, are not wanted then."""
    for checksum in folder.glob(".*.crc"):
        checksum.unlink()
    if suffix:
        for part in folder.glob("part-*.txt"):
            part.rename(part.with_suffix(f".{suffix}"))


def _not_written(path: Path, error: OSError) -> OutputError:
    reason = (error.strerror or "cannot be written").lower()
    return OutputError(path, reason, "write somewhere else or make room")
