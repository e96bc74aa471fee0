"""Finished chunks on disk, so that an interrupted job goes on where it stopped.

The folder ``OUTPUT.parts`` holds a manifest and one file a chunk, each written whole or not at
all: a line that tells which rows it covers, its result rows, and the rows it had to reject.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from rumor.atomic import replacing
from rumor.batch.manifest import Manifest, changes
from rumor.batch.read import Chunk, Unread
from rumor.batch.results import Results, as_line
from rumor.errors import OutputError
from rumor.locks import try_lock

MANIFEST = "manifest.json"
_LOCK = "lock"
_PUBLISHING = "publishing"
_OURS = re.compile(r"(?:\d{9}\.jsonl|manifest\.json)(?:(?:\.[0-9a-f]{16})?\.part)?|lock|publishing")
_AGAIN = "or throw away what it has finished with --restart"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of one or more chunks."""

    scored: int = 0
    rejected: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.scored + other.scored, self.rejected + other.rejected)


class Parts:
    """The folder of a job; for one process at a time.

    Parameters
    ----------
    output : pathlib.Path
        File that the job will write; the folder lies beside it.
    manifest : Manifest
    restart : bool
        Whether to throw away what is there.

    Raises
    ------
    rumor.errors.OutputError
        If another process works in it, if it belongs to another job, or cannot be written.
    """

    def __init__(self, output: Path, manifest: Manifest, *, restart: bool = False) -> None:
        self.folder = parts_folder(output)
        self._lock: IO[bytes] | None = None
        try:
            self.folder.mkdir(exist_ok=True)
            self._take_lock()
            try:
                self._open(manifest, restart=restart)
            except BaseException:
                self.close()
                raise
        except OSError as error:
            raise OutputError(self.folder, _reason(error), "write somewhere else") from error

    def __enter__(self) -> Parts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let another process work in the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def finished(self) -> int:
        """Return how many chunks are there."""
        return sum(1 for _ in self.folder.glob("*.jsonl"))

    def done(self, chunk: Chunk[Unread]) -> Counts | None:
        """Return the counts of a chunk if it is there and covers the same rows, else None."""
        try:
            with self._path(chunk.number).open("rb") as file:
                head = json.loads(file.readline())
        except (FileNotFoundError, ValueError):  # not there yet, or damaged: score it again
            return None
        if head["covers"] != _covers(chunk):
            return None  # a file before it can be read now, or can no longer
        return Counts(head["scored"], head["rejected"])

    def save(self, chunk: Chunk[Unread], results: Results) -> Counts:
        """Keep what became of a chunk; when this returns, the disk has it.

        Parameters
        ----------
        chunk : Chunk
        results : Results
            Of all its items.

        Returns
        -------
        Counts

        Raises
        ------
        rumor.errors.OutputError
            If it cannot be written.
        """
        counts = Counts(results.scored, results.rejected)
        head = {"covers": _covers(chunk), "scored": counts.scored, "rejected": counts.rejected}
        path = self._path(chunk.number)
        try:
            with replacing(path) as file:
                file.writelines((as_line(head), results.rows, results.rejections))
        except OSError as error:
            remedy = "make room, then start the same command again: finished rows are kept"
            raise OutputError(path, _reason(error), remedy) from error
        return counts

    def scored(self, chunks: int) -> Iterator[bytes]:
        """Yield the lines of the result rows of so many chunks, in order."""
        return self._lines(chunks, rejected=False)

    def rejected(self, chunks: int) -> Iterator[bytes]:
        """Yield the lines of the rejected rows of so many chunks, in order."""
        return self._lines(chunks, rejected=True)

    def publishing(self) -> None:
        """Note that the output is about to appear."""
        (self.folder / _PUBLISHING).touch()

    def remove(self) -> None:
        """Take the folder away, the manifest first: without it nothing is gone on with."""
        try:
            self._clear()
            self.close()
            (self.folder / _LOCK).unlink(missing_ok=True)
            self.folder.rmdir()
        except OSError as error:
            raise OutputError(
                self.folder, _reason(error), "the output is whole: remove it"
            ) from error

    def _open(self, manifest: Manifest, *, restart: bool) -> None:
        path = self.folder / MANIFEST
        if restart:
            self._clear()
        before = _read(path)
        if before is not None:
            changed = changes(before, manifest)
            if changed:
                verb = "have" if len(changed) > 1 else "has"
                raise OutputError(
                    self.folder,
                    f"an interrupted job is in it, but {' and '.join(changed)} {verb} changed",
                    f"put that back to go on, {_AGAIN}",
                )
        if before is None:
            self._clear()
        with replacing(path) as out:
            out.write(as_line(manifest))

    def _clear(self) -> None:
        files = sorted(self.folder.iterdir())
        other = next((file.name for file in files if not _OURS.fullmatch(file.name)), None)
        if other is not None:
            reason = f"holds {other}, which is not ours"
            raise OutputError(self.folder, reason, "give OUTPUT another name")
        (self.folder / MANIFEST).unlink(missing_ok=True)
        for file in files:
            if file.name != _LOCK:
                file.unlink(missing_ok=True)

    def _take_lock(self) -> None:
        self._lock = (self.folder / _LOCK).open("ab")
        if not try_lock(self._lock.fileno()):
            self.close()
            raise OutputError(
                self.folder, "another process works in it", "wait for its end, or stop it"
            )

    def _lines(self, chunks: int, *, rejected: bool) -> Iterator[bytes]:
        for number in range(chunks):
            with self._path(number).open("rb") as file:
                scored = json.loads(file.readline())["scored"]
                for index, line in enumerate(file):
                    if (index >= scored) == rejected:
                        yield line

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:09}.jsonl"


def parts_folder(output: Path) -> Path:
    """Return the folder in which a job keeps its finished chunks."""
    return output.with_name(f"{output.name}.parts")


def was_publishing(output: Path) -> bool:
    """Return whether a job was stopped as its output appeared: it may replace that output."""
    folder = parts_folder(output)
    return (folder / _PUBLISHING).exists() and (folder / MANIFEST).exists()


def _covers(chunk: Chunk[Unread]) -> list[Any]:
    first, last = chunk.items[0], chunk.items[-1]
    return [first.source, first.row, last.source, last.row, len(chunk.items)]


def _read(path: Path) -> Manifest | None:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OutputError(path, "damaged", "start afresh with --restart") from error
    return found if isinstance(found, dict) else None


def _reason(error: OSError) -> str:
    return (error.strerror or os.strerror(error.errno or 0)).lower()
