"""The runs of a sweep in the tracking store: found again, opened, ended.

Only the process that runs the sweep writes here; its workers hand their results back. MLflow does
not repeat a transaction, and SQLite refuses one at once, whatever its timeout, if it has read
before another process wrote. With one writer there is nothing to lock out, and the status of every
run is set where it is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeAlias

import mlflow
from mlflow.entities import Param, RunStatus
from mlflow.tracking.context.registry import resolve_tags
from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID

from rumor.errors import RumorError
from rumor.experiments import processes, tracking
from rumor.experiments.plan import Plan, Task
from rumor.experiments.processes import State
from rumor.experiments.store import alone, open_store
from rumor.experiments.train import Trained
from rumor.experiments.trial import Failure

SWEEP = "sweep"
"""Value of the tag `rumor.experiments.tracking.KIND` of the run that the others are nested in."""

CONFIG, CONFIG_DIGEST, SWEEP_DIGEST = "rumor.config", "rumor.config_digest", "rumor.sweep_digest"
ERROR, RESAMPLES = "rumor.error", "rumor.resamples"
"""Tags of runs."""

FINISHED, FAILED, KILLED, RUNNING = (
    RunStatus.to_string(status)
    for status in (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED, RunStatus.RUNNING)
)
_PAGE = 1000

Run: TypeAlias = Any  # mlflow.entities.Run; MLflow has no types


class BusyError(RumorError):
    """A sweep that another process runs, or may run."""


class Ledger:
    """The runs of one sweep, or one run alone.

    Parameters
    ----------
    uri : str
        Tracking store.

    Attributes
    ----------
    parent : str
        Id of the run that the others are nested in; empty while there is none.
    """

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._experiment = open_store(uri)
        self._client = mlflow.MlflowClient()
        self.parent = ""

    def alone(self) -> AbstractContextManager[None]:
        """Keep other processes from claiming the same before we have begun it.

        A store on a server has no such lock: there two that start in the same instant both run.
        """
        return alone(self._uri)

    def claim(self, tag: str, digest: str, *, take_over: bool = False) -> Run | None:
        """Find the latest run of this kind, and close what a process that is gone left open.

        Parameters
        ----------
        tag, digest : str
            Tag that holds the digest.
        take_over : bool
            Whether to close runs too whose process cannot be seen from here.

        Returns
        -------
        mlflow.entities.Run or None
            As it is after that; None if there is none.

        Raises
        ------
        BusyError
            If a process that runs it is there, or may be.
        """
        runs = [run for run in self._search({tag: digest}) if not _is_nested(run)]
        for run in runs:
            if run.info.status == RUNNING:
                _require_gone(run, take_over=take_over)
        for run in runs:
            left = [r for r in self._nested(run.info.run_id) if r.info.status == RUNNING]
            for open_run in left + ([run] if run.info.status == RUNNING else []):
                self._client.set_terminated(open_run.info.run_id, KILLED)
        return self._client.get_run(runs[0].info.run_id) if runs else None

    def begin_sweep(self, plan: Plan, name: str, params: Mapping[str, Any]) -> None:
        """Open a run that the others are nested in."""
        tags = {tracking.KIND: SWEEP, SWEEP_DIGEST: plan.digest}
        self.parent = self._create(name, tags)
        found = [Param(key, str(value)) for key, value in params.items()]
        self._client.log_batch(self.parent, params=found)

    def resume_sweep(self, parent: str) -> None:
        """Open a run again that ended before all that is nested in it was finished."""
        self.parent = parent
        for key, value in processes.own_tags().items():
            self._client.set_tag(parent, key, value)
        self._client.update_run(parent, status=RUNNING)

    def finished(self, parent: str = "") -> dict[str, Run]:
        """Return the finished runs that are nested in a run, the open sweep's by default."""
        parent = parent or self.parent
        runs = self._nested(parent) if parent else []
        return {
            run.data.tags[CONFIG_DIGEST]: run
            for run in runs
            if run.info.status == FINISHED and CONFIG_DIGEST in run.data.tags
        }

    def run(self, run_id: str) -> Run:
        """Return a run as it is now."""
        return self._client.get_run(run_id)

    def begin(self, task: Task, resamples: int) -> str:
        """Open the run of a task and return its id."""
        tags = {
            CONFIG: task.variant.config,
            CONFIG_DIGEST: task.digest,
            RESAMPLES: str(resamples),
            **({MLFLOW_PARENT_RUN_ID: self.parent} if self.parent else {}),
        }
        return self._create(task.variant.name, tags)

    def log(self, run_id: str, trained: Trained) -> None:
        """Log a training to its run, and end it."""
        with mlflow.start_run(run_id=run_id):
            tracking.log_training(trained)

    def fail(self, run_id: str, failure: Failure) -> None:
        """End a run that failed, with the reason."""
        self._client.set_tag(run_id, ERROR, failure.reason[:500])
        self._client.log_text(run_id, failure.traceback, "traceback.txt")
        self._client.set_terminated(run_id, FAILED)

    def kill(self, run_id: str) -> None:
        """End a run that was stopped from outside."""
        self._client.set_terminated(run_id, KILLED)

    def end_sweep(self, status: str, tags: Mapping[str, str], files: Mapping[str, str]) -> None:
        """End the run that the others are nested in, with texts to keep by file name."""
        for name, text in files.items():
            self._client.log_text(self.parent, text, name)
        for key, value in tags.items():
            self._client.set_tag(self.parent, key, value)
        self._client.set_terminated(self.parent, status)

    @contextmanager
    def ended_if_stopped(self, run_id: str) -> Iterator[None]:
        """End a run as killed if Ctrl-C stops the block, as failed if an error does."""
        status = FAILED
        try:
            yield
            status = ""
        except KeyboardInterrupt:
            status = KILLED
            raise
        finally:
            if status and run_id:
                self._client.set_terminated(run_id, status)

    def _create(self, name: str, tags: Mapping[str, str]) -> str:
        every = {**tracking.run_tags(), **processes.own_tags(), **tags}
        run = self._client.create_run(self._experiment, run_name=name, tags=resolve_tags(every))
        run_id: str = run.info.run_id
        return run_id

    def _nested(self, parent: str) -> list[Run]:
        return self._search({MLFLOW_PARENT_RUN_ID: parent})

    def _search(self, tags: Mapping[str, str]) -> list[Run]:
        """Return the runs that bear tags, the latest first."""
        query = " and ".join(f"tags.`{key}` = '{value}'" for key, value in tags.items())
        runs: list[Run] = []
        token = None
        while True:
            page = self._client.search_runs(
                [self._experiment],
                query,
                max_results=_PAGE,
                order_by=["attributes.start_time DESC"],
                page_token=token,
            )
            runs += page
            token = page.token
            if not token:
                return runs


def _is_nested(run: Run) -> bool:
    return MLFLOW_PARENT_RUN_ID in run.data.tags


def _require_gone(run: Run, *, take_over: bool) -> None:
    tags = run.data.tags
    state = processes.state(tags)
    who = f"process {tags.get(processes.PID, '?')} on {tags.get(processes.HOST, '?')}"
    if state is State.LIVING:
        raise BusyError(
            f"run {run.info.run_id}: {who} is running the same now; wait for it or stop it"
        )
    if state is State.ELSEWHERE and not take_over:
        raise BusyError(
            f"run {run.info.run_id}: {who} began the same, and whether it still runs cannot be "
            "seen from here; if it does not, take it over with --take-over"
        )
