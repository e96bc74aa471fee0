"""The portable model as an MLflow model: its signature, its files, and how it is logged or saved.

The MLflow model brings the code that scores, so that it runs wherever MLflow and pandas do.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mlflow
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema

from rumor.errors import OutputError
from rumor.experiments.runtime import stage_runtime
from rumor.experiments.store import hush_mlflow
from rumor.portable import read_model

REQUIREMENTS = ["pandas>=2.3"]
"""What serving needs; MLflow adds itself, in the version that saved the model."""

SIGNATURE = ModelSignature(
    inputs=Schema(
        [ColSpec(DataType.string, "text"), ColSpec(DataType.string, "title", required=False)]
    ),
    outputs=Schema(
        [
            ColSpec(DataType.double, "score"),
            ColSpec(DataType.boolean, "speculative"),
            ColSpec(DataType.string, "level"),
            ColSpec(DataType.string, "evidence"),
        ]
    ),
    params=ParamSchema(
        [
            ParamSpec("threshold", DataType.double, -1.0),
            ParamSpec("unit", DataType.string, "article"),
        ]
    ),
)
_INPUT_EXAMPLE = {
    "text": [
        "Peluncuran ponsel itu dikabarkan mundur. Pabriknya di Wanasari belum memberi keterangan.",
        "Harga cabai di Pasar Rejosari diperkirakan turun pekan depan.",
    ],
    "title": ["Peluncuran ponsel Senja mundur", ""],
}


def log_model(model_path: Path) -> None:
    """Log a portable model to the open run as an MLflow pyfunc model.

    Parameters
    ----------
    model_path : pathlib.Path

    Raises
    ------
    rumor.errors.ModelError
        If it is no model that this release can use.
    """
    with _contents(model_path) as contents:
        mlflow.pyfunc.log_model(name="model", **contents)


def save_model(model_path: Path, folder: Path) -> None:
    """Save a portable model as a folder that MLflow loads and serves, without a tracking store.

    The folder appears whole or not at all.

    Parameters
    ----------
    model_path : pathlib.Path
    folder : pathlib.Path
        Made if it does not exist.

    Raises
    ------
    rumor.errors.ModelError
        If `model_path` is no model that this release can use.
    rumor.errors.OutputError
        If the folder holds something already, or cannot be written.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise OutputError(folder, "is not empty", "give another folder, or empty it")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (
            _contents(model_path) as contents,
            TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch,
        ):
            fresh = Path(scratch, "model")
            mlflow.pyfunc.save_model(path=str(fresh), **contents)
            if folder.exists():
                folder.rmdir()  # empty, and not everywhere to be replaced
            fresh.replace(folder)
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise OutputError(folder, reason, "write somewhere else or make room") from error


@contextmanager
def _contents(model_path: Path) -> Iterator[dict[str, Any]]:
    """Gather what MLflow is to put into the model; it lies in a folder that is then removed."""
    read_model(model_path)  # what cannot be loaded is not worth saving
    hush_mlflow()
    with TemporaryDirectory() as folder, _without_uv_project():
        # Copies, as MLflow writes down where it found things, and names them after the files.
        code, model = Path(folder, "pyfunc.py"), Path(folder, "model.json")
        code.write_bytes((files("rumor.experiments") / code.name).read_bytes())
        shutil.copyfile(model_path, model)
        yield {
            "python_model": str(code),
            "code_paths": [str(stage_runtime(Path(folder)))],
            "artifacts": {"model": str(model)},
            "signature": SIGNATURE,
            "input_example": pd.DataFrame(_INPUT_EXAMPLE),
            "pip_requirements": REQUIREMENTS,
        }


@contextmanager
def _without_uv_project() -> Iterator[None]:
    """Keep MLflow from copying the ``uv.lock`` of whatever folder we are in into the model."""
    name = "MLFLOW_UV_AUTO_DETECT"
    before = os.environ.get(name)
    os.environ[name] = "false"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
