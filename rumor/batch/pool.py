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
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, TypeAlias

from rumor.batch.read import Chunk
from rumor.batch.records import Record, Rejected, as_json, bounded, result_row
from rumor.children import held
from rumor.errors import RumorError
from rumor.rows import Unit
from rumor.scorer import Scorer

Rows: TypeAlias = list[dict[str, Any]]
_PATIENCE = 0.2
"""Seconds for a worker to end by itself; what it is at is done again anyway."""

Results: TypeAlias = list[dict[str, Any] | Rejected]


class WorkerError(RumorError):
    """Workers keep dying, and not because of one row."""

    def __init__(self, records: Sequence[Record], status: str) -> None:
        first, last = records[0], records[-1]
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
    scorer : Scorer
        Sent to each worker once.
    unit : {"article", "sentence"}
    count : int
        How many workers.
    """

    def __init__(self, scorer: Scorer, unit: Unit, count: int) -> None:
        self._scorer = scorer
        self._unit = unit
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

    def score(self, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Results]]:
        """Score chunks.

        Parameters
        ----------
        chunks : iterator of Chunk
            Read only as fast as they are scored.

        Yields
        ------
        chunk : Chunk
            In the order they are finished.
        results : list of dict or Rejected
            One for each item of the chunk, in order.

        Raises
        ------
        WorkerError
            If workers die, and not because of one row.
        """
        busy: dict[Connection, tuple[_Worker, Chunk]] = {}
        idle: list[_Worker] = []
        while True:
            while len(busy) < self._count and (chunk := next(chunks, None)) is not None:
                worker = idle.pop() if idle else self._start()
                worker.give(records_of(chunk))
                busy[worker.pipe] = worker, chunk
            if not busy:
                return
            for pipe in wait(list(busy)):
                assert isinstance(pipe, Connection)  # for the type checker: nothing else was given
                worker, chunk = busy.pop(pipe)
                rows = worker.take()
                if rows is None:
                    self._workers.remove(worker)
                    yield chunk, merge(chunk, self._again(records_of(chunk)))
                else:
                    idle.append(worker)
                    yield chunk, merge(chunk, rows)

    def _start(self) -> _Worker:
        worker = _Worker(self._scorer, self._unit)
        self._workers.append(worker)
        return worker

    def _again(self, records: Sequence[Record]) -> Sequence[dict[str, Any] | Rejected]:
        """Score records whose worker has died."""
        rows, status = self._attempt(records)
        before: Results = []
        after: Results = []
        while rows is None and len(records) > 1:
            middle = len(records) // 2
            halves = records[:middle], records[middle:]
            (first, one), (second, two) = self._attempt(halves[0]), self._attempt(halves[1])
            if first is None and second is None:
                raise WorkerError(records, one)
            if first is None:
                records, status = halves[0], one
                after[:0] = second or []
            elif second is None:
                records, status = halves[1], two
                before += first
            else:
                rows = first + second
        return [*before, *([_deadly(records[0], status)] if rows is None else rows), *after]

    def _attempt(self, records: Sequence[Record]) -> tuple[Rows | None, str]:
        worker = _Worker(self._scorer, self._unit)
        try:
            worker.give(records)
            return worker.take(), worker.status
        finally:
            worker.end()


class _Worker:
    """A process and this end of the pipe to it."""

    def __init__(self, scorer: Scorer, unit: Unit) -> None:
        self.status = ""
        context = multiprocessing.get_context("spawn")  # the same on every system, and no locks
        self.pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_work, args=(theirs, scorer, unit), daemon=True
        )
        with held(signal.SIGINT), theirs:
            self._process.start()

    def give(self, records: Sequence[Record]) -> None:
        """Send records; if the worker has died, `take` tells."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send(records)

    def take(self) -> Rows | None:
        """Wait for the rows of what was given; None if the worker has died."""
        try:
            rows: Rows = self.pipe.recv()
        except (EOFError, ConnectionResetError, OSError):  # OSError: died in the middle of a row
            self.end()
            return None
        return rows

    def end(self) -> None:
        """End the process, whatever it is at."""
        self.pipe.close()  # an idle worker ends by itself then
        if self._process.is_alive():
            self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.status = _told(self._process.exitcode)


def records_of(chunk: Chunk) -> list[Record]:
    """Return the rows of a chunk that can be scored."""
    return [item for item in chunk.items if isinstance(item, Record)]


def merge(chunk: Chunk, rows: Sequence[dict[str, Any] | Rejected]) -> Results:
    """Put the rows of the records of a chunk between those that were rejected, in order."""
    left = iter(rows)
    return [item if isinstance(item, Rejected) else next(left) for item in chunk.items]


def _work(pipe: Connection, scorer: Scorer, unit: Unit) -> None:
    """Score what comes through the pipe until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            pipe.send([result_row(scorer, record, unit) for record in pipe.recv()])


def _deadly(record: Record, status: str) -> Rejected:
    raw = as_json({"title": record.title, "text": record.text})
    reason = f"the process that scores it dies ({status})"
    return Rejected(record.source, record.row, record.id, reason, bounded(raw))


def _told(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"exit status {code}"
