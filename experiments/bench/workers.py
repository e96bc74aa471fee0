"""Two processes that score, against one: `rumor batch` as a command, on one file.

The outputs have to be the same bytes. Memory is measured on the way, of all processes of a job
together, on the file and on a quarter of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from rumor.errors import RumorError
from rumor.experiments.bench.articles import SENTENCES, articles
from rumor.experiments.bench.machine import program
from rumor.experiments.bench.row import DifferenceError

GOAL = 1.7
"""Least number of times the speed of one process."""

FLAT = 1.2
"""Most that four times the text may raise the peak of the memory."""

_PAUSE = 0.02
_MIB = 2**20


def measure_workers(
    sentences: int = 200_000,
    repeats: int = 2,
    *,
    command: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Measure jobs with one and with two workers, and the memory they take.

    Parameters
    ----------
    sentences : int
        Of the file, in articles of 25.
    repeats : int
        Jobs of each kind, in turn; the fastest of each counts.
    command : sequence of str, optional
        That runs `rumor`.

    Returns
    -------
    list of dict
        A row for the speed, with ``name``, ``value`` and ``peer`` (sentences a second of two
        workers and of one), ``ratio``, ``goal``, ``reached`` and ``seconds``; and a row for the
        memory, with ``value`` and ``peer`` (MiB at the peak, of the file and of a quarter of it).

    Raises
    ------
    rumor.errors.RumorError
        If a job fails, or the outputs differ.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = command or program()
        whole = _write(folder / "articles.jsonl", sentences // SENTENCES)
        seconds: dict[int, list[float]] = {1: [], 2: []}
        outputs: dict[int, bytes] = {}
        for _ in range(repeats):
            for workers in seconds:
                seconds[workers].append(_run(command, whole, workers)[0])
                outputs[workers] = _take(_output(whole))
        if outputs[1] != outputs[2]:
            raise DifferenceError("rumor batch", "its output", "other bytes", "those of one worker")
        quarter = _write(folder / "quarter.jsonl", sentences // SENTENCES // 4)
        peaks = []
        for source in (quarter, whole):
            peaks.append(_run(command, source, 2, watched=True)[1] / _MIB)
            _take(_output(source))
    one, two = (min(seconds[workers]) for workers in (1, 2))
    grown = peaks[1] / peaks[0]
    return [
        {
            "name": "workers",
            "value": sentences / two,
            "peer": sentences / one,
            "ratio": one / two,
            "goal": GOAL,
            "reached": one / two >= GOAL,
            "seconds": {"one": seconds[1], "two": seconds[2]},
        },
        {
            "name": "workers memory",
            "value": peaks[1],
            "peer": peaks[0],
            "ratio": grown,
            "goal": FLAT,
            "reached": grown <= FLAT,
        },
    ]


def _write(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(articles(count)):
            row = {"id": f"a{number}", "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def _output(source: Path) -> Path:
    return source.with_suffix(".out.jsonl")


def _take(path: Path) -> bytes:
    data = path.read_bytes()
    path.unlink()
    return data


def _run(
    command: Sequence[str], source: Path, workers: int, *, watched: bool = False
) -> tuple[float, int]:
    """Run a job; return its seconds and, if watched, the bytes of memory at its peak."""
    arguments = [*command, "batch", str(source), str(_output(source)), "--workers", str(workers)]
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    peak = 0
    while watched and process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(_PAUSE)
    said = process.communicate()[1]
    taken = time.perf_counter() - start
    if process.returncode != 0:
        raise RumorError(f"`rumor batch` failed: {said.strip()[-300:]}")
    return taken, peak


def _memory(pid: int) -> int:
    """Return the bytes that a process and its children hold, shared ones counted once."""
    total = 0
    try:
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            held = each.memory_full_info()
            total += held.pss if os.name == "posix" and hasattr(held, "pss") else held.rss
    except psutil.Error:  # it has just ended
        return 0
    return total
