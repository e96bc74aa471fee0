"""Rows of a loaded machine: two workers on one job, and the service under many clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rumor.experiments.bench import rest, workers
from rumor.experiments.bench.context import Context
from rumor.experiments.bench.row import Goal, Row

WORKERS = Row(
    name="workers",
    what="rumor batch --workers 2",
    against="--workers 1",
    goal=Goal(">=", 1.7),
    unit="sentences/s",
)
WORKERS_MEMORY = Row(
    name="workers-memory",
    what="peak memory of all its processes together",
    against="with a quarter of the articles",
    goal=Goal("<=", 1.2),
    unit="MiB",
)
REST = Row(
    name="rest",
    what="rumor serve under concurrent keep-alive clients",
    against="the same model called in-process",
    goal=Goal(">=", 0.5),
    unit="sentences/s",
)
REST_TAIL = replace(
    REST,
    name="rest-tail",
    what="its 99th percentile of the latency",
    against="the median",
    goal=Goal("<=", 10.0),
    unit="ms",
)
REST_ERRORS = replace(
    REST,
    name="rest-errors",
    what="its requests without the right answer",
    against="all requests",
    goal=Goal("<=", 0.0),
    unit="requests",
)

_SHOWN = frozenset(("name", "value", "peer", "ratio", "interval", "goal", "reached"))
"""What a measurement holds that has a place of its own in a row."""


def measure_workers(context: Context) -> list[Row]:
    """Measure two workers beside one, and whether their memory grows with the job."""
    found = workers.measure_workers(sentences=context.effort.sentences)
    return [
        _filled(WORKERS_MEMORY if str(each["name"]).endswith("memory") else WORKERS, each)
        for each in found
    ]


def measure_rest(context: Context) -> list[Row]:
    """Measure the service beside calls of the model, and how far its latencies spread."""
    effort = context.effort
    found = rest.measure_rest(seconds=effort.load, clients=effort.clients, scorer=context.scorer)
    rows = []
    for each in found:
        part = str(each["name"]).split()[-1]
        rows += [
            _filled(replace(REST, name=f"rest-{part}", what=f"{REST.what}, route {part}"), each),
            replace(
                REST_TAIL,
                name=f"rest-{part}-tail",
                value=each["p99_ms"],
                peer=each["p50_ms"],
                ratio=each["tail"],
            ),
            replace(
                REST_ERRORS,
                name=f"rest-{part}-errors",
                value=float(each["errors"]),
                peer=float(each["requests"]),
                ratio=each["errors"] / max(each["requests"], 1),
            ),
        ]
    return rows


def _filled(row: Row, found: Mapping[str, Any]) -> Row:
    interval = found.get("interval")
    return replace(
        row,
        value=float(found["value"]),
        peer=float(found["peer"]),
        ratio=float(found["ratio"]),
        interval=None if interval is None else (float(interval[0]), float(interval[1])),
        details={key: value for key, value in found.items() if key not in _SHOWN},
    )
