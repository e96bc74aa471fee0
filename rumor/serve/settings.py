"""What an operator may set."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits of the service.

    Attributes
    ----------
    workers : int
        Processes that score.
    max_bytes : int
        Largest request body, in bytes.
    max_batch : int
        Most articles in one request.
    max_requests : int
        Most requests with a body that are worked on or wait at a time.
    rate : float
        Requests a second that one client may make in the long run; no limit if 0.
    burst : int
        Requests that a client may make at once before `rate` holds it back.
    max_connections : int
        Most open connections; one more takes the place of one that has sent no request.
    max_head : int
        Largest request line with all headers, in bytes.
    max_headers : int
        Most headers of a request.
    head_seconds : float
        How long the request line and headers may take to arrive.
    idle_seconds : int
        How long a connection stays open after an answer without another request.
    answer_seconds : float
        How long a client may go without taking some of its answer.
    timeout_seconds : float
        How long the body of a request may take to arrive, and again how long scoring may take.
    drain_seconds : float
        How long the service still takes requests, but says that it is not ready, before it stops.
    cors : tuple of str
        Origins of web pages that may call the service, such as ``https://desk.example``; none by
        default.
    """

    workers: int = 1
    max_bytes: int = MEGABYTE
    max_batch: int = 100
    max_requests: int = 32
    rate: float = 0.0
    burst: int = 20
    max_connections: int = 500
    max_head: int = 32_000
    max_headers: int = 100
    head_seconds: float = 10.0
    idle_seconds: int = 5
    answer_seconds: float = 30.0
    timeout_seconds: float = 30.0
    drain_seconds: float = 0.0
    cors: tuple[str, ...] = ()
