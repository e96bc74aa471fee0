"""The portable model as an MLflow model: its signature, its files, and how it is logged."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

import mlflow
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema

from rumor import __version__

_SIGNATURE = ModelSignature(
    inputs=Schema([ColSpec(DataType.string, "text")]),
    outputs=Schema(
        [
            ColSpec(DataType.double, "score"),
            ColSpec(DataType.boolean, "speculative"),
            ColSpec(DataType.string, "level"),
            ColSpec(DataType.string, "evidence"),
        ]
    ),
    params=ParamSchema([ParamSpec("threshold", DataType.double, -1.0)]),
)
_INPUT_EXAMPLE = "Peluncuran ponsel itu dikabarkan mundur ke bulan depan."


def log_model(model_path: Path) -> None:
    """Log a portable model to the open run as an MLflow pyfunc model.

    Parameters
    ----------
    model_path : pathlib.Path
    """
    with (
        as_file(files("rumor.experiments") / "pyfunc.py") as code,
        TemporaryDirectory() as folder,
    ):
        path = Path(folder, "model.json")  # the artifact bears one name, whatever the file's is
        shutil.copyfile(model_path, path)
        mlflow.pyfunc.log_model(
            name="model",
            python_model=str(code),
            artifacts={"model": str(path)},
            signature=_SIGNATURE,
            input_example=pd.DataFrame({"text": [_INPUT_EXAMPLE]}),
            pip_requirements=[f"rumor=={__version__}", "pandas"],
        )
