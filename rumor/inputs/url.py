"""Pages from the web, for a command line that may be given URLs by others.

Only http and https; the host of each hop is looked up once, its addresses are checked, and the
connection is made to a checked address, so that a second look-up cannot lead elsewhere. Any port
may be named. Proxies of the environment are not used: they would look hosts up themselves.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from rumor import __version__
from rumor.errors import InputError
from rumor.inputs.address import is_public, resolve
from rumor.inputs.names import shown
from rumor.inputs.options import DOCX, HTML, MARKDOWN, PDF, TEXT, URL_MAX_BYTES, URL_SECONDS

REDIRECTS = 5

TYPES = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "text/plain": TEXT,
    "text/markdown": MARKDOWN,
    "application/pdf": PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DOCX,
}
"""Formats by content type; a page without one is taken for HTML."""

_ACCEPT = "text/html, application/xhtml+xml, text/plain;q=0.8, application/pdf;q=0.5, */*;q=0.1"
HEADERS = {
    "User-Agent": f"rumor/{__version__}",
    "Accept": _ACCEPT,
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
"""What is sent with a request, beside the name of the host."""

_CHUNK = 1 << 16
_MOVED = (301, 302, 303, 307, 308)
_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_SAVE = "save the page to a file and give that"
_CHECK = "check the address"


@dataclass(frozen=True)
class Fetched:
    """What a URL gave.

    Attributes
    ----------
    name : str
        The URL as asked for, without user name and password.
    data : bytes
        The body, decompressed.
    format : str
        One of `rumor.inputs.options.FORMATS`.
    charset : str
        As the server told; empty if it did not.
    """

    name: str
    data: bytes
    format: str
    charset: str


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    max_bytes: int = URL_MAX_BYTES,
    seconds: float = URL_SECONDS,
) -> Fetched:
    """Fetch a page.

    Parameters
    ----------
    url : str
    allow_private : bool
        Whether addresses that are not public are allowed.
    max_bytes : int
        Largest body, also after decompression.
    seconds : float
        Longest time for all of it, redirects included, however slowly bytes arrive.

    Returns
    -------
    Fetched

    Raises
    ------
    InputError
        If the address is not allowed, cannot be reached, or gives what cannot be read.
    """
    visit = _Visit(shown(url), allow_private, max_bytes, time.monotonic() + seconds, seconds)
    here = url
    for _ in range(REDIRECTS + 1):
        answer = visit.get(here)
        if isinstance(answer, Fetched):
            return answer
        try:
            here = urljoin(here, answer)
        except ValueError as error:
            raise InputError(visit.name, f"redirected to no URL ({error})", _CHECK) from error
    raise InputError(visit.name, f"redirected more than {REDIRECTS} times", _CHECK)


@dataclass(frozen=True)
class _Visit:
    """One URL on its way through redirects, and the limits for all of it."""

    name: str
    allow_private: bool
    max_bytes: int
    deadline: float
    seconds: float

    def get(self, url: str) -> Fetched | str:
        """Return the page at a URL, or the address to which it sends on."""
        parts, port = self._parse(url)
        host = parts.hostname or ""
        try:
            addresses = resolve(host, port, self._left())
            if not self.allow_private and not all(map(is_public, addresses)):
                reason = f"{host} is on this machine or in a private network"
                raise InputError(self.name, reason, "give --allow-private if that is meant")
            with self._connected(parts, port, addresses) as connection:
                connection.request("GET", _target(parts), headers=HEADERS)
                with connection.getresponse() as response:
                    return self._receive(response)
        except InputError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failed(error) from error

    def _parse(self, url: str) -> tuple[SplitResult, int]:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise InputError(self.name, f"not a URL ({error})", _CHECK) from error
        if parts.scheme not in ("http", "https"):
            there = "" if shown(url) == self.name else f" (redirected to {parts.scheme}:)"
            reason = f"only http and https are fetched{there}"
            raise InputError(self.name, reason, "save it to a file and give that")
        if not parts.hostname:
            raise InputError(self.name, "names no host", _CHECK)
        if parts.username is not None or parts.password is not None:
            reason = "holds a user name or password, which is not sent"
            raise InputError(self.name, reason, _SAVE)
        return parts, port or (443 if parts.scheme == "https" else 80)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    @contextlib.contextmanager
    def _connected(
        self, parts: SplitResult, port: int, addresses: list[str]
    ) -> Iterator[http.client.HTTPConnection]:
        host = parts.hostname or ""
        connection = http.client.HTTPConnection(host, port)
        plain = self._dial(addresses, port)
        # Time limits of a socket are for one read each; this one is for all of them.
        # A second handle on it, as TLS takes the first one over.
        handle = plain.dup()
        watch = threading.Timer(max(self.deadline - time.monotonic(), 0.0), _shut, (handle,))
        watch.daemon = True
        watch.start()
        try:
            connection.sock = plain
            if parts.scheme == "https":
                connection.default_port = 443  # for the Host header
                context = ssl.create_default_context()
                connection.sock = context.wrap_socket(plain, server_hostname=host)
            yield connection
        finally:
            watch.cancel()
            connection.close()
            plain.close()
            handle.close()

    def _dial(self, addresses: list[str], port: int) -> socket.socket:
        for last, address in enumerate(addresses, start=1):
            try:
                return socket.create_connection((address, port), timeout=self._left())
            except OSError:
                if last == len(addresses):
                    raise
        raise TimeoutError  # not reached: there is an address

    def _receive(self, response: http.client.HTTPResponse) -> Fetched | str:
        there = response.headers.get("Location")
        if response.status in _MOVED and there:
            return there.encode("latin-1", "replace").decode("utf-8", "replace").strip()
        if response.status != 200:
            reason = f"HTTP {response.status} {response.reason}".rstrip()
            raise InputError(self.name, reason, "check the address, or save the page to a file")
        told = Message()
        told["Content-Type"] = response.headers.get("Content-Type", "text/html")
        kind = told.get_content_type()
        if kind not in TYPES:
            reason = f"holds {kind}, not an article"
            raise InputError(self.name, reason, "give the address of a page, text or PDF")
        data = self._body(response)
        return Fetched(self.name, data, TYPES[kind], str(told.get_content_charset() or ""))

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if coding not in ("", "identity") and coding not in _WINDOW:
            raise InputError(self.name, f"is compressed as {coding}, unasked", _SAVE)
        body = bytearray()
        # Each step unpacks no more than is still allowed: a bomb does not go off.
        unpack = zlib.decompressobj(_WINDOW[coding]) if coding in _WINDOW else None
        while chunk := response.read1(_CHUNK):
            self._left()
            try:
                body += (
                    unpack.decompress(chunk, self.max_bytes + 1 - len(body)) if unpack else chunk
                )
            except zlib.error as error:
                raise InputError(self.name, f"is damaged ({error})", _SAVE) from error
            if len(body) > self.max_bytes:
                reason = f"larger than {self.max_bytes} bytes"
                raise InputError(self.name, reason, _SAVE)
        self._left()  # a connection cut by the watch looks like the end of a page
        if response.length or (unpack and not unpack.eof):
            raise InputError(self.name, "ended before it was whole", "try again")
        return bytes(body)

    def _failed(self, error: Exception) -> InputError:
        if isinstance(error, TimeoutError) or time.monotonic() >= self.deadline:
            reason = f"took longer than {self.seconds:g} seconds"
            return InputError(self.name, reason, "try again, or give it longer with --url-seconds")
        if isinstance(error, ssl.SSLCertVerificationError):
            reason = f"its certificate is not valid ({error.verify_message})"
            return InputError(self.name, reason, _SAVE)
        told = getattr(error, "strerror", None) or str(error) or type(error).__name__
        reason = f"cannot be reached ({' '.join(str(told).split()).lower()})"
        return InputError(self.name, reason, "check the address and the connection")


def _shut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed already
        connected.shutdown(socket.SHUT_RDWR)


def _target(parts: SplitResult) -> str:
    safe = "/%:@!$&'()*+,;=~-._?[]|"
    path = quote(parts.path or "/", safe=safe)
    return urlunsplit(("", "", path, quote(parts.query, safe=safe), ""))
