"""Rows of the command: a cold start, the size of an installation, the memory of a long job."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from rumor.errors import RumorError
from rumor.experiments.bench.context import Context
from rumor.experiments.bench.filled import amounts
from rumor.experiments.bench.machine import program
from rumor.experiments.bench.pairs import middle
from rumor.experiments.bench.processes import in_turns
from rumor.experiments.bench.row import Goal, Row
from rumor.experiments.bench.texts import articles, packaged_article

GROWTH = 4
"""How many times as many articles the larger batch job has."""

MEGABYTE = 1e6

COLD_TIME = Row(
    name="cold-time",
    what="rumor score FILE, cold, one article",
    against='python -c "import numpy"',
    goal=Goal("<=", 2.5),
    unit="ms",
)
COLD_MEMORY = replace(COLD_TIME, name="cold-memory", what="its peak memory", unit="MiB")
INSTALLED = Row(
    name="installed-size",
    what="pip install . in a fresh environment, what it adds",
    against="pip install numpy, likewise",
    goal=Goal("<=", 2.0),
    unit="MB",
)
BATCH_MEMORY = Row(
    name="batch-memory",
    what=f"peak memory of rumor batch with {GROWTH} times the articles",
    against="with the articles once",
    goal=Goal("<=", 1.1),
    unit="MiB",
)


def measure_cold(context: Context) -> list[Row]:
    """Measure the command beside a Python that imports numpy, in environments that hold no more."""
    article = context.folder / "article.txt"
    article.write_text(packaged_article(), encoding="utf-8")
    ours, peer = context.environments.rumor, context.environments.numpy
    command = shutil.which("rumor", path=str(ours.scripts))
    if command is None:
        raise RumorError("the command `rumor` was not installed; see [project.scripts]")
    context.say("cold starts in turns")
    commands = [[command, "score", str(article)], [str(peer.python), "-c", "import numpy"]]
    in_turns(commands, 2, context.folder)  # compiles what is not yet, and warms the disk's cache
    runs = in_turns(commands, context.effort.processes, context.folder)
    about = {"numpy": peer.version}
    cpu = middle([ours.cpu / peer.cpu for ours, peer in runs])
    wall = [(1000 * ours.seconds, 1000 * peer.seconds) for ours, peer in runs]
    return [
        amounts(COLD_TIME, wall, {**about, "cpu_ratio": cpu}),
        amounts(COLD_MEMORY, [(ours.peak, peer.peak) for ours, peer in runs], about),
    ]


def measure_size(context: Context) -> list[Row]:
    """Measure what an installation adds, compiled files included."""
    ours, peer = context.environments.rumor, context.environments.numpy
    details = {"files": ours.files, "numpy": peer.version, "numpy_files": peer.files}
    return [
        replace(
            INSTALLED,
            value=ours.size / MEGABYTE,
            peer=peer.size / MEGABYTE,
            ratio=ours.size / peer.size,
            details=details,
        )
    ]


def measure_batch_memory(context: Context) -> list[Row]:
    """Measure the peak of `rumor batch` with one worker, and with more articles."""
    folder = context.folder / "batch"
    folder.mkdir()
    small = context.effort.rows
    stock = [packaged_article(), *articles(context.corpus)]
    peaks = []
    for rows in (small, GROWTH * small):
        context.say(f"rumor batch with {rows:,} articles")
        source = folder / f"{rows}.jsonl"
        write_rows(source, stock, rows)
        output = folder / f"{rows}.results.jsonl"
        command = [*program(), "batch", str(source), str(output)]
        ((used,),) = in_turns([[*command, "--no-config"]], 1)
        peaks.append(used.peak)
    once, more = peaks
    details = {"articles": small, "articles_more": GROWTH * small}
    return [replace(BATCH_MEMORY, value=more, peer=once, ratio=more / once, details=details)]


def write_rows(path: Path, texts: Sequence[str], rows: int) -> None:
    """Write articles as JSON lines, from the first again where there are too few."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(islice(cycle(texts), rows)):
            record = {"id": f"{number:06}", "text": text}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
