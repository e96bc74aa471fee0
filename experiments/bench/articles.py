"""Articles to measure with: sentences of the authored corpus, put together anew."""

from __future__ import annotations

import random
from collections.abc import Iterator

from rumor.experiments.corpus import load_corpus, seed_path

SENTENCES = 25
"""Sentences of an article: about as many as a news article has."""

_SEED = 20261129


def authored_sentences() -> list[str]:
    """Return the sentences of the authored corpus, each once, in its order."""
    passages = load_corpus(seed_path("authored.jsonl")).passages
    return list(dict.fromkeys(each.text for passage in passages for each in passage.sentences))


def articles(count: int, sentences: int = SENTENCES) -> Iterator[str]:
    """Yield articles, no two alike and always the same ones.

    Parameters
    ----------
    count : int
    sentences : int
        Drawn for each. Segmentation may find a few more or less: some end in no full stop.

    Yields
    ------
    str
    """
    drawn = random.Random(_SEED)  # noqa: S311 - a draw, not a secret
    stock = authored_sentences()
    for _ in range(count):
        yield " ".join(drawn.sample(stock, sentences))
