"""Clients that keep a server of this machine busy, and check each of its answers.

All of them live in one process of their own, which does next to nothing between an answer and
the next request: what it takes of the processors is lost to the server that is measured.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import cast

from rumor.errors import RumorError

HOST = "127.0.0.1"
_GRACE = 180.0
_MOST_FAULTS = 5


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the answer that it must get.

    Attributes
    ----------
    request : bytes
        Head and body.
    answer : bytes
        Body of the answer.
    sentences : int
        How many are scored for it.
    """

    request: bytes
    answer: bytes
    sentences: int


@dataclass(slots=True)
class Load:
    """What came of it.

    Attributes
    ----------
    seconds : float
        From the first request to the last answer.
    sentences : int
        Scored in all.
    latencies : list of float
        Seconds from each request to the end of its answer.
    errors : int
        Answers that were not as they must be, or did not come.
    faults : list of str
        What was wrong with the first of them.
    cpu_seconds : float
        Of the clients themselves.
    """

    seconds: float = 0.0
    sentences: int = 0
    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    faults: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0

    def fail(self, fault: str) -> None:
        """Count an error."""
        self.errors += 1
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(fault)


def post(path: str, body: bytes) -> bytes:
    """Return a request with a body of JSON."""
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def drive(port: int, exchanges: Sequence[Exchange], clients: int, seconds: float) -> Load:
    """Have clients send requests to a server, each the next when the last is answered.

    Parameters
    ----------
    port : int
        Of this machine; no other can be given.
    exchanges : sequence of Exchange
        Taken in turn; each client begins at another.
    clients : int
        Connections, opened before the first request and kept.
    seconds : float
        After which no request is begun.

    Returns
    -------
    Load
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_drive, args=(theirs, port, exchanges, clients, seconds), daemon=True
    )
    with ours:
        with theirs:
            process.start()
        try:
            load: Load = ours.recv()
        except EOFError:
            raise RumorError("the clients died; make memory free and measure again") from None
        finally:
            process.kill()
            process.join()
    return load


def _drive(
    pipe: Connection, port: int, exchanges: Sequence[Exchange], clients: int, seconds: float
) -> None:
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        load = runner.run(_run(port, exchanges, clients, seconds))
    load.cpu_seconds = time.process_time()
    pipe.send(load)


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ModuleNotFoundError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


async def _run(port: int, exchanges: Sequence[Exchange], clients: int, seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    load = Load()
    connected = [
        (await loop.create_connection(lambda: _Client(load, exchanges), HOST, port))[1]
        for _ in range(clients)
    ]
    start = time.perf_counter()
    for number, client in enumerate(connected):
        client.begin(number * len(exchanges) // clients, start + seconds)
    _, late = await asyncio.wait([client.done for client in connected], timeout=seconds + _GRACE)
    load.seconds = time.perf_counter() - start
    for _ in late:
        load.fail("no answer")
    return load


class _Client(asyncio.Protocol):
    """A connection: one request at a time."""

    def __init__(self, load: Load, exchanges: Sequence[Exchange]) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._load = load
        self._exchanges = exchanges
        self._next = 0
        self._stop = 0.0
        self._sent = 0.0
        self._got = b""
        self._wanted = 0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def begin(self, first: int, stop: float) -> None:
        self._next = first
        self._stop = stop
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._got = self._got + data if self._got else data
        if not self._wanted:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            self._wanted = end + 4 + _length(self._got[:end])
        if len(self._got) >= self._wanted:
            self._check()
            self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self._load.fail(f"connection lost ({type(error).__name__ if error else 'closed'})")
            self.done.set_result(None)

    def _ask(self) -> None:
        self._sent = time.perf_counter()
        if self._sent >= self._stop:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
            return
        self._got = b""
        self._wanted = 0
        self._transport.write(self._exchanges[self._next].request)

    def _check(self) -> None:
        exchange = self._exchanges[self._next]
        self._next = (self._next + 1) % len(self._exchanges)
        self._load.latencies.append(time.perf_counter() - self._sent)
        if self._got.startswith(b"HTTP/1.1 200 ") and self._got.endswith(
            b"\r\n\r\n" + exchange.answer
        ):
            self._load.sentences += exchange.sentences
        else:
            self._load.fail(self._got[:60].decode("latin-1"))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0
