"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from rumor.errors import OutputError

_REMEDY = "write somewhere else or make room"


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
    partial = path.with_name(f"{path.name}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise OutputError(path, _reason(error), remedy) from error
    finally:  # after an interrupt too
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def write_folder(path: Path, files: Mapping[str, str], *, known: Iterable[str]) -> None:
    """Write a folder of text files in UTF-8, in one step.

    Parameters
    ----------
    path : pathlib.Path
        The folder; replaced when it exists and holds nothing that is not `known`.
    files : mapping of str to str
        Texts by their paths in the folder, with forward slashes.
    known : iterable of str
        What an earlier folder of this sort may hold, by the same paths.

    Raises
    ------
    rumor.errors.OutputError
        If the folder holds other files or cannot be written; what was there stays.
    """
    other = _unknown(path, frozenset(known))
    if other:
        raise OutputError(path, f"holds {other}, which is not ours", "give another folder")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as scratch:
            fresh = Path(scratch) / "new"
            for name, text in files.items():
                target = fresh / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="")
            if path.is_dir():
                old = Path(scratch) / "old"
                path.replace(old)
                try:
                    fresh.replace(path)
                except OSError:
                    old.replace(path)
                    raise
                shutil.rmtree(old)
            else:
                fresh.replace(path)
    except OSError as error:
        raise OutputError(path, _reason(error), _REMEDY) from None


def _unknown(path: Path, known: frozenset[str]) -> str:
    if os.path.lexists(path) and (path.is_symlink() or not path.is_dir()):
        raise OutputError(path, "is not a folder", "give the name of a folder")
    names = sorted(
        child.relative_to(path).as_posix() for child in path.rglob("*") if not child.is_dir()
    )
    return next((name for name in names if name not in known), "")


def _reason(error: OSError) -> str:
    return (error.strerror or "cannot be written").lower()
