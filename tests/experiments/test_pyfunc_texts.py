"""Texts through the MLflow model: the numbers of Python, whatever they are and however batched."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.experiments.logged_model import save_model
from rumor.rows import ScoreRow, row_of
from rumor.scorer import SHIPPED, Scorer


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[mlflow.pyfunc.PyFuncModel]:
    """Return the shipped model as an MLflow model."""
    folder = tmp_path_factory.mktemp("mlflow") / "model"
    save_model(Path(str(files("rumor.model") / SHIPPED)), folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", list(sys.path))  # MLflow puts the model's code on it
        yield mlflow.pyfunc.load_model(str(folder))


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a prediction as those of `row_of`."""
    records: list[dict[str, Any]] = frame.to_dict("records")
    return [{**record, "evidence": json.loads(record["evidence"])} for record in records]


def expected(scorer: Scorer, texts: list[str]) -> list[ScoreRow]:
    return [row_of(scorer, text) for text in texts]


def predict(model: mlflow.pyfunc.PyFuncModel, texts: list[str]) -> list[dict[str, Any]]:
    frame = pd.DataFrame({"text": pd.Series(texts, dtype=object)})
    return rows(model.predict(frame))


def test_odd_text_gets_the_row_of_python(
    model: mlflow.pyfunc.PyFuncModel, scorer: Scorer, odd: tuple[str, str]
) -> None:
    texts = ["Konon pasar itu pindah.", odd[1], "Pasar itu pindah Senin."]
    assert predict(model, texts) == expected(scorer, texts)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_rows_are_the_same_in_any_batches(
    model: mlflow.pyfunc.PyFuncModel,
    scorer: Scorer,
    any_articles: st.SearchStrategy[str],
    data: st.DataObject,
) -> None:
    texts = data.draw(st.lists(any_articles, min_size=1, max_size=8))
    cut = data.draw(st.integers(0, len(texts)))
    parts = [part for part in (texts[:cut], texts[cut:]) if part]
    assert [row for part in parts for row in predict(model, part)] == expected(scorer, texts)
