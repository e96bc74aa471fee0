"""``<!-- rumor: ignore -->`` and its relatives in a web page.

Positions in the page are lost. What ``<!-- rumor: ignore -->`` and its relatives concern is known
all the same: before the extraction each block of the page that they concern gets a mark, a letter
that does not occur in the page, and after it the marked paragraphs are noted.

============================  =====================================================================
comment                       claims that it concerns
============================  =====================================================================
``rumor: ignore``             within a block with text, such as ``<p>``: those of the block;
                              between blocks: those of the next block
``rumor: ignore-start``       those of all blocks of which some text stands between it and
                              ``rumor: ignore-end``
``rumor: ignore-file``        all
============================  =====================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rumor.inputs.ignore import END, FILE, LINE, START, check, directive, unclosed

if TYPE_CHECKING:
    from lxml.etree import _Element

_LINES = frozenset("p li h1 h2 h3 h4 h5 h6 td th dt dd figcaption".split())
_UNSEEN = frozenset("script style noscript template head".split())


def mark_ignored(root: _Element, mark: str, name: str) -> bool:
    """Put a mark into every block of a page whose claims are to be ignored.

    Parameters
    ----------
    root : lxml element
        With its comments, which are taken out; changed in place.
    mark : str
        A letter that does not occur in the page.
    name : str
        Name for the error message.

    Returns
    -------
    bool
        Whether the whole page is to be ignored.

    Raises
    ------
    InputError
        If a directive is not known, or a start and an end do not pair.
    """
    from lxml.etree import Comment, strip_tags

    walk = _Walk(mark, name)
    walk.visit(root)
    if walk.opened:
        raise unclosed(name, walk.opened)
    strip_tags(root, Comment)
    return walk.whole


class _Walk:
    """Goes through a page in the order in which it is read."""

    def __init__(self, mark: str, name: str) -> None:
        self.mark = mark
        self.name = name
        self.whole = False
        self.opened = 0  # line of the start without an end so far
        self.pending = False  # the next block is to be ignored

    def visit(self, root: _Element) -> None:
        from lxml.etree import Comment, iterwalk

        unseen = 0
        for event, element in iterwalk(root, events=("start", "end", "comment")):
            if element.tag is Comment:
                word = directive(f"<!--{element.text}-->")
                if word is not None:
                    self._direct(element, word)
            elif event == "start":
                unseen += element.tag in _UNSEEN
                if not unseen:
                    element.text = self._seen(element.text)
                continue
            else:
                unseen -= element.tag in _UNSEEN
            if not unseen and element is not root:
                element.tail = self._seen(element.tail)

    def _seen(self, text: str | None) -> str | None:
        if not (self.opened or self.pending) or not text or not text.strip():
            return text
        self.pending = False
        return self.mark + text

    def _direct(self, comment: _Element, word: str) -> None:
        line = comment.sourceline or 0
        check(word, bool(self.opened), self.name, line)
        if word == FILE:
            self.whole = True
        elif word == START:
            self.opened = max(line, 1)
        elif word == END:
            self.opened = 0
        elif word == LINE and not self._mark_line(comment):
            self.pending = True

    def _mark_line(self, comment: _Element) -> bool:
        """Mark the block of a comment that stands in one with text."""
        block = next((above for above in comment.iterancestors() if above.tag in _LINES), None)
        if block is not None and "".join(block.itertext(with_tail=False)).strip():
            block.text = self.mark + (block.text or "")
            return True
        # Text without a block of its own, as between <br>: what stands just before the comment.
        before = comment.getprevious()
        if before is not None and before.tail and before.tail.strip():
            before.tail = self.mark + before.tail
            return True
        above = comment.getparent()
        if before is None and above is not None and above.text and above.text.strip():
            above.text = self.mark + above.text
            return True
        return False
