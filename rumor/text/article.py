"""What a plain text says of itself as an article: its title."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST_TITLE = 200
_ENDS_SENTENCE = (".", "!", '."', ".”", ",", ":", ";")


def find_title(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Find the title of a plain-text article: a heading on a line of its own before the text.

    Parameters
    ----------
    text : str
    spans : sequence of tuple of int
        Its sentences, as `rumor.text.segment.sentence_spans` gives them.

    Returns
    -------
    str
        The title, or an empty string if the text begins with its first sentence.
    """
    if len(spans) < 2:
        return ""
    (start, end), (following, _) = spans[0], spans[1]
    first = text[start:end]
    alone = "\n" in text[end:following] or "\r" in text[end:following]
    if not alone or "\n" in first or len(first) > _LONGEST_TITLE or first.endswith(_ENDS_SENTENCE):
        return ""
    return first
