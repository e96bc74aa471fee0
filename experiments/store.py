"""The MLflow store that runs are kept in, opened without noise."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mlflow
from mlflow.exceptions import MlflowException

from rumor.model_store import store_path

EXPERIMENT = "rumor"


def open_store(uri: str, experiment: str = EXPERIMENT) -> str:
    """Point MLflow at a store and make our experiment the current one.

    Parameters
    ----------
    uri : str
        Tracking store, e.g. ``sqlite:///mlflow.db`` or ``http://host:5000``.
    experiment : str
        Made if there is none of that name.

    Returns
    -------
    str
        Id of the experiment.
    """
    hush_mlflow()
    mlflow.set_tracking_uri(uri)
    with _alone(uri):
        known = mlflow.get_experiment_by_name(experiment)  # makes the database if there is none
    if known is None:
        try:
            mlflow.create_experiment(experiment, artifact_location=_beside(uri))
        except MlflowException:
            if mlflow.get_experiment_by_name(experiment) is None:
                raise  # else another process has just made it
    found: str = mlflow.set_experiment(experiment).experiment_id
    return found


def hush_mlflow() -> None:
    """Keep MLflow's migrations and progress bars off standard error, its links off the output."""
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)


@contextmanager
def _alone(uri: str) -> Iterator[None]:
    """Keep other processes from making the same database meanwhile: MLflow's migrations clash."""
    path = store_path(uri)
    folder = path.parent if path is not None else Path()
    if path is None or os.name == "nt" or not folder.is_dir():
        yield
        return
    import fcntl  # Unix only

    lock = os.open(folder, os.O_RDONLY)  # the folder itself, so that no file is left
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given up when the process ends, however it ends
        yield
    finally:
        os.close(lock)


def _beside(uri: str) -> str | None:
    """Return a folder beside a database file for what its runs log; a server has its own."""
    path = store_path(uri)
    if path is None:
        return None
    # Absolute: MLflow's own choice, ./mlruns, is lost to whoever looks from another folder.
    return (path.resolve().parent / "mlruns").as_uri()
