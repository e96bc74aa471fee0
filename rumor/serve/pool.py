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


TOGETHER = 16_384
"""Bytes of messages that a process is given at a time, but for the first, when more are waiting.

It scores them in some milliseconds, and need not be woken for each.
"""


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
        self._workers: dict[Link, deque[_Job]] = {}

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
            self._workers[Link(self._packed)] = deque()
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
        for worker, jobs in workers.items():
            status = worker.end()
            if jobs:
                jobs.popleft().settle(ScoringError("death of a process", status))
            self._line.extend(jobs)
        while self._line:
            self._line.popleft().future.cancel()

    def _give(self) -> None:
        """Give processes that are idle what waits."""
        while self._idle and (jobs := self._next()):
            worker = self._idle.pop()
            for job in jobs:
                job.worker = worker
            self._workers[worker] = jobs
            worker.send(b"".join(job.message for job in jobs))
        if self._line and len(self._workers) < self.count:
            self._add()

    def _next(self) -> deque[_Job]:
        """Take the first of the line, and some more of a long line, but leave others theirs."""
        jobs: deque[_Job] = deque()
        size = 0
        share = len(self._line) // self.count
        while self._line:
            size += len(self._line[0].message)
            if jobs and (size > TOGETHER or len(jobs) >= share):
                break
            job = self._line.popleft()
            if not job.future.done():  # else nobody waits for it any more
                jobs.append(job)
        return jobs

    def _take(self, worker: Link, sentences: int, body: bytes) -> None:
        """Take what a process tells: that it has started, or what came of its first article."""
        jobs = self._workers[worker]
        if jobs and sentences == FAILED:
            jobs.popleft().settle(ScoringError(**json.loads(body)))
        elif jobs:
            self.last_answer = time.monotonic()
            jobs.popleft().settle(Answer(body, sentences))
        if not jobs:
            self._idle.append(worker)
            self._give()

    def _bury(self, worker: Link) -> None:
        """Replace a process that died; only the article it was at is lost."""
        lost = ScoringError("death of a process", worker.end())
        jobs = self._drop(worker)
        if jobs:
            jobs.popleft().settle(lost)
        elif not worker.started and self._line:  # else nobody would ever hear that none starts
            self._line.popleft().settle(lost)
        self._put_back(jobs)
        if worker.started:
            self._add()
        self._give()  # that one did not start is no reason to try without end

    def _expire(self, job: _Job) -> None:
        """End the process that has not answered in time."""
        worker = job.worker
        jobs = None if worker is None else self._workers.get(worker)
        if worker is not None and jobs and jobs[0] is job:
            worker.end()
            self._drop(worker).popleft()
            self._put_back(jobs)
            self._add()
        job.settle(OutOfTimeError())
        self._give()

    def _drop(self, worker: Link) -> deque[_Job]:
        self.restarts += 1
        if worker in self._idle:
            self._idle.remove(worker)
        return self._workers.pop(worker)

    def _put_back(self, jobs: deque[_Job]) -> None:
        """Have what a process was given, but had not begun, wait at the head of the line."""
        for job in jobs:
            job.worker = None
        self._line.extendleft(reversed(jobs))

    def _add(self) -> None:
        assert self._loop is not None  # something was submitted
        try:
            worker = Link(self._packed)
        except OSError as error:  # no memory, or too many processes
            if self._line:
                reason = (error.strerror or "failed").lower()
                self._line.popleft().settle(ScoringError("start of a process", reason))
            return
        self._workers[worker] = deque()
        worker.watch(self._loop, self._take, self._bury)
