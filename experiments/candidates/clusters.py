"""Clusters of words that keep the same company, learnt from text without labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix, hstack
from sklearn.cluster import MiniBatchKMeans
from sklearn.utils.extmath import randomized_svd

from rumor.features.lexicon import UNSURE
from rumor.features.sentence import Sentence
from rumor.features.tokens import tokenize

Clusters: TypeAlias = Mapping[str, int]
"""The cluster of each word in lower case; ``0`` stands for every number."""

_GAP = -1
_REACH = 2


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How clusters are learnt.

    Attributes
    ----------
    count : int
        How many clusters.
    contexts : int
        How many of the most frequent words are counted beside a word.
    dimensions : int
        Length of a word's vector.
    least : int
        Words that occur less often have no cluster.
    seed : int
    """

    count: int = 600
    contexts: int = 4000
    dimensions: int = 100
    least: int = 8
    seed: int = 0


def learn_clusters(texts: Iterable[str], settings: ClusterSettings | None = None) -> Clusters:
    """Cluster the words of texts by the words within two places of them.

    Parameters
    ----------
    texts : iterable of str
    settings : ClusterSettings, optional

    Returns
    -------
    mapping of str to int
        Empty if no word is frequent enough.

    References
    ----------
    Levy, Goldberg & Dagan (2015), "Improving distributional similarity with lessons learned from
    word embeddings", TACL: positive pointwise mutual information with smoothed contexts.
    """
    chosen = settings or ClusterSettings()
    documents = [fold(tokenize(text).lower) for text in texts]
    counts = Counter(word for document in documents for word in document)
    words = [word for word, count in counts.most_common() if count >= chosen.least]
    if len(words) < 2:
        return {}
    company = _company(documents, words, chosen.contexts)
    vectors = _vectors(_surprise(company), chosen)
    clusterer = MiniBatchKMeans(
        min(chosen.count, len(words)), random_state=chosen.seed, batch_size=4096, n_init=2
    )
    labels = clusterer.fit_predict(vectors)
    return dict(zip(words, map(int, labels), strict=True))


def fold(lower: Iterable[str]) -> list[str]:
    """Write every number as ``0``; the words are in lower case already."""
    return ["0" if word[0].isdigit() else word for word in lower]


def neighbours(sentence: Sentence, clusters: Clusters) -> dict[str, float]:
    """Name the clusters of the words beside each cue that may put a claim in doubt.

    Parameters
    ----------
    sentence : Sentence
    clusters : mapping of str to int

    Returns
    -------
    dict of str to float
        1 by names such as ``cn:hedge<1 17``: kind of the cue, or its entry, side, distance and
        cluster.
    """
    reading = sentence.reading
    found = [clusters.get(word, _GAP) for word in fold(reading.tokens.lower)]
    values: dict[str, float] = {}
    for match in reading.matches:
        if match.entry.kind not in UNSURE:
            continue
        for distance in range(1, _REACH + 1):
            for side, place in (("<", match.start - distance), (">", match.end + distance - 1)):
                if 0 <= place < len(found):
                    where = f"{side}{distance} {found[place]}"
                    values[f"cn:{match.entry.kind}{where}"] = 1.0
                    values[f"ce:{match.entry.name}{where}"] = 1.0
    return values


def _company(documents: Sequence[Sequence[str]], words: Sequence[str], contexts: int) -> csr_matrix:
    """Count the frequent words at one place left, one right and two away, side by side."""
    place = {word: number for number, word in enumerate(words)}
    gap = [_GAP] * _REACH
    everything = np.array(
        [number for document in documents for number in [*_numbers(document, place), *gap]]
    )
    shape = (len(words), min(contexts, len(words)))

    def beside(offset: int) -> csr_matrix:
        one = everything[max(0, -offset) : len(everything) - max(0, offset)]
        other = everything[max(0, offset) : len(everything) - max(0, -offset)]
        both = (one >= 0) & (other >= 0) & (other < shape[1])
        ones = np.ones(int(both.sum()))
        return coo_matrix((ones, (one[both], other[both])), shape=shape).tocsr()

    return hstack([beside(-1), beside(1), beside(-2) + beside(2)], format="csr")


def _numbers(document: Iterable[str], place: Mapping[str, int]) -> list[int]:
    return [place.get(word, _GAP) for word in document]


def _surprise(company: csr_matrix) -> csr_matrix:
    total: Any = company.sum()
    rows = np.asarray(company.sum(axis=1)).ravel()
    columns = np.asarray(company.sum(axis=0)).ravel() ** 0.75
    columns *= total / max(columns.sum(), 1.0)
    cells = company.tocoo()
    values = np.log(cells.data * total / (rows[cells.row] * columns[cells.col]))
    kept = values > 0
    return csr_matrix((values[kept], (cells.row[kept], cells.col[kept])), shape=company.shape)


def _vectors(surprise: csr_matrix, settings: ClusterSettings) -> NDArray[np.float64]:
    dimensions = min(settings.dimensions, min(surprise.shape) - 1)
    left, strengths, _ = randomized_svd(surprise, dimensions, n_iter=3, random_state=settings.seed)
    vectors = left * np.sqrt(strengths)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: NDArray[np.float64] = vectors / np.maximum(lengths, 1e-9)
    return result
