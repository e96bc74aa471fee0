"""A line of progress on a terminal, for commands of the plain install."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from rumor.lang import DEFAULT, Language, translate

_COLUMNS = 80
_INTERVAL = 0.2
"""Seconds between two updates of the line."""


class Progress:
    """Shows how far a job is, and how long it will take; nothing unless on a terminal.

    Parameters
    ----------
    total : int or None
        Where the job ends, in any measure; bytes of input for one. None if nobody knows: then only
        count and speed are told.
    unit : str
        What is counted beside it, in the plural.
    lang : {"en", "id"}
    stream : text file, optional
        Standard error when left out.
    clock : callable
        Returns seconds.
    """

    def __init__(
        self,
        total: int | None,
        unit: str = "rows",
        *,
        lang: Language = DEFAULT,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total if total is None else max(total, 1)
        self._unit = unit
        self._lang: Language = lang
        self._stream = sys.stderr if stream is None else stream
        self._shown = (
            self._stream is not None
            and self._stream.isatty()
            and os.environ.get("TERM") != "dumb"  # which cannot take a line back
        )
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
        self.clear()

    def clear(self) -> None:
        """Take the line away, for another that stays; the next update brings it back."""
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
            line = self._line(position, now)[: _columns(self._stream) - 1]
            self._stream.write(f"\r{line}\x1b[K")
            self._stream.flush()

    def _line(self, position: int, now: float) -> str:
        seconds = max(now - self._began, 1e-9)
        speed = self._count / seconds
        line = self._say(f"{self._count:,} {self._unit}, {speed:,.0f} a second")
        if self._total is None:
            return line
        line = f"{min(position / self._total, 1.0):4.0%}  {line}"
        done = position - self._start
        if done <= 0:
            return line
        left = _clock_time(seconds * max(self._total - position, 0) / done)
        return f"{line}, {self._say(f'{left} left')}"

    def _say(self, message: str) -> str:
        return translate(message, self._lang)


def _columns(stream: TextIO) -> int:
    """Return the width of a terminal: a longer line would wrap, and could not be taken away."""
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # no file of the system's
        columns = 0
    return columns or _COLUMNS


def _clock_time(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
