"""Processes that score, and a waiting line before them.

Scoring is Python that keeps a processor busy. Threads would share one processor, make the server
wait for its turn at every step, and could not be stopped when time runs out. A process has a
processor of its own, can be ended, and if it dies only its article is lost.

The event loop itself watches the sockets to them: threads that wait for answers would cost more
than the answers, since each has to be woken and to wait for the interpreter.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import time
from collections import deque
from dataclasses import dataclass

from rumor.errors import RumorError
from rumor.scorer import Scorer
from rumor.serve.link import Link
from rumor.serve.tasks import Answer, Article
from rumor.serve.worker import FAILED, pack, pack_scorer

START_SECONDS = 120.0
"""How long a process may take to load before the service gives up starting."""


class OutOfTimeError(Exception):
    """The deadline of an article passed before it was scored."""


class ScoringError(Exception):
    """Scoring failed.

    Attributes
    ----------
    kind, place : str
        Type of the exception, and where it was raised. Its message is not kept: it may quote the
        article.
    """

    def __init__(self, kind: str, place: str) -> None:
        self.kind = kind
        self.place = place
        super().__init__(f"{kind} at {place}")


@dataclass(slots=True, eq=False)
class _Job:
    message: bytes
    future: asyncio.Future[Answer]
    timer: asyncio.TimerHandle | None = None
    worker: Link | None = None

    def settle(self, outcome: Answer | Exception) -> None:
        """Tell who waits, if anybody still does, what came of it."""
        if self.timer is not None:
            self.timer.cancel()
        if self.future.done():
            return
        if isinstance(outcome, Answer):
            self.future.set_result(outcome)
        else:
            self.future.set_exception(outcome)


class Pool:
    """Scores articles in processes of its own, in the order they come.

    It hears of answers in the event loop in which articles are submitted: one at a time.

    Parameters
    ----------
    scorer : Scorer
        Sent to each process once.
    count : int
        How many processes.

    Attributes
    ----------
    restarts : int
        Processes that died, or were ended for taking too long, and were replaced.
    last_answer : float
        When, by `time.monotonic`, something was last scored; 0 before the start.
    alive : bool
        Whether the pool has been started and not been closed.
    """

    def __init__(self, scorer: Scorer, count: int) -> None:
        self.count = count
        self.restarts = 0
        self.last_answer = 0.0
        self.alive = False
        self._scorer = scorer
        self._packed = b""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._line: deque[_Job] = deque()
        self._idle: list[Link] = []
        self._workers: dict[Link, _Job | None] = {}

    def start(self) -> None:
        """Start the processes and wait until each has scored a sentence.

        Raises
        ------
        rumor.errors.RumorError
            If one does not.
        """
        atexit.register(self.close)  # a process left behind would keep this one from ending
        self._packed = pack_scorer(self._scorer)
        for _ in range(self.count):  # all of them, so that they load side by side
            self._workers[Link(self._packed)] = None
        deadline = time.monotonic() + START_SECONDS
        for worker in self._workers:
            if not worker.has_started(deadline):
                self.close()
                reason = f"a scoring process did not start ({worker.status})"
                raise RumorError(f"{reason}; make memory free or give fewer --workers")
        self._idle = [*self._workers]
        self.last_answer = time.monotonic()
        self.alive = True

    def submit(self, task: str, article: Article, deadline: float) -> asyncio.Future[Answer]:
        """Queue an article.

        Parameters
        ----------
        task : str
            Of `rumor.serve.tasks.TASKS`.
        article : Article
        deadline : float
            By `time.monotonic`; the process that has not answered then is ended.

        Returns
        -------
        asyncio.Future of Answer
            Raises `OutOfTimeError` or `ScoringError`.

        Raises
        ------
        RuntimeError
            If the pool is not running, or there is no running event loop.
        """
        if not self.alive:
            raise RuntimeError("the pool is not running")
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop = loop
            for worker in self._workers:
                worker.watch(loop, self._take, self._bury)
        job = _Job(pack(task, article), loop.create_future())
        left = deadline - time.monotonic()
        if left <= 0.0:
            job.settle(OutOfTimeError())
            return job.future
        job.timer = loop.call_later(left, self._expire, job)
        self._line.append(job)
        self._give()
        return job.future

    def close(self) -> None:
        """End the processes, whatever they are at."""
        atexit.unregister(self.close)
        self.alive = False
        workers, self._workers = self._workers, {}
        self._idle.clear()
        for worker, job in workers.items():
            status = worker.end()
            if job is not None:
                job.settle(ScoringError("death of a process", status))
        while self._line:
            self._line.popleft().future.cancel()

    def _give(self) -> None:
        """Give processes that are idle what waits."""
        while self._line and self._idle:
            job = self._line.popleft()
            if job.future.done():  # nobody waits for it any more
                continue
            worker = self._idle.pop()
            job.worker, self._workers[worker] = worker, job
            worker.send(job.message)
        if self._line and len(self._workers) < self.count:
            self._add()

    def _take(self, worker: Link, sentences: int, body: bytes) -> None:
        """Take what a process tells: that it has started, or what came of its article."""
        job, self._workers[worker] = self._workers[worker], None
        if job is not None and sentences == FAILED:
            job.settle(ScoringError(**json.loads(body)))
        elif job is not None:
            self.last_answer = time.monotonic()
            job.settle(Answer(body, sentences))
        self._idle.append(worker)
        self._give()

    def _bury(self, worker: Link) -> None:
        """Replace a process that died; only its article is lost."""
        lost = ScoringError("death of a process", worker.end())
        job = self._drop(worker)
        if job is not None:
            job.settle(lost)
        elif not worker.started and self._line:  # else nobody would ever hear that none starts
            self._line.popleft().settle(lost)
        if worker.started:
            self._add()
        else:  # that the next may not start either is no reason to try without end
            self._give()

    def _expire(self, job: _Job) -> None:
        """End the process that has not answered in time."""
        worker = job.worker
        if worker is not None and self._workers.get(worker) is job:
            worker.end()
            self._drop(worker)
            self._add()
        job.message = b""
        job.settle(OutOfTimeError())

    def _drop(self, worker: Link) -> _Job | None:
        self.restarts += 1
        if worker in self._idle:
            self._idle.remove(worker)
        return self._workers.pop(worker)

    def _add(self) -> None:
        assert self._loop is not None  # something was submitted
        try:
            worker = Link(self._packed)
        except OSError as error:  # no memory, or too many processes
            if self._line:
                reason = (error.strerror or "failed").lower()
                self._line.popleft().settle(ScoringError("start of a process", reason))
            return
        self._workers[worker] = None
        worker.watch(self._loop, self._take, self._bury)
