"""A scoring process as the server sees it: how to start it, send to it, hear from it and end it."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import socket
import time
from collections.abc import Callable
from multiprocessing.context import SpawnProcess

from rumor.children import held
from rumor.serve.worker import READY, TOLD, work

_STOP_SECONDS = 0.5
_CHUNK = 65536
_NOTHING = memoryview(b"")


class Link:
    """A process and this end of the socket to it.

    Parameters
    ----------
    first : bytes
        The frame it is sent first: its scorer.

    Attributes
    ----------
    started : bool
        Whether it has loaded, and said so.
    """

    def __init__(self, first: bytes) -> None:
        self.started = False
        self._socket, theirs = socket.socketpair()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unsent = memoryview(first)
        self._writing = False
        self._got = bytearray()
        context = multiprocessing.get_context("spawn")  # a fork would copy the server's threads
        # What a process is given at its start is waited for; the scorer is not, sent like this.
        self._process: SpawnProcess = context.Process(target=work, args=(theirs,), daemon=True)
        try:
            with held(signal.SIGINT, signal.SIGTERM), theirs:
                self._process.start()
        except OSError:
            self._socket.close()
            raise

    @property
    def status(self) -> str:
        """How the process ended."""
        return f"exit status {self._process.exitcode}"

    def has_started(self, deadline: float) -> bool:
        """Wait until the process has loaded; False if it dies or the deadline passes."""
        try:
            self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
            self._socket.sendall(self._unsent)
            self._unsent = _NOTHING
            said = self._socket.recv(TOLD.size)
        except OSError:
            said = b""
        self.started = said == TOLD.pack(0, READY)
        if not self.started:
            self._process.join(_STOP_SECONDS)
        return self.started

    def watch(
        self,
        loop: asyncio.AbstractEventLoop,
        take: Callable[[Link, int, bytes], None],
        bury: Callable[[Link], None],
    ) -> None:
        """Hear from the process in an event loop, and in no other.

        Parameters
        ----------
        loop : asyncio.AbstractEventLoop
            One that watches sockets.
        take : callable
            Called with the number and the bytes of each frame.
        bury : callable
            Called when the process has died.
        """
        self._leave()
        self._loop = loop
        self._socket.setblocking(False)
        loop.add_reader(self._socket, self._receive, take, bury)
        self._flush()

    def send(self, frames: bytes) -> None:
        """Send frames, without waiting; if the process has died, `bury` is called of it."""
        self._unsent = memoryview(frames)
        self._flush()

    def end(self) -> str:
        """End the process, whatever it is at, and tell how it ended."""
        self._leave()
        self._process.kill()
        self._process.join()
        self._socket.close()
        return self.status

    def _flush(self) -> None:
        assert self._loop is not None  # it is watched
        try:
            if self._unsent:
                self._unsent = self._unsent[self._socket.send(self._unsent) :] or _NOTHING
        except BlockingIOError:
            pass
        except OSError:  # it has died, which reading tells
            self._unsent = _NOTHING
        if self._unsent:
            self._loop.add_writer(self._socket, self._flush)
        elif self._writing:
            self._loop.remove_writer(self._socket)
        self._writing = bool(self._unsent)

    def _receive(
        self, take: Callable[[Link, int, bytes], None], bury: Callable[[Link], None]
    ) -> None:
        try:
            data = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._leave()
            bury(self)
            return
        self._got += data
        while len(self._got) >= TOLD.size:
            size, number = TOLD.unpack_from(self._got)
            end = TOLD.size + size
            if len(self._got) < end:
                return
            body = bytes(memoryview(self._got)[TOLD.size : end])
            del self._got[:end]
            self.started = True
            take(self, number, body)

    def _leave(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
        self._loop = None
