"""A small run of the benchmark: few sentences, few repeats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rumor.experiments.bench.context import Context, Effort
from rumor.experiments.corpus import SPLITS, load_corpus
from rumor.scorer import Scorer

PASSAGES = 12
"""Of each split."""

LITTLE = Effort(repeats=3, seconds=0.001, processes=2, rows=5, sentences=50, load=0.1, clients=2)


@pytest.fixture
def context(scorer: Scorer, small_corpus: Path, tmp_path: Path) -> Context:
    """Return what rows share, with little to do for each."""
    corpus = load_corpus(small_corpus)
    few = tuple(passage for split in SPLITS for passage in corpus.split(split)[:PASSAGES])
    return Context(scorer, replace(corpus, passages=few), tmp_path, LITTLE)
