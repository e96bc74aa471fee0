"""How each candidate is fitted: rows, levels and groups in, a function from rows to scores out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.pipeline import make_pipeline as chain
from sklearn.svm import LinearSVC

from rumor.experiments.corpus import LEVELS
from rumor.experiments.pipeline import FrequentColumns, SpeculativenessClassifier, make_pipeline
from rumor.experiments.train import SETTINGS

SEED = 0
HEDGED = LEVELS.index("2")
"""Levels from this index on are speculative."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a fitted candidate says of rows.

    Attributes
    ----------
    score : ndarray of float, shape (n,)
        Rises with how speculative a row is; a probability, or for a bare margin any number.
    level : ndarray of int or None, shape (n,)
        Index into `rumor.experiments.corpus.LEVELS`, where the candidate tells levels apart.
    """

    score: NDArray[np.float64]
    level: NDArray[np.int64] | None = None


Predict: TypeAlias = Callable[[csr_matrix], Prediction]
Fit: TypeAlias = Callable[[csr_matrix, NDArray[np.int64], NDArray[np.str_]], Predict]
"""From rows, shape (n, n_columns), level indices and passage ids, each of shape (n,)."""


class RarityScale(TransformerMixin, BaseEstimator):
    """Scales columns by their inverse document frequency, with a mean of 1.

    The same scale as `SpeculativenessClassifier` gives its columns at ``rarity=1``.
    """

    def fit(self, X: csr_matrix, y: object = None) -> Self:  # noqa: N803, ARG002
        """Count the columns of `X`, shape (n, n_features)."""
        counts = np.bincount(X.indices, minlength=X.shape[1])
        rarity = np.log(X.shape[0] / np.maximum(counts, 1))
        self.scale_ = rarity / rarity.mean()
        return self

    def transform(self, X: csr_matrix) -> csr_matrix:  # noqa: N803
        """Scale the columns of `X`."""
        return X @ diags_array(self.scale_)


class Densest(TransformerMixin, BaseEstimator):
    """Keeps the columns that are not zero most often, as dense numbers.

    Parameters
    ----------
    columns : int
    """

    def __init__(self, columns: int = 600) -> None:
        self.columns = columns

    def fit(self, X: csr_matrix, y: object = None) -> Self:  # noqa: N803, ARG002
        """Count the columns of `X`, shape (n, n_features)."""
        counts = np.bincount(X.indices, minlength=X.shape[1])
        self.kept_ = np.sort(np.argsort(-counts, kind="stable")[: self.columns])
        return self

    def transform(self, X: csr_matrix) -> NDArray[np.float32]:  # noqa: N803
        """Keep the columns of `X`, shape (n, columns)."""
        result: NDArray[np.float32] = X[:, self.kept_].toarray().astype(np.float32)
        return result


def shipped(X: csr_matrix, levels: NDArray[np.int64], groups: NDArray[np.str_]) -> Predict:  # noqa: N803
    """Fit the model that ships, with its settings."""
    model = make_pipeline(SETTINGS)[2:]  # what follows the rows and their columns
    model.fit(X, levels, classify__groups=groups)
    return lambda rows: Prediction(model.predict_proba(rows)[:, 1], _shipped_levels(model, rows))


def _shipped_levels(model: Pipeline, rows: csr_matrix) -> NDArray[np.int64]:
    """Choose levels as `rumor.portable.PortableModel.level` does."""
    classifier: SpeculativenessClassifier = model[-1]
    kept = model[:-1].transform(rows)
    margins = classifier.margins(kept)
    settled = margins[:, 1:4].argmax(axis=1)
    doubtful = HEDGED + (margins[:, 4] > 0)
    return np.where(classifier.predict(kept) == 1, doubtful, settled).astype(np.int64)


def binary(*steps: Any) -> Fit:
    """Make a fit of the binary label by a chain of scikit-learn steps.

    Parameters
    ----------
    *steps : estimators
        Transformers and a classifier; each fit works on fresh copies.

    Returns
    -------
    callable
    """

    def fit(X: csr_matrix, levels: NDArray[np.int64], _: NDArray[np.str_]) -> Predict:  # noqa: N803
        model = _fresh(*steps).fit(X, levels >= HEDGED)
        if hasattr(model, "predict_proba"):
            return lambda rows: Prediction(model.predict_proba(rows)[:, 1])
        return lambda rows: Prediction(model.decision_function(rows))

    return fit


def multinomial(*steps: Any) -> Fit:
    """Make a fit of the five levels; the score is the probability of the speculative ones."""

    def fit(X: csr_matrix, levels: NDArray[np.int64], _: NDArray[np.str_]) -> Predict:  # noqa: N803
        model = _fresh(*steps).fit(X, levels)
        speculative = model[-1].classes_ >= HEDGED

        def predict(rows: csr_matrix) -> Prediction:
            shares = model.predict_proba(rows)
            level = model[-1].classes_[shares.argmax(axis=1)]
            return Prediction(shares[:, speculative].sum(axis=1), level)

        return predict

    return fit


def _fresh(*steps: Any) -> Pipeline:
    from sklearn.base import clone

    return chain(*(clone(step) for step in steps))


def logistic(strength: float, *, scaled: bool = False) -> list[Any]:
    """Make the steps of a logistic regression of inverse penalty `strength`."""
    return _linear(LogisticRegression(C=strength, max_iter=1000), scaled)


def support_vectors(strength: float, *, scaled: bool = False) -> list[Any]:
    """Make the steps of a linear support-vector machine of inverse penalty `strength`."""
    return _linear(LinearSVC(C=strength, random_state=SEED), scaled)


def bag_of_words(strength: float) -> list[Any]:
    """Make the steps of TF-IDF and logistic regression."""
    classifier = LogisticRegression(C=strength, class_weight="balanced", max_iter=1000)
    return [TfidfTransformer(), classifier]


def boosted_trees(columns: int, iterations: int) -> list[Any]:
    """Make the steps of gradient boosting on the most frequent columns."""
    trees = HistGradientBoostingClassifier(
        learning_rate=0.12,
        max_iter=iterations,
        max_leaf_nodes=15,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    )
    return [Densest(columns), trees]


def _linear(classifier: Any, scaled: bool) -> list[Any]:
    return [FrequentColumns(), *([RarityScale()] if scaled else []), classifier]
