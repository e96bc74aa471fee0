"""The public files that hold the news: where each is pinned, and how to read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rumor.errors import CorpusError, FileError, RumorError

FORMATS = ("csv", "xlsx", "json", "text")
_HEX = frozenset("0123456789abcdef")


class SourceError(FileError):
    """A source that cannot be used: gone, changed, cut short or unreadable."""


@dataclass(frozen=True, slots=True)
class Source:
    """One public file, pinned by commit and digest.

    Attributes
    ----------
    id : str
        Standoff records name the source by it.
    repository, commit, path : str
        Address of the repository, and the file in it.
    sha256 : str
        Hex digest of the file.
    size : int
        Length of the file in bytes.
    raw : str
        Where the file lies in a local folder of sources: a relative path with forward slashes.
    format : {"csv", "xlsx", "json", "text"}
    encoding : str
        Of the text; empty for a workbook. `` (undefined bytes replaced)`` may follow its name.
    delimiter : str
        Between the fields of a CSV file.
    member : str
        File within the archive that the source is; empty if it is none.
    text_column, title_column : str
        Names of the columns; empty where there is none.
    """

    id: str
    repository: str
    commit: str
    path: str
    sha256: str
    size: int
    raw: str
    format: str
    encoding: str = ""
    delimiter: str = ","
    member: str = ""
    text_column: str = ""
    title_column: str = ""


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read a list of sources.

    Parameters
    ----------
    path : pathlib.Path
        A JSON object of objects, as `seeds/sources.json`.

    Returns
    -------
    tuple of Source
        In file order.

    Raises
    ------
    rumor.errors.CorpusError
        If the file cannot be read or a source lacks something; all that is wrong is told.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise CorpusError([f"{path}: {reason}; give a readable list of sources"]) from None
    except ValueError as error:
        raise CorpusError([f"{path}: not JSON: {error}; restore the file"]) from None
    if not isinstance(record, dict):
        raise CorpusError([f"{path}: not an object of sources by id; restore the file"])
    problems: list[str] = []
    found = []
    for key, item in record.items():
        fields = item if isinstance(item, dict) else {}
        faults = _faults(fields)
        problems += [f"{path}: source {key}: {fault}; restore the file" for fault in faults]
        if not faults:
            found.append(_source(key, fields))
    if problems:
        raise CorpusError(problems)
    return tuple(found)


def choose(sources: Sequence[Source], wanted: Iterable[str]) -> tuple[Source, ...]:
    """Return the sources with the ids wanted, in the order of `sources`; all if none is wanted.

    Raises
    ------
    rumor.errors.RumorError
        If an id is not known.
    """
    ids = set(wanted)
    known = [source.id for source in sources]
    for unknown in sorted(ids - set(known)):
        raise RumorError(f"--source {unknown}: no such source; known are {', '.join(known)}")
    return tuple(source for source in sources if not ids or source.id in ids)


def _faults(item: Mapping[str, object]) -> list[str]:
    names = ["repository", "commit", "path", "sha256", "raw", "format"]
    names += ["encoding"] if item.get("format") != "xlsx" else []
    names += ["text_column"] if item.get("format") != "text" else []
    faults = [f"{name} is no text" for name in names if not _is_text(item.get(name))]
    if type(item.get("bytes")) is not int:
        faults.append("bytes is no number")
    if faults:
        return faults
    if item["format"] not in FORMATS:
        faults.append(f"format is {item['format']}, none of {', '.join(FORMATS)}")
    digest = str(item["sha256"])
    if len(digest) != 64 or not _HEX.issuperset(digest):
        faults.append("sha256 is not 64 hexadecimal digits")
    raw = PurePosixPath(str(item["raw"]))
    # It becomes a path on this machine, so it may not lead out of the folder.
    if raw.is_absolute() or ".." in raw.parts or "\\" in str(raw) or ":" in str(raw):
        faults.append("raw leads out of its folder")
    return faults


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _source(key: str, item: Mapping[str, object]) -> Source:
    size = item["bytes"]
    assert isinstance(size, int)
    names = ("repository", "commit", "path", "sha256", "raw", "format", "encoding", "member")
    texts = {name: str(item.get(name, "")) for name in (*names, "text_column", "title_column")}
    return Source(id=key, size=size, delimiter=str(item.get("delimiter", ",")), **texts)
