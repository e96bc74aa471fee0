"""Processes that a signal to the whole group leaves alone."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def held(*stops: signal.Signals) -> Iterator[None]:
    """Start processes from whose first moment signals are held: their parent ends them.

    Parameters
    ----------
    *stops : signal.Signals
        The processes unblock none of these by themselves.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # else the first start does, and unblocks the signals
    before = signal.pthread_sigmask(signal.SIG_BLOCK, stops)  # children inherit it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
