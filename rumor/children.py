"""How processes are started: what they inherit, and what they do not."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path


@contextmanager
def held(*stops: signal.Signals, spawning: bool = True) -> Iterator[None]:
    """Start processes from whose first moment signals are held: their parent ends them.

    Parameters
    ----------
    *stops : signal.Signals
        The processes unblock none of these by themselves.
    spawning : bool
        Whether they begin anew, and are no copies of this one.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    if spawning:
        resource_tracker.ensure_running()  # else the first start does, and unblocks the signals
    before = signal.pthread_sigmask(signal.SIG_BLOCK, stops)  # children inherit it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def is_alone() -> bool:
    """Whether this process may be copied: one thread, of the system's threads too, and Linux."""
    tasks = Path("/proc/self/task")
    return sys.platform == "linux" and tasks.exists() and len([*tasks.iterdir()]) == 1


def keep_only(file: int) -> None:
    """Close what a copy of a process has open, but for one file and those of every process."""
    os.closerange(3, file)
    os.closerange(file + 1, os.sysconf("SC_OPEN_MAX"))
