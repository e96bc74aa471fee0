"""Sentences to blocks of columns, computed once and shared by all candidates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer

from rumor.experiments.candidates.clusters import Clusters, neighbours
from rumor.experiments.corpus import LEVELS, Corpus, Passage
from rumor.experiments.evaluate import dev_sets
from rumor.experiments.examples import Example, read_examples
from rumor.experiments.pipeline import make_pipeline
from rumor.experiments.train import SETTINGS, training_examples
from rumor.features.extract import analyse

NAMED, WORDS, BAG, CHARS, NEIGHBOURS = "named", "words", "bag", "chars", "neighbours"
BLOCKS = (NAMED, WORDS, BAG, CHARS, NEIGHBOURS)
"""Named numbers; the model's words and pairs; plain words and bigrams; character n-grams; clusters
of the words beside a cue."""

_COUNTERS = {
    BAG: {"ngram_range": (1, 2), "min_df": 2},
    CHARS: {"analyzer": "char_wb", "ngram_range": (3, 5), "min_df": 5, "binary": True},
}


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of one kind.

    Attributes
    ----------
    training, dev : csr_matrix, shape (n, n_columns) and (n_dev, n_columns)
        The columns are those that occur in the training part.
    seconds : float
        Time that the dev rows took.
    """

    training: csr_matrix
    dev: csr_matrix
    seconds: float


@dataclass(frozen=True)
class Data:
    """What every candidate is given.

    Attributes
    ----------
    levels, dev_levels : ndarray of int, shape (n,) and (n_dev,)
        Index into `rumor.experiments.corpus.LEVELS`.
    groups, dev_groups : ndarray of str, shape (n,) and (n_dev,)
        Passage ids.
    parts, dev_parts : dict of str to ndarray of int
        Row numbers of each corpus in the training part, and of each dev set.
    blocks : dict of str to Block
    decisive : tuple of str
        Names of the corpora of published text, by which a candidate is chosen; all if none is.
    """

    levels: NDArray[np.int64]
    dev_levels: NDArray[np.int64]
    groups: NDArray[np.str_]
    dev_groups: NDArray[np.str_]
    parts: Mapping[str, NDArray[np.int64]]
    dev_parts: Mapping[str, NDArray[np.int64]]
    blocks: Mapping[str, Block]
    decisive: tuple[str, ...]

    def columns(self, names: Sequence[str]) -> tuple[csr_matrix, csr_matrix]:
        """Put blocks side by side: the rows of the training part, and those of the dev sets."""
        chosen = [self.blocks[name] for name in names]
        return (
            hstack([block.training for block in chosen], format="csr"),
            hstack([block.dev for block in chosen], format="csr"),
        )


def prepare(
    corpora: Sequence[Corpus],
    names: Iterable[str],
    clusters: Clusters | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Data:
    """Read corpora and compute blocks.

    Parameters
    ----------
    corpora : sequence of Corpus
    names : iterable of str
        The blocks wanted, of `BLOCKS`.
    clusters : Clusters, optional
        Needed for the block of neighbours.
    progress : callable
        Called after each block.

    Returns
    -------
    Data
    """
    training = training_examples(corpora)
    dev = [example for corpus in corpora for example in read_examples(corpus.split("dev"))]
    home = {passage.id: corpus.name for corpus in corpora for passage in corpus.passages}
    wanted = set(names)
    blocks: dict[str, Block] = {}
    for name in BLOCKS:
        if name in wanted:
            blocks[name] = _block(name, training, dev, clusters)
            progress()
    return Data(
        levels=_levels(training),
        dev_levels=_levels(dev),
        groups=_groups(training),
        dev_groups=_groups(dev),
        parts={c.name: _rows([home[e.passage.id] == c.name for e in training]) for c in corpora},
        dev_parts={name: _members(dev, found) for name, found in dev_sets(corpora).items()},
        blocks=blocks,
        decisive=tuple(c.name for c in corpora if any(p.sampled for p in c.passages))
        or tuple(c.name for c in corpora),
    )


def _block(
    name: str, training: Sequence[Example], dev: Sequence[Example], clusters: Clusters | None
) -> Block:
    if name in _COUNTERS:
        counter = CountVectorizer(dtype=np.float64, **_COUNTERS[name])
        columns = counter.fit_transform([e.gold.text for e in training])
        started = time.perf_counter()
        return Block(
            columns,
            counter.transform([e.gold.text for e in dev]),
            time.perf_counter() - started,
        )
    vectorizer = DictVectorizer()
    columns = vectorizer.fit_transform(_named(name, training, clusters))
    started = time.perf_counter()
    rows = vectorizer.transform(_named(name, dev, clusters))
    return Block(columns, rows, time.perf_counter() - started)


def _named(
    name: str, examples: Iterable[Example], clusters: Clusters | None
) -> list[dict[str, float]]:
    if name == NEIGHBOURS:
        if clusters is None:
            raise ValueError("the block of neighbours needs clusters")
        return [neighbours(e.sentence, clusters) for e in examples]
    without: Any = make_pipeline(SETTINGS).named_steps["rows"].without
    found = (analyse(e.sentence, without=without) for e in examples)
    if name == NAMED:
        return [analysis.values for analysis in found]
    return [dict.fromkeys(analysis.words, 1.0) for analysis in found]


def _levels(examples: Iterable[Example]) -> NDArray[np.int64]:
    return np.array([LEVELS.index(e.gold.level) for e in examples])


def _groups(examples: Iterable[Example]) -> NDArray[np.str_]:
    return np.array([e.passage.id for e in examples])


def _members(examples: Iterable[Example], passages: Iterable[Passage]) -> NDArray[np.int64]:
    ids = {passage.id for passage in passages}
    return _rows([e.passage.id in ids for e in examples])


def _rows(mask: Sequence[bool]) -> NDArray[np.int64]:
    return np.flatnonzero(mask)
