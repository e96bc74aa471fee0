"""Corpus passages to the sentences in context that features are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from rumor.experiments.corpus import Passage, normalise
from rumor.experiments.corpus import Sentence as Labelled
from rumor.features.sentence import Sentence, sequence


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled sentence, read in its context.

    Attributes
    ----------
    passage : Passage
    gold : rumor.experiments.corpus.Sentence
        Text, level and spans as annotated.
    sentence : rumor.features.sentence.Sentence
    """

    passage: Passage
    gold: Labelled
    sentence: Sentence


Runs: TypeAlias = Iterator[tuple[list[Labelled], str]]


def runs(passage: Passage) -> Runs:
    """Split a passage into runs of sentences that follow on from each other.

    Parameters
    ----------
    passage : Passage

    Yields
    ------
    sentences : list of rumor.experiments.corpus.Sentence
    before : str
        The sentence before the first.
    """
    if passage.kind == "contrast":  # five sentences on one topic, each read without context
        for gold in passage.sentences:
            yield [gold], ""
    else:
        yield list(passage.sentences), passage.before


def read_examples(passages: Iterable[Passage]) -> list[Example]:
    """Read the sentences of passages in their context; broken ones are context only.

    Parameters
    ----------
    passages : iterable of Passage

    Returns
    -------
    list of Example
        In corpus order.
    """
    return [
        Example(passage, gold, sentence)
        for passage in passages
        for golds, before in runs(passage)
        for gold, sentence in zip(
            golds,
            sequence([gold.text for gold in golds], before=before, title=passage.title),
            strict=True,
        )
        if not gold.broken
    ]


def without_texts(examples: Iterable[Example], texts: frozenset[str]) -> list[Example]:
    """Leave out examples whose normalised text is among `texts`, e.g. reprints of dev sentences."""
    return [example for example in examples if normalise(example.gold.text) not in texts]
