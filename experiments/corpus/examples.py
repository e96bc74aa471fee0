"""Sentences in the context they are read in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rumor.experiments.corpus.records import Passage, Sentence


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence to learn from or to score, with its context.

    Attributes
    ----------
    passage : Passage
        Where the sentence stands; resample by this, since its sentences are not independent.
    index : int
        Place of the sentence in ``passage.sentences``, from 0.
    sentence : Sentence
        Text and labels.
    before : str
        The sentence it is read after; empty when there is none.
    title : str
        The headline it is read under; empty when there is none.
    """

    passage: Passage
    index: int
    sentence: Sentence
    before: str
    title: str


def iter_examples(passages: Iterable[Passage]) -> Iterator[Example]:
    """Yield every sentence that is data, with the sentence before it.

    The sentences of a contrast set do not follow on from each other, so each has an empty
    `before`. A broken sentence is not yielded, but its text still is the context of the next.

    Parameters
    ----------
    passages : iterable of Passage

    Yields
    ------
    Example
        In order of the passages and of the sentences in them.
    """
    for passage in passages:
        before = "" if passage.kind == "contrast" else passage.before
        for index, sentence in enumerate(passage.sentences):
            if not sentence.broken:
                yield Example(passage, index, sentence, before, passage.title)
            if passage.kind != "contrast":
                before = sentence.text
