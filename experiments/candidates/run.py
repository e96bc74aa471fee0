"""One candidate's scores: of held-out training rows, and of the dev sets."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import GroupKFold

from rumor.experiments.candidates.blocks import Data
from rumor.experiments.candidates.models import HEDGED, Prediction
from rumor.experiments.candidates.registry import Candidate
from rumor.experiments.pipeline import best_threshold

FOLDS = 5
_NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a candidate gave.

    Attributes
    ----------
    candidate : Candidate
    held_out, dev : Prediction
        Of the training rows, each by a fit that had not seen its passage; and of the dev rows, by
        a fit on the whole training part.
    held_out_flagged : ndarray of bool, shape (n,)
        By the threshold with the best F1 on the other folds.
    threshold : float
        The score with the best F1 on all held-out rows; it flags the dev rows.
    fit_seconds : float
        Of the fit on the whole training part.
    sentences_per_second : float
        On the dev rows, from sentences read in context to scores, on this machine.
    """

    candidate: Candidate
    held_out: Prediction
    dev: Prediction
    held_out_flagged: NDArray[np.bool_]
    threshold: float
    fit_seconds: float
    sentences_per_second: float


def folds(data: Data) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Part the training rows by passage: rows to fit on and rows held out, the same for all."""
    return list(GroupKFold(FOLDS).split(data.levels, data.levels, data.groups))


def run_candidate(
    candidate: Candidate, data: Data, progress: Callable[[], object] = lambda: None
) -> Outcome:
    """Cross-validate a candidate over passages, and score the dev sets with it once.

    Parameters
    ----------
    candidate : Candidate
        Not a blend.
    data : Data
    progress : callable
        Called after each of the `FOLDS` + 1 fits.

    Returns
    -------
    Outcome
    """
    assert candidate.fit is not None
    columns, dev_columns = data.columns(candidate.blocks)

    def fit(rows: NDArray[np.int64], others: csr_matrix) -> tuple[Prediction, float, float]:
        assert candidate.fit is not None
        started = time.perf_counter()
        predict = candidate.fit(columns[rows], data.levels[rows], data.groups[rows])
        fitted = time.perf_counter()
        prediction = predict(others)
        finished = time.perf_counter()
        progress()
        return prediction, fitted - started, finished - fitted

    score = np.empty(len(data.levels))
    level = np.full(len(data.levels), -1)
    for training, held_out in folds(data):
        prediction, _, _ = fit(training, columns[held_out])
        score[held_out] = prediction.score
        if prediction.level is not None:
            level[held_out] = prediction.level
    dev, fit_seconds, seconds = fit(np.arange(len(data.levels)), dev_columns)
    seconds += sum(data.blocks[name].seconds for name in candidate.blocks)
    whole = Prediction(score, None if dev.level is None else level)
    return _outcome(candidate, data, whole, dev, fit_seconds, seconds)


def blend(candidate: Candidate, data: Data, outcomes: Mapping[str, Outcome]) -> Outcome:
    """Average the log-odds of candidates that have been run on the same folds.

    Parameters
    ----------
    candidate : Candidate
        Its parts give probabilities.
    data : Data
    outcomes : mapping of str to Outcome
        By name; holds the parts.

    Returns
    -------
    Outcome
    """
    parts = [outcomes[name] for name in candidate.parts]
    seconds = sum(len(data.dev_levels) / part.sentences_per_second for part in parts)
    return _outcome(
        candidate,
        data,
        Prediction(_mean_odds([part.held_out.score for part in parts])),
        Prediction(_mean_odds([part.dev.score for part in parts])),
        sum(part.fit_seconds for part in parts),
        seconds,
    )


def _outcome(
    candidate: Candidate,
    data: Data,
    held_out: Prediction,
    dev: Prediction,
    fit_seconds: float,
    seconds: float,
) -> Outcome:
    gold = (data.levels >= HEDGED).astype(np.int64)
    flagged = np.zeros(len(gold), dtype=np.bool_)
    for others, rows in folds(data):
        flagged[rows] = held_out.score[rows] >= best_threshold(gold[others], held_out.score[others])
    return Outcome(
        candidate,
        held_out,
        dev,
        flagged,
        best_threshold(gold, held_out.score),
        fit_seconds,
        len(data.dev_levels) / max(seconds, _NEARLY),
    )


def _mean_odds(scores: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    within = np.clip(np.stack(scores), _NEARLY, 1 - _NEARLY)
    odds = np.log(within / (1 - within)).mean(axis=0)
    result: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return result
