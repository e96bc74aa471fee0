"""Folders that appear whole or not at all; `rumor.atomic` has files."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from rumor.atomic import unwritable
from rumor.errors import OutputError


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
        raise unwritable(path, error) from None


def _unknown(path: Path, known: frozenset[str]) -> str:
    if os.path.lexists(path) and (path.is_symlink() or not path.is_dir()):
        raise OutputError(path, "is not a folder", "give the name of a folder")
    names = sorted(
        child.relative_to(path).as_posix() for child in path.rglob("*") if not child.is_dir()
    )
    return next((name for name in names if name not in known), "")
