"""Which files of a folder are articles."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from rumor.errors import InputError
from rumor.inputs.options import SUFFIXES
from rumor.text.files import unreadable

VENDORED = frozenset(
    "node_modules bower_components vendor third_party venv env site-packages __pycache__".split()
)
"""Folders that hold the files of others; passed over, as are names that begin with a dot."""


def files_in(folder: str, globs: Sequence[str] = ()) -> Iterator[str | InputError]:
    """Find the articles in a folder and the folders in it.

    Parameters
    ----------
    folder : str
    globs : sequence of str
        Patterns with ``*``, ``?`` and ``[...]``; one without a slash is held to the name of a
        file, one with a slash to its path within the folder, where ``**`` stands for any folders.
        When left out, files with a suffix of `SUFFIXES` are found.

    Yields
    ------
    str or InputError
        Paths, sorted; an error for each folder that cannot be read, and one if there is nothing
        to read at all. Links to folders are not followed.
    """
    errors: list[InputError] = []
    found: list[str] = []

    def fail(error: OSError) -> None:
        errors.append(unreadable(error.filename or folder, error))

    for where, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if name[:1] != "." and name not in VENDORED]
        for name in names:
            path = os.path.join(where, name)  # noqa: PTH118  # keeps the folder as it was given
            within = Path(os.path.relpath(path, folder)).as_posix()
            if name[:1] != "." and _wanted(within, globs) and Path(path).is_file():
                found.append(path)
    yield from errors
    yield from sorted(found)
    if not errors and not found:
        looked_for = ", ".join(globs or SUFFIXES)
        reason = f"a folder with nothing to read ({looked_for})"
        yield InputError(folder, reason, "check the path, or choose files with --glob")


def _wanted(path: str, globs: Sequence[str]) -> bool:
    if not globs:
        return Path(path).suffix.lower() in SUFFIXES
    name = path.rpartition("/")[2]
    return any(_fits(path if "/" in glob else name, _parts(glob)) for glob in globs)


def _fits(path: str, parts: Sequence[re.Pattern[str] | None]) -> bool:
    """Say whether the names of a path are those of a pattern, of which None stands for any."""
    # All ways to read it at once, not one after the other: no pattern makes this slow.
    reached = _past_any({0}, parts)
    for name in path.split("/"):
        further: set[int] = set()
        for at in reached - {len(parts)}:
            part = parts[at]
            if part is None:
                further.add(at)
            elif part.match(name):
                further.add(at + 1)
        reached = _past_any(further, parts)
    return len(parts) in reached


def _past_any(reached: set[int], parts: Sequence[re.Pattern[str] | None]) -> set[int]:
    """Add what is reached where nothing stands for what may be anything."""
    for at in sorted(reached):
        while at < len(parts) and parts[at] is None:
            at += 1
            reached.add(at)
    return reached


@cache
def _parts(glob: str) -> tuple[re.Pattern[str] | None, ...]:
    """Translate a pattern: to match paths, `pathlib` knows ``**`` only from Python 3.13 on."""
    names = glob.removeprefix("./").split("/")
    return tuple(None if name == "**" else re.compile(fnmatch.translate(name)) for name in names)
