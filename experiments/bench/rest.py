"""The service under load: what HTTP costs, against the same model called in the process.

A real `rumor serve` is driven by clients that keep their connections. Every answer is compared: the
scores of each article with those of a call in this process before the load, its bytes with those
same ones under load.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from rumor.errors import RumorError
from rumor.experiments.bench.articles import articles
from rumor.experiments.bench.load import HOST, Exchange, Load, drive, post
from rumor.experiments.bench.machine import program
from rumor.experiments.bench.row import DifferenceError
from rumor.scorer import Scorer

GOAL = 0.5
"""Least share of the sentences a second of a call in the process."""

TAIL = 10.0
"""Most that the 99th percentile of the latency may be of the median."""

BATCH = 8
"""Articles of a request to the batch route."""

_START_SECONDS = 120.0
_REPEATS = 3


def measure_rest(
    seconds: float = 60.0,
    clients: int = 200,
    workers: int = 2,
    stock: int = 240,
    *,
    scorer: Scorer | None = None,
    command: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Measure the service: one article a request, then `BATCH` of them.

    Parameters
    ----------
    seconds : float
        Of each of the two.
    clients : int
        Connections at a time.
    workers : int
        Processes that score.
    stock : int
        Articles that are sent, over and over.
    scorer : Scorer, optional
        What the service is compared with; the shipped model when left out.
    command : sequence of str, optional
        That runs `rumor`.

    Returns
    -------
    list of dict
        One a row, with ``name``, ``value`` and ``peer`` (sentences a second of the service and of
        a call), ``ratio``, ``goal``, ``reached``, ``p50_ms``, ``p99_ms``, ``tail`` (p99 / p50),
        ``tail_goal``, ``requests``, ``errors``, ``faults``, and ``cpu_us``: microseconds of
        processor time a request that the HTTP process, the scoring processes and the clients took.

    Raises
    ------
    rumor.errors.RumorError
        If the service does not start, or its scores are others than those of a call.
    """
    import rumor

    scorer = scorer or rumor.load()
    texts = list(articles(stock))
    scores = [[claim.score for claim in scorer.score(text).claims] for text in texts]
    rows = []
    with _service(command or program(), workers, clients) as (process, port):
        for name, path, size in (("score", "/v1/score", 1), ("batch", "/v1/score/batch", BATCH)):
            exchanges = [
                _exchange(port, path, texts[first : first + size], scores[first : first + size])
                for first in range(0, len(texts), size)
            ]
            peer = _in_process(scorer, texts, sum(map(len, scores)))
            before = _processor_seconds(process)
            load = drive(port, exchanges, clients, seconds)
            after = _processor_seconds(process)
            used = {part: after[part] - before[part] for part in after}
            rows.append(_row(f"rest {name}", load, peer, used))
    return rows


def _row(name: str, load: Load, peer: float, used: dict[str, float]) -> dict[str, Any]:
    value = load.sentences / load.seconds
    ordered = sorted(load.latencies) or [0.0]
    p50, p99 = (ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.99))
    tail = p99 / p50 if p50 else 0.0
    each = 1e6 / max(len(load.latencies), 1)
    return {
        "name": name,
        "value": value,
        "peer": peer,
        "ratio": value / peer,
        "goal": GOAL,
        "reached": value / peer >= GOAL and tail <= TAIL and not load.errors,
        "p50_ms": p50 * 1000,
        "p99_ms": p99 * 1000,
        "tail": tail,
        "tail_goal": TAIL,
        "requests": len(load.latencies),
        "errors": load.errors,
        "faults": load.faults,
        "cpu_us": {
            part: round(spent * each)
            for part, spent in (used | {"clients": load.cpu_seconds}).items()
        },
    }


def _in_process(scorer: Scorer, texts: Sequence[str], sentences: int) -> float:
    """Return sentences a second of calls one after the other, the best of some rounds."""
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        for text in texts:
            scorer.score(text)
        times.append(time.perf_counter() - start)
    return sentences / min(times)


def _exchange(
    port: int, path: str, texts: Sequence[str], scores: Sequence[Sequence[float]]
) -> Exchange:
    """Ask once, compare the scores, and keep the answer as what has to come each time."""
    batch = path.endswith("batch")
    asked = {"articles": [{"text": text} for text in texts]} if batch else {"text": texts[0]}
    body = json.dumps(asked, ensure_ascii=False).encode()
    connection = http.client.HTTPConnection(HOST, port, timeout=_START_SECONDS)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        told = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RumorError(f"{path}: status {answer.status}; see the log of `rumor serve`")
    parsed = json.loads(told)
    found = parsed["articles"] if batch else [parsed["article"]]
    if [[claim["score"] for claim in article["claims"]] for article in found] != list(scores):
        raise DifferenceError("rumor serve", path, "other scores", "those of a call")
    return Exchange(post(path, body), told, sum(map(len, scores)))


@contextmanager
def _service(
    command: Sequence[str], workers: int, clients: int
) -> Iterator[tuple[psutil.Process, int]]:
    """Run `rumor serve` on a free port; give its process and the port."""
    options = ["--port", "0", "--workers", str(workers), "--max-requests", str(clients + 8)]
    options += ["--timeout-seconds", str(_START_SECONDS)]  # all wait at once: slow is not wrong
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [*command, "serve", *options],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        try:
            yield psutil.Process(process.pid), _port(process, log)
        finally:
            process.terminate()
            try:
                process.wait(_START_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8")
        found = re.search(r"http://127\.0\.0\.1:(\d+);", said)
        if found:
            return int(found[1])
        if process.poll() is not None:
            raise RumorError(f"`rumor serve` did not start: {said.strip()[-300:]}")
        time.sleep(0.05)
    raise RumorError("`rumor serve` did not start in time; run it by hand to see why")


def _processor_seconds(process: psutil.Process) -> dict[str, float]:
    """Return what the HTTP process and its children have used so far."""
    own = process.cpu_times()
    children = [child.cpu_times() for child in process.children(recursive=True)]
    return {
        "http": own.user + own.system,
        "scoring": sum(each.user + each.system for each in children),
    }
