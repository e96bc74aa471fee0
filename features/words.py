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
    singles, masked = _read(tokens)
    after = [*masked[1:], _END]
    pairs = [f"b:{one} {two}" for one, two in zip(masked, after, strict=False)]
    return [f"w:{word}" for word in singles] + pairs


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
        """List the numbers of the names that `word_names` would give.

        Parameters
        ----------
        tokens : Tokens

        Returns
        -------
        list of int
            One for each name that has a number, as often as it occurs.
        """
        singles, masked = _read(tokens)
        found: list[int] = []
        known: dict[str, int] = self._singles
        pairs: dict[str, dict[str, int]] = self._pairs
        word: str
        for word in singles:
            number = known.get(word)
            if number is not None:
                found.append(number)
        second: dict[str, int] | None = None
        for word in masked:
            if second is not None:
                number = second.get(word)
                if number is not None:
                    found.append(number)
            second = pairs.get(word)
        if second is not None and _END in second:
            found.append(second[_END])
        return found


def _read(tokens: Tokens) -> tuple[list[str], list[str]]:
    """Return the words as they are named by themselves, and as they are named in pairs."""
    lower: list[str] = tokens.lower
    singles: list[str] = []
    masked: list[str] = []
    word: str
    for position, word in enumerate(tokens.words):
        initial = word[0]
        if initial.isdigit():
            singles.append(_NUMBER)
            masked.append(_NUMBER)
        else:
            singles.append(lower[position])
            masked.append(_NAME if position and initial.isupper() else lower[position])
    return singles, masked
