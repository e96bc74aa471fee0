"""The server process: a socket, uvicorn on it, and an orderly end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from rumor.serve.logs import handle_loop_error
from rumor.serve.service import Service

_STOPS = (signal.SIGINT, signal.SIGTERM)


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
    config = uvicorn.Config(
        app,
        http=AutoHTTPProtocol,  # with httptools where it is installed, else h11
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # the envelope writes its own, without paths
        server_header=False,
        proxy_headers=forwarded_allow_ips is not None,
        forwarded_allow_ips=forwarded_allow_ips or "",
        # What is in flight is over by then: one limit for its body, one for scoring it.
        timeout_graceful_shutdown=int(2 * service.settings.timeout_seconds) + 5,
    )
    server = _Server(config, service, on_start)
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
        self, config: uvicorn.Config, service: Service, on_start: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._service = service
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
        left = self._service.settings.drain_seconds
        while left > 0.0 and not self.force_exit:  # whoever balances loads has to notice first
            await asyncio.sleep(min(left, 0.1))
            left -= 0.1
        await super().shutdown(sockets)
        if self.force_exit:  # uvicorn leaves it out then, and the log would tell of a failure
            await self.lifespan.shutdown()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes the faster of the event loops that are installed."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return asyncio.SelectorEventLoop  # on any system: it has to watch the scoring processes
    return uvloop.new_event_loop


def _ignore(_signal: int, _frame: FrameType | None) -> None:
    return
