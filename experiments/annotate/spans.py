"""Words that an annotator types to the places where they stand in the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rumor.experiments.corpus.records import Span

_LOOKALIKES = ('"“”„«»', "'’‘`", "-‐‑–—")
_WHOLE = (r"(?<!\w)(?<!\w[-’'])", r"(?![-’']?\w)")  # `sebut` is no word of `disebut-sebut` ...
_BETWEEN = (r"(?<!\w)", r"(?!\w)")  # ... but who types `KPK` in `KPK-Polri` means that


def pieces(typed: str) -> list[str]:
    """Split what was typed at its semicolons."""
    return [" ".join(part.split()) for part in typed.split(";") if part.strip()]


def occurrences(words: str, text: str) -> list[Span]:
    """Find words in a sentence.

    Parameters
    ----------
    words : str
        Case does not matter, nor do the shapes of quotation marks and dashes.
    text : str

    Returns
    -------
    list of (int, int)
        Never from or to the middle of a word, in order.
    """
    for before, after in (_WHOLE, _BETWEEN):
        # A mark at an edge, as in `"konon`, needs no gap beside it.
        edge_before = before if words[0].isalnum() else ""
        edge_after = after if words[-1].isalnum() else ""
        pattern = edge_before + "".join(map(_alike, words)) + edge_after
        found = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
        if found:
            return found
    return []


def inside_word(words: str, text: str) -> bool:
    """Tell whether words stand in a sentence as part of a longer word only."""
    pattern = "".join(map(_alike, words))
    return not occurrences(words, text) and bool(re.search(pattern, text, re.IGNORECASE))


def crossing(spans: Sequence[Span]) -> tuple[Span, Span] | None:
    """Return two spans that overlap without one holding the other, if there are."""
    ordered = sorted(set(spans))
    for index, (a, b) in enumerate(ordered):
        for c, d in ordered[index + 1 :]:
            if a < c < b < d:
                return (a, b), (c, d)
    return None


def _alike(character: str) -> str:
    for group in _LOOKALIKES:
        if character in group:
            return f"[{re.escape(group)}]"
    return r"\s+" if character == " " else re.escape(character)
