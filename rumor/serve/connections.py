"""What a connection may cost: time for the head of a request, for taking the answer, and a place.

uvicorn waits without end for heads that do not come and for clients that do not read, and takes on
connections without number. This is a layer over its protocol classes, whichever parser is theirs.
It knows of a request from `cycle` alone, which both replace as soon as a head is whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
import uuid
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from rumor.serve.envelope import answer_bytes
from rumor.serve.heads import too_large
from rumor.serve.limits import CLOSE
from rumor.serve.logs import ACCESS
from rumor.serve.metrics import Metrics
from rumor.serve.places import Places, client_of
from rumor.serve.problems import BAD_REQUEST, OVERLOADED, SLOW_HEAD, ProblemError
from rumor.serve.settings import Settings

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Base
else:
    _Base = object

LINGERING = 50
"""Connections over the limit that are told so; those over that are closed without a word."""

LEAST_TAKEN = 16_384
"""Bytes of an answer that a client has to take within `Settings.answer_seconds`."""

READ_AT_ONCE = 262_144
"""Bytes that asyncio reads at most before a protocol sees them."""

_LINGER_SECONDS = 1.0
_UNSENT = 131_072  # bytes that the system may hold back for a connection
_PIECE = 16_384  # bytes that are parsed before anything is looked at
_AROUND = 2  # bytes of chunk sizes and trailers to one of the body

_Places: TypeAlias = "Places[Guarded]"


class Guard:
    """All connections of a server, and how much is asked of them.

    Parameters
    ----------
    settings : Settings
    metrics : Metrics

    Attributes
    ----------
    waiting : Places
        Connections without a request that is being worked on.
    unread : Places
        Connections whose client does not take all that was sent.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings = settings
        self.waiting: _Places = Places(time.monotonic)
        self.unread: _Places = Places(time.monotonic)
        self._metrics = metrics

    def layer(self, protocol: type[asyncio.Protocol]) -> type[asyncio.Protocol]:
        """Return a protocol class of uvicorn with this guard over it."""
        made = type(f"Guarded{protocol.__name__}", (Guarded, protocol), {"guard": self})
        return cast("type[asyncio.Protocol]", made)

    def make_room(self, client: str) -> bool:
        """End a connection that waits or is left unread, if one has to make way for a client."""
        found = self.waiting.give_up(client) or self.unread.give_up(client)
        if found is not None:
            found.make_way()
        return found is not None

    def opened(self, count: int) -> None:
        """Show how many connections are open."""
        self._metrics.connections.set(count)

    def tell(self, reason: str, problem: ProblemError | None, request_id: str) -> None:
        """Count and log a connection that ends before its time."""
        self._metrics.closed_early.labels(reason).inc()
        fields: dict[str, Any] = {"id": request_id, "reason": reason}
        if problem is not None:
            self._metrics.rejected.labels(problem.problem.name).inc()
            fields |= {"status": problem.problem.status, "problem": problem.problem.name}
        ACCESS.info("connection closed early", extra={"fields": fields})


