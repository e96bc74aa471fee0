"""Processes that score chunks; the death of one costs at most the row that caused it.

`concurrent.futures` cannot tell which of the chunks in flight a dead worker had, so each worker
has a pipe of its own here, and one chunk at a time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from types import TracebackType

from rumor.batch.read import Chunk, Unread
from rumor.batch.records import Record, Rejected, as_json, bounded
from rumor.batch.results import Results, Work, rejection
from rumor.children import held, is_alone, keep_only
from rumor.errors import RumorError

_PATIENCE = 0.2
"""Seconds for a worker to end by itself; what it is at is done again anyway."""


class WorkerError(RumorError):
    """Workers keep dying, and not because of one row."""

    def __init__(self, items: Sequence[Unread], status: str) -> None:
        first, last = items[0], items[-1]
        before = f"{first.source}, rows {first.row}"
        after = f"{last.row}" if first.source == last.source else f"{last.source}, row {last.row}"
        super().__init__(
            f"{before} to {after}: the processes that score them die ({status}); make memory free "
            "or give fewer --workers, then start the same command again: finished rows are kept"
        )


class Pool:
    """Scores chunks in processes of its own.

    A chunk whose worker dies is given to another worker. If that dies too, the chunk is halved, and
    the half that kills its worker again, until one row is left: that row is rejected. If both
    halves kill theirs, it is not one row's fault, and the job stops.

    Parameters
    ----------
    work : Work
        Given to each worker once.
    count : int
        How many workers.
    """

    def __init__(self, work: Work, count: int) -> None:
        self._work = work
        self._count = count
        self._workers: list[_Worker] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.end()

    def score(self, chunks: Iterator[Chunk[Unread]]) -> Iterator[tuple[Chunk[Unread], Results]]:
        """Score chunks.

        Parameters
        ----------
        chunks : iterator of Chunk
            Read only as fast as they are scored, and one ahead.

        Yields
        ------
        chunk : Chunk
            In the order they are finished.
        results : Results

        Raises
        ------
        WorkerError
            If workers die, and not because of one row.
        """
        busy: dict[Connection, tuple[_Worker, Chunk[Unread]]] = {}
        idle: list[_Worker] = []
        ahead = next(chunks, None)
        while busy or ahead is not None:
            while ahead is not None and len(busy) < self._count:
                worker = idle.pop() if idle else self._start()
                worker.give(ahead.items)
                busy[worker.pipe] = worker, ahead
                ahead = next(chunks, None)
            for pipe in wait(list(busy)):
                assert isinstance(pipe, Connection)  # for the type checker: nothing else was given
                worker, chunk = busy.pop(pipe)
                results = worker.take()
                if results is None:
                    self._workers.remove(worker)
                    results = self._again(chunk.items)
                elif ahead is None:
                    idle.append(worker)
                else:  # it goes on while the results are written
                    worker.give(ahead.items)
                    busy[pipe] = worker, ahead
                    ahead = None
                yield chunk, results
                if ahead is None:
                    ahead = next(chunks, None)

    def _start(self) -> _Worker:
        worker = _Worker(self._work)
        self._workers.append(worker)
        return worker

    def _again(self, items: Sequence[Unread]) -> Results:
        """Score rows whose worker has died."""
        results, status = self._attempt(items)
        before, after = Results(), Results()
        while results is None and len(items) > 1:
            middle = len(items) // 2
            halves = items[:middle], items[middle:]
            (first, one), (second, two) = self._attempt(halves[0]), self._attempt(halves[1])
            if first is None and second is None:
                raise WorkerError(items, one)
            if first is None:
                items, status = halves[0], one
                after = (second or Results()) + after
            elif second is None:
                items, status = halves[1], two
                before += first
            else:
                results = first + second
        if results is None:
            results = rejection(_deadly(self._work.record(items[0]), status))
        return before + results + after

    def _attempt(self, items: Sequence[Unread]) -> tuple[Results | None, str]:
        worker = _Worker(self._work)
        try:
            worker.give(items)
            return worker.take(), worker.status
        finally:
            worker.end()


class _Worker:
    """A process and this end of the pipe to it."""

    def __init__(self, work: Work) -> None:
        self.status = ""
        # A copy of this process has loaded all it needs, and shares the memory of it. Where there
        # are threads, whose locks it would copy too, and elsewhere than on Linux, it begins anew.
        forked = is_alone()
        context: ForkContext | SpawnContext = (
            multiprocessing.get_context("fork") if forked else multiprocessing.get_context("spawn")
        )
        if forked:
            work.warm_up()
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work, forked), daemon=True)
        with held(signal.SIGINT, spawning=not forked), theirs:
            self._process.start()

    def give(self, items: Sequence[Unread]) -> None:
        """Send rows; if the worker has died, `take` tells."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send(items)

    def take(self) -> Results | None:
        """Wait for the results of what was given; None if the worker has died."""
        try:
            results: Results = self.pipe.recv()
        except (EOFError, ConnectionResetError, OSError):  # OSError: died in the middle of them
            self.end()
            return None
        return results

    def end(self) -> None:
        """End the process, whatever it is at."""
        self.pipe.close()  # an idle worker ends by itself then
        if self._process.is_alive():
            self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.status = _told(self._process.exitcode)


def _serve(pipe: Connection, work: Work, forked: bool) -> None:
    """Score what comes through the pipe until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if forked:  # other ends of other pipes, which would not be closed then, and a lock
        keep_only(pipe.fileno())
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            pipe.send(work.results(pipe.recv()))


def _deadly(record: Record | Rejected, status: str) -> Rejected:
    if isinstance(record, Rejected):
        return record
    raw = as_json({"title": record.title, "text": record.text})
    reason = f"the process that scores it dies ({status})"
    return Rejected(record.source, record.row, record.id, reason, bounded(raw))


def _told(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"exit status {code}"
