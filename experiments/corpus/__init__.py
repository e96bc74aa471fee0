"""The labelled corpora: records, loading with checks, and sentences in their context."""

from __future__ import annotations

from rumor.experiments.corpus.examples import Example, iter_examples
from rumor.experiments.corpus.load import Corpus, load_corpora, load_corpus
from rumor.experiments.corpus.overlap import normalise, shared_texts
from rumor.experiments.corpus.records import (
    KINDS,
    LEVEL_NAMES,
    LEVELS,
    SPLITS,
    Kind,
    Level,
    Passage,
    Sentence,
    Span,
    Split,
)
from rumor.experiments.corpus.seeds import default_corpora, seed_path

__all__ = [
    "KINDS",
    "LEVELS",
    "LEVEL_NAMES",
    "SPLITS",
    "Corpus",
    "Example",
    "Kind",
    "Level",
    "Passage",
    "Sentence",
    "Span",
    "Split",
    "default_corpora",
    "iter_examples",
    "load_corpora",
    "load_corpus",
    "normalise",
    "seed_path",
    "shared_texts",
]
