"""Fresh environments: one that `pip install .` made from this checkout, one with numpy alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

import rumor
from rumor.errors import RumorError

_LEFT_OUT = frozenset(("build", "dist", "docs", "mlartifacts", "mlruns", "tests", "__pycache__"))
"""Folders of a checkout that are not installed, and may be large."""

_ASK = (
    "import json, sysconfig; print(json.dumps([sysconfig.get_path(name) for name in "
    "('purelib', 'platlib', 'scripts')]))"
)


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment with one distribution beside what every environment has.

    Attributes
    ----------
    python : pathlib.Path
        Its interpreter.
    scripts : pathlib.Path
        Folder of its commands.
    version : str
        Of the distribution.
    files : int
        How many files it installed, those that pip compiled included.
    size : int
        Their bytes.
    """

    python: Path
    scripts: Path
    version: str
    files: int
    size: int


class Environments:
    """The two environments, each made once, when it is first asked for.

    Parameters
    ----------
    folder : pathlib.Path
        Where they are put.
    say : callable
        Is told what is done.
    """

    def __init__(self, folder: Path, say: Callable[[str], object] = lambda _: None) -> None:
        self._folder = folder
        self._say = say

    @cached_property
    def rumor(self) -> Environment:
        """One with this checkout, installed as users do.

        Raises
        ------
        RumorError
            If there is no checkout, or pip cannot install it.
        """
        source = checkout()
        copy = self._folder / "source"  # building leaves its traces
        shutil.copytree(source, copy, ignore=_ignored)
        return self._made("rumor", str(copy))

    @cached_property
    def numpy(self) -> Environment:
        """One with numpy, of the version that is installed here.

        Raises
        ------
        RumorError
            If pip cannot install it.
        """
        try:
            wanted = f"numpy=={metadata.version('numpy')}"
        except metadata.PackageNotFoundError:
            wanted = "numpy"
        return self._made("numpy", wanted)

    def _made(self, name: str, requirement: str) -> Environment:
        self._say(f"making an environment with {name} alone")
        return install(self._folder / name, name, requirement)


def install(folder: Path, name: str, requirement: str) -> Environment:
    """Make an environment that holds one distribution.

    Parameters
    ----------
    folder : pathlib.Path
        Where it is put.
    name : str
        Of the distribution.
    requirement : str
        What pip is told to install; nothing that it depends on is.

    Returns
    -------
    Environment

    Raises
    ------
    RumorError
        If that fails.
    """
    _run([sys.executable, "-m", "venv", str(folder)], "a virtual environment")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    options = ["--no-deps", "--quiet", "--disable-pip-version-check"]
    _run([str(python), "-m", "pip", "install", *options, requirement], f"pip install of {name}")
    pure, binary, scripts = json.loads(_run([str(python), "-c", _ASK], "its interpreter"))
    found = next(iter(metadata.distributions(name=name, path=[pure, binary])))
    installed = [Path(str(file.locate())) for file in found.files or ()]
    sizes = [path.stat().st_size for path in installed if path.is_file()]
    return Environment(python, Path(scripts), found.version, len(sizes), sum(sizes))


def checkout() -> Path:
    """Return the folder of the checkout that runs.

    Raises
    ------
    RumorError
        If this is an installed copy.
    """
    folder = Path(rumor.__file__).resolve().parents[1]
    if not (folder / "pyproject.toml").is_file() or not (folder / "features").is_dir():
        raise RumorError("needs a checkout to install from; run `rumor bench` in a clone")
    return folder


def _ignored(folder: str, names: Sequence[str]) -> set[str]:
    return {
        name
        for name in names
        if name in _LEFT_OUT
        or name.startswith(".")
        or name.endswith(".egg-info")
        or Path(folder, name, "pyvenv.cfg").exists()
    }


def _run(command: Sequence[str], what: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise RumorError(f"{what} failed ({lines[-1].strip()}); see that the registry is reachable")
    return done.stdout
