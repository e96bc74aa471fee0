"""Processes that score, and a waiting line before them.

Scoring is Python that keeps a processor busy. Threads would share one processor, make the server
wait for its turn at every step, and could not be stopped when time runs out. A process has a
processor of its own, can be ended, and if it dies only its article is lost.

What goes through the pipes is JSON and bytes.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import multiprocessing
import queue
import signal
import time
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from rumor.children import held
from rumor.errors import RumorError
from rumor.scorer import Scorer
from rumor.serve.tasks import PROBE, TASKS, Answer, Article

START_SECONDS = 120.0
"""How long a process may take to load before the service gives up starting."""

_STOP_SECONDS = 0.5
_HELLO = b"ready"


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


class Pool:
    """Scores articles in processes of its own, in the order they come.

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
    """

    def __init__(self, scorer: Scorer, count: int) -> None:
        self.count = count
        self.restarts = 0
        self.last_answer = 0.0
        self._scorer = scorer
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._workers: set[_Worker] = set()
        self._threads: ThreadPoolExecutor | None = None

    def start(self) -> None:
        """Start the processes and wait until each has scored a sentence.

        Raises
        ------
        rumor.errors.RumorError
            If one does not.
        """
        atexit.register(self.close)  # a process left behind would keep this one from ending
        workers = [self._add() for _ in range(self.count)]
        deadline = time.monotonic() + START_SECONDS
        for worker in workers:
            if not worker.has_started(deadline):
                self.close()
                reason = f"a scoring process did not start ({worker.status})"
                raise RumorError(f"{reason}; make memory free or give fewer --workers")
            self._idle.put(worker)
        self.last_answer = time.monotonic()
        # One thread a process: it waits for its answer and costs nothing meanwhile.
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="rumor-serve")

    @property
    def alive(self) -> bool:
        """Whether the pool has been started and not been closed."""
        return self._threads is not None

    def submit(self, task: str, article: Article, deadline: float) -> Future[Answer]:
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
        concurrent.futures.Future of Answer
            Raises `OutOfTimeError` or `ScoringError`.

        Raises
        ------
        RuntimeError
            If the pool is not running.
        """
        if self._threads is None:
            raise RuntimeError("the pool is not running")
        return self._threads.submit(self._run, task, article, deadline)

    def close(self) -> None:
        """End the processes, whatever they are at."""
        atexit.unregister(self.close)
        threads, self._threads = self._threads, None
        for worker in tuple(self._workers):
            worker.kill()  # a thread that waits for it wakes up
        if threads is not None:
            threads.shutdown(cancel_futures=True)
        for worker in tuple(self._workers):
            worker.end()
        self._workers.clear()

    def _run(self, task: str, article: Article, deadline: float) -> Answer:
        if time.monotonic() >= deadline:  # it ran out in the waiting line
            raise OutOfTimeError
        worker = self._idle.get()
        try:
            answer = worker.ask(task, article, deadline)
        except OutOfTimeError:
            worker = self._replace(worker)
            raise
        except (EOFError, OSError):
            status = worker.end()
            worker = self._replace(worker)
            raise ScoringError("death of a process", status) from None
        finally:
            self._idle.put(worker)
        self.last_answer = time.monotonic()
        return answer

    def _replace(self, worker: _Worker) -> _Worker:
        worker.end()
        if self._threads is None:  # the pool is being closed
            return worker
        self._workers.discard(worker)
        self.restarts += 1
        return self._add()

    def _add(self) -> _Worker:
        worker = _Worker(self._scorer)
        self._workers.add(worker)
        return worker


class _Worker:
    """A process and this end of the pipe to it."""

    def __init__(self, scorer: Scorer) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the server's threads
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_work, args=(theirs, scorer), daemon=True
        )
        self._said_hello = False
        with held(signal.SIGINT, signal.SIGTERM), theirs:
            self._process.start()

    @property
    def status(self) -> str:
        """How the process ended."""
        return f"exit status {self._process.exitcode}"

    def has_started(self, deadline: float) -> bool:
        """Wait until the process has loaded; False if it dies or the deadline passes."""
        try:
            return self._is_ready(deadline)
        except (EOFError, OSError):
            self._process.join(_STOP_SECONDS)
            return False

    def ask(self, task: str, article: Article, deadline: float) -> Answer:
        """Have an article scored; EOFError or OSError if the process dies."""
        if not self._is_ready(deadline):
            raise OutOfTimeError
        self._pipe.send_bytes(json.dumps({"task": task, "article": asdict(article)}).encode())
        if not self._pipe.poll(max(deadline - time.monotonic(), 0.0)):
            raise OutOfTimeError
        head, _, body = self._pipe.recv_bytes().partition(b"\n")
        told = json.loads(head)
        if "kind" in told:
            raise ScoringError(told["kind"], told["place"])
        return Answer(body, told["sentences"])

    def kill(self) -> None:
        """End the process, but leave the pipe to who reads from it."""
        self._process.kill()

    def end(self) -> str:
        """End the process, whatever it is at, and tell how it ended."""
        self._process.kill()
        self._process.join()
        self._pipe.close()
        return self.status

    def _is_ready(self, deadline: float) -> bool:
        if not self._said_hello and self._pipe.poll(max(deadline - time.monotonic(), 0.0)):
            self._said_hello = self._pipe.recv_bytes() == _HELLO
        return self._said_hello


def place_of(error: BaseException) -> str:
    """Tell where an exception was raised, without what was in the variables there."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "nowhere"
    last = frames[-1]
    parts = last.filename.replace("\\", "/").split("/")
    return f"{'/'.join(parts[-3:])}:{last.lineno} {last.name}"


def _work(pipe: Connection, scorer: Scorer) -> None:
    """Score what comes through the pipe until its other end is closed."""
    # A service manager signals all processes of a service: what is in flight is to be finished.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        TASKS["score"](scorer, PROBE)  # loads the cue lists, for which the first would wait
        pipe.send_bytes(_HELLO)
        while True:
            pipe.send_bytes(_reply(scorer, pipe.recv_bytes()))


def _reply(scorer: Scorer, message: bytes) -> bytes:
    try:
        asked = json.loads(message)
        answer = TASKS[asked["task"]](scorer, Article(**asked["article"]))
    except Exception as error:  # noqa: BLE001 - whatever it is, the server has to hear of it
        told = {"kind": type(error).__name__, "place": place_of(error)}
        return json.dumps(told).encode()
    return json.dumps({"sentences": answer.sentences}).encode() + b"\n" + answer.body
