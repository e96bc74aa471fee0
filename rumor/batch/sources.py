"""Which files a job reads, and in what format."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rumor.batch.job import FORMATS, Format
from rumor.errors import InputError
from rumor.text.files import unreadable

SUFFIXES: dict[str, Format] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
"""Formats by the suffix of a file; ``.gz`` may follow those of text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Attributes
    ----------
    path : pathlib.Path
    name : str
        Its path within the input folder with forward slashes, or the name of the one file.
    size : int
        In bytes.
    modified : int
        When it was last written, in nanoseconds.
    """

    path: Path
    name: str
    size: int
    modified: int


def format_of(path: Path) -> Format | None:
    """Return the format that the suffix of a file tells, None if it tells none."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes[-1:] == [".gz"]:
        packed = SUFFIXES.get(suffixes[0])
        return None if packed == "parquet" else packed
    return SUFFIXES.get(suffixes[-1]) if suffixes else None


def find_sources(path: Path, wanted: Format | None = None) -> tuple[Format, list[Source], int]:
    """Find the files of a job.

    Parameters
    ----------
    path : pathlib.Path
        A file, or a folder that is searched with all in it. Names that begin with a dot or an
        underscore are passed over, as other engines do.
    wanted : {"jsonl", "csv", "parquet"}, optional
        The format; that of the suffixes when left out.

    Returns
    -------
    format : {"jsonl", "csv", "parquet"}
    sources : list of Source
        Sorted by name; at least one.
    left_out : int
        Files of the folder that are of no known format, or not of the wanted one.

    Raises
    ------
    InputError
        If there is no such file, no file of the format, or no one format.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            found = wanted or format_of(path)
            if found is None:
                raise InputError(path, "its suffix tells no format", _GIVE)
            return found, [_source(path, path.name)], 0
        if not stat.S_ISDIR(mode):
            raise InputError(path, "neither a file nor a folder", "save it to a file first")
        files = _walk(path)
    except OSError as error:
        raise unreadable(str(error.filename or path), error) from error
    found = wanted or _one_format(path, files)
    sources = sorted(
        (_source(file, file.relative_to(path).as_posix()) for file in files if _is(file, found)),
        key=lambda source: source.name,
    )
    if not sources:
        raise InputError(path, f"holds no {found} file", "check the path, or give another --format")
    return found, sources, len(files) - len(sources)


_GIVE = f"give --format {'|'.join(FORMATS)}"


def _is(file: Path, wanted: Format) -> bool:
    return format_of(file) == wanted


def _walk(folder: Path) -> list[Path]:
    def fail(error: OSError) -> None:
        raise error

    files = []
    for where, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        paths = (Path(where, name) for name in names if not name.startswith((".", "_")))
        files += [file for file in paths if file.is_file()]
    return files


def _one_format(folder: Path, files: Sequence[Path]) -> Format:
    formats = sorted({found for found in map(format_of, files) if found is not None})
    if not formats:
        suffixes = ", ".join(SUFFIXES)
        raise InputError(folder, f"holds no file with a suffix of {suffixes}", "check the path")
    if len(formats) > 1:
        raise InputError(folder, f"holds files of {' and '.join(formats)}", _GIVE)
    return formats[0]


def _source(path: Path, name: str) -> Source:
    about = path.stat()
    # A name that is not UTF-8 has to be written to outputs that are.
    shown = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return Source(path, shown, about.st_size, about.st_mtime_ns)
