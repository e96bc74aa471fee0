"""The words themselves, single and in pairs: what no cue list foresaw.

Numbers are one word (``0``); in pairs a capitalised word that does not open the sentence is a name
(``Aa``), so that pairs carry over to other people and places. The last word is paired with the end
of the sentence (``$``).
"""

from __future__ import annotations

from collections.abc import Iterable

from rumor.features.tokens import Tokens

_NUMBER, _NAME, _END = "0", "Aa", "$"


def word_names(tokens: Tokens) -> list[str]:
    """Name the words of a sentence and its pairs of neighbours.

    Parameters
    ----------
    tokens : Tokens

    Returns
    -------
    list of str, length 2 * n_tokens
        The names of all words, then those of the pairs that begin with each. A name stands as
        often as it occurs.
    """
    words, lower = tokens.words, tokens.lower
    singles = [single_of(word, low) for word, low in zip(words, lower, strict=True)]
    masked = [
        masked_of(word, single, not position)
        for position, (word, single) in enumerate(zip(words, singles, strict=True))
    ]
    pairs = [f"b:{one} {two}" for one, two in zip(masked, [*masked[1:], _END], strict=False)]
    return [f"w:{word}" for word in singles] + pairs


def single_of(word: str, lower: str) -> str:
    """Return what a word is called by itself."""
    return _NUMBER if word[0].isdigit() else lower


def masked_of(word: str, single: str, opens: bool) -> str:
    """Return what a word is called in a pair; `opens` tells that it is the first of a sentence."""
    return _NAME if word[0].isupper() and not opens else single


def first_offsets(tokens: Tokens) -> dict[str, int]:
    """Tell where each word and each pair of words stands first.

    Parameters
    ----------
    tokens : Tokens

    Returns
    -------
    dict of str to int
        Each name of `word_names` with the character offset of the word, or of the pair's first
        word, where it occurs first; in order of the text, singles before pairs.
    """
    offsets: dict[str, int] = {}
    for name, start in zip(word_names(tokens), tokens.starts * 2, strict=True):
        offsets.setdefault(name, start)
    return offsets


class WordNumbers:
    """Numbers for names of words and pairs, found without spelling the names.

    Parameters
    ----------
    names : iterable of (str, int)
        Names with their numbers; those that name no word and no pair are passed over.
    """

    __slots__ = ("_pairs", "_singles")

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self._singles: dict[str, int] = {}
        self._pairs: dict[str, dict[str, int]] = {}
        for name, number in names:
            if name.startswith("w:"):
                self._singles[name[2:]] = number
            elif name.startswith("b:"):
                one, _, two = name[2:].partition(" ")
                if one in self._pairs:
                    self._pairs[one][two] = number
                else:
                    self._pairs[one] = {two: number}

    def find(self, tokens: Tokens) -> list[int]:
        """Give the numbers of the names that `word_names` would give, place by place.

        Parameters
        ----------
        tokens : Tokens

        Returns
        -------
        list of int, length 2 * n_tokens
            -1 where a name has no number.
        """
        words: list[str] = tokens.words
        lower: list[str] = tokens.lower
        singles: list[int] = []
        pairs: list[int] = []
        second: dict[str, int] | None = None  # of the pairs that begin with the word before
        opens = True
        for position in range(len(words)):
            word: str = words[position]
            single: str = single_of(word, lower[position])
            masked: str = masked_of(word, single, opens)
            singles.append(self._singles.get(single, -1))
            if not opens:
                pairs.append(-1 if second is None else second.get(masked, -1))
            second = self._pairs.get(masked)
            opens = False
        if not opens:
            pairs.append(-1 if second is None else second.get(_END, -1))
        singles += pairs
        return singles
