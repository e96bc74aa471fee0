"""Single key presses from a terminal: cbreak mode, always undone; resize and stop noticed."""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import termios
from collections import deque
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

REDRAW = "\0redraw"
"""Stands among the keys when the screen has to be drawn anew."""
END_OF_INPUT = "\x04"

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)


class Keys:
    """The keys typed at a terminal, one at a time, without echo.

    The terminal is as it was outside of the `with` block, while the process is stopped (Ctrl-Z)
    and after SIGTERM. Ctrl-C raises `KeyboardInterrupt` as ever.

    Parameters
    ----------
    terminal : int
        File descriptor.
    """

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._typed: deque[str] = deque()
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Keys:
        self._before = termios.tcgetattr(self._terminal)
        self._wake, self._waker = os.pipe()
        for end in (self._wake, self._waker):
            os.set_blocking(end, False)
        self._old_waker = signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        handlers: dict[int, Callable[[int, FrameType | None], None]] = {
            signal.SIGWINCH: _nothing,
            signal.SIGTERM: _terminate,
            signal.SIGTSTP: self._stop,
        }
        for number, handler in handlers.items():
            self._handlers[number] = signal.signal(number, handler)
        self._start_reading()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._restore()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_waker)
        os.close(self._wake)
        os.close(self._waker)

    def read(self) -> str:
        """Wait for a key.

        Returns
        -------
        str
            One character, `END_OF_INPUT`, or `REDRAW`.
        """
        while not self._typed:
            ready, _, _ = select.select([self._terminal, self._wake], [], [])
            if self._wake in ready:
                os.read(self._wake, 4096)
                return REDRAW
            try:
                data = os.read(self._terminal, 4096)
            except OSError:  # the terminal has gone
                data = b""
            if not data:
                return END_OF_INPUT
            # Arrows and the like come as several characters that begin with an escape.
            self._typed.extend(_ESCAPES.sub("", self._decoder.decode(data)))
        return self._typed.popleft()

    def _start_reading(self) -> None:
        mode = termios.tcgetattr(self._terminal)
        mode[3] &= ~(termios.ECHO | termios.ICANON)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._terminal, termios.TCSANOW, mode)

    def _restore(self) -> None:
        try:
            termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)
        except termios.error:  # the terminal has gone
            return

    def _stop(self, number: int, _: FrameType | None) -> None:
        self._restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)  # stops here; what follows runs after `fg`
        signal.signal(number, self._stop)
        self._start_reading()


def _nothing(_number: int, _frame: FrameType | None) -> None:
    # The wake-up pipe tells `read` of it.
    return


def _terminate(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
