"""Where a labelling session meets a person: a terminal, or lines from a pipe."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol, TextIO, TypeAlias

from rumor.errors import InputError
from rumor.experiments.annotate.messages import MESSAGES
from rumor.experiments.annotate.screen import Look, help_lines, prompt, screen
from rumor.experiments.annotate.session import Session, Step

if TYPE_CHECKING:
    from rumor.experiments.annotate.keys import Keys

Draw: TypeAlias = Callable[[int, int], str]
"""From columns and lines to the screen."""

_CLEAR = "\x1b[2J\x1b[H"
_REWRITE = "\r\x1b[K"


class Console(Protocol):
    """Shows text and takes answers."""

    def ask(self, draw: Draw, prompt: str, *, one_key: bool) -> str | None:
        """Show what `draw` makes for a size and take an answer; None at the end of the input."""

    def page(self, draw: Callable[[int], Sequence[str]], more: str) -> None:
        """Show a long text."""


def label(session: Session, console: Console, look: Look) -> None:
    """Ask until the annotator quits or the input ends.

    Parameters
    ----------
    session : Session
    console : Console
    look : Look
    """
    more = MESSAGES[look.language]["more"]
    while session.step is not Step.QUIT:
        answer = console.ask(
            lambda width, height: screen(session, look, width, height),
            prompt(session, look),
            one_key=session.step.one_key,
        )
        if answer is None:
            return
        if answer.strip() == "?":
            console.page(help_lines, more)
        else:
            session.answer(answer)


class LineConsole:
    """Answers as lines; for pipes, and where there are no single key presses.

    Parameters
    ----------
    answers, out : file
    """

    def __init__(self, answers: TextIO, out: TextIO) -> None:
        self._answers = answers
        self._out = out

    def ask(self, draw: Draw, prompt: str, *, one_key: bool) -> str | None:
        """Show the screen and read a line, one for each key too."""
        del one_key
        self._out.write(f"\n{draw(_columns(), sys.maxsize)}{prompt}")
        self._out.flush()
        line = self._answers.readline()
        if not self._answers.isatty():  # what is typed at a terminal brings its line break along
            self._out.write("\n")
        return line.rstrip("\n") if line else None

    def page(self, draw: Callable[[int], Sequence[str]], more: str) -> None:
        """Show all of it; whoever reads lines scrolls back."""
        del more
        self._out.writelines(f"{line}\n" for line in draw(_columns()))


class KeyConsole:
    """Answers as single keys; lines are edited here, so that keys typed ahead are not lost.

    Parameters
    ----------
    keys : Keys
    out : file
        The terminal.
    """

    def __init__(self, keys: Keys, out: TextIO) -> None:
        from rumor.experiments.annotate.keys import END_OF_INPUT, REDRAW

        self._keys = keys
        self._out = out
        self._end, self._redraw = END_OF_INPUT, REDRAW
        self._clear = "\n" if os.environ.get("TERM") == "dumb" else _CLEAR

    def ask(self, draw: Draw, prompt: str, *, one_key: bool) -> str | None:
        """Show the screen and read a key or a line, drawing anew when the window changes."""
        typed = ""
        self._show(draw, prompt)
        while True:
            key = self._keys.read()
            if key == self._redraw:
                self._show(draw, prompt, typed)
            elif key == self._end and not typed:
                self._write("\n")
                return None
            elif one_key:
                if key.isprintable() and not key.isspace():
                    self._write(f"{key}\n")
                    return key
            elif key in "\r\n":
                self._write("\n")
                return typed
            else:
                typed = _edited(typed, key)
                self._write(_REWRITE + _fitting(prompt, typed))

    def page(self, draw: Callable[[int], Sequence[str]], more: str) -> None:
        """Show a screenful at a time."""
        at = 0
        while True:
            size = shutil.get_terminal_size()
            lines = draw(size.columns)
            page = lines[at : at + max(size.lines - 2, 1)]
            if not page:
                return
            self._write(self._clear + "".join(f"{line}\n" for line in page) + more)
            key = self._keys.read()
            if key == self._end or key.casefold() == "q":
                return
            if key != self._redraw:
                at += len(page)

    def _show(self, draw: Draw, prompt: str, typed: str = "") -> None:
        size = shutil.get_terminal_size()
        self._write(self._clear + draw(size.columns, size.lines) + _fitting(prompt, typed))

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def open_console() -> AbstractContextManager[Console]:
    """Return the console for this process; single keys where there is a terminal for them.

    Raises
    ------
    rumor.errors.InputError
        If standard input is closed.
    """
    if sys.stdin is None or sys.stderr is None:
        raise InputError("standard input", "is closed", "run this in a terminal")
    if sys.stdin.isatty() and sys.stderr.isatty():
        try:
            from rumor.experiments.annotate.keys import Keys
        except ImportError:  # no termios on Windows
            pass
        else:
            return _key_console(Keys(sys.stdin.fileno()))
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return nullcontext(LineConsole(sys.stdin, sys.stderr))


def wants_colour() -> bool:
    """Tell whether the terminal shows brightness and the user has not asked for none."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stderr is not None and sys.stderr.isatty() and not plain


@contextmanager
def _key_console(keys: Keys) -> Iterator[Console]:
    with keys:
        yield KeyConsole(keys, sys.stderr)


def _edited(typed: str, key: str) -> str:
    if key in "\x7f\b":
        return typed[:-1]
    if key == "\x15":  # Ctrl-U
        return ""
    if key == "\x17":  # Ctrl-W
        return typed.rstrip().rpartition(" ")[0] + " " if " " in typed.rstrip() else ""
    return typed + key if key.isprintable() else typed


def _fitting(prompt: str, typed: str) -> str:
    # On one line, so that it can be rewritten: the prompt gives way first, then the beginning.
    room = max(_columns() - 1, 1)
    if len(prompt) + len(typed) <= room:
        return prompt + typed
    return typed[-room:] if len(typed) > room else prompt[: room - len(typed)] + typed


def _columns() -> int:
    return shutil.get_terminal_size().columns
