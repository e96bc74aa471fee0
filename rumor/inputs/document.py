"""An article as it is scored, and where its characters stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

# A paragraph separator stands for the line feed behind a heading; see `rumor.inputs.markdown`.
_LINE_END = re.compile("\r\n|\n|\r|\u2029")

Range = tuple[int, int]


@dataclass(frozen=True)
class Document:
    """One article.

    Attributes
    ----------
    name : str
        What to call it: a path as given, ``standard input``, a URL, or ``FILE:ROW`` for a row of a
        table.
    text : str
        What is scored.
    title : str
        Given beside the text (a column, a web page's headline); empty if none.
    path : str
        The file it stands in; empty if none.
    in_place : bool
        Whether offsets in `text` are offsets in the file: so for plain text and Markdown, whose
        markup is blanked out, and not for what is extracted from HTML, DOCX, PDF or tables.
    ignored : tuple of (int, int)
        Character spans of `text` whose claims the author has marked with ``rumor: ignore``.
    """

    name: str
    text: str
    title: str = ""
    path: str = ""
    in_place: bool = False
    ignored: tuple[Range, ...] = ()

    def position(self, offset: int) -> Range:
        """Return the 1-based line and column of a 0-based character offset in the text."""
        starts = self._line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def is_ignored(self, start: int) -> bool:
        """Whether what begins at a character offset is marked to be ignored."""
        if not self.ignored:
            return False
        before = bisect_right(self._ignored_starts, start)
        return before > 0 and start < self._ignored_ends[before - 1]

    @cached_property
    def _ignored_starts(self) -> list[int]:
        return [first for first, _ in sorted(self.ignored)]

    @cached_property
    def _ignored_ends(self) -> list[int]:
        """Return how far the spans so far reach, which may lie within one another."""
        return list(accumulate((end for _, end in sorted(self.ignored)), max))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]
