"""Texts that are nearly the same: MinHash finds them, their word n-grams decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rumor.features.tokens import tokenize

PERMUTATIONS = 128
SEED = 1
MISSED = 0.001
"""So likely, at most, a pair exactly at the threshold is missed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are nearly the same.

    Attributes
    ----------
    first, second : int
        Their places, `first` before `second`.
    similarity : float
        Jaccard similarity of their word n-grams, in [0, 1].
    """

    first: int
    second: int
    similarity: float


def near_pairs(texts: Sequence[str], threshold: float = 0.8, size: int = 2) -> Iterator[Pair]:
    """Find texts that are nearly the same.

    Locality-sensitive hashing of MinHash signatures proposes the pairs (Leskovec, Rajaraman &
    Ullman 2020, "Mining of Massive Datasets", chapter 3), in bands so narrow that a pair at the
    threshold is missed with a chance below `MISSED`; the exact similarity decides. The seed is
    fixed: the same texts give the same pairs.

    Parameters
    ----------
    texts : sequence of str
    threshold : float
        Least Jaccard similarity, in (0, 1].
    size : int
        Words an n-gram; a shorter text is one n-gram. Case and punctuation do not count.

    Yields
    ------
    Pair
        By second text, then by first.

    Raises
    ------
    ModuleNotFoundError
        If datasketch is not installed.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, params=bands(threshold))
    blank = MinHash(num_perm=PERMUTATIONS, seed=SEED)
    seen: list[frozenset[str]] = []
    for second, text in enumerate(texts):
        grams = word_ngrams(text, size)
        seen.append(grams)
        if not grams:
            continue
        signature = blank.copy()
        signature.update_batch([gram.encode() for gram in sorted(grams)])
        for first in sorted(index.query(signature)):
            similarity = len(grams & seen[first]) / len(grams | seen[first])
            if similarity >= threshold:
                yield Pair(first, second, similarity)
        index.insert(second, signature)


def word_ngrams(text: str, size: int) -> frozenset[str]:
    """Return the sequences of `size` words in a text; none where it has no word."""
    words = [word for word in tokenize(text).lower if word[0].isalnum()]
    if not words:
        return frozenset()
    last = max(1, len(words) - size + 1)
    return frozenset(" ".join(words[i : i + size]) for i in range(last))


def bands(threshold: float) -> tuple[int, int]:
    """Choose the number of bands and of rows a band: the most rows that miss little enough."""
    for rows in range(PERMUTATIONS, 1, -1):
        count = PERMUTATIONS // rows
        if (1 - threshold**rows) ** count <= MISSED:
            return max(2, count), rows
    return PERMUTATIONS, 1
