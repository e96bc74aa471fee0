"""The words themselves, single and in pairs: what no cue list foresaw."""

from __future__ import annotations

from itertools import pairwise

from rumor.features.sentence import Sentence


def word_names(sentence: Sentence) -> dict[str, int]:
    """Name the words of a sentence and its pairs of neighbours.

    Numbers are one word (``0``); in pairs a capitalised word that does not open the sentence is a
    name (``Aa``), so that pairs carry over to other people and places.

    Parameters
    ----------
    sentence : Sentence

    Returns
    -------
    dict of str to int
        Each name with the character offset of the word, or of the pair's first word, where it
        occurs first; in order of the text, singles before pairs.
    """
    tokens = sentence.reading.tokens
    single = [
        "0" if word[0].isdigit() else lower
        for word, lower in zip(tokens.words, tokens.lower, strict=True)
    ]
    masked = [
        "Aa" if word[0].isupper() and position else lower
        for position, (word, lower) in enumerate(zip(tokens.words, single, strict=True))
    ]
    names: dict[str, int] = {}
    for word, start in zip(single, tokens.starts, strict=True):
        names.setdefault(f"w:{word}", start)
    for (one, two), start in zip(pairwise([*masked, "$"]), tokens.starts, strict=False):
        names.setdefault(f"b:{one} {two}", start)
    return names
