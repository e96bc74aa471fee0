"""What the service counts, for Prometheus.

One process answers requests whatever the number of scoring processes, so that plain counters are
whole.
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from rumor import __version__

_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))
"""Methods that are told apart; a client may make up any other."""

OTHER = "other"
"""What all the others are called."""

NO_ROUTE = "unmatched"
"""What a path is called that is none of ours: such paths are without number."""


class Metrics:
    """The counters of one service, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "rumor_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "rumor_request_seconds",
            "Time from a request to the end of its answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "rumor_requests_in_flight", "Requests being worked on.", registry=self.registry
        )
        self.sentences = Counter("rumor_sentences", "Sentences scored.", registry=self.registry)
        self.articles = Counter(
            "rumor_articles", "Articles scored or explained.", ("task",), registry=self.registry
        )
        self.rejected = Counter(
            "rumor_rejected",
            "Requests, and articles of batches, that ended with a problem, by its type.",
            ("reason",),
            registry=self.registry,
        )
        self.restarts = Gauge(
            "rumor_scoring_process_restarts",
            "Scoring processes that died or were ended for taking too long.",
            registry=self.registry,
        )
        self.connections = Gauge(
            "rumor_connections", "Connections that are open.", registry=self.registry
        )
        self.closed_early = Counter(
            "rumor_connections_closed_early",
            "Connections that the service closed for a fault of the client or for want of room.",
            ("reason",),
            registry=self.registry,
        )
        self.lost_lines = Counter(
            "rumor_log_lines_lost",
            "Lines of the log that could not be written, for instance because the disk was full.",
            registry=self.registry,
        )
        build = Gauge("rumor_build_info", "Release.", ("version",), registry=self.registry)
        build.labels(__version__).set(1)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def render(self) -> tuple[bytes, str]:
        """Return all of it in Prometheus's text format, and the type of that."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST
