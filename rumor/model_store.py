"""Models in an MLflow store: which one a reference means, and its portable file."""

from __future__ import annotations

import importlib
import logging
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from rumor.errors import FileError, MissingExtraError, ModelError
from rumor.model_source import MODEL_FILE, MODEL_NAME, REFERENCES

_LIMITS = {
    # MLflow itself would try for minutes before it says that nobody answers.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}
_LOGGERS = ("mlflow", "alembic")
_SQLITE = re.compile(r"sqlite(?:\+\w+)?:///(?P<path>[^?]*)")
_CHOOSE = "give the store with --tracking-uri or MLFLOW_TRACKING_URI"

_ALIAS = re.compile(r"models:/(?P<name>[^/@]+)@(?P<alias>[^/@]+)")
_VERSION = re.compile(r"models:/(?P<name>[^/@]+)/(?P<version>[0-9]+)")
_MODEL_ID = re.compile(r"models:/(?P<id>m-[^/@]+)")
_RUN = re.compile(r"(?:runs:/)?(?P<run>[^/:]+)(?:/(?P<path>.+))?")


@contextmanager
def open_client(uri: str, where: str) -> Iterator[Any]:
    """Open a store for reading, without making one that is not there.

    Parameters
    ----------
    uri : str
        Tracking store.
    where : str
        What is looked for in it, for messages.

    Yields
    ------
    mlflow.MlflowClient
        Within the block requests are given up soon, and MLflow keeps quiet.

    Raises
    ------
    rumor.errors.ModelError
        If the store is missing, is none, does not answer, or refuses what the block asks for.
    rumor.errors.MissingExtraError
        If MLflow is not installed.
    """
    if reason := _why_no_store(uri):
        raise ModelError(where, reason, _CHOOSE)
    mlflow = _mlflow(where)
    with _soon_and_quiet():
        try:
            yield mlflow.MlflowClient(tracking_uri=uri)
        except mlflow.exceptions.MlflowException as error:
            raise ModelError(where, _reason(error, uri), _CHOOSE) from error


def store_path(uri: str) -> Path | None:
    """Return the file or folder of a tracking store; None where it is on a server.

    Parameters
    ----------
    uri : str
        E.g. ``sqlite:///mlflow.db``.
    """
    if database := _SQLITE.match(uri):
        return Path(database["path"])
    if urlsplit(uri).scheme in ("", "file") and uri != "databricks":
        return Path(url2pathname(urlsplit(uri).path) if uri.startswith("file:") else uri)
    return None


def _why_no_store(uri: str) -> str:
    """Tell why there is no tracking store on this machine; empty if there is, or on a server."""
    path = store_path(uri)
    if path is None:
        return ""
    if not (path.is_file() if _SQLITE.match(uri) else path.is_dir()):
        return f"there is no store {uri} here"
    return f"{path} is no MLflow store" if path.is_file() and not _is_store(path) else ""


def require_store(uri: str) -> None:
    """Make sure that a tracking store is there, without making one.

    Raises
    ------
    rumor.errors.FileError
        If it would be on this machine and is not.
    """
    path = store_path(uri)
    if path is not None and not path.exists():
        raise FileError(path, "no such tracking store", "train something first: rumor train")


def fetch(reference: str, uri: str, folder: Path) -> Path:
    """Download the portable model that a reference means.

    Parameters
    ----------
    reference : str
        As `rumor.model_source.resolve_model` takes those into a store.
    uri : str
        Tracking store.
    folder : pathlib.Path
        Where to put it.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    rumor.errors.ModelError
        If there is no such model, or the store is missing or does not answer.
    rumor.errors.MissingExtraError
        If MLflow is not installed.
    """
    with open_client(uri, reference) as client:
        location = _location(client, reference, uri)
        return download(location, reference, uri, folder)


def download(location: str, where: str, uri: str, folder: Path) -> Path:
    """Download the portable model of an MLflow model.

    Parameters
    ----------
    location : str
        Where the store keeps the model's files.
    where : str
        What it is called, for messages.
    uri : str
        Tracking store.
    folder : pathlib.Path

    Returns
    -------
    pathlib.Path

    Raises
    ------
    rumor.errors.ModelError
        If there is no portable model, or it cannot be had.
    """
    mlflow = _mlflow(where)
    try:
        path = mlflow.artifacts.download_artifacts(
            artifact_uri=f"{location.rstrip('/')}/{MODEL_FILE}",
            dst_path=str(folder),
            tracking_uri=uri,
        )
    except (mlflow.exceptions.MlflowException, OSError) as error:
        reason = f"no {MODEL_FILE} to be had from {location} ({_first_line(error)})"
        raise ModelError(where, reason, "give a model that `rumor train` logged") from error
    return Path(path)


def _location(client: Any, reference: str, uri: str) -> str:
    """Return where the store keeps the files of a model."""
    if found := _ALIAS.fullmatch(reference):
        version = find_alias(client, found["name"], found["alias"])
        if version is None:
            known = ", ".join(sorted(_aliases(client, found["name"]))) or "none"
            reason = f"no alias {found['alias']!r} of a model {found['name']!r} in {uri}"
            raise ModelError(reference, reason, f"its aliases: {known}")
        return str(client.get_model_version_download_uri(found["name"], version))
    if found := _VERSION.fullmatch(reference):
        if not _exists(client.get_model_version, found["name"], found["version"]):
            reason = f"no version {found['version']} of a model {found['name']!r} in {uri}"
            raise ModelError(reference, reason, "see the Models page of `mlflow ui`")
        return str(client.get_model_version_download_uri(found["name"], found["version"]))
    if found := _MODEL_ID.fullmatch(reference):
        model = _exists(client.get_logged_model, found["id"])
        if model is None:
            raise ModelError(reference, f"no such logged model in {uri}", _CHOOSE)
        return _place(reference, model)
    if not reference.startswith("models:") and (found := _RUN.fullmatch(reference)):
        return _run_location(client, reference, found["run"], found["path"], uri)
    raise ModelError(reference, "no reference to a model", f"write {REFERENCES}")


def _run_location(client: Any, reference: str, run_id: str, path: str | None, uri: str) -> str:
    run = _exists(client.get_run, run_id)
    if run is None:
        raise ModelError(reference, f"no run {run_id} in {uri}", _CHOOSE)
    outputs = run.outputs.model_outputs if run.outputs else []
    models = [client.get_logged_model(output.model_id) for output in outputs]
    if path is not None or len(models) > 1:
        models = [model for model in models if model.name == (path or MODEL_NAME)]
    if not models:
        named = f" named {path!r}" if path else ""
        reason = f"the run ({run.info.status.lower()}) logged no model{named}"
        raise ModelError(reference, reason, "give a run of `rumor train` that finished")
    if len(models) > 1:
        names = ", ".join(f"models:/{model.model_id} ({model.name})" for model in models)
        raise ModelError(reference, f"the run logged {len(models)} models", f"give one of {names}")
    return _place(reference, models[0])


def _place(reference: str, model: Any) -> str:
    """Return where the files of a logged model are, if all of them are there."""
    if str(model.status) in ("PENDING", "FAILED"):
        reason = f"a training that stopped while it logged this model ({model.model_id})"
        raise ModelError(reference, reason, "give a run of `rumor train` that finished")
    return str(model.artifact_location)


def find_alias(client: Any, name: str, alias: str) -> str | None:
    """Return the version an alias of a registered model stands on, None if there is none."""
    version = _aliases(client, name).get(alias)
    return None if version is None else str(version)


def _aliases(client: Any, name: str) -> dict[str, str]:
    model = _exists(client.get_registered_model, name)
    return {} if model is None else dict(model.aliases)


def _exists(get: Any, *names: str) -> Any:
    """Return what a getter of MLflow finds, None where it says that there is no such thing."""
    exceptions = importlib.import_module("mlflow.exceptions")
    try:
        return get(*names)
    except exceptions.MlflowException as error:
        # Ids that are not shaped like ids are refused as invalid, not as absent.
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE", "NOT_FOUND"):
            return None
        raise


@contextmanager
def _soon_and_quiet() -> Iterator[None]:
    """Bound MLflow's patience and hush it; whatever the user has set himself stays."""
    new = {name: value for name, value in _LIMITS.items() if name not in os.environ}
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    os.environ.update(new)
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        for name in new:
            os.environ.pop(name, None)


def _mlflow(where: str) -> Any:
    try:
        importlib.import_module("mlflow.artifacts")
        return importlib.import_module("mlflow")
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"the model {where}", "train", str(error.name)) from error


def _is_store(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            rows = base.execute("SELECT 1 FROM sqlite_master WHERE name = 'experiments'").fetchall()
    except sqlite3.Error:
        return False  # no database, or not to be read
    return bool(rows)


def _reason(error: Exception, uri: str) -> str:
    line = _first_line(error)
    silent = "Max retries exceeded" in line or "timed out" in line.lower()
    return f"the store {uri} does not answer" if silent else f"the store {uri} says: {line}"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(". ")
