"""Source files from the web: resumed, verified, and kept so that they are fetched once.

What has arrived is kept under the name with ``.part``; the file takes its name once it is whole
and its digest is the pinned one.
"""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from rumor import __version__
from rumor.errors import OutputError
from rumor.experiments.corpus.local import fault
from rumor.experiments.corpus.sources import Source, SourceError

RAW_URL = "https://raw.githubusercontent.com/{owner}/{name}/{commit}/{path}"
"""Address of a file at a commit of a GitHub repository."""

_REPOSITORY = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_CHUNK = 1 << 16
_GONE = (404, 410, 451)
_BUSY = (429, 500, 502, 503, 504)
_NETWORK = (OSError, http.client.HTTPException)  # URLError, timeouts and TLS errors are OSErrors
_LATER = "run the command again later: it goes on where it stopped"
_REPORT = "the others are used; report that the pinned file is no longer there"


class HttpsRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to https only."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Refuse a new address that is not https; see the base class."""
        if urllib.parse.urlsplit(newurl).scheme != "https":
            raise urllib.error.URLError(f"redirected to {newurl}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def address(source: Source, template: str = RAW_URL) -> str:
    """Return the address of a source.

    Parameters
    ----------
    source : Source
    template : str, optional
        With the fields owner, name, commit and path, which are filled in percent-encoded.

    Raises
    ------
    SourceError
        If the repository is not on GitHub.
    """
    parts = _REPOSITORY.fullmatch(source.repository)
    if parts is None:
        where = f"source {source.id} ({source.repository})"
        raise SourceError(where, "not a GitHub repository", "fetch it by hand; give it by --from")
    quote = urllib.parse.quote
    return template.format(
        owner=parts[1], name=parts[2], commit=quote(source.commit), path=quote(source.path)
    )


@dataclass(slots=True)
class _Job:
    source: Source
    url: str
    part: Path
    resumed: bool  # whether the part is of an earlier run

    @property
    def had(self) -> int:
        return self.part.stat().st_size if self.part.is_file() else 0

    def failed(self, reason: str, remedy: str) -> SourceError:
        return SourceError(f"source {self.source.id} ({self.url})", reason, remedy)


@dataclass(slots=True)
class Downloader:
    """Fetches source files into a cache.

    Attributes
    ----------
    cache : pathlib.Path
        Folder of the files, each where `Source.raw` says: `LocalFolder` reads it too.
    template : str
        See `address`.
    timeout : float
        Seconds without an answer, or without the next bytes, that end an attempt.
    attempts : int
        How often a file is tried, as long as each try brings something or the server is busy.
    pause : float
        Seconds before the second attempt; doubled for each further one.
    patience : int
        So many sources in a row that cannot be reached, and the rest are not tried.
    progress : callable
        Told the number of bytes of the current source that are here.
    """

    cache: Path
    template: str = RAW_URL
    timeout: float = 20.0
    attempts: int = 4
    pause: float = 1.0
    patience: int = 3
    progress: Callable[[int], None] = lambda _: None
    _unreachable: int = field(default=0, init=False)

    def get(self, source: Source) -> bytes:
        """Return the bytes of a source, from the cache if they are there.

        Raises
        ------
        SourceError
            If the file is gone, changed or cut short, or its server cannot be reached.
        rumor.errors.OutputError
            If the cache cannot be written.
        """
        target = self.cache / source.raw
        try:
            if target.is_file() and not fault(source, data := target.read_bytes()):
                return data
            target.parent.mkdir(parents=True, exist_ok=True)
            return self._fetch(source, target)
        except OSError as error:  # of a disk: what the network raises is a SourceError by now
            reason = (error.strerror or "cannot be written").lower()
            raise OutputError(target, reason, "make room or give another folder") from error

    def _fetch(self, source: Source, target: Path) -> bytes:
        part = target.with_name(f"{target.name}.part")
        job = _Job(source, address(source, self.template), part, resumed=part.is_file())
        if self._unreachable >= self.patience:
            reason = f"not tried, as {self.patience} others could not be reached"
            raise job.failed(reason, "check the connection and run the command again")
        for attempt in range(self.attempts):
            last = attempt == self.attempts - 1
            if job.had < source.size and not self._receive(job, last):
                time.sleep(self.pause * 2**attempt)
                continue
            data = part.read_bytes()
            reason = fault(source, data)
            if not reason:
                part.replace(target)
                return data
            self._begin_anew(job, reason)
        raise job.failed("no whole file after several attempts", _LATER)

    def _begin_anew(self, job: _Job, reason: str) -> None:
        """Drop a part of an earlier run, maybe of another version; a fresh one will not better."""
        job.part.unlink(missing_ok=True)
        if not job.resumed:
            raise job.failed(reason, _REPORT)
        job.resumed = False

    def _receive(self, job: _Job, last: bool) -> bool:
        """Append what the server sends to the part; return whether that was all."""
        had, size = job.had, job.source.size
        try:
            response = self._open(job.url, had)
        except urllib.error.HTTPError as error:
            error.close()
            self._unreachable = 0
            if error.code == 416:  # no such range: the file ends before
                self._begin_anew(job, f"cut short: {had} bytes at the server, not {size}")
                return False
            if error.code in _BUSY and not last:
                return False
            status = f"HTTP {error.code} {error.reason}".rstrip()
            if error.code in _GONE:
                raise job.failed(f"gone: {status}", _REPORT) from error
            raise job.failed(status, _LATER) from error
        except _NETWORK as error:
            self._unreachable += 1
            raise job.failed(f"cannot be reached: {self._told(error)}", _LATER) from error
        self._unreachable = 0
        with response:
            start, total = _extent(response, had)
            if total is not None and total != size:
                job.part.unlink(missing_ok=True)
                verb = "cut short" if total < size else "changed"
                raise job.failed(f"{verb}: {total} bytes at the server, not {size}", _REPORT)
            stopped = self._save(response, job.part, start, size)
        if job.had < size and (last or job.had <= had):
            raise job.failed(f"cut short: {job.had} of {size} bytes{stopped}", _LATER)
        return job.had >= size

    def _open(self, url: str, start: int) -> Any:
        headers = {"User-Agent": f"rumor/{__version__}", "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        # Proxies of the environment are honoured by the handlers that are there by default.
        opener = urllib.request.build_opener(HttpsRedirects)
        request = urllib.request.Request(url, headers=headers)  # noqa: S310  # ours: see `address`
        return opener.open(request, timeout=self.timeout)

    def _save(self, response: Any, part: Path, start: int, size: int) -> str:
        """Write the body into the part from `start` on; return why it ended early, if told."""
        have = start
        with part.open("ab" if start else "wb") as out:
            while have <= size:  # a longer file is the wrong one: enough is known
                self.progress(have)
                try:
                    chunk = response.read(_CHUNK)
                except _NETWORK as error:
                    return f", then {self._told(error)}"
                if not chunk:
                    break
                out.write(chunk)
                have += len(chunk)
        return ""

    def _told(self, error: OSError | http.client.HTTPException) -> str:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(cause, TimeoutError):
            return f"no answer within {self.timeout:g} seconds"
        text = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
        return " ".join(str(text).split()).lower()


def _extent(response: Any, had: int) -> tuple[int, int | None]:
    """Return where the body belongs in the file, and the length of the file if it is told."""
    if response.status == 206:
        found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if found and int(found[1]) == had:
            return had, int(found[2])
        return 0, None  # not the range asked for; the digest tells what it is
    length = response.headers.get("Content-Length", "")
    return 0, int(length) if length.isdecimal() else None
