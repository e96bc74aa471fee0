"""Source files that are here already, and whether a file is the one that is pinned."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from rumor.experiments.corpus.sources import Source, SourceError


def fault(source: Source, data: bytes) -> str:
    """Return what is wrong with the bytes of a source; empty if they are the pinned ones."""
    if len(data) < source.size:
        return f"cut short: {len(data)} of {source.size} bytes"
    if hashlib.sha256(data).hexdigest() == source.sha256:
        return ""
    if len(data) > source.size:
        return f"changed: {len(data)} bytes, not {source.size}"
    return "changed: its sha256 is not the pinned one"


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of source files, each where `Source.raw` says.

    Attributes
    ----------
    folder : pathlib.Path
    """

    folder: Path

    def get(self, source: Source) -> bytes:
        """Return the bytes of a source.

        Raises
        ------
        SourceError
            If the file is missing, cannot be read, or is not the pinned one.
        """
        path = self.folder / source.raw
        where = f"source {source.id} ({path})"
        remedy = "put the pinned file there, or leave --from out to download it"
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            raise SourceError(where, reason, remedy) from error
        if reason := fault(source, data):
            raise SourceError(where, reason, remedy)
        return data
