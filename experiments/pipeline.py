"""The scikit-learn pipeline: sentences in context to named numbers to a calibrated linear model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from rumor.claims import LEVELS
from rumor.features.extract import analyse, schema_hash
from rumor.features.sentence import Sentence

DECIMALS = 3
_CALIBRATION_DECIMALS = 9  # the last bits depend on how many threads the solver had
"""Weights are rounded to this many decimals, in the pipeline and in the portable model alike."""

PRECISE = 0.9
"""Precision that the precision-first preset asks for."""

MARGINS = ("svm", "logistic")
"""What the margin of the score may be fitted by."""

_SETTLED = [LEVELS.index(level) for level in ("none", "stated", "attributed")]
_HEDGED, _RUMOURED = LEVELS.index("hedged"), LEVELS.index("rumoured")


class FeatureRows(TransformerMixin, BaseEstimator):
    """Sentences in context to one dict of named numbers each.

    Parameters
    ----------
    words : bool
        Whether the words and pairs of words are numbers too, beside those of the families.
    without : collection of str
        Names of families to leave out.

    Attributes
    ----------
    schema_hash_ : str
        Of the features that it was fitted with.
    """

    def __init__(self, words: bool = True, without: Collection[str] = ()) -> None:
        self.words = words
        self.without = without

    def fit(self, X: Iterable[Sentence], y: object = None) -> Self:
        """Note which features these are; there is nothing to learn."""
        self.schema_hash_ = schema_hash()
        return self

    def transform(self, X: Iterable[Sentence]) -> list[dict[str, float]]:
        """Compute the rows.

        Parameters
        ----------
        X : iterable of Sentence, length n

        Returns
        -------
        list of dict of str to float, length n
        """
        rows = []
        for sentence in X:
            analysis = analyse(sentence, without=self.without)
            words = dict.fromkeys(analysis.words, 1.0) if self.words else {}
            rows.append(analysis.values | words)
        return rows

    def __sklearn_is_fitted__(self) -> bool:
        return True


class FrequentColumns(TransformerMixin, BaseEstimator):
    """Keeps the columns that are not zero in at least `min_count` rows.

    Parameters
    ----------
    min_count : int
    """

    def __init__(self, min_count: int = 3) -> None:
        self.min_count = min_count

    def fit(self, X: csr_matrix, y: object = None) -> Self:
        """Count the columns of `X`, shape (n, n_features)."""
        counts = np.bincount(X.indices, minlength=X.shape[1])
        self.kept_ = np.flatnonzero(counts >= self.min_count)
        return self

    def transform(self, X: csr_matrix) -> csr_matrix:
        """Keep the frequent columns of `X`."""
        check_is_fitted(self)
        return X[:, self.kept_]


class SpeculativenessClassifier(ClassifierMixin, BaseEstimator):
    """A linear margin, calibrated on held-out passages, and the levels beside it.

    Parameters
    ----------
    C : float
        Inverse strength of the penalty on the margin.
    rarity : float
        Columns are scaled by their inverse document frequency to this power, so that the penalty
        weighs less on rare ones; 0 leaves them as they are.
    level_C : float
        Likewise for the levels.
    folds : int
        Folds of the cross-validation over groups that calibration and threshold are fitted on.
    seed : int
    margin : {"svm", "logistic"}
        What fits the margin: a support-vector machine or a logistic regression, both linear.

    Attributes
    ----------
    coef_ : ndarray of float, shape (5, n_features)
        Weights for the margin and for the levels none, stated, attributed, rumoured, of the
        columns as they were before scaling; rounded.
    intercept_ : ndarray of float, shape (5,)
    slope_, offset_ : float
        Platt scaling of the margin; rounded.
    threshold_ : float
        Score with the best F1 on the held-out folds.
    precise_threshold_ : float
        Lowest score from which `PRECISE` of what is flagged on the held-out folds is speculative.
    held_out_ : ndarray of float, shape (n,)
        Scores of the training rows by models that had not seen their group.
    """

    def __init__(
        self,
        C: float = 0.015,
        rarity: float = 1.0,
        level_C: float = 0.03,
        folds: int = 5,
        seed: int = 0,
        margin: str = "svm",
    ) -> None:
        self.C = C
        self.rarity = rarity
        self.level_C = level_C
        self.folds = folds
        self.seed = seed
        self.margin = margin

    def fit(
        self,
        X: csr_matrix,
        y: Sequence[int],
        groups: Sequence[str],
    ) -> Self:
        """Fit margin, calibration, threshold and levels.

        Parameters
        ----------
        X : csr_matrix, shape (n, n_features)
        y : sequence of int, shape (n,)
            Index of the level in `rumor.claims.LEVELS`.
        groups : sequence of str, shape (n,)
            Rows of one group are never on both sides of a fold.

        Returns
        -------
        SpeculativenessClassifier

        Raises
        ------
        ValueError
            If there is no such margin.
        """
        levels = np.asarray(y)
        gold = (levels >= _HEDGED).astype(int)
        self.classes_ = np.array([0, 1])
        scale = self._scale(X)
        X = X @ diags_array(scale)
        margins = np.empty(len(gold))
        for train, held_out in GroupKFold(self.folds).split(X, gold, groups):
            margins[held_out] = (
                self._margin().fit(X[train], gold[train]).decision_function(X[held_out])
            )
        platt = LogisticRegression(C=np.inf).fit(margins[:, None], gold)
        fitted = float(platt.coef_[0, 0]), float(platt.intercept_[0])
        self.slope_, self.offset_ = (round(value, _CALIBRATION_DECIMALS) for value in fitted)
        self.held_out_ = self._calibrate(margins)
        self.threshold_ = best_threshold(gold, self.held_out_)
        self.precise_threshold_ = precise_threshold(gold, self.held_out_)
        models = [self._margin().fit(X, gold), *self._fit_levels(X, levels)]
        self.coef_ = (np.vstack([model.coef_ for model in models]) * scale).round(DECIMALS)
        self.intercept_ = np.concatenate([m.intercept_ for m in models]).round(DECIMALS)
        return self

    def margins(self, X: csr_matrix) -> NDArray[np.float64]:
        """Return the five margins of each row, shape (n, 5)."""
        check_is_fitted(self)
        result: NDArray[np.float64] = X @ self.coef_.T + self.intercept_
        return result

    def predict_proba(self, X: csr_matrix) -> NDArray[np.float64]:
        """Return the probabilities of not speculative and speculative, shape (n, 2)."""
        score = self._calibrate(self.margins(X)[:, 0])
        return np.column_stack([1 - score, score])

    def predict(self, X: csr_matrix) -> NDArray[np.int64]:
        """Return 1 where the score reaches the threshold, shape (n,)."""
        return (self.predict_proba(X)[:, 1] >= self.threshold_).astype(np.int64)

    def _scale(self, X: csr_matrix) -> NDArray[np.float64]:
        counts = np.bincount(X.indices, minlength=X.shape[1])
        rarity = np.log(X.shape[0] / np.maximum(counts, 1)) ** self.rarity
        scale: NDArray[np.float64] = rarity / rarity.mean()
        return scale

    def _margin(self) -> LinearSVC | LogisticRegression:
        if self.margin == "svm":
            return LinearSVC(C=self.C, random_state=self.seed)
        if self.margin == "logistic":
            return LogisticRegression(C=self.C, max_iter=1000)
        raise ValueError(f"no margin {self.margin!r}; use one of {', '.join(MARGINS)}")

    def _fit_levels(self, X: csr_matrix, levels: NDArray[np.int64]) -> list[Any]:
        settled = np.isin(levels, _SETTLED)
        several = LinearSVC(C=self.level_C, random_state=self.seed)
        several.fit(X[settled], levels[settled])
        two = LinearSVC(C=self.level_C, random_state=self.seed)
        return [several, two.fit(X[~settled], levels[~settled] == _RUMOURED)]

    def _calibrate(self, margins: NDArray[np.float64]) -> NDArray[np.float64]:
        result: NDArray[np.float64] = 1 / (1 + np.exp(-(self.slope_ * margins + self.offset_)))
        return result


def best_threshold(gold: NDArray[np.int64], score: NDArray[np.float64]) -> float:
    """Find the score from which flagging gives the best F1.

    Parameters
    ----------
    gold, score : ndarray, shape (n,)

    Returns
    -------
    float
        Rounded to `DECIMALS`.
    """
    precision, recall, thresholds = precision_recall_curve(gold, score)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return round(float(thresholds[np.argmax(f1[:-1])]), DECIMALS)


def precise_threshold(gold: NDArray[np.int64], score: NDArray[np.float64]) -> float:
    """Find the lowest score from which flagging has a precision of `PRECISE`.

    Parameters
    ----------
    gold, score : ndarray, shape (n,)

    Returns
    -------
    float
        Rounded to `DECIMALS`; the highest score where none is precise enough.
    """
    precision, _, thresholds = precision_recall_curve(gold, score)
    # Precision wobbles: the last place where it is too low counts, not the first where it is not.
    low = np.flatnonzero(precision[:-1] < PRECISE)
    first = min(low[-1] + 1 if len(low) else 0, len(thresholds) - 1)
    return round(float(thresholds[first]), DECIMALS)


def make_pipeline(settings: dict[str, Any]) -> Pipeline:
    """Build the untrained pipeline.

    Parameters
    ----------
    settings : dict
        Parameters by scikit-learn's names, e.g. ``{"classify__C": 0.3}``.

    Returns
    -------
    sklearn.pipeline.Pipeline
        Takes `rumor.features.sentence.Sentence` objects; fit it with levels as `y` and with
        ``classify__groups``.
    """
    pipeline = Pipeline(
        [
            ("rows", FeatureRows()),
            ("vectorize", DictVectorizer()),
            ("frequent", FrequentColumns()),
            ("classify", SpeculativenessClassifier()),
        ]
    )
    return pipeline.set_params(**settings)
