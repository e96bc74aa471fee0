"""What an author marks to be left alone: ``<!-- rumor: ignore -->`` and its relatives.

============================  =====================================================================
comment                       claims that it concerns
============================  =====================================================================
``rumor: ignore``             on a line with other text: those that begin on this line of the file;
                              alone on its line: those that begin in the next block, that is up to
                              the next blank line
``rumor: ignore-start``       those that begin between it and ``rumor: ignore-end``
``rumor: ignore-file``        all of the file, wherever it stands
============================  =====================================================================

A line is a line of the file, not a sentence: a sentence that begins on the line above is not
concerned, though it may go on on this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rumor.errors import InputError
from rumor.inputs.document import Range

LINE, FILE, START, END = "ignore", "ignore-file", "ignore-start", "ignore-end"
DIRECTIVES = (LINE, START, END, FILE)

_OPEN, _CLOSE = "<!--", "-->"
_DIRECTIVE = re.compile(r"<!--\s*rumor:(.*)-->", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?=\r\n|\n|\r|\Z)")
_NOT_BREAK = re.compile(r"[^\r\n]")
_SOLID = re.compile(r"\S")


def comments(text: str, start: int = 0) -> Iterator[Range]:
    """Find the HTML comments of a text, in order; one without an end is none."""
    # Not by a regular expression, which would look for the end of each that has none.
    while (first := text.find(_OPEN, start)) >= 0:
        end = text.find(_CLOSE, first + len(_OPEN))
        if end < 0:
            return
        start = end + len(_CLOSE)
        yield first, start


def directive(comment: str) -> str | None:
    """Return what a comment directs, or None if it is not addressed to us.

    Parameters
    ----------
    comment : str
        With its ``<!--`` and ``-->``.
    """
    found = _DIRECTIVE.fullmatch(comment)
    return " ".join(found[1].split()) if found else None


def blank(text: str) -> str:
    """Return white space of the same length and with the same line ends."""
    return _NOT_BREAK.sub(" ", text)


def mask_directives(text: str) -> str:
    """Return a text with the comments addressed to us blanked out, of the same length."""
    return blank_spans(
        text, (span for span in comments(text) if directive(text[slice(*span)]) is not None)
    )


def blank_spans(text: str, spans: Iterable[Range]) -> str:
    """Return a text of the same length with some spans, which are in order, blanked out."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += text[at:start], blank(text[start:end])
        at = end
    return "".join([*parts, text[at:]])


def find_ignored(text: str, masked: str, name: str) -> tuple[Range, ...]:
    """Find the parts of a text whose claims are to be ignored.

    Parameters
    ----------
    text : str
        With its comments, but without those that are only shown, as in the code of a manual.
    masked : str
        The same without comments, of the same length: what is left on a line is its text.
    name : str
        Name for the error message.

    Returns
    -------
    tuple of (int, int)
        Character spans, in order.

    Raises
    ------
    InputError
        If a directive is not known, or a start and an end do not pair.
    """
    spans: list[Range] = []
    places = _Places(masked)
    opened = -1
    line, counted = 1, 0
    for first, last in comments(text):
        word = directive(text[first:last])
        if word is None:
            continue
        line, counted = line + _line_ends(text, counted, first), first
        check(word, opened >= 0, name, line)
        if word == FILE:
            spans.append((0, len(text)))
        elif word == START:
            opened = last
        elif word == END:
            spans.append((opened, first))
            opened = -1
        else:
            spans.append(places.line_or_block(first, last))
    if opened >= 0:
        raise unclosed(name, 1 + _line_ends(text, 0, opened))
    return tuple(sorted(set(spans)))


def _line_ends(text: str, start: int, end: int) -> int:
    return len(_LINE_END.findall(text, start, end))


def unclosed(name: str, line: int) -> InputError:
    """Return the error for a start without an end."""
    return InputError(
        name, f"line {line}: {START} without {END}", f"add <!-- rumor: {END} --> below it"
    )


def check(word: str, is_open: bool, name: str, line: int) -> None:
    """Make sure that a directive is known and may stand here.

    Parameters
    ----------
    word : str
        As `directive` gives it.
    is_open : bool
        Whether a start stands before it whose end has not come.
    name : str
    line : int
        1-based.

    Raises
    ------
    InputError
        If not.
    """
    if word not in DIRECTIVES:
        reason = f"line {line}: unknown directive 'rumor: {word}'"
        raise InputError(name, reason, f"use one of {', '.join(DIRECTIVES)}")
    if word == END and not is_open:
        raise InputError(name, f"line {line}: {END} without {START}", "remove it or add the start")
    if word == START and is_open:
        raise InputError(name, f"line {line}: {START} within another", f"add {END} before it")


class _Places:
    """The lines and blocks of a text, asked for in order; what was found is not looked for again.

    Parameters
    ----------
    masked : str
        Without comments.
    """

    def __init__(self, masked: str) -> None:
        self._masked = masked
        self._line = (0, -1)
        self._has_text = False
        self._asked = -1
        self._block = (-1, -1)

    def line_or_block(self, start: int, end: int) -> Range:
        """Return the line of a comment, or if it is alone on it the block that follows."""
        if not (self._line[0] <= start and end <= self._line[1]):
            since = max(self._line[1], 0)  # an end of a line, or the beginning
            first = 1 + max(self._masked.rfind(end_of, since, start) for end_of in "\n\r")
            line_end = _LINE_END.search(self._masked, end)
            self._line = (first, line_end.start() if line_end else len(self._masked))
            self._has_text = _SOLID.search(self._masked, *self._line) is not None
        return self._line if self._has_text else self._block_behind(end)

    def _block_behind(self, end: int) -> Range:
        if not self._asked <= end <= self._block[0]:
            self._asked = end
            solid = _SOLID.search(self._masked, end)
            first = solid.start() if solid else len(self._masked)
            stop = _BLANK_LINE.search(self._masked, first)
            self._block = (first, stop.start() if stop else len(self._masked))
        return self._block
