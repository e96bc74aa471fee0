"""What goes round every request: its id, headers for safety, a log line, counters, and a 500.

Plain ASGI and the outermost layer, so that no answer and no failure goes past it.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rumor.serve.logs import ACCESS, log_error
from rumor.serve.metrics import METHODS, NO_ROUTE, OTHER, Metrics
from rumor.serve.problems import INTERNAL, ProblemError

REQUEST_ID = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_GONE = 499
_BAD = 400

PROBES = frozenset(("/healthz", "/readyz", "/metrics"))
"""What monitors ask for."""

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Headers of every answer that does not set its own."""


def request_id_of(scope: Scope) -> str:
    """Return the id of a request."""
    found: str = scope.get("rumor.request_id", "-")
    return found


async def reject(problem: ProblemError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a problem, and have it counted."""
    scope["rumor.problem"] = problem.problem.name
    await problem.response(request_id_of(scope))(scope, receive, send)


def answer_bytes(
    problem: ProblemError, request_id: str, defaults: list[tuple[bytes, bytes]]
) -> bytes:
    """Return a problem as the bytes of a whole answer, for where no application is asked.

    Parameters
    ----------
    problem : ProblemError
    request_id : str
    defaults : list of tuple of bytes
        Headers of the server besides.

    Returns
    -------
    bytes
    """
    response = problem.response(request_id)
    response.headers.update({**SECURITY, REQUEST_ID: request_id})
    phrase = HTTPStatus(response.status_code).phrase
    lines = [f"HTTP/1.1 {response.status_code} {phrase}".encode()]
    lines += [name + b": " + value for name, value in (*defaults, *response.raw_headers)]
    return b"\r\n".join([*lines, b"", bytes(response.body)])


class Envelope:
    """The outermost layer.

    Parameters
    ----------
    app : ASGI application
    metrics : Metrics
    draining : callable, optional
        Whether the service is about to stop: then each connection ends with its answer.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, draining: Callable[[], bool] = lambda: False
    ) -> None:
        self.app = app
        self._metrics = metrics
        self._draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        scope["rumor.request_id"] = request_id
        start = time.perf_counter()
        status = 0
        size = 0

        async def send_on(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                if self._draining():
                    headers["Connection"] = "close"
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        self._metrics.in_flight.inc()
        try:
            await self.app(scope, receive, send_on)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            log_error("request failed", error, request_id)
            if status:  # too late for one: break off, and let nobody else log the exception
                raise RuntimeError("the answer was broken off") from None
            await reject(ProblemError(INTERNAL, "see the log"), scope, receive, send_on)
        finally:
            self._metrics.in_flight.dec()
            self._tell(scope, status or _GONE, size, time.perf_counter() - start)

    def _tell(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        # Never the path itself, nor a method of the client's making: both may hold anything.
        route = _route_of(scope)
        method = scope["method"] if scope["method"] in METHODS else OTHER
        self._metrics.request(method, route, status, seconds)
        if "rumor.problem" in scope:
            self._metrics.rejected.labels(scope["rumor.problem"]).inc()
        problem = {"problem": scope["rumor.problem"]} if "rumor.problem" in scope else {}
        fields = {
            "id": request_id_of(scope),
            "method": method,
            "route": route,
            "status": status,
            "bytes": size,
            "ms": round(seconds * 1000, 1),
            **problem,
        }
        # Monitors ask every few seconds; what they were told is news only when it is bad.
        level = logging.DEBUG if route in PROBES and status < _BAD else logging.INFO
        ACCESS.log(level, "request", extra={"fields": fields})


def _route_of(scope: Scope) -> str:
    """Return the path of the route, also for what was turned away before it was routed."""
    if "route" in scope:
        return str(getattr(scope["route"], "path", NO_ROUTE))
    routes = scope["app"].routes if "app" in scope else ()
    known = (getattr(route, "path", "") for route in routes)
    return next((path for path in known if path == scope["path"]), NO_ROUTE)
