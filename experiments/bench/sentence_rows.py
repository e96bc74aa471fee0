"""Rows of pre-split sentences: beside a bag of words, and beside a phrase matcher."""

from __future__ import annotations

from dataclasses import replace

from rumor.experiments.bench.context import Context
from rumor.experiments.bench.filled import throughput
from rumor.experiments.bench.machine import one_core
from rumor.experiments.bench.pairs import (
    alternate,
    repeated,
    times_for,
)
from rumor.experiments.bench.peers import Reader, bag_of_words, phrase_matcher, phrase_reader
from rumor.experiments.bench.row import Goal, Row
from rumor.experiments.bench.sameness import compare_batches
from rumor.experiments.bench.texts import BATCH, batches, dev_sentences, training_sentences

_WHAT = f"score_sentences, {BATCH} at a time, one core"

BAG_OF_WORDS = Row(
    name="sentences-tfidf",
    what=_WHAT,
    against="TF-IDF of words and pairs of words, and logistic regression",
    goal=Goal(">=", 1.2),
    unit="sentences/s",
)
PHRASES = Row(
    name="sentences-spacy",
    what=_WHAT,
    against='spacy.blank("id") and PhraseMatcher with the same cue lists',
    goal=Goal(">=", 8.0),
    unit="sentences/s",
)


def measure_tfidf(context: Context) -> list[Row]:
    """Measure beside a bag of words, fitted to the train split."""
    texts, labels = training_sentences(context.corpus)
    read = bag_of_words(texts, labels)
    row = _measured(context, BAG_OF_WORDS, read)
    return [replace(row, details={**row.details, "fitted_to": len(texts)})]


def measure_spacy(context: Context) -> list[Row]:
    """Measure beside spaCy with the same cue lists."""
    nlp, matcher, forms, left_out = phrase_matcher()
    sample = batches(dev_sentences(context.corpus))[0]
    with one_core():
        read, way = phrase_reader(nlp, matcher, sample)
    row = _measured(context, PHRASES, read)
    about = {"phrases": forms, "left_out": left_out, "way": way}
    return [replace(row, details={**row.details, **about})]


def _measured(context: Context, row: Row, read: Reader) -> Row:
    sentences = dev_sentences(context.corpus)
    work = batches(sentences)
    compared = compare_batches(context.scorer, work)
    score = context.scorer.score_sentences

    def ours() -> None:
        for batch in work:
            score(batch)

    def peer() -> None:
        for batch in work:
            read(batch)

    with one_core():
        times = times_for(ours, context.effort.seconds)
        pairs = alternate(repeated(ours, times), repeated(peer, times), context.effort.repeats)
    details = {"sentences": len(sentences), "compared": compared}
    return throughput(row, pairs, times * len(sentences), details)
