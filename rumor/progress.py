"""A line of progress on a terminal, for commands of the plain install."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

_INTERVAL = 0.2
"""Seconds between two updates of the line."""


class Progress:
    """Shows how far a job is, and how long it will take; nothing unless on a terminal.

    Parameters
    ----------
    total : int
        Where the job ends, in any measure; bytes of input for one.
    unit : str
        What is counted beside it, in the plural.
    stream : text file, optional
        Standard error when left out.
    clock : callable
        Returns seconds.
    """

    def __init__(
        self,
        total: int,
        unit: str = "rows",
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = max(total, 1)
        self._unit = unit
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream is not None and self._stream.isatty()
        self._clock = clock
        self._began = clock()
        self._start = 0
        self._count = 0
        self._next = self._began

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def skip(self, position: int) -> None:
        """Tell that the job was that far already, so that speed counts from there."""
        self._start = position
        self._began = self._clock()

    def update(self, position: int, count: int) -> None:
        """Tell that the job is at a position, with so many more things done."""
        self._count += count
        now = self._clock()
        if self._shown and now >= self._next:
            self._next = now + _INTERVAL
            self._stream.write(f"\r{self._line(position, now)}\x1b[K")
            self._stream.flush()

    def _line(self, position: int, now: float) -> str:
        share = min(position / self._total, 1.0)
        seconds = max(now - self._began, 1e-9)
        line = f"{share:4.0%}  {self._count:,} {self._unit}, {self._count / seconds:,.0f} a second"
        done = position - self._start
        if done <= 0:
            return line
        return f"{line}, {_clock_time(seconds * max(self._total - position, 0) / done)} left"


def _clock_time(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
