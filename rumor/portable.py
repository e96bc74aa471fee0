"""The portable model: a JSON file of weights, and the arithmetic that turns features to a score.

The model is linear. Its *margin* is the intercept plus the weights of the named numbers that a
sentence has; the score is a logistic function of the margin (Platt, 1999, "Probabilistic outputs
for support vector machines"). Four further columns of weights tell the levels apart on either side
of the threshold. Reading a model runs no code from the file.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from rumor.claims import Level
from rumor.errors import ModelError
from rumor.features.analysis import Analysis
from rumor.features.extract import schema_hash
from rumor.features.tokens import Tokens
from rumor.model_file import read_payload, write_payload
from rumor.weights import WeightTable

COLUMNS = ("score", "none", "stated", "attributed", "rumoured")
"""What the weights of a feature are for, in the order they are stored."""

_LARGEST = 1e100
"""No weight is larger: sums of them, and their products, stay far from infinity."""

_RETRAIN = "train it again with `rumor train`, or use the shipped model"


@dataclass(frozen=True, slots=True)
class PortableModel:
    """Weights and calibration of a trained model.

    Attributes
    ----------
    weights : mapping of str to sequence of float, shape (5,)
        One weight for each of `COLUMNS`, by the name of the feature.
    intercepts : sequence of float, shape (5,)
        Likewise.
    slope, offset : float
        The score is ``1 / (1 + exp(-(slope * margin + offset)))``.
    threshold : float
        Score from which a claim counts as speculative: the best F1 on held-out folds.
    precise_threshold : float
        The same for those who would rather miss a claim than flag one wrongly: a precision of
        0.9 on held-out folds.
    evidence_floor : float
        What a cue must add to the margin to be shown as evidence.
    about : mapping
        Where the model comes from: version, feature-schema hash, corpora, settings, measures.
    """

    weights: Mapping[str, Sequence[float]]
    intercepts: Sequence[float]
    slope: float
    offset: float
    threshold: float
    precise_threshold: float
    evidence_floor: float
    about: Mapping[str, Any]
    _cached: WeightTable | None = field(default=None, init=False, repr=False, compare=False)

    def margins(self, analysis: Analysis) -> Sequence[float]:
        """Sum the weights of a sentence.

        Parameters
        ----------
        analysis : Analysis

        Returns
        -------
        sequence of float, shape (5,)
            One margin for each of `COLUMNS`.
        """
        return self._table().totals(analysis, self.intercepts)

    def calibrate(self, margin: float) -> float:
        """Turn the first margin into a probability."""
        return logistic(self.slope * margin + self.offset)

    def level(self, margins: Sequence[float], *, speculative: bool) -> Level:
        """Choose the level among those on the given side of the threshold."""
        _, none, stated, attributed, rumoured = margins
        if speculative:
            return "rumoured" if rumoured > 0 else "hedged"
        best = max(none, stated, attributed)
        if best == stated:
            return "stated"
        return "attributed" if best == attributed else "none"

    def weight(self, names: Sequence[str]) -> float:
        """Sum what named numbers of value 1 add to the margin of the score."""
        return self._table().first(names)

    def first_words(self, tokens: Tokens) -> list[float]:
        """Tell what words and pairs add where they stand first: `WeightTable.first_words`."""
        return self._table().first_words(tokens)

    def _table(self) -> WeightTable:
        if self._cached is None:
            object.__setattr__(self, "_cached", WeightTable.of(self.weights))
        return cast("WeightTable", self._cached)


def logistic(log_odds: float) -> float:
    """Turn log-odds into a probability."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    grown = math.exp(log_odds)  # this side of zero, so that a large exponent cannot overflow
    return grown / (1.0 + grown)


def read_model(path: Path, *, remedy: str = _RETRAIN) -> PortableModel:
    """Read a portable model.

    Parameters
    ----------
    path : pathlib.Path
        A JSON file that `write_model` wrote.
    remedy : str
        What the error tells the user to do about a file that is no good.

    Returns
    -------
    PortableModel

    Raises
    ------
    ModelError
        If the file cannot be read, is no portable model, or was made for another format or for
        other features.
    """
    data = read_payload(path, remedy)
    try:
        model = _from_json(data)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        reason = f"damaged ({error})"
        raise ModelError(path, reason, remedy) from error
    if model.about["schema_hash"] != schema_hash():
        reason = f"made for features {model.about['schema_hash']}, these are {schema_hash()}"
        raise ModelError(path, reason, remedy)
    return model


def write_model(model: PortableModel, path: Path) -> None:
    """Write a portable model, whole or not at all.

    Parameters
    ----------
    model : PortableModel
    path : pathlib.Path
        Replaced if it exists. The same model always gives the same bytes.
    """
    names = sorted(model.weights)
    data = {
        "about": dict(model.about),
        "columns": COLUMNS,
        "intercepts": list(model.intercepts),
        "slope": model.slope,
        "offset": model.offset,
        "threshold": model.threshold,
        "precise_threshold": model.precise_threshold,
        "evidence_floor": model.evidence_floor,
        "names": names,
        "weights": [[model.weights[name][c] for name in names] for c in range(len(COLUMNS))],
    }
    write_payload(data, path)


def _from_json(data: Mapping[str, Any]) -> PortableModel:
    names, columns = data["names"], data["weights"]
    if tuple(data["columns"]) != COLUMNS:
        raise ValueError("other columns")
    if len(set(names)) != len(names):
        raise ValueError("a feature is named twice")
    if len(columns) != len(COLUMNS) or any(len(column) != len(names) for column in columns):
        raise ValueError("weights and names differ in number")
    intercepts = _numbers(data["intercepts"])
    if len(intercepts) != len(COLUMNS):
        raise ValueError("intercepts and columns differ in number")
    slope, offset, floor = _numbers([data[key] for key in ("slope", "offset", "evidence_floor")])
    threshold, precise = _numbers([data[key] for key in ("threshold", "precise_threshold")])
    for value in (threshold, precise):
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"threshold {value}")
    if not re.fullmatch(r"[0-9a-f]{1,64}", data["about"]["schema_hash"]):
        raise ValueError("schema_hash")
    if type(names) is not list or not all(isinstance(name, str) for name in names):
        raise TypeError("a name is not text")
    weights = array("d", bytes(8 * len(COLUMNS) * len(names)))
    for place, column in enumerate(columns):  # they are stored column by column, and kept by rows
        weights[place :: len(COLUMNS)] = array("d", _numbers(column))
    return PortableModel(
        weights=WeightTable(names, weights),
        intercepts=intercepts,
        slope=slope,
        offset=offset,
        threshold=threshold,
        precise_threshold=precise,
        evidence_floor=floor,
        about=data["about"],
    )


def _numbers(numbers: Sequence[float]) -> tuple[float, ...]:
    if not {*map(type, numbers)} <= {float, int}:
        raise TypeError("a number is not one")
    if numbers and not (min(numbers) >= -_LARGEST and max(numbers) <= _LARGEST):
        raise ValueError("a number is too large")
    return tuple(map(float, numbers))
