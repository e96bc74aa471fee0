"""The words themselves, single and in pairs: what no cue list foresaw."""

from __future__ import annotations

from itertools import pairwise

from rumor.features.sentence import Sentence


def word_names(sentence: Sentence) -> list[str]:
    """Name the words of a sentence and its pairs of neighbours.

    Numbers are one word (``0``); in pairs a capitalised word that does not open the sentence is a
    name (``Aa``), so that pairs carry over to other people and places.

    Parameters
    ----------
    sentence : Sentence

    Returns
    -------
    list of str
        Without repetition, in order of the text.
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
    names = [f"w:{word}" for word in single]
    names += [f"b:{one} {two}" for one, two in pairwise([*masked, "$"])]
    return list(dict.fromkeys(names))  # not a set: the order of a sum decides its last bits
