"""Lines to a file that may be full, gone or stalled, without the service noticing.

Writing to a pipe that nobody empties waits without end, and whoever waits in the event loop lets
every client wait. So a thread writes, and what it cannot write is counted, not kept.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from typing import Self

MOST_LINES = 10_000
"""Lines that wait to be written; more are lost."""

_PAUSE = 0.05
_CLOSE_SECONDS = 2.0


def _ignore(_count: float) -> None:
    return


class LineWriter:
    """Writes lines to a file descriptor, in the order they come.

    It bypasses the buffer of Python's own stream, whose lock a stalled thread would hold when the
    interpreter wants to end.

    Parameters
    ----------
    descriptor : int or None
        None if there is nothing to write to.

    Attributes
    ----------
    on_lost : callable
        Called with the number of lines that could not be written; from any thread.
    """

    def __init__(self, descriptor: int | None) -> None:
        self.on_lost: Callable[[float], None] = _ignore
        self._descriptor = descriptor
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._torn = False
        self._thread = threading.Thread(target=self._run, name="rumor-log", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def write(self, line: str) -> None:
        """Have a line written, without its end; never waits."""
        if self._lines.qsize() >= MOST_LINES:
            self.on_lost(1)
        else:
            self._lines.put(line)

    def close(self, seconds: float = _CLOSE_SECONDS) -> None:
        """Give what waits some time to be written."""
        self._lines.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        going = True
        while going:
            lines = [self._lines.get()]
            while not self._lines.empty():
                lines.append(self._lines.get())
            going = None not in lines
            self._write("".join(f"{line}\n" for line in lines if line is not None))

    def _write(self, text: str) -> None:
        left = memoryview(text.encode("utf-8", "backslashreplace"))
        if self._descriptor is None:
            return
        if self._torn and left:
            left = memoryview(b"\n" + left)  # what broke off must not spoil the next line
        while left:
            try:
                written = os.write(self._descriptor, left)
            except BlockingIOError:
                time.sleep(_PAUSE)
            except OSError:
                self.on_lost(bytes(left).count(b"\n"))
                return
            else:
                self._torn = left[written - 1] != ord("\n")
                left = left[written:]
