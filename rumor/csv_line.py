"""A row of CSV that every reader reads as one row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

_END = "\r\n"


def csv_line(cells: Iterable[object]) -> str:
    """Write a row.

    Parameters
    ----------
    cells : iterable of object

    Returns
    -------
    str
        With a line feed at its end.
    """
    buffer = io.StringIO()
    # Before Python 3.13 only the characters of the terminator are quoted, and "\r" has to be.
    csv.writer(buffer, lineterminator=_END).writerow(cells)
    return buffer.getvalue().removesuffix(_END) + "\n"
