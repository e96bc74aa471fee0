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
_DIRECTIVE = re.compile(r"<!--\s*rumor:\s*(.*?)\s*-->", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?=\r\n|\n|\r|\Z)")
_NOT_BREAK = re.compile(r"[^\r\n]")


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
    opened = -1
    for first, last in comments(text):
        word = directive(text[first:last])
        if word is None:
            continue
        check(word, opened >= 0, name, line_of(text, first))
        if word == FILE:
            spans.append((0, len(text)))
        elif word == START:
            opened = last
        elif word == END:
            spans.append((opened, first))
            opened = -1
        else:
            spans.append(_line_or_block(masked, first, last))
    if opened >= 0:
        raise unclosed(name, line_of(text, opened))
    return tuple(sorted(spans))


def line_of(text: str, offset: int) -> int:
    """Return the 1-based number of the line on which an offset lies."""
    return 1 + len(_LINE_END.findall(text, 0, offset))


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


def _line_or_block(masked: str, start: int, end: int) -> Range:
    first = max(masked.rfind("\n", 0, start), masked.rfind("\r", 0, start)) + 1
    line_end = _LINE_END.search(masked, end)
    last = line_end.start() if line_end else len(masked)
    if masked[first:last].strip():
        return first, last
    block = end + len(masked[end:]) - len(masked[end:].lstrip())
    stop = _BLANK_LINE.search(masked, block)
    return block, stop.start() if stop else len(masked)
