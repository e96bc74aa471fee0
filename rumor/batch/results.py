"""What becomes of the rows of a chunk: lines of output, ready to be written.

Lines are read, scored and written down in one place, the process that scores them. The process
that reads and writes the files only passes bytes on, so that it does not hold the others up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rumor.batch.read import Line, Unread
from rumor.batch.records import Columns, Record, Rejected, as_json, parse_line, result_row
from rumor.rows import Unit
from rumor.scorer import Scorer

_PROBE = Record("", 1, None, "", "Jembatan Kaligondang dikabarkan retak.")


@dataclass(frozen=True, slots=True)
class Results:
    """Rows that were scored, and rows that could not be.

    Attributes
    ----------
    scored, rejected : int
        How many.
    rows, rejections : bytes
        A line of JSON for each, in the order of the input.
    """

    scored: int = 0
    rejected: int = 0
    rows: bytes = b""
    rejections: bytes = b""

    def __add__(self, other: Results) -> Results:
        return Results(
            self.scored + other.scored,
            self.rejected + other.rejected,
            self.rows + other.rows,
            self.rejections + other.rejections,
        )

    def __len__(self) -> int:
        return self.scored + self.rejected


@dataclass(frozen=True, slots=True)
class Work:
    """How rows are scored.

    Attributes
    ----------
    scorer : Scorer
    unit : {"article", "sentence"}
        What a text is.
    columns : Columns
        What the keys of a line are called.
    """

    scorer: Scorer
    unit: Unit
    columns: Columns

    def results(self, items: Iterable[Unread]) -> Results:
        """Score rows."""
        rows, rejections = [], []
        for item in items:
            record = self.record(item)
            if isinstance(record, Rejected):
                rejections.append(as_line(record.to_dict()))
            else:
                rows.append(as_line(result_row(self.scorer, record, self.unit)))
        return Results(len(rows), len(rejections), b"".join(rows), b"".join(rejections))

    def warm_up(self) -> None:
        """Load what scoring loads when it is first done."""
        result_row(self.scorer, _PROBE, self.unit)

    def record(self, item: Unread) -> Record | Rejected:
        """Return a row as a record, reading it now if that has not been done."""
        if isinstance(item, Line):
            return parse_line(item.raw, self.columns, item.source, item.row)
        return item


def rejection(rejected: Rejected) -> Results:
    """Return the results of one row that is rejected."""
    return Results(rejected=1, rejections=as_line(rejected.to_dict()))


def as_line(value: object) -> bytes:
    """Write a value as one line of JSON."""
    return f"{as_json(value)}\n".encode()
