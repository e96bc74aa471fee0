"""Parquet files to rows, with pyarrow, which only this format needs."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import IO, Any

from rumor.batch.records import Columns, Record, Rejected, record_from
from rumor.batch.sources import Source
from rumor.errors import InputError, MissingExtraError

BATCH_ROWS = 256
"""Rows decoded at a time."""


def parquet() -> ModuleType:
    """Return `pyarrow.parquet`.

    Raises
    ------
    rumor.errors.MissingExtraError
        If pyarrow is not installed.
    """
    try:
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError("Parquet", "parquet", str(error.name)) from error
    module: ModuleType = pyarrow.parquet
    return module


def keep_little() -> None:
    """Have pyarrow give memory back to the system, in this whole process, and keep no store of it.

    Raises
    ------
    rumor.errors.MissingExtraError
        If pyarrow is not installed.
    """
    parquet()
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())


def read_parquet(file: IO[bytes], columns: Columns, source: Source) -> Iterator[Record | Rejected]:
    """Yield the records of a Parquet file.

    Parameters
    ----------
    file : binary file
    columns : Columns
        Only these are decoded, by row groups and batches.
    source : Source

    Yields
    ------
    Record or Rejected

    Raises
    ------
    InputError
        If it is damaged, or a column that is needed is not in it.
    """
    pq = parquet()
    from pyarrow import ArrowException

    row = 0
    try:
        table = pq.ParquetFile(file, pre_buffer=False)
        names = table.schema_arrow.names
        missing = next((name for name in columns.required if name not in names), None)
        if missing is not None:
            raise InputError(
                source.path,
                f"no column {missing!r}; it has {', '.join(names)}",
                "name the right one with --text-column, --title-column or --id-column",
            )
        wanted = [name for name in (columns.text, columns.title, columns.id) if name in names]
        batches = table.iter_batches(BATCH_ROWS, columns=list(dict.fromkeys(wanted)))
        for batch in batches:
            for index in range(batch.num_rows):
                row += 1
                yield _record(batch, index, columns, source.name, row)
    except (ArrowException, OSError) as error:
        where = f"not Parquet, or damaged behind row {row} ({_line(error)})"
        raise InputError(source.path, where, "write it again") from error


def _record(batch: Any, index: int, columns: Columns, source: str, row: int) -> Record | Rejected:
    mapping: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            mapping[name] = column[index].as_py()
        except UnicodeDecodeError as error:
            reason = f"{name!r} is not UTF-8 (byte {error.start})"
            return Rejected(source, row, None, reason, "")
    return record_from(mapping, columns, source, row)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
