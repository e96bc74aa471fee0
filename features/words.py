"""The words themselves, single and in pairs: what no cue list foresaw."""

from __future__ import annotations

from rumor.features.tokens import Tokens


def word_names(tokens: Tokens) -> list[str]:
    """Name the words of a sentence and its pairs of neighbours.

    Numbers are one word (``0``); in pairs a capitalised word that does not open the sentence is a
    name (``Aa``), so that pairs carry over to other people and places.

    Parameters
    ----------
    tokens : Tokens

    Returns
    -------
    list of str, length 2 * n_tokens
        The names of all words, then those of the pairs that begin with each; the last word is
        paired with the end of the sentence (``$``). A name stands as often as it occurs.
    """
    singles: list[str] = []
    pairs: list[str] = []
    words, lower = tokens.words, tokens.lower
    previous = ""
    word: str
    for position, word in enumerate(words):
        initial = word[0]
        single: str = "0" if initial.isdigit() else lower[position]
        singles.append("w:" + single)
        masked: str = "Aa" if initial.isupper() and position else single
        if previous:
            pairs.append(previous + masked)
        previous = "b:" + masked + " "
    if previous:
        pairs.append(previous + "$")
    return singles + pairs


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
