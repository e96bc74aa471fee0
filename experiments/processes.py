"""Which process a run belongs to, and whether it is still there."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from enum import Enum

import psutil

HOST, PID, STARTED = "rumor.host", "rumor.pid", "rumor.process_started"
"""Tags of a run: machine, process id, and when the process began (seconds since 1970)."""

_DRIFT = 5.0
"""Seconds that two readings of when a process began may differ by, when the clock was set."""


class State(Enum):
    """What is known of the process behind a run."""

    LIVING = "living"
    GONE = "gone"
    ELSEWHERE = "elsewhere"


def own_tags() -> dict[str, str]:
    """Return the tags that name this process."""
    started = psutil.Process().create_time()
    return {HOST: socket.gethostname(), PID: str(os.getpid()), STARTED: f"{started:.2f}"}


def state(tags: Mapping[str, str]) -> State:
    """Tell whether the process that tags name is still there.

    Parameters
    ----------
    tags : mapping of str to str
        Those of a run; without ours, nothing is known of its process.

    Returns
    -------
    State
        `State.ELSEWHERE` if it cannot be seen from this machine.
    """
    if tags.get(HOST) != socket.gethostname() or PID not in tags or STARTED not in tags:
        return State.ELSEWHERE
    try:
        process = psutil.Process(int(tags[PID]))
        same = abs(process.create_time() - float(tags[STARTED])) <= _DRIFT
        ended = process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return State.GONE
    return State.LIVING if same and not ended else State.GONE
