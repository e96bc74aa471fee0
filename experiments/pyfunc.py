"""The portable model as an MLflow pyfunc model: logged as code, so that nothing is pickled.

MLflow runs this file by itself, beside a copy of the scoring runtime: it may import `rumor` and
`rumor.features`, but nothing of `rumor.experiments`.
"""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models import set_model
from mlflow.protos.databricks_pb2 import INVALID_STATE
from mlflow.pyfunc.model import PythonModel, PythonModelContext

import rumor
from rumor.rows import UNITS, Unit, row_of
from rumor.scorer import Scorer

OWN_THRESHOLD = -1.0
"""Value of the parameter ``threshold`` that stands for the model's own."""

_SERVING = "_MLFLOW_IS_IN_SERVING_ENVIRONMENT"
"""Variable of the environment that MLflow's server sets."""

SCORING = (
    "features", "text", "claims.py", "explain.py", "model_file.py", "portable.py", "rows.py",
    "scorer.py", "weights.py",
)  # fmt: skip
"""The parts of the runtime that a score depends on."""


class RumorModel(PythonModel):
    """Scores articles or sentences: a frame in, one row for each of its rows out."""

    def load_context(self, context: PythonModelContext) -> None:
        """Read the portable model.

        Raises
        ------
        mlflow.exceptions.MlflowException
            If the process had imported another `rumor` than the model brings.
        rumor.errors.ModelError
            If the file is no portable model.
        """
        model = Path(context.artifacts["model"])
        _check_code(model.parents[1] / "code" / "rumor")
        self.scorer = rumor.load(model)

    def predict(
        self,
        context: PythonModelContext,
        model_input: pd.DataFrame,
        params: dict[str, Any] | None = None,
    ) -> pd.DataFrame:
        """Score the text of each row.

        Parameters
        ----------
        context : PythonModelContext
        model_input : pandas.DataFrame, shape (n, 1) or (n, 2)
            Column ``text``: an article or a sentence. Column ``title``, which may be left out or
            null: the title of its article, for context only.
        params : dict, optional
            ``unit``: whether a text is an ``article`` (default) or one ``sentence``.
            ``threshold``: score in [0, 1] from which a claim counts as speculative; the model's own
            when it is -1 (default).

        Returns
        -------
        pandas.DataFrame, shape (n, 4)
            With the index of `model_input`. ``score``: of the article (mean over its claims) or of
            the sentence. ``speculative`` and ``level``: of its most speculative claim.
            ``evidence``: JSON list of objects with ``kind``, ``text``, ``start`` and ``end``
            (0-based character offsets in the text).

        Raises
        ------
        mlflow.exceptions.MlflowException
            With code ``INVALID_PARAMETER_VALUE``, if a text, a title or a parameter is not what it
            should be.
        """
        params = params or {}
        unit = _unit(params.get("unit"))
        scorer = self._scorer(params.get("threshold"))
        texts = _strings(model_input, "text")
        titles = _strings(model_input, "title")
        rows = [
            row_of(scorer, text, title, unit) for text, title in zip(texts, titles, strict=True)
        ]
        columns = {
            "score": pd.Series([row["score"] for row in rows], dtype="float64"),
            "speculative": pd.Series([row["speculative"] for row in rows], dtype="bool"),
            "level": pd.Series([row["level"] for row in rows], dtype="object"),
            "evidence": pd.Series(
                [json.dumps(row["evidence"], ensure_ascii=False) for row in rows], dtype="object"
            ),
        }
        return pd.DataFrame(columns).set_axis(model_input.index)

    def _scorer(self, threshold: float | None) -> Scorer:
        if threshold is None or threshold == OWN_THRESHOLD:
            return self.scorer
        try:
            return Scorer(self.scorer.model, threshold=threshold)
        except ValueError as error:
            raise MlflowException.invalid_parameter_value(
                f"{error}; {OWN_THRESHOLD:g} stands for the model's own"
            ) from error


def _unit(value: str | None) -> Unit:
    for unit in UNITS:
        if unit == value or value is None:
            return unit
    allowed = " or ".join(map(repr, UNITS))
    raise MlflowException.invalid_parameter_value(f"unit {value!r} is not {allowed}")


def _strings(frame: pd.DataFrame, column: str) -> list[str]:
    """Return the strings of a column; a title may be missing, a text may not."""
    optional = column == "title"
    if column not in frame:
        if optional:
            return [""] * len(frame)
        raise MlflowException.invalid_parameter_value(f"the input has no column {column!r}")
    strings = []
    for number, value in enumerate(frame[column], start=1):
        null = _is_null(value)
        if isinstance(value, str) and not null:
            strings.append(value)
        elif optional and null:
            strings.append("")
        else:
            found = "null" if null else type(value).__name__
            allowed = "a string or null" if optional else "a string"
            raise MlflowException.invalid_parameter_value(
                f"row {number} of {len(frame)}: {column} is {found}, it must be {allowed}"
            )
    return strings


def _is_null(value: object) -> bool:
    if isinstance(value, str):
        # What MLflow's server makes of a JSON null in `inputs` and `instances`.
        return value == "None" and os.environ.get(_SERVING) == "true"
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def _check_code(carried: Path) -> None:
    """Make sure that the code which scores is the code that the model brings.

    MLflow puts the model's copy of `rumor` first on the path, which is of no use to a process that
    has imported another one before: it would go on with that, and might score differently.
    """
    for part in SCORING:
        path = carried / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".toml") and not _is_imported(file, carried):
                raise MlflowException(
                    f"this process has imported rumor from {Path(rumor.__file__).parent}, which is "
                    f"not the code that the model was saved with ({file.relative_to(carried)} "
                    "differs); load the model in a process that has not imported rumor",
                    error_code=INVALID_STATE,
                )


def _is_imported(file: Path, carried: Path) -> bool:
    package = ".".join(("rumor", *file.relative_to(carried).parent.parts))
    try:
        imported = files(package) / file.name
    except ModuleNotFoundError:
        return False
    return imported.is_file() and imported.read_bytes() == file.read_bytes()


set_model(RumorModel())
