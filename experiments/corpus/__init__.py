"""The labelled corpora: records, and loading with checks."""

from __future__ import annotations

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
    "Kind",
    "Level",
    "Passage",
    "Sentence",
    "Span",
    "Split",
    "default_corpora",
    "load_corpora",
    "load_corpus",
    "normalise",
    "seed_path",
    "shared_texts",
]
