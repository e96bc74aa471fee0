"""Lines of printed pages to paragraphs: hyphens at line ends, running heads, page numbers."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence

_EDGE = 2  # so many lines at the head and foot of a page may run through all pages
_PAGE_NUMBER = re.compile(
    r"(?:(?:halaman|hal\.?|page|p\.)\s*+)?(?:[-–—|]\s*+)?\d{1,4}\s*+(?:[-–—|]\s*+)?"
    r"(?:(?:dari|of|/)\s*+\d{1,4})?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]$")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[-–—•·●○▪■◦‣*]|\(?(?:\d{1,2}|[a-z])[.)])\s")
# A line that ends a sentence and is a little shorter than usual is the last of a paragraph: to
# part two sentences there does no harm. Any other is, if the next word would clearly have fitted.
_SHORT_SENTENCE, _SHORT = 0.95, 0.8
_FEW = 0.4
_LOWER = re.compile(r"[\"'“‘(]*[^\W\d_A-Z]")


def join_pages(pages: Iterable[str]) -> list[str]:
    """Join the lines of pages to paragraphs.

    Parameters
    ----------
    pages : iterable of str
        Each with its lines in reading order.

    Returns
    -------
    list of str
        Paragraphs of one line each. A word hyphenated at the end of a line is whole again, unless
        it occurs with its hyphen elsewhere: Indonesian doubles words by a hyphen.
    """
    split = [[line.rstrip() for line in page.splitlines()] for page in pages]
    kept = _without_running(split)
    lines: list[str] = []
    for page in kept:
        # A paragraph may go on on the next page: blank lines at its edges tell nothing.
        while page and not page[-1]:
            page.pop()
        start = next((at for at, line in enumerate(page) if line), len(page))
        lines += page[start:]
    return _paragraphs(lines)


def _without_running(pages: Sequence[list[str]]) -> list[list[str]]:
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_same(page[at]) for at in _edge(page)})
    # On a third of the pages, and on two at least: left and right pages may have different ones.
    least = max(2, (len(pages) + 1) // 3)
    kept = []
    for page in pages:
        filled = [at for at, line in enumerate(page) if line]
        running: set[int] = set()
        for side in (filled[:_EDGE], filled[: -_EDGE - 1 : -1]):
            for at in side:  # from the edge inwards, as far as lines are running ones
                line = page[at].strip()
                # A short last line of a paragraph may recur too, but it begins in lower case.
                repeated = edges[_same(line)] >= least and not _LOWER.match(line)
                if not repeated and not _PAGE_NUMBER.fullmatch(line):
                    break
                running.add(at)
        kept.append([line for at, line in enumerate(page) if at not in running])
    return kept


def _edge(page: Sequence[str]) -> list[int]:
    """Return the places of the first and last lines with text of a page."""
    filled = [at for at, line in enumerate(page) if line]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _same(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.casefold().split()))


def _paragraphs(lines: Sequence[str]) -> list[str]:
    filled = [line for line in lines if line]
    widths = [len(line) for line in filled]
    # Where few lines are indented, it is those that begin a paragraph.
    indents = 0 < sum(line[0].isspace() for line in filled) < _FEW * len(filled)
    width = statistics.quantiles(widths, n=10)[7] if len(widths) > 1 else 0
    hyphened = {
        word.casefold() for line in lines for word in re.findall(r"\b\w++-\w+", line)
    }  # written out within a line
    paragraphs: list[str] = []
    current = ""
    for at, line in enumerate(lines):
        if not line or (indents and line[0].isspace() and not _goes_on(current, line.strip())):
            current = _close(paragraphs, current)
        if not line:
            continue
        current = _append(current, " ".join(line.split()), hyphened)
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if below and _ends(line.strip(), below.strip(), width, indents=indents):
            current = _close(paragraphs, current)
    _close(paragraphs, current)
    return paragraphs


def _close(paragraphs: list[str], current: str) -> str:
    if current:
        paragraphs.append(current)
    return ""


def _append(current: str, line: str, hyphened: set[str]) -> str:
    if not current:
        return line
    if not _HYPHEN.search(current[-2:]):  # the end alone: a paragraph may be long
        return f"{current} {line}"
    head = re.findall(r"\b\w++$", current.rsplit(None, 1)[-1][:-1])
    tail = re.findall(r"^\w+", line)
    if not head or not tail:
        return current + line
    left, right = head[0], tail[0]
    doubled = left.casefold() == right.casefold() or right[:1].isupper()
    if doubled or f"{left}-{right}".casefold() in hyphened or _doubles(left, right):
        return current + line
    return current[:-1] + line


def _doubles(left: str, right: str) -> bool:
    """Whether the two halves are one word said twice: `bersama-sama`, `anak-anaknya`."""
    shorter, longer = sorted((left.casefold(), right.casefold()), key=len)
    return len(shorter) > 2 and (longer.startswith(shorter) or longer.endswith(shorter))


def _goes_on(line: str, below: str) -> bool:
    """Whether the words of two lines leave no doubt that they belong together."""
    finished = _SENTENCE_END.search(line) is not None
    return (not finished and _LOWER.match(below) is not None) or bool(_HYPHEN.search(line))


def _ends(line: str, below: str, width: float, *, indents: bool) -> bool:
    """Whether a paragraph ends between two lines."""
    if _BULLET.match(below):
        return True
    if _goes_on(line, below):
        return False
    if _SENTENCE_END.search(line) and not indents:
        return len(line) < _SHORT_SENTENCE * width
    return len(line) + 1 + len(below.split(None, 1)[0]) < _SHORT * width
