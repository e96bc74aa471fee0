"""The registry: versions of a model, and the aliases that say which one is which.

``challenger`` stands on the newest registered version, ``champion`` on the one in use, and
``previous-champion`` on the one before it. An alias moves only when all else is written, so that
whatever goes wrong on the way leaves each of them on a whole version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from io import StringIO

import mlflow
from mlflow.exceptions import MlflowException

from rumor.errors import ModelError
from rumor.experiments.store import alone, hush_mlflow, why
from rumor.experiments.train import Trained
from rumor.model_source import MODEL_NAME
from rumor.model_store import find_alias

NAME = "rumor"
CHALLENGER = "challenger"
CHAMPION = "champion"
PREVIOUS = "previous-champion"

_TAGGED = ("ap", "f1", "level_f1", "evidence_f1")


def register_run(uri: str, run_id: str, tags: Mapping[str, str], name: str = NAME) -> str:
    """Register the model that a finished run logged, and make it the challenger.

    Parameters
    ----------
    uri : str
        Tracking store.
    run_id : str
    tags : mapping of str to str
        Tags of the version; those of a training are what `version_tags` gives.
    name : str
        The registered model; made if there is none.

    Returns
    -------
    str
        The new version.

    Raises
    ------
    rumor.errors.ModelError
        If the run logged no model, or the registry refuses it.
    """
    hush_mlflow()
    mlflow.set_tracking_uri(uri)  # MLflow's own store looks the logged model up in this one
    client = mlflow.MlflowClient()
    with registry_errors(f"runs:/{run_id}", uri), alone(uri):
        run = client.get_run(run_id)
        outputs = run.outputs.model_outputs if run.outputs else []
        models = [client.get_logged_model(output.model_id) for output in outputs]
        found = [model.model_id for model in models if model.name == MODEL_NAME]
        if not found:
            raise ModelError(f"runs:/{run_id}", "the run logged no model", "train again")
        # `alone`, so that the alias is not put back onto a version older than another's. And one
        # request, so that there is no version without its tags; MLflow tells of it unasked.
        with redirect_stderr(StringIO()):
            uri_of_model = f"models:/{found[-1]}"
            version = mlflow.register_model(uri_of_model, name, tags=dict(tags)).version
        client.set_registered_model_alias(name, CHALLENGER, version)
    return str(version)


def version_tags(trained: Trained) -> dict[str, str]:
    """Return what one wants to see of a version without opening its run.

    Parameters
    ----------
    trained : Trained

    Returns
    -------
    dict of str to str
        Release, feature schema, digest of each corpus, and the main measures of each dev set.
    """
    about = trained.model.about
    tags = {"rumor.version": about["version"], "rumor.schema_hash": about["schema_hash"]}
    for corpus in trained.corpora:
        tags[f"rumor.corpus.{corpus.name}"] = corpus.sha256
    for evaluation in trained.evaluations:
        for measure in _TAGGED:
            interval = evaluation.measures[measure]
            if interval.value == interval.value:  # a measure without meaning here is nan
                tags[f"{evaluation.name}/{measure}"] = str(interval)
    return tags


def move_champion(uri: str, name: str, version: str, previous: str | None) -> None:
    """Make a version the champion.

    Parameters
    ----------
    uri : str
        Tracking store.
    name : str
        The registered model.
    version : str
    previous : str or None
        The champion that it was compared with.

    Raises
    ------
    rumor.errors.ModelError
        If another one has become the champion since, or the registry refuses.
    """
    client = mlflow.MlflowClient(tracking_uri=uri)
    with registry_errors(f"models:/{name}/{version}", uri):
        if (now := find_alias(client, name, CHAMPION)) != previous:
            reason = f"version {now} became the champion while this one was compared with another"
            raise ModelError(f"models:/{name}/{version}", reason, "promote again")
        if previous is not None:
            client.set_registered_model_alias(name, PREVIOUS, previous)
        client.set_registered_model_alias(name, CHAMPION, version)


def tag_version(uri: str, name: str, version: str, tags: Mapping[str, str]) -> None:
    """Set tags of a version.

    Raises
    ------
    rumor.errors.ModelError
        If the registry refuses.
    """
    client = mlflow.MlflowClient(tracking_uri=uri)
    with registry_errors(f"models:/{name}/{version}", uri):
        for key, value in tags.items():
            client.set_model_version_tag(name, version, key, value)


@contextmanager
def registry_errors(where: str, uri: str) -> Iterator[None]:
    """Turn what MLflow raises into one clear error.

    Parameters
    ----------
    where : str
        The model in question.
    uri : str
        Tracking store.

    Raises
    ------
    rumor.errors.ModelError
    """
    try:
        yield
    except MlflowException as error:
        remedy = "challenger and champion are what they were; try again"
        raise ModelError(where, f"the store {uri} says: {why(error)}", remedy) from error
