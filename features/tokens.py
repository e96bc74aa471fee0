"""Text to word and punctuation tokens with offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

# No alternative can match a run in two ways: linear time. The first parts "Rp1,5" into two.
_TOKEN = re.compile(r"[Rr]p(?=\d)|\d+(?:[.,:]\d+)*\w*|[^\W\d]\w*(?:[-'’]\w+)*|[^\w\s]")


@dataclass(slots=True)
class Tokens:
    """The tokens of one text, column by column.

    Attributes
    ----------
    words : list of str
        The tokens as written.
    lower : list of str
        The same in lower case; cues are looked up in these.
    starts, ends : list of int
        0-based character offsets of each token in the text.
    """

    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)


def tokenize(text: str) -> Tokens:
    """Split a text into words, numbers and single punctuation marks.

    A reduplicated or hyphenated word (``disebut-sebut``) is one token, and so is a number with its
    separators (``1.250,5``).

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    Tokens
        In order; white space is between the tokens, never in them.
    """
    words: list[str] = _TOKEN.findall(text)
    lower: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    word: str
    for word in words:
        # Only white space lies between two tokens, so the next place of the word is its own.
        start = text.find(word, position)
        position = start + len(word)
        lower.append(word.lower())
        starts.append(start)
        ends.append(position)
    return Tokens(words, lower, starts, ends)
