"""The labelled corpora: records, loading with checks, figures, faults and other formats."""

from __future__ import annotations

from rumor.experiments.corpus.check import Finding, find_faults
from rumor.experiments.corpus.conll import to_conll
from rumor.experiments.corpus.hub import to_folder
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
from rumor.experiments.corpus.rows import to_csv
from rumor.experiments.corpus.seeds import default_corpora, seed_path
from rumor.experiments.corpus.stats import describe

__all__ = [
    "KINDS",
    "LEVELS",
    "LEVEL_NAMES",
    "SPLITS",
    "Corpus",
    "Finding",
    "Kind",
    "Level",
    "Passage",
    "Sentence",
    "Span",
    "Split",
    "default_corpora",
    "describe",
    "find_faults",
    "load_corpora",
    "load_corpus",
    "normalise",
    "seed_path",
    "shared_texts",
    "to_conll",
    "to_csv",
    "to_folder",
]
