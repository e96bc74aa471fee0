"""The MLflow store that runs are kept in, opened without noise."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import mlflow
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import DBAPIError

from rumor.atomic import SUFFIX
from rumor.errors import FileError
from rumor.locks import wait_and_lock
from rumor.model_store import open_client, store_path

EXPERIMENT = "rumor"

_REMEDY = "see that there is room and that it can be written, or give another --tracking-uri"
_BUSY_SECONDS = 60


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

    Raises
    ------
    rumor.errors.FileError
        If the store cannot be made or written, or is none.
    rumor.errors.ModelError
        If its server does not answer.
    """
    hush_mlflow()
    _require_usable(uri)
    with store_errors(uri):
        mlflow.set_tracking_uri(uri)
        path = store_path(uri)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)  # a lock needs it before MLflow does
        with alone(uri):
            if uri.startswith("sqlite") and path is not None and os.name != "nt":
                _make_database(path)
            known = mlflow.get_experiment_by_name(experiment)
        if known is None:
            try:
                mlflow.create_experiment(experiment, artifact_location=_beside(uri))
            except MlflowException:
                if mlflow.get_experiment_by_name(experiment) is None:
                    raise  # else another process has just made it
        found: str = mlflow.set_experiment(experiment).experiment_id
    return found


def _make_database(path: Path) -> None:
    """Make a database that is not there yet, whole or not at all.

    MLflow makes the tables in hundreds of steps, and cannot go on where a process was killed in
    between or found no room.
    """
    if path.exists() and path.stat().st_size:
        return
    partial = path.with_name(path.name + SUFFIX)
    for left in (partial, partial.with_name(f"{partial.name}-journal")):
        left.unlink(missing_ok=True)
    try:
        mlflow.MlflowClient(tracking_uri=f"sqlite:///{partial}").search_experiments(max_results=1)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def store_errors(uri: str, remedy: str = _REMEDY) -> Iterator[None]:
    """Turn what goes wrong with a store, or with the files of its runs, into one clear error.

    Parameters
    ----------
    uri : str
        What the user named: the store, or what was asked of it.
    remedy : str
        What the error tells the user to do.

    Raises
    ------
    rumor.errors.FileError
    """
    try:
        yield
    except (MlflowException, DBAPIError, OSError) as error:
        raise FileError(uri, why(error), remedy) from error


def why(error: Exception) -> str:
    """Tell in one line what MLflow, the database below it or the system did not like."""
    # MLflow quotes the whole statement when its database refuses; lets some faults through, too.
    refused = error.__cause__ if isinstance(error, MlflowException) else error
    if isinstance(refused, DBAPIError):
        return str(refused.orig)
    if isinstance(error, OSError):
        reason = (error.strerror or "cannot be written").lower()
        return f"{error.filename}: {reason}" if error.filename else reason
    line = str(error).partition(" with exception ")[0].strip().splitlines() or ["no reason given"]
    return line[0].rstrip(".; ")


def _require_usable(uri: str) -> None:
    """Find out soon what MLflow would find out after minutes of tries."""
    if urlsplit(uri).scheme in ("http", "https"):
        with open_client(uri, "--tracking-uri") as client:
            client.search_experiments(max_results=1)
    path = store_path(uri)
    if path is None:
        return
    place = next(place for place in (path, *path.absolute().parents) if place.exists())
    if not os.access(place, os.W_OK):
        raise FileError(uri, f"{place} cannot be written", _REMEDY)
    if uri.startswith("sqlite") and path.parent.is_dir():
        try:
            with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as base:
                base.execute("PRAGMA schema_version")
        except sqlite3.Error as error:
            raise FileError(uri, str(error), _REMEDY) from error


def hush_mlflow() -> None:
    """Keep MLflow's migrations and progress bars off standard error, its links off the output."""
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what fails is raised


@contextmanager
def alone(uri: str) -> Iterator[None]:
    """Let no other process do meanwhile what is also done in such a block, in the same store.

    For what takes several requests: to make the tables, as MLflow's migrations clash; to see that
    nobody runs the same and to begin; to register and to move the alias.

    Parameters
    ----------
    uri : str
        Tracking store. One on a server cannot be locked, nor one on Windows.
    """
    path = store_path(uri)
    if path is None or os.name == "nt":
        yield
        return
    lock = os.open(path.parent, os.O_RDONLY)  # the folder itself, so that no file is left
    try:
        wait_and_lock(lock)
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
