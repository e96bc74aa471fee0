"""Where models come from: files, folders, and references into an MLflow store."""

from __future__ import annotations

import importlib
import os
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from rumor.errors import MissingExtraError, ModelError
from rumor.model_file import is_pickle, is_portable
from rumor.portable import PortableModel, read_model

DEFAULT_URI = "sqlite:///mlflow.db"
"""The tracking store when none is named: a database in the working directory."""

MODEL_NAME = "model"
"""What a run calls the portable model that it logs."""

MODEL_FILE = "artifacts/model.json"
"""Where the portable model lies within an MLflow model."""

REFERENCES = "models:/NAME@ALIAS, models:/NAME/VERSION, models:/m-ID, runs:/RUN/NAME or a run id"
"""The references into a store that are understood, for help and messages."""

_RUN_ID = re.compile(r"[0-9a-f]{32}")
_IN_STORE = ("models:", "runs:")


def tracking_uri(given: str | None = None) -> str:
    """Return the tracking store to use.

    Parameters
    ----------
    given : str, optional
        What the user asked for.

    Returns
    -------
    str
        That, else ``MLFLOW_TRACKING_URI`` of the environment, else `DEFAULT_URI`.
    """
    return given or os.environ.get("MLFLOW_TRACKING_URI") or DEFAULT_URI


def load_model(
    reference: str | Path, tracking: str | None = None, *, allow_pickle: bool = False
) -> PortableModel:
    """Read the portable model that a reference means.

    Parameters
    ----------
    reference, tracking
        As for `resolve_model`. What is downloaded is removed again.
    allow_pickle : bool
        Whether `reference` may also be the path of the joblib pipeline of a training, which is
        loaded, and so runs whatever code is in it, and is exported. What lies in a folder or comes
        from a store is never unpickled.

    Returns
    -------
    PortableModel

    Raises
    ------
    rumor.errors.ModelError
        If there is none, or this release cannot use it.
    rumor.errors.MissingExtraError
        If the reference is one into a store, and MLflow is not installed; or a pipeline, and
        scikit-learn is not.
    """
    if not in_store(reference):
        path = Path(reference)
        if allow_pickle and is_pickle(path):
            return _unpickle(path)
        return read_model(_on_disk(path))
    with TemporaryDirectory(prefix="rumor-model-") as folder:
        path = _download(str(reference), tracking, Path(folder))
        try:
            return read_model(path)
        except ModelError as error:  # the user knows the reference, not where the copy lay
            raise ModelError(reference, error.reason, error.remedy) from error


def resolve_model(reference: str | Path, tracking: str | None = None) -> Path:
    """Find the portable model that a reference means, as a file on disk.

    Parameters
    ----------
    reference : str or pathlib.Path
        A portable file; a folder that holds one, or an MLflow model with one; or a reference into
        a store: ``models:/rumor@champion``, ``models:/rumor/3``, ``models:/m-<id>``,
        ``runs:/<id>/model`` or the bare id of a run. What exists on disk wins over a run id.
    tracking : str, optional
        The store such a reference is looked up in; by default that of `tracking_uri`.

    Returns
    -------
    pathlib.Path
        A downloaded file is removed when the process ends.

    Raises
    ------
    rumor.errors.ModelError
        If there is no such model, or the store is missing or does not answer.
    rumor.errors.MissingExtraError
        If the reference is one into a store, and MLflow is not installed.
    """
    if not in_store(reference):
        return _on_disk(Path(reference))
    return _download(str(reference), tracking, Path(mkdtemp(dir=_downloads().name)))


def in_store(reference: str | Path) -> bool:
    """Whether a reference is one into an MLflow store, not a path."""
    text = str(reference)
    if text.startswith(_IN_STORE):
        return True
    return _RUN_ID.fullmatch(text) is not None and not Path(text).exists()


@cache
def _downloads() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="rumor-models-")  # its finaliser runs as the process ends


def _download(reference: str, tracking: str | None, folder: Path) -> Path:
    from rumor.model_store import fetch  # here: a plain file needs nothing of it

    return fetch(reference, tracking_uri(tracking), folder)


def _on_disk(path: Path) -> Path:
    """Return the portable model at a path: itself, unless it is a folder."""
    if not path.is_dir():
        return path  # whoever reads it tells when it is missing
    if (path / "MLmodel").is_file():
        model = path / MODEL_FILE
        if not model.is_file():
            reason = f"an MLflow model without {MODEL_FILE}"
            raise ModelError(path, reason, "give one that `rumor train` logged")
        return _within(path, model)
    found = [file for file in sorted(path.glob("*.json")) if is_portable(file)]
    if not found:
        remedy = "give a portable model, a folder that holds one, or an MLflow model"
        raise ModelError(path, "a folder without a portable model", remedy)
    if len(found) > 1:
        names = ", ".join(file.name for file in found)
        raise ModelError(path, f"holds {len(found)} portable models ({names})", "name one of them")
    return _within(path, found[0])


def _within(folder: Path, file: Path) -> Path:
    """Return a file of a folder, unless it is a link out of it: folders come from anybody."""
    if not file.resolve().is_relative_to(folder.resolve()):
        reason = f"its {file.relative_to(folder).as_posix()} leads out of the folder"
        raise ModelError(folder, reason, "give the file itself, if you trust it")
    return file


def _unpickle(path: Path) -> PortableModel:
    try:
        # By name: scoring must not import the part that needs more than the standard library.
        pickled = importlib.import_module("rumor.experiments.pickled")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("rumor"):
            raise
        raise MissingExtraError(f"the pickle {path}", "train", str(error.name)) from error
    model: PortableModel = pickled.load_pickled(path)
    return model
