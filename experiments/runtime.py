"""The scoring runtime by itself: what another machine needs to score, as a folder or a zip.

``rumor`` is on no package index that a model server or a Spark worker could be told to install it
from, so a logged model takes the code along. It is pure Python without a dependency, and small.
Folder and zip hold the same: a worker may have both on its path.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

PACKAGE = "rumor"

_PARTS = {PACKAGE: PACKAGE, "rumor.features": f"{PACKAGE}/features"}
"""Packages to take, and where they go; in a checkout the second does not lie in the first."""

_LEFT_OUT = frozenset({"experiments", "seeds", "__pycache__"})
_SUFFIXES = (".py", ".toml")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # one date for all entries: the same code gives the same zip


def stage_runtime(folder: Path) -> Path:
    """Copy the scoring runtime into a folder.

    Parameters
    ----------
    folder : pathlib.Path
        An existing folder, to be put on ``sys.path`` by whoever uses the copy.

    Returns
    -------
    pathlib.Path
        The package in it: modules and cue lists, no model, no corpus and no training code.

    Raises
    ------
    OSError
        If it cannot be written, or the folder has such a package already.
    """
    package = folder / PACKAGE
    package.mkdir()
    for name, source in runtime_files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
    return package


def zip_runtime(path: Path) -> Path:
    """Write the scoring runtime as a zip that Python imports from, as for Spark's ``addPyFile``.

    Parameters
    ----------
    path : pathlib.Path
        Name of the zip; replaced if it exists. The same code always gives the same bytes.

    Returns
    -------
    pathlib.Path
        The same.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with zipfile.ZipFile(path, "w") as archive:
        for name, source in runtime_files():
            entry = zipfile.ZipInfo(name, _EPOCH)
            archive.writestr(entry, source.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def runtime_files() -> Iterator[tuple[str, Traversable]]:
    """List the files of the scoring runtime.

    Yields
    ------
    tuple of str and importlib.resources.abc.Traversable
        The path that the file goes to, with forward slashes, and the file; sorted within a package.
    """
    for package, place in _PARTS.items():
        skipped = {other for other in _PARTS.values() if other != place}
        yield from _walk(files(package), place, skipped)


def _walk(folder: Traversable, place: str, skipped: set[str]) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        name = f"{place}/{item.name}"
        if item.is_dir():
            if item.name not in _LEFT_OUT and name not in skipped:
                yield from _walk(item, name, skipped)
        elif item.name.endswith(_SUFFIXES):
            yield name, item
