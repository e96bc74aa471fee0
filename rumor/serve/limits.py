"""Limits that requests meet before anything is done with them, as plain ASGI middleware.

Each answers with a problem. What has no body (health checks, pages, counters) is
held by none of them but the rate.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rumor.serve.envelope import PROBES, reject
from rumor.serve.places import Places, client_of
from rumor.serve.problems import (
    BAD_REQUEST,
    OVERLOADED,
    SLOW,
    TOO_LARGE,
    TOO_OFTEN,
    ProblemError,
)

MAX_CLIENTS = 10_000
"""Client addresses remembered; the one unseen for longest is forgotten first."""

BODILESS = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods of requests whose body, if there is one, is not read."""

CLOSE = {"Connection": "close"}
"""Header of an answer to a request of which something is left unread."""

_READING = "rumor.reading"
_Reading: TypeAlias = "Places[asyncio.Timeout]"
_DRAIN_FACTOR = 8
_DRAIN_PAUSE = 0.25
_DRAIN_SECONDS = 5.0


class RateLimit:
    """A token bucket for each client address; IPv6 clients share one with their /64 network.

    Parameters
    ----------
    app : ASGI application
    rate : float
        Tokens a second; each request takes one.
    burst : int
        What the bucket holds.
    clock : callable
        Seconds; for tests.
    """

    def __init__(
        self, app: ASGIApp, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self._rate = rate
        self._burst = max(burst, 1)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        # A monitor must not be the one that is turned away.
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        wait = self._take(_client(scope))
        if wait > 0.0:
            seconds = max(math.ceil(wait), 1)
            problem = ProblemError(
                TOO_OFTEN,
                f"more than {self._rate:g} requests a second; wait {seconds} s",
                headers={"Retry-After": str(seconds), **CLOSE},
            )
            await reject(problem, scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _take(self, client: str) -> float:
        """Take a token, or tell for how many seconds there will be none."""
        now = self._clock()
        tokens, then = self._buckets.pop(client, (float(self._burst), now))
        tokens = min(tokens + (now - then) * self._rate, float(self._burst))
        granted = tokens >= 1.0
        self._buckets[client] = (tokens - 1.0 if granted else tokens, now)
        if len(self._buckets) > MAX_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if granted else (1.0 - tokens) / self._rate


class ConcurrencyLimit:
    """At most so many requests with a body at a time; each may hold one body in memory.

    When all places are taken, a body that is still arriving makes way, as `Places` has it: clients
    that send slowly, or only seem to, cannot keep the others out.

    Parameters
    ----------
    app : ASGI application
    most : int
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self._most = most
        self._now = 0
        self._reading: _Reading = Places(time.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        if scope["type"] != "http" or scope["method"] in BODILESS:
            await self.app(scope, receive, send)
            return
        if self._now >= self._most and not self._make_room(_client(scope)):
            problem = ProblemError(
                OVERLOADED,
                f"{self._most} requests are being worked on",
                headers={"Retry-After": "1", **CLOSE},
            )
            await reject(problem, scope, receive, send)
            return
        self._now += 1
        scope[_READING] = self._reading
        try:
            await self.app(scope, receive, send)
        finally:
            self._now -= 1

    def _make_room(self, client: str) -> bool:
        limit = self._reading.give_up(client)
        if limit is None or limit.expired():
            return False
        limit.reschedule(asyncio.get_running_loop().time())
        return True


class BodyLimit:
    """Reads the body before anything else happens, up to a size and for a time.

    Bytes are counted as they come, so that neither a missing nor a false Content-Length matters.

    Parameters
    ----------
    app : ASGI application
    max_bytes : int
    seconds : float
        In which all of the body has to arrive.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float) -> None:
        self.app = app
        self._max_bytes = max_bytes
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        if scope["type"] != "http" or scope["method"] in BODILESS:
            await self.app(scope, receive, send)
            return
        try:
            self._check_declared(scope)
            async with _limited(scope, self._seconds):
                body = await self._read(receive)
        except TimeoutError:
            detail = f"it did not arrive within {self._seconds:g} s, or others needed its place"
            await reject(ProblemError(SLOW, detail, headers=CLOSE), scope, receive, send)
            return
        except ProblemError as problem:
            await self._drain(scope, receive)
            await reject(problem, scope, receive, send)
            return
        if body is None:  # the client has gone
            return
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, again, send)

    def _check_declared(self, scope: Scope) -> None:
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        for length in lengths:
            if not length.isdigit():
                raise ProblemError(BAD_REQUEST, "Content-Length is not a number", headers=CLOSE)
            # Digits without number would take long to read as one.
            if len(length) > len(str(self._max_bytes)) or int(length) > self._max_bytes:
                raise self._too_large()

    async def _read(self, receive: Receive) -> bytes | None:
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._max_bytes:
                raise self._too_large()
            chunks.append(chunk)
            if not message.get("more_body", False):
                return b"".join(chunks)

    async def _drain(self, scope: Scope, receive: Receive) -> None:
        """Throw away some of the rest: a client that is still sending would not see the answer."""
        left = _DRAIN_FACTOR * self._max_bytes
        try:
            async with _limited(scope, _DRAIN_SECONDS):
                while left > 0:
                    message = await asyncio.wait_for(receive(), _DRAIN_PAUSE)
                    if not message.get("more_body", False):
                        return
                    left -= len(message.get("body", b""))
        except TimeoutError:
            return  # it sends nothing and waits

    def _too_large(self) -> ProblemError:
        return ProblemError(
            TOO_LARGE,
            f"it is larger than {self._max_bytes} bytes",
            headers=CLOSE,
            max_bytes=self._max_bytes,
        )


@asynccontextmanager
async def _limited(scope: Scope, seconds: float) -> AsyncIterator[None]:
    """Read for a time, which ends sooner when another request takes the place of this one."""
    reading: _Reading = scope.get(_READING, Places(time.monotonic))
    async with asyncio.timeout(seconds) as limit:
        reading.enter(limit, _client(scope))
        try:
            yield
        finally:
            reading.leave(limit)


def _client(scope: Scope) -> str:
    client = scope.get("client")
    return client_of(str(client[0])) if client else ""
