"""What a batch job is to do, and how it went; shared by all engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from rumor.batch.records import Columns
from rumor.errors import RumorError
from rumor.rows import Unit

Format: TypeAlias = Literal["jsonl", "csv", "parquet"]

FORMATS: tuple[Format, ...] = get_args(Format)

CHUNKS: Mapping[Unit, int] = {"article": 200, "sentence": 5_000}
"""Rows scored and kept at a time unless told otherwise: what takes some tenths of a second."""


@dataclass(frozen=True, slots=True)
class Job:
    """The settings of one job. The scorer comes apart.

    Attributes
    ----------
    input : pathlib.Path
        A file, or a folder of files of one format.
    output : pathlib.Path
        File to write; of Spark, a folder of files.
    rejected : pathlib.Path
        JSON lines of the rows that could not be scored; there only if some could not.
    format, output_format : {"jsonl", "csv", "parquet"}
        Of the input and of the output.
    columns : Columns
        What the columns of the input are called.
    unit : {"article", "sentence"}
        What a text is.
    delimiter : str
        Of CSV; found in the header line if empty.
    chunk : int
        Rows scored and kept at a time.
    workers : int
        Processes that score; with 1 it is this one.
    restart : bool
        Whether to throw away what an interrupted job has finished.
    force : bool
        Whether to replace an output that exists.
    """

    input: Path
    output: Path
    rejected: Path
    format: Format = "jsonl"
    output_format: Format = "jsonl"
    columns: Columns = field(default_factory=Columns)
    unit: Unit = "article"
    delimiter: str = ""
    chunk: int = CHUNKS["article"]
    workers: int = 1
    restart: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job went.

    Attributes
    ----------
    scored, rejected : int
        Rows.
    errors : tuple of RumorError
        Files that could not be read, or not to their end; one error each.
    """

    scored: int
    rejected: int
    errors: tuple[RumorError, ...] = ()

    @property
    def status(self) -> int:
        """Exit status: 2 if a file failed, 1 if a row was rejected, else 0."""
        if self.errors:
            return 2
        return 1 if self.rejected else 0
