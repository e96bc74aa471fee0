"""Text to word and punctuation tokens with offsets."""

from __future__ import annotations


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

    __slots__ = ("ends", "lower", "starts", "words")

    def __init__(
        self, words: list[str], lower: list[str], starts: list[int], ends: list[int]
    ) -> None:
        self.words = words
        self.lower = lower
        self.starts = starts
        self.ends = ends

    def __len__(self) -> int:
        return len(self.words)


def tokenize(text: str) -> Tokens:
    r"""Split a text into words, numbers and single punctuation marks.

    A reduplicated or hyphenated word (``disebut-sebut``) is one token, and so is a number with its
    separators (``1.250,5``). As a regular expression, one token is
    ``[Rr]p(?=\d)|\d+(?:[.,:]\d+)*\w*|[^\W\d]\w*(?:[-'’]\w+)*|[^\w\s]``.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    Tokens
        In order; white space is between the tokens, never in them.
    """
    words: list[str] = []
    lower: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    size = len(text)
    position = 0
    while position < size:
        char = text[position]
        start = position
        position += 1
        if char.isspace():
            continue
        if (
            char in "Rr"
            and text[position : position + 1] == "p"
            and text[position + 1 : position + 2].isdecimal()
        ):
            position += 1
        elif char.isdecimal():
            while position < size:
                char = text[position]
                if char in ".,:" and text[position + 1 : position + 2].isdecimal():
                    position += 2
                elif char.isdecimal():
                    position += 1
                else:
                    break
            while position < size and (text[position].isalnum() or text[position] == "_"):
                position += 1
        elif char.isalnum() or char == "_":
            while position < size:
                char = text[position]
                if char in "-'’":
                    following: str = text[position + 1 : position + 2]
                    if not following.isalnum() and following != "_":
                        break
                elif not char.isalnum() and char != "_":
                    break
                position += 1
        word: str = text[start:position]
        words.append(word)
        lower.append(word if word.islower() else word.lower())  # mostly it is: no second string
        starts.append(start)
        ends.append(position)
    return Tokens(words, lower, starts, ends)
