"""Processes measured from outside: wall time and peak memory of each run of some commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rumor.errors import RumorError

_LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run of a process took.

    Attributes
    ----------
    seconds : float
        From its start to its end.
    cpu : float
        Those of the processor.
    peak : float
        MiB that were resident at most.
    """

    seconds: float
    cpu: float
    peak: float


def in_turns(
    commands: Sequence[Sequence[str]], repeats: int, folder: Path | None = None
) -> list[list[Usage]]:
    """Run commands one after the other, the first of them changing each time.

    Parameters
    ----------
    commands : sequence of sequence of str
        Without input; what they print is thrown away.
    repeats : int
    folder : pathlib.Path, optional
        Where they run; here when left out.

    Returns
    -------
    list of list of Usage, shape (repeats, n_commands)

    Raises
    ------
    RumorError
        If a command fails, or the system does not tell the peak of a process.
    """
    if not hasattr(os, "wait4") or not hasattr(os, "posix_spawnp"):
        raise RumorError("needs a system that tells the peak memory of a process; use Linux")
    asked = json.dumps({"commands": [list(command) for command in commands], "repeats": repeats})
    done = subprocess.run(
        # -I -S: a small process, whose own peak hides that of no other
        [sys.executable, "-I", "-S", str(_LAUNCHER)],
        input=asked,
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise RumorError(f"the launcher of processes failed ({told}); run the command by hand")
    runs = []
    for found in json.loads(done.stdout):
        for command, (*_, status) in zip(commands, found, strict=True):
            if status:
                shown = " ".join(command)
                raise RumorError(f"`{shown}` ended with status {status}; run it by hand to see why")
        runs.append([Usage(seconds, cpu, peak / 1024) for seconds, cpu, peak, _ in found])
    return runs
