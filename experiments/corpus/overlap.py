"""Sentences that stand in both splits: a model must not be tuned on what it has learnt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rumor.experiments.corpus.records import Passage


def normalise(text: str) -> str:
    """Return `text` in lower case with every run of whitespace one space."""
    return " ".join(text.split()).casefold()


def shared_texts(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the normalised sentences found in more than one split.

    Outlets reprint each other, so sampled news has some; leave their training copies out where
    the dev split is to be unseen. Broken sentences are not data and do not count.

    Parameters
    ----------
    passages : iterable of Passage
        Of all the corpora that are used together.

    Returns
    -------
    frozenset of str
        Compare with ``normalise(sentence.text)``.
    """
    splits: defaultdict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for sentence in passage.sentences:
            if not sentence.broken:
                splits[normalise(sentence.text)].add(passage.split)
    return frozenset(text for text, found in splits.items() if len(found) > 1)
