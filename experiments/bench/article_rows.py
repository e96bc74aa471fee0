"""Rows of whole articles: the price of a text, and of a hundred times the text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rumor.experiments.bench.context import Context
from rumor.experiments.bench.filled import durations
from rumor.experiments.bench.machine import one_core
from rumor.experiments.bench.pairs import (
    alternate,
    repeated,
    times_for,
)
from rumor.experiments.bench.peers import words_of
from rumor.experiments.bench.row import DifferenceError, Goal, Row
from rumor.experiments.bench.sameness import compare_articles
from rumor.experiments.bench.texts import packaged_article, write_articles
from rumor.text.files import read_text
from rumor.text.segment import sentence_spans

TIMES = 100
"""How many times as much a long text holds."""

ARTICLES = Row(
    name="articles",
    what="whole articles, from files to claims, one core",
    against=r"reading the files and re.findall(r'\w+')",
    goal=Goal("<=", 12.0),
    unit="ms/article",
)
LONG_TEXT = Row(
    name="text-100x",
    what=f"an article {TIMES} times over, from text to claims",
    against="the article once",
    goal=Goal("<=", 1.05 * TIMES),
    unit="ms",
)
MANY_SENTENCES = replace(
    LONG_TEXT,
    name="sentences-100x",
    what=f"score_sentences with {TIMES} times the sentences of an article",
    against="with its sentences once",
)


def measure_articles(context: Context) -> list[Row]:
    """Measure articles beside the least that can be done with a file."""
    folder = context.folder / "articles"
    folder.mkdir()
    paths = write_articles(context.corpus, folder)
    score = context.scorer.score
    compared = compare_articles(context.scorer, [read_text(str(path)) for path in paths])

    def ours() -> None:
        for path in paths:
            score(read_text(str(path)))

    def peer() -> None:
        for path in paths:
            words_of(path)

    with one_core():
        times = times_for(ours, context.effort.seconds)
        pairs = alternate(repeated(ours, times), repeated(peer, times), context.effort.repeats)
    size = sum(path.stat().st_size for path in paths)
    about = {"articles": len(paths), "bytes": size, "compared": compared}
    return [durations(ARTICLES, pairs, about, ours=times * len(paths), peer=times * len(paths))]


def measure_growth(context: Context) -> list[Row]:
    """Measure a hundred times the text, and a hundred times the sentences."""
    text = packaged_article()
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    scorer = context.scorer
    long_text, many = "\n".join([text] * TIMES), sentences * TIMES
    found = len(scorer.score(long_text).claims)
    if found != TIMES * len(sentences):
        raise DifferenceError("score", "the long text", f"{found} claims", TIMES * len(sentences))

    def growth(row: Row, long: Any, short: Any, score: Any) -> Row:
        with one_core():
            pairs = alternate(
                lambda: score(long), repeated(lambda: score(short), TIMES), context.effort.repeats
            )
        return durations(row, pairs, {"sentences": len(sentences)}, ours=1, peer=TIMES)

    return [
        growth(LONG_TEXT, long_text, text, scorer.score),
        growth(MANY_SENTENCES, many, sentences, scorer.score_sentences),
    ]
