"""Trainings in parallel, each a run of its own; what was finished before is not done again."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, Self, TypeAlias

from joblib.externals.loky import get_reusable_executor

from rumor.atomic import unwritable
from rumor.experiments.ledger import (
    CONFIG_DIGEST,
    FAILED,
    FINISHED,
    SWEEP_DIGEST,
    Ledger,
    Run,
)
from rumor.experiments.plan import Plan, Task, model_file
from rumor.experiments.sweep_table import best, best_tags, summaries
from rumor.experiments.train import Trained
from rumor.experiments.trial import Failure, attempt, failure, ignore_interrupts
from rumor.portable import write_model

_IDLE = 30
"""Seconds after which a worker without work ends, also when the sweep itself was killed."""

# One thread each: as many workers as cores would otherwise start as many threads each.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Report: TypeAlias = Callable[[Task, Failure | None], object]


def _silent(*_: object) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Outcome:
    """What has become of a sweep.

    Attributes
    ----------
    run_id : str
        The run that the others are nested in, or the only one.
    runs : dict of str to mlflow.entities.Run
        The finished runs, by the digest of their task.
    failures : dict of str to Failure
        By name of the variant.
    before : frozenset of str
        Digests of the tasks that had been finished before.
    """

    run_id: str
    runs: dict[str, Run]
    failures: dict[str, Failure]
    before: frozenset[str]


def run_sweep(
    plan: Plan,
    ledger: Ledger,
    *,
    name: str = "",
    params: Mapping[str, Any] | None = None,
    jobs: int = 1,
    output: Path | None = None,
    again: bool = False,
    take_over: bool = False,
    begun: Callable[[str, int], object] = _silent,
    report: Report = _silent,
) -> Outcome:
    """Train all that a plan holds and is not finished yet.

    Parameters
    ----------
    plan : Plan
    ledger : Ledger
    name : str
        Name of the run that the others are nested in; empty for a plan of one task, run alone.
    params : mapping, optional
        What that run is, for its parameters.
    jobs : int
        Worker processes.
    output : pathlib.Path, optional
        Folder that keeps the portable models.
    again : bool
        Whether to do all anew, even if it was finished before.
    take_over : bool
        Whether to go on where a process began that cannot be seen from here.
    begun : callable
        Called with the id of the run that the others are nested in and the number of those finished
        before, when it is known that there is something to do.
    report : callable
        Called with each task as it ends, and its failure if it failed.

    Returns
    -------
    Outcome

    Raises
    ------
    rumor.experiments.ledger.BusyError
        If another process runs the same.
    rumor.errors.OutputError
        If a model cannot be written to `output`.
    """
    tag, digest = (SWEEP_DIGEST, plan.digest) if name else (CONFIG_DIGEST, plan.tasks[0].digest)
    opened: dict[str, str] = {}
    with ledger.alone():
        earlier = ledger.claim(tag, digest, take_over=take_over)
        earlier = None if again else earlier
        if earlier is not None and earlier.info.status == FINISHED:
            run_id = earlier.info.run_id
            runs = ledger.finished(run_id) if name else {digest: earlier}
            return Outcome(run_id, runs, {}, frozenset(runs))
        if not name:
            opened = {digest: ledger.begin(plan.tasks[0], plan.resamples)}
        elif earlier is not None:
            ledger.resume_sweep(earlier.info.run_id)
        else:
            ledger.begin_sweep(plan, name, params or {})
    before = frozenset(ledger.finished())
    with ledger.ended_if_stopped(ledger.parent):
        begun(ledger.parent, len(before))
        todo = [task for task in plan.tasks if task.digest not in before]
        failures, last = _train(todo, plan, ledger, jobs, output, report, opened)
        if not ledger.parent:
            runs = {} if failures else {digest: ledger.run(last)}
            return Outcome(last, runs, failures, before)
        runs = ledger.finished()
        ledger.end_sweep(
            FAILED if failures else FINISHED,
            best_tags(best(plan, runs)),
            summaries(plan, runs, {name: f.reason for name, f in failures.items()}),
        )
    return Outcome(ledger.parent, runs, failures, before)


def _train(
    todo: Sequence[Task],
    plan: Plan,
    ledger: Ledger,
    jobs: int,
    output: Path | None,
    report: Report,
    opened: Mapping[str, str],
) -> tuple[dict[str, Failure], str]:
    """Train tasks; return what failed by name, and the id of the last run.

    `opened` has the ids of runs that are open already, by the digests of their tasks.
    """
    waiting, run_id = deque(todo), ""
    failures: dict[str, Failure] = {}
    with _Workers(ledger, min(jobs, len(todo))) as workers:
        active = workers.active
        while waiting or active:
            done = next(iter(wait(active, return_when=FIRST_COMPLETED).done)) if active else None
            # Before a result is logged, so that no worker is idle meanwhile.
            while waiting and len(active) - (done is not None) < jobs:
                task = waiting.popleft()
                run_id = opened.get(task.digest) or ledger.begin(task, plan.resamples)
                workers.submit(task, run_id, plan.resamples)
            if done is None:
                continue
            task, run = active[done]
            result = _result(done)
            if isinstance(result, Failure):
                failures[task.variant.name] = result
                ledger.fail(run, result)
            else:
                if output is not None:
                    _write(result, model_file(output, task))
                try:
                    ledger.log(run, result)
                except Exception:
                    del active[done]  # ended as failed, not to be ended as killed
                    raise
            del active[done]
            report(task, failures.get(task.variant.name))
    return failures, run_id


class _Workers:
    """Worker processes, and what is being trained; whatever stops the block ends that as killed."""

    def __init__(self, ledger: Ledger, jobs: int) -> None:
        self.active: dict[Future[Trained | Failure], tuple[Task, str]] = {}
        self._ledger = ledger
        self._jobs = jobs
        self._executor: Any = None

    def submit(self, task: Task, run_id: str, resamples: int) -> None:
        """Give a task whose run is open to a worker."""
        variant = task.variant
        with _interrupts_held():  # workers start here, and are not to die of Ctrl-C before us
            # Looked up each time: it is a new one after a worker has died.
            self._executor = get_reusable_executor(
                max_workers=self._jobs,
                timeout=_IDLE,
                initializer=ignore_interrupts,
                env=_ONE_THREAD,
            )
            future = self._executor.submit(
                attempt, variant.corpora, task.sha256s, variant.settings, resamples
            )
            self.active[future] = task, run_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:  # first, as the store may be what has failed
            self._executor.shutdown(kill_workers=True)
        for _task, run_id in self.active.values():
            self._ledger.kill(run_id)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Deliver Ctrl-C after the block; processes that it starts never get it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: `ignore_interrupts` alone must do
        yield
        return
    resource_tracker.ensure_running()  # to start it later would undo the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _write(trained: Trained, path: Path) -> None:
    try:
        write_model(trained.model, path)
    except OSError as error:
        raise unwritable(path, error) from error


def _result(future: Future[Trained | Failure]) -> Trained | Failure:
    died = future.exception()  # of the worker: what training raises is its result
    return future.result() if died is None else failure(died)
