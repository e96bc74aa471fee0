"""What the head of a request must be like before anything is done with it.

How large it may be, and that it leaves no doubt where the request ends: a proxy and the service
that read one differently could be made to answer one client with what is meant for another.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rumor.serve.envelope import reject
from rumor.serve.limits import BODILESS, CLOSE
from rumor.serve.problems import BAD_REQUEST, HEAD_TOO_LARGE, ProblemError

_AROUND = 4  # bytes: a colon, a space and the end of the line


class HeadLimit:
    """Turns away heads that are too large or ambiguous.

    What has not arrived whole is held to the same size by `rumor.serve.connections`.

    Parameters
    ----------
    app : ASGI application
    max_bytes : int
        Of the target and all headers.
    max_headers : int
    """

    def __init__(self, app: ASGIApp, max_bytes: int, max_headers: int) -> None:
        self.app = app
        self._max_bytes = max_bytes
        self._max_headers = max_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        problem = self._problem(scope)
        if problem is not None:
            await reject(problem, scope, receive, send)
        elif scope["method"] in BODILESS and _has_body(scope):
            await self.app(scope, receive, _closing(send))  # else it had to be read to its end
        else:
            await self.app(scope, receive, send)

    def _problem(self, scope: Scope) -> ProblemError | None:
        headers = scope["headers"]
        if len(headers) > self._max_headers:
            detail = f"{len(headers)} headers; at most {self._max_headers} are read"
            return ProblemError(HEAD_TOO_LARGE, detail, headers=CLOSE)
        size = len(scope.get("raw_path") or b"") + len(scope.get("query_string", b""))
        if (
            size + sum(len(name) + len(value) + _AROUND for name, value in headers)
            > self._max_bytes
        ):
            return too_large(self._max_bytes)
        fault = _fault(scope)
        return ProblemError(BAD_REQUEST, fault, headers=CLOSE) if fault else None


def too_large(max_bytes: int) -> ProblemError:
    """Make the problem of a head that is too large."""
    return ProblemError(HEAD_TOO_LARGE, f"it is larger than {max_bytes} bytes", headers=CLOSE)


def _fault(scope: Scope) -> str:
    """Tell what is ambiguous about a request (RFC 9112, sections 3.2 and 6)."""
    lengths = _values(scope, b"content-length")
    codings = _values(scope, b"transfer-encoding")
    if lengths and codings:
        return "it has both Content-Length and Transfer-Encoding"
    if len(set(lengths)) > 1:
        return "it has more than one Content-Length"
    version = scope.get("http_version", "1.1")
    if codings and version == "1.0":
        return "HTTP/1.0 has no Transfer-Encoding"
    if version == "1.1" and len(_values(scope, b"host")) != 1:
        return "it must have one header Host"
    return ""


def _has_body(scope: Scope) -> bool:
    lengths = _values(scope, b"content-length")
    return bool(_values(scope, b"transfer-encoding")) or any(length != b"0" for length in lengths)


def _values(scope: Scope, name: bytes) -> Sequence[bytes]:
    return [value for key, value in scope["headers"] if key == name]


def _closing(send: Send) -> Send:
    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(CLOSE)
        await send(message)

    return send_on
