"""The server process: a socket, uvicorn on it, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from rumor.serve.connections import READ_AT_ONCE, Guard
from rumor.serve.logs import handle_loop_error
from rumor.serve.service import Service

_STOPS = (signal.SIGINT, signal.SIGTERM)
_LAST_CALL_SECONDS = 1.0


def address_of(listener: socket.socket, host: str) -> str:
    """Return the URL of a listening socket."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"


def run_server(
    app: FastAPI,
    listener: socket.socket,
    *,
    forwarded_allow_ips: str | None = None,
    on_start: Callable[[], None],
) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is in flight.

    Parameters
    ----------
    app : FastAPI
        As `rumor.serve.app.create_app` makes it.
    listener : socket.socket
        Closed when the server ends.
    forwarded_allow_ips : str, optional
        Addresses of proxies, with commas between, whose ``X-Forwarded-For`` is believed; none when
        left out.
    on_start : callable
        Called when requests are taken.
    """
    service: Service = app.state.service
    settings = service.settings
    guard = Guard(settings, service.metrics)
    config = uvicorn.Config(
        app,
        http=guard.layer(AutoHTTPProtocol),  # httptools where it is installed, else h11
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # the envelope writes its own, without paths
        server_header=False,
        proxy_headers=forwarded_allow_ips is not None,
        forwarded_allow_ips=forwarded_allow_ips or "",
        timeout_keep_alive=settings.idle_seconds,
        # The guard counts first, and tells more.
        h11_max_incomplete_event_size=settings.max_head + 2 * READ_AT_ONCE,
        # What is in flight is over by then: a limit for its body, for scoring it, for taking it.
        timeout_graceful_shutdown=int(2 * settings.timeout_seconds + settings.answer_seconds) + 5,
    )
    server = _Server(config, service, guard, on_start)
    # uvicorn raises the signals that stopped it once more, when it is done.
    former = {stop: signal.signal(stop, _ignore) for stop in _STOPS}
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(server.serve_quietly(listener))
    finally:
        for stop, handler in former.items():
            signal.signal(stop, handler)


class _Server(uvicorn.Server):
    def __init__(
        self,
        config: uvicorn.Config,
        service: Service,
        guard: Guard,
        on_start: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._service = service
        self._guard = guard
        self._on_start = on_start

    async def serve_quietly(self, listener: socket.socket) -> None:
        asyncio.get_running_loop().set_exception_handler(handle_loop_error)
        await self.serve(sockets=[listener])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._service.draining = True
        # Whoever balances loads has to notice first.
        await self._wait(self._service.settings.drain_seconds, lambda: False)
        await self._take_last(sockets or [])
        # On an open connection a request may be on its way; its answer says that it is the last.
        await self._wait(_LAST_CALL_SECONDS, lambda: not len(self._guard.waiting))
        await super().shutdown(sockets)
        if self.force_exit:  # uvicorn leaves it out then, and the log would tell of a failure
            await self.lifespan.shutdown()

    async def _wait(self, seconds: float, over: Callable[[], bool]) -> None:
        while seconds > 0.0 and not over() and not self.force_exit:
            await asyncio.sleep(min(seconds, 0.05))
            seconds -= 0.05

    async def _take_last(self, listeners: list[socket.socket]) -> None:
        """Stop listening, but take on whoever has got through: closing would reset them."""
        taken = [connection for listener in listeners for connection in _accept_all(listener)]
        for server in self.servers:
            server.close()
        for listener in listeners:
            listener.close()
        loop = asyncio.get_running_loop()
        for connection in taken:
            await loop.connect_accepted_socket(self._make_protocol, connection)

    def _make_protocol(self) -> asyncio.Protocol:
        made: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return made(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )


def _accept_all(listener: socket.socket) -> list[socket.socket]:
    taken = []
    with contextlib.suppress(OSError):  # BlockingIOError: there are no more
        while True:
            taken.append(listener.accept()[0])
    return taken


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes the faster of the event loops that are installed."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return asyncio.SelectorEventLoop  # on any system: it has to watch the scoring processes
    return uvloop.new_event_loop


def _ignore(_signal: int, _frame: FrameType | None) -> None:
    return
