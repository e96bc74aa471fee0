"""How far Spark is, on a terminal."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rumor.progress import Progress

if TYPE_CHECKING:
    from pyspark import SparkContext

_INTERVAL = 0.5
_PATIENCE = 30.0


@contextmanager
def showing_progress(context: SparkContext) -> Iterator[None]:
    """Show the tasks of each stage as they are done, and tell when no worker takes any.

    Parameters
    ----------
    context : pyspark.SparkContext
    """
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(context, ended), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _watch(context: SparkContext, ended: threading.Event) -> None:
    tracker = context.statusTracker()
    stage, done = -1, 0
    progress = Progress(1, "tasks")
    idle_since, told = time.monotonic(), False
    while not ended.wait(_INTERVAL):
        found = [info for info in map(tracker.getStageInfo, tracker.getActiveStageIds()) if info]
        if not found or any(info.numActiveTasks for info in found):
            idle_since = time.monotonic()
        elif not told and time.monotonic() - idle_since > _PATIENCE:
            told = True
            print("rumor: Spark has no free worker for us; waiting for one", file=sys.stderr)
        for info in found[:1]:
            if info.stageId != stage:
                stage, done = info.stageId, 0
                progress = Progress(info.numTasks, "tasks")
            progress.update(info.numCompletedTasks, info.numCompletedTasks - done)
            done = info.numCompletedTasks
    with progress:
        pass  # leaving it clears the line
