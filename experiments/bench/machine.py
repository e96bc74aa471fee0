"""What a measurement was made on and with: processor, versions, commit; and one core alone."""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

from rumor import __version__
from rumor.pure import is_compiled

PURE = "RUMOR_PURE"
"""Environment variable that, set to 1, has the pure Python form used where another is installed."""

_LIBRARIES = ("numpy", "scikit-learn", "spacy")


def facts() -> dict[str, Any]:
    """Return what a reader has to know of the machine and the versions.

    Returns
    -------
    dict
        ``cpu``, ``cores``, ``load`` (average of the last minute as it began; None where the system
        does not tell), ``system``, ``python``, ``rumor``, ``form``, ``libraries``, ``commit``
        (empty where there is none) and ``date`` (UTC).
    """
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "rumor": __version__,
        "form": form(),
        "libraries": {name: found for name in _LIBRARIES if (found := _version(name))},
        "commit": commit(),
        "date": datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds"),
    }


def form() -> str:
    """Tell whether the loaded modules of the scoring part are Python or compiled."""
    loaded = [
        module.__file__
        for name, module in list(sys.modules.items())
        if name.startswith("rumor.")
        and not name.startswith("rumor.experiments")
        and getattr(module, "__file__", None)
    ]
    compiled = [path for path in loaded if path and path.endswith(tuple(EXTENSION_SUFFIXES))]
    return f"compiled ({len(compiled)} modules)" if compiled else "pure Python"


def cpu_model() -> str:
    """Return the name of the processor."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


def commit() -> str:
    """Return the commit of the checkout that runs, with a ``+`` if it has changes; else nothing."""
    folder = Path(__file__).parent
    told = [_git(folder, "rev-parse", "--short=12", "HEAD"), _git(folder, "status", "--porcelain")]
    head, changes = told
    return f"{head}{'+' if changes else ''}" if head else ""


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core, and numeric libraries to one thread."""
    from threadpoolctl import threadpool_limits

    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    with threadpool_limits(1):
        if not cores:  # not Linux
            yield
            return
        os.sched_setaffinity(0, {max(cores)})
        try:
            yield
        finally:
            os.sched_setaffinity(0, cores)


def program() -> list[str]:
    """Return the command ``rumor`` in the form that this process runs.

    In a checkout, ``python -m`` would find the sources there before what is compiled.
    """
    return [sys.executable, *(["-P"] if is_compiled() else []), "-m", "rumor"]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _git(folder: Path, *arguments: str) -> str:
    try:
        answer = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""  # installed from a wheel, or no git: there is no commit to tell
    return answer.stdout.strip()
