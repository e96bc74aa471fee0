"""What is scored: sentences of a labelled corpus, and articles made of its passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from rumor.experiments.corpus import Corpus, Passage

BATCH = 25
"""Sentences that are scored at a time: about as many as an article has."""

ARTICLE = "rumor-ponsel.txt"
"""The packaged article that single articles are measured with."""


def dev_sentences(corpus: Corpus) -> list[str]:
    """Return the sentences of the dev split, which no peer was fitted to, in corpus order.

    A corpus without one gives all it has.
    """
    passages = corpus.split("dev") or corpus.passages
    return [sentence.text for passage in passages for sentence in passage.sentences]


def training_sentences(corpus: Corpus) -> tuple[list[str], list[bool]]:
    """Return the sentences of the train split, and whether each is speculative."""
    sentences = [
        sentence
        for passage in corpus.split("train")
        for sentence in passage.sentences
        if not sentence.broken
    ]
    return [each.text for each in sentences], [each.speculative for each in sentences]


def batches(sentences: Sequence[str], size: int = BATCH) -> list[Sequence[str]]:
    """Part sentences into lists of `size`; the last may be shorter."""
    return [sentences[first : first + size] for first in range(0, len(sentences), size)]


def packaged_article() -> str:
    """Return the text of the packaged article."""
    return (files("rumor.seeds") / "articles" / ARTICLE).read_text(encoding="utf-8")


def articles(corpus: Corpus, sentences: int = BATCH) -> Iterator[str]:
    """Make articles of the passages of a corpus, in its order.

    Parameters
    ----------
    corpus : Corpus
    sentences : int
        As many an article has at least; the last of a genre may have fewer.

    Yields
    ------
    str
        A title on its own line, and a paragraph a passage. Contrast sets are left out.
    """
    passages = [passage for passage in corpus.passages if passage.kind != "contrast"]
    passages.sort(key=lambda passage: passage.genre)
    for _, group in groupby(passages, key=lambda passage: passage.genre):
        collected: list[Passage] = []
        for passage in group:
            collected.append(passage)
            if sum(len(each.sentences) for each in collected) >= sentences:
                yield _article(collected)
                collected = []
        if collected:
            yield _article(collected)


def write_articles(corpus: Corpus, folder: Path) -> list[Path]:
    """Write the packaged article and those made of a corpus as files of a folder."""
    paths = []
    for number, text in enumerate((packaged_article(), *articles(corpus))):
        path = folder / f"{number:04}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def _article(passages: Sequence[Passage]) -> str:
    title = next((passage.title for passage in passages if passage.title), "")
    paragraphs = (" ".join(each.text for each in passage.sentences) for passage in passages)
    return "\n\n".join(filter(None, (title, *paragraphs))) + "\n"
