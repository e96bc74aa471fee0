"""Finding tracked trainings in a store, and reading back what they kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

import mlflow
import pandas as pd
from mlflow.entities import Run
from mlflow.exceptions import MlflowException

from rumor.errors import FileError
from rumor.experiments.metrics import Judged
from rumor.experiments.predictions import FILE, digests, from_frame
from rumor.experiments.store import EXPERIMENT, hush_mlflow, store_errors
from rumor.experiments.tracking import KIND, TRAINING
from rumor.model_store import require_store

_SHORTEST_PREFIX = 4
_LISTED = 5
_TAGS = ("rumor.version", "rumor.schema_hash", "mlflow.source.git.commit")


@dataclass(frozen=True)
class TrackedRun:
    """A tracked training and what it said of the dev sets.

    Attributes
    ----------
    id, name : str
    started : int
        Milliseconds since 1970.
    settings : mapping of str to str
        Parameters, digests of the data, release and commit.
    judged : mapping of str to Judged
        By dev set; empty when the predictions cannot be had.
    digests : mapping of str to str
        Digest of each dev set.
    missing : str
        Why there are no predictions; empty when there are.
    """

    id: str
    name: str
    started: int
    settings: Mapping[str, str]
    judged: Mapping[str, Judged] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""


class Runs:
    """The runs of our experiment in a store.

    Parameters
    ----------
    uri : str
        Tracking store; it must exist.

    Raises
    ------
    rumor.errors.RumorError
        If there is no such store, it cannot be read, or nothing was trained in it.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        require_store(uri)
        hush_mlflow()
        # Else a mistyped address is tried for minutes.
        os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
        with store_errors(uri, "give another --tracking-uri"):
            mlflow.set_tracking_uri(uri)
            self._client = mlflow.MlflowClient(uri)
            experiment = self._client.get_experiment_by_name(EXPERIMENT)
            self._experiments = [experiment.experiment_id] if experiment else []
            # Newest first, as the store orders them.
            self._all = list(self._search("")) if experiment else []
        if not any(map(_is_training, self._all)):
            raise FileError(uri, "holds no training", "train something first: rumor train")

    def find(self, wanted: str) -> Run:
        """Find a run.

        Parameters
        ----------
        wanted : str
            Its id, its name (the latest finished of that name), or the beginning of its id.

        Returns
        -------
        mlflow.entities.Run

        Raises
        ------
        rumor.errors.RumorError
            If there is none, or several ids begin so.
        """
        for run in self._all:
            if run.info.run_id == wanted:
                return run
        named = [run for run in self._all if run.info.run_name == wanted]
        if named:
            finished = [run for run in named if run.info.status == "FINISHED"]
            if not finished:
                state = named[0].info.status.lower()
                raise FileError(f"run {wanted!r}", f"is {state}, not finished", "train it again")
            return finished[0]
        begun = [run for run in self._all if run.info.run_id.startswith(wanted)]
        if len(wanted) < _SHORTEST_PREFIX or not begun:
            raise FileError(f"run {wanted!r}", f"not in {self.uri}", self._known())
        if len(begun) > 1:
            ids = ", ".join(run.info.run_id for run in begun[:_LISTED])
            reason = f"{len(begun)} ids begin so: {ids}"
            raise FileError(f"run {wanted!r}", reason, "give more of the id")
        return begun[0]

    def latest(self, most: int, where: str = "") -> list[Run]:
        """Find the latest finished trainings.

        Parameters
        ----------
        most : int
        where : str
            Filter in MLflow's language, e.g. ``metrics.`small/ap` > 0.8``.

        Returns
        -------
        list of mlflow.entities.Run
            The oldest first.

        Raises
        ------
        rumor.errors.RumorError
            If the filter cannot be read.
        """
        found = self._all
        if where:
            with store_errors(f"--filter {where!r}", "write it as MLflow's search does"):
                found = list(self._search(where))
        finished = [r for r in found if _is_training(r) and r.info.status == "FINISHED"]
        return finished[:most][::-1]

    def read(self, run: Run) -> TrackedRun:
        """Read what a run kept; one without predictions comes back with the reason."""
        started = run.info.start_time or 0
        name = run.info.run_name or run.info.run_id[:8]
        datasets = run.inputs.dataset_inputs if run.inputs else []
        settings = dict(run.data.params) | {
            f"data {item.dataset.name}": item.dataset.digest for item in datasets
        }
        settings |= {tag: run.data.tags[tag] for tag in _TAGS if tag in run.data.tags}
        tracked = TrackedRun(run.info.run_id, name, started, settings)
        if not _is_training(run):
            return _without(tracked, "it is not a training of this release")
        try:
            with TemporaryDirectory() as folder:
                frame = pd.read_parquet(
                    self._client.download_artifacts(run.info.run_id, FILE, folder)
                )
            judged, sets = from_frame(frame), digests(frame)
        except (MlflowException, OSError):
            return _without(tracked, f"its {FILE} cannot be found")
        except (KeyError, ValueError) as error:
            return _without(tracked, f"its {FILE} cannot be read ({error})")
        return TrackedRun(run.info.run_id, name, started, settings, judged, sets)

    def _search(self, where: str) -> Iterator[Run]:
        token = None
        while True:
            page = self._client.search_runs(self._experiments, where, page_token=token)
            yield from page
            token = page.token
            if not token:
                return

    def _known(self) -> str:
        latest = [r for r in self._all if _is_training(r)][:_LISTED]
        listing = ", ".join(f"{run.info.run_name} ({run.info.run_id[:8]})" for run in latest)
        return f"give the name or id of one; the latest are {listing}"


def _is_training(run: Run) -> bool:
    return bool(run.data.tags.get(KIND) == TRAINING)


def _without(run: TrackedRun, reason: str) -> TrackedRun:
    return TrackedRun(run.id, run.name, run.started, run.settings, missing=reason)
