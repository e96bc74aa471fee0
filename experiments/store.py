"""The MLflow store that runs are kept in, opened without noise."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import mlflow
from mlflow.exceptions import MlflowException

EXPERIMENT = "rumor"

_SQLITE = "sqlite:///"


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
    if mlflow.get_experiment_by_name(experiment) is None:
        try:
            mlflow.create_experiment(experiment, artifact_location=_beside(uri))
        except MlflowException:
            if mlflow.get_experiment_by_name(experiment) is None:
                raise  # else another process has just made it
    found: str = mlflow.set_experiment(experiment).experiment_id
    return found


def hush_mlflow() -> None:
    """Keep MLflow's database migrations and progress bars off standard error."""
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _beside(uri: str) -> str | None:
    """Return a folder beside a database file for what its runs log; a server has its own."""
    if not uri.startswith(_SQLITE):
        return None
    # Absolute: MLflow's own choice, ./mlruns, is lost to whoever looks from another folder.
    return (Path(uri.removeprefix(_SQLITE)).resolve().parent / "mlruns").as_uri()
