"""The sentences whose label would teach the current model most, no two of them alike.

Uncertainty sampling takes what the classifier is least sure of (Lewis & Gale 1994, "A sequential
algorithm for training text classifiers", SIGIR). Alone it picks the same sentence in many wordings,
so each pick is weighed against those before it by maximal marginal relevance (Carbonell & Goldstein
1998, "The use of MMR, diversity-based reranking", SIGIR).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rumor.experiments.annotate.items import Item
from rumor.features.tokens import tokenize

NEAR_COPY = 0.8
"""Cosine of two sentences as sets of words from which only one of them is worth a label."""
RELEVANCE = 0.7
"""Weight of uncertainty against novelty, the lambda of Carbonell & Goldstein."""
_EDGE = 1e-6


def uncertainty(score: float, threshold: float) -> float:
    """Measure how little a score says of the side of the threshold its sentence is on.

    Parameters
    ----------
    score, threshold : float
        Probabilities in [0, 1].

    Returns
    -------
    float
        Binary entropy, in bits, of the score after a shift of its log-odds that takes the threshold
        to one half: 1 at the threshold, towards 0 far from it on either side.
    """
    shifted = _log_odds(score) - _log_odds(threshold)
    p = 1.0 / (1.0 + math.exp(-shifted))
    return -sum(q * math.log2(q) for q in (p, 1.0 - p) if q > 0.0)


def _log_odds(probability: float) -> float:
    inside = min(max(probability, _EDGE), 1.0 - _EDGE)
    return math.log(inside / (1.0 - inside))


def choose(
    items: Sequence[Item], n: int, threshold: float, known: Sequence[str] = (), *, seed: int = 0
) -> list[Item]:
    """Choose sentences to label, the most telling first.

    Each pick has the greatest ``RELEVANCE * uncertainty - (1 - RELEVANCE) * similarity``, where the
    similarity is the tf-idf cosine to the nearest pick before it. A near-copy of a pick, or of a
    sentence that has a label, is never chosen.

    Parameters
    ----------
    items : sequence of Item
        With scores.
    n : int
        How many to choose; fewer come back when no more differ.
    threshold : float
        That of the model.
    known : sequence of str
        Sentences that have a label.
    seed : int
        Decides between items that are equally telling.

    Returns
    -------
    list of Item
        The same for the same arguments, whatever the order of `items`.
    """
    import numpy as np

    if not items:
        return []
    pool = sorted(items, key=lambda item: (item.key, item.source, item.offset or 0))
    order = np.random.default_rng(seed).permutation(len(pool))
    pool = [pool[k] for k in order]
    words, weighted = _vectors([item.text for item in pool], known)
    gain = np.array([uncertainty(item.score or 0.0, threshold) for item in pool])
    mine, labelled = words[: len(pool)], words[len(pool) :]
    free = np.ones(len(pool), dtype=bool)
    if known:
        free &= _nearest(mine, labelled) < NEAR_COPY
    nearest = np.zeros(len(pool))
    chosen: list[Item] = []
    while len(chosen) < n and free.any():
        worth = RELEVANCE * gain - (1.0 - RELEVANCE) * nearest
        best = int(np.argmax(np.where(free, worth, -np.inf)))
        chosen.append(pool[best])
        free[best] = False
        free &= (mine @ mine[best].T).toarray().ravel() < NEAR_COPY
        nearest = np.maximum(nearest, (weighted @ weighted[best].T).toarray().ravel())
    return chosen


def _vectors(texts: Sequence[str], known: Sequence[str]) -> tuple[Any, Any]:
    # Rows of unit length: all sentences as sets of words, and those to choose from by tf-idf.
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.preprocessing import normalize

    counts = CountVectorizer(analyzer=_words, binary=True).fit_transform([*texts, *known])
    return normalize(counts.astype(float)), TfidfTransformer().fit_transform(counts[: len(texts)])


def _words(text: str) -> list[str]:
    return tokenize(text).lower  # with punctuation: a text of marks alone is a vector too


def _nearest(rows: Any, others: Any, step: int = 100) -> Any:
    """Return the greatest cosine of each row with any of the others, a block at a time."""
    import numpy as np

    blocks = range(0, rows.shape[0], step)
    return np.concatenate(
        [(rows[k : k + step] @ others.T).max(axis=1).toarray().ravel() for k in blocks]
    )