class Guarded(_Base):
    """What `Guard.layer` puts over a protocol class."""

    guard: Guard

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection on, or turn it away."""
        super().connection_made(transport)
        _show_what_is_left(transport)
        self._from = client_of(self.client[0]) if self.client else ""
        self._running: Any = None
        self._over = False
        self._received = 0  # bytes, since the connection or the last head or answer
        self._body = 0
        self._left = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._answer_timer: asyncio.TimerHandle | None = None
        count = len(self.connections)
        self.guard.opened(count)
        most = self.guard.settings.max_connections
        if count <= most or self.guard.make_room(self._from):
            self._wait()
            self._start_head_timer()
        elif count <= most + LINGERING:
            problem = ProblemError(
                OVERLOADED, f"{most} connections are open", headers={"Retry-After": "1", **CLOSE}
            )
            self._answer("no-room", problem)
        else:
            self._over = True
            self.guard.tell("no-room", None, "-")
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._tell_app()
        super().connection_lost(exc)
        self.guard.waiting.leave(self)
        self.guard.unread.leave(self)
        self._stop_head_timer()
        self._stop_answer_timer()
        self.guard.opened(len(self.connections))

    def data_received(self, data: bytes) -> None:
        """Read, a piece at a time, and see what has become of it."""
        for start in range(0, len(data), _PIECE):
            if self._over or self.transport.is_closing():
                return
            before, held = self.cycle, self._body_held()
            piece = data[start : start + _PIECE]
            self._received += len(piece)
            super().data_received(piece)
            if not self._over and not self.transport.is_closing():
                self._look(begun=self.cycle is not before, read=self._body_held() - held)

    def _look(self, *, begun: bool, read: int) -> None:
        """Hold what has been received to the limits."""
        if begun:
            self._received = 0
            self._body = self._body_held()
            self._stop_head_timer()
            if not self._is_idle():
                self.guard.waiting.leave(self)
        elif not self._is_idle():
            self._body += read
            around = self._received - self._body
            if self.cycle.more_body and around > _PIECE * 4 + _AROUND * self._body:
                self._refuse("overhead", "there is more around its body than in it")
        elif self._received > self.guard.settings.max_head:
            self._answer("head-too-large", too_large(self.guard.settings.max_head))
        elif self._head_timer is None:
            self._start_head_timer()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._received = 0
        if self._is_idle() and not self.transport.is_closing():
            self._wait()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - ours says more
        """Answer what is no HTTP."""
        self._refuse("malformed", "it is not HTTP/1.1")

    def pause_writing(self) -> None:
        """Note that the client does not take what it is sent."""
        super().pause_writing()
        self._left = self.transport.get_write_buffer_size()
        self.guard.unread.enter(self, self._from)
        self._start_answer_timer()

    def resume_writing(self) -> None:
        """Note that it has."""
        super().resume_writing()
        self.guard.unread.leave(self)
        self._stop_answer_timer()

    def shutdown(self) -> None:
        """Close, or do so after the answer."""
        if self._over:
            self.transport.close()
        else:
            super().shutdown()

    def make_way(self) -> None:
        """End, so that another connection can have this one's place."""
        self._end("no-room")

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self.guard.waiting.enter(self, self._from)

    def _start_head_timer(self) -> None:
        seconds = self.guard.settings.head_seconds
        self._head_timer = self.loop.call_later(seconds, self._on_slow_head)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _on_slow_head(self) -> None:
        if self._received == 0:  # a browser connects beforehand, and would show an answer
            self._end("silent")
            return
        detail = f"it did not arrive within {self.guard.settings.head_seconds:g} s"
        self._answer("slow-head", ProblemError(SLOW_HEAD, detail, headers=CLOSE))

    def _start_answer_timer(self) -> None:
        seconds = self.guard.settings.answer_seconds
        self._answer_timer = self.loop.call_later(seconds, self._on_answer_timer)

    def _stop_answer_timer(self) -> None:
        if self._answer_timer is not None:
            self._answer_timer.cancel()
            self._answer_timer = None

    def _on_answer_timer(self) -> None:
        left = self.transport.get_write_buffer_size()
        if self._left - left < LEAST_TAKEN:
            self._end("answer-not-taken")
            return
        self._left = left
        self._start_answer_timer()

    def _body_held(self) -> int:
        return len(self.cycle.body) if self.cycle is not None else 0

    def _refuse(self, reason: str, detail: str) -> None:
        if not self._is_idle():
            if self.cycle.response_started or getattr(self, "pipeline", False):
                self._end(reason)  # an answer would be taken for that to another request
                return
            self._tell_app()
        self._answer(reason, ProblemError(BAD_REQUEST, detail, headers=CLOSE))

    def on_headers_complete(self) -> None:
        """Keep trailers, which httptools tells of as headers too, out of the headers."""
        super().on_headers_complete()  # type: ignore[misc]
        self.headers = []

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        # With httptools `cycle` is the request read last, which may wait for others before it.
        self._running = cycle
        super()._start_asgi_task(cycle, app)  # type: ignore[misc]

    def _tell_app(self) -> None:
        """Let who works on a request know that nobody waits for the answer."""
        for cycle in (self._running, self.cycle):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()

    def _end(self, reason: str) -> None:
        self._over = True
        self.guard.tell(reason, None, "-")
        self._tell_app()
        self.transport.abort()

    def _answer(self, reason: str, problem: ProblemError) -> None:
        """Answer, and close once the client has had time to read that."""
        self._over = True
        self._stop_head_timer()
        request_id = uuid.uuid4().hex
        self.guard.tell(reason, problem, request_id)
        self.transport.write(answer_bytes(problem, request_id, self.server_state.default_headers))
        # Closing at once would reset the connection if the client is still sending.
        if self.transport.get_write_buffer_size() == 0:
            with contextlib.suppress(OSError):  # it has gone already
                self.transport.write_eof()
        self._head_timer = self.loop.call_later(_LINGER_SECONDS, self.transport.close)
        self._wait()


def _show_what_is_left(transport: asyncio.Transport) -> None:
    """Have the protocol told of whatever a client has not taken, rather than hide megabytes."""
    transport.set_write_buffer_limits(high=0)
    link = transport.get_extra_info("socket")
    if link is not None and hasattr(socket, "TCP_NOTSENT_LOWAT"):
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
