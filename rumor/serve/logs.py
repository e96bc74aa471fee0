"""Log lines, as text or JSON, that never hold text of an article.

Messages of exceptions, their tracebacks and what uvicorn and asyncio would say of them may quote
what was being worked on. So of an exception only its type and place are written.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import time
from types import TracebackType
from typing import Any, Literal, TypeAlias

from rumor.serve.line_writer import LineWriter
from rumor.serve.worker import place_of

LogFormat: TypeAlias = Literal["text", "json"]
LOG_FORMATS: tuple[LogFormat, ...] = ("text", "json")

ACCESS = logging.getLogger("rumor.serve.access")
"""One line a request."""

ERRORS = logging.getLogger("rumor.serve.errors")
"""Failures of the service."""

_STANDARD_ERROR = 2
_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class TextFormatter(logging.Formatter):
    """``TIME LEVEL message key=value ...`` on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        fields = " ".join(f"{key}={value}" for key, value in _fields(record).items())
        words = (_time(record), record.levelname, _message(record), fields)
        return " ".join(word for word in words if word)


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        head = {"time": _time(record), "level": record.levelname.lower()}
        body = {"message": _message(record), **_fields(record)}
        return json.dumps(head | body, ensure_ascii=False)


class WriterHandler(logging.Handler):
    """Hands finished lines to a writer.

    Parameters
    ----------
    writer : LineWriter
    """

    def __init__(self, writer: LineWriter) -> None:
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        """Have a record written."""
        self._writer.write(self.format(record))


def configure_logging(format: LogFormat) -> LineWriter:
    """Send the log of the service and of its server to standard error.

    Parameters
    ----------
    format : {"text", "json"}

    Returns
    -------
    LineWriter
        Writes to standard error too, in turn with the log.
    """
    writer = LineWriter(_standard_error())
    handler = WriterHandler(writer)
    handler.setFormatter(JsonFormatter() if format == "json" else TextFormatter())
    for name, level in (
        ("rumor.serve", logging.INFO),
        ("uvicorn", logging.WARNING),
        ("asyncio", logging.WARNING),
    ):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
    return writer


def log_error(what: str, error: BaseException, request_id: str = "-") -> None:
    """Log an exception by its type and place."""
    fields = {"id": request_id, "error": type(error).__name__, "place": place_of(error)}
    ERRORS.error(what, extra={"fields": fields})


def handle_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio reports: its own words would show the exception whole."""
    error = context.get("exception")
    if isinstance(error, BaseException):
        log_error("error in the event loop", error)
    else:
        ERRORS.error("error in the event loop")


def _standard_error() -> int | None:
    if sys.stderr is None:
        return None
    try:
        return sys.stderr.fileno()
    except io.UnsupportedOperation:  # something that a notebook, say, has put in its place
        return _STANDARD_ERROR


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith("rumor."):
        return record.getMessage()
    # The arguments of others' messages may hold anything; their templates are constants, but for
    # tracebacks that are logged as messages.
    first = (str(record.msg).strip().splitlines() or [""])[0]
    return "failure of the server" if first.startswith("Traceback") else first


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = dict(getattr(record, "fields", {}))
    error = _error(record.exc_info)
    if error is not None:
        fields |= {"error": type(error).__name__, "place": place_of(error)}
    return fields


def _error(info: _ExcInfo | bool | None) -> BaseException | None:
    return info[1] if isinstance(info, tuple) else None


def _time(record: logging.LogRecord) -> str:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{stamp}.{int(record.msecs):03d}Z"
