"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from rumor.errors import OutputError
from rumor.locks import try_lock

SUFFIX = ".part"
"""What a file that is not whole yet is called, behind its own name."""

_FLAGS = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_CLOSED_FIRST = os.name == "nt"
"""Whether a file must be closed before it can be renamed or removed."""

_REMEDY = "write somewhere else or make room"


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes the place of another when it is whole.

    Parameters
    ----------
    path : pathlib.Path
        Replaced if it exists, once the block has ended without an error and the disk has it. A
        device or a pipe is written to as it is; a link stays, and what it leads to is replaced.

    Yields
    ------
    binary file
    """
    if is_special(path):
        with path.open("wb") as device:
            yield device
        return
    path = path.resolve()
    partial, file = _open_partial(path)
    with file:
        # Renamed or removed while it is locked: nobody else has it under that name till then.
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if _CLOSED_FIRST:
                file.close()
            partial.replace(path)
        except BaseException:  # an interrupt too
            if _CLOSED_FIRST:
                file.close()
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


def _open_partial(path: Path) -> tuple[Path, IO[bytes]]:
    """Open a file beside another that no other process writes.

    It always has the same name, so that what a killed process left is written over; unless a living
    process has a file of that name open.
    """
    partial = path.with_name(path.name + SUFFIX)
    while True:
        file = os.fdopen(os.open(partial, _FLAGS, 0o666), "wb")
        if not try_lock(file.fileno()):
            partial = path.with_name(f"{path.name}.{os.urandom(8).hex()}{SUFFIX}")
        elif _is_called(file, partial):
            file.truncate(0)
            return partial, file
        file.close()


def _is_called(file: IO[bytes], path: Path) -> bool:
    """Whether an open file still has its name: who had it locked before may have renamed it."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def is_special(path: Path) -> bool:
    """Whether a path is a device or a pipe, which must not be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()


def write_file(path: Path, text: str, *, remedy: str = _REMEDY) -> None:
    """Write a text file in UTF-8, as it is, in one step.

    Parameters
    ----------
    path : pathlib.Path
        Replaced if it exists.
    text : str
    remedy : str
        What the error tells the user to do.

    Raises
    ------
    rumor.errors.OutputError
        If that is not possible; what was there stays.
    """
    if path.is_dir():
        raise OutputError(path, "is a folder", "give the name of a file")
    try:
        with replacing(path) as file:
            file.write(text.encode("utf-8"))
    except OSError as error:
        raise unwritable(path, error, remedy) from error


def unwritable(path: Path, error: OSError, remedy: str = _REMEDY) -> OutputError:
    """Return the error for an output that the system does not let us write."""
    return OutputError(path, (error.strerror or "cannot be written").lower(), remedy)


def refuse_existing(path: Path, *, force: bool) -> None:
    """Make sure that an output may be written.

    Parameters
    ----------
    path : pathlib.Path
        File or folder to write.
    force : bool
        Whether it may replace what is there.

    Raises
    ------
    rumor.errors.OutputError
        If it exists and may not be replaced, or its folder does not exist.
    """
    if not path.parent.is_dir():
        raise OutputError(path, "its folder does not exist", "make it first")
    if os.path.lexists(path) and not force:
        raise OutputError(path, "exists already", "give another name, or replace it with --force")


def refuse_unwritable(path: Path, *, option: str, force: bool) -> None:
    """Make sure that a file may be written.

    Parameters
    ----------
    path : pathlib.Path
    option : str
        What the user calls it.
    force : bool
        Whether it may replace what is there.

    Raises
    ------
    rumor.errors.OutputError
        As `refuse_existing`, or if it is a folder.
    """
    if path.is_dir():
        raise OutputError(path, "is a folder", f"give {option} the name of a file")
    refuse_existing(path, force=force)
