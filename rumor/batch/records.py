"""One row of input: an article to score, or the reason why it cannot be; and one row of output.

Pure functions without a file in sight, so that every engine reads and rejects alike.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rumor.rows import Unit, row_of
from rumor.scorer import Scorer

RAW_LIMIT = 2_000
"""So many characters of a rejected row are kept."""

ROW_LIMIT = 16 * 2**20
"""A line longer than so many bytes is rejected: it is no article, and it would fill the memory."""

IS_UTF16 = "is UTF-16"
"""What is wrong with a whole file of lines in that encoding."""

TOO_LONG = f"longer than {ROW_LIMIT // 2**20} MiB"

RESULT_COLUMNS = ("source", "row", "id", "score", "speculative", "level", "evidence")
"""Columns of the output, in order."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns, or keys, of the input to read.

    Attributes
    ----------
    text, title, id : str
        Their names. Only that of the text must be there.
    named : frozenset of str
        Those of the other two names that the user gave; a table must have them.
    """

    text: str = "text"
    title: str = "title"
    id: str = "id"
    named: frozenset[str] = frozenset()

    @property
    def required(self) -> tuple[str, ...]:
        """Names that the header of a table must have."""
        return (self.text, *(name for name in (self.title, self.id) if name in self.named))


@dataclass(frozen=True, slots=True)
class Record:
    """A row that can be scored.

    Attributes
    ----------
    source : str
        Its file, relative to the input.
    row : int
        Its number among the records of the file, from 1. A header and blank lines do not count.
    id : str or None
    title : str
        Empty if there is none.
    text : str
        Holds more than white space.
    """

    source: str
    row: int
    id: str | None
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be scored.

    Attributes
    ----------
    source, row, id
        As for `Record`; the id is None also if it cannot be read.
    reason : str
        What is wrong with it.
    raw : str
        The row itself as far as `RAW_LIMIT` goes; bytes that are not UTF-8 are escaped.
    """

    source: str
    row: int
    id: str | None
    reason: str
    raw: str

    def to_dict(self) -> dict[str, Any]:
        """Return the rejection as one JSON object for the side file; an unknown id is left out."""
        named = {} if self.id is None else {"id": self.id}
        reason = {"reason": self.reason, "raw": self.raw}
        return {"source": self.source, "row": self.row, **named, **reason}


def parse_line(line: str | bytes, columns: Columns, source: str, row: int) -> Record | Rejected:
    """Read one line of a JSON Lines file.

    Parameters
    ----------
    line : str or bytes
        Not blank (see `is_blank`); line end and byte-order mark are allowed. Of keys that come
        twice the last counts, and ``NaN`` is a number, as Python's `json` has it.
    columns : Columns
    source : str
    row : int

    Returns
    -------
    Record or Rejected
        Rejected if it is too long, not UTF-8, not JSON, not an object, or for what `record_from`
        rejects.
    """
    if len(line) > ROW_LIMIT:
        return Rejected(source, row, None, TOO_LONG, bounded(line))
    try:
        text = line.decode("utf-8-sig") if isinstance(line, bytes) else line.removeprefix("\ufeff")
        value = json.loads(text)
    except UnicodeDecodeError as error:
        return Rejected(source, row, None, f"not UTF-8 (byte {error.start})", bounded(line))
    except json.JSONDecodeError as error:
        reason = f"not JSON ({error.msg}, character {error.pos})"
        return Rejected(source, row, None, reason, bounded(line))
    except (ValueError, RecursionError):  # a number of thousands of digits, or nested as deep
        return Rejected(source, row, None, "not JSON that can be read", bounded(line))
    if not isinstance(value, dict):
        return Rejected(source, row, None, f"{_kind(value)}, not an object", bounded(line))
    return record_from(value, columns, source, row, raw=line)


def record_from(
    mapping: Mapping[str, Any],
    columns: Columns,
    source: str,
    row: int,
    raw: str | bytes | None = None,
) -> Record | Rejected:
    """Read one row as a mapping of names to values.

    Parameters
    ----------
    mapping : mapping of str to object
    columns : Columns
    source : str
    row : int
    raw : str or bytes, optional
        The row as it stands in the file; the mapping as JSON when left out.

    Returns
    -------
    Record or Rejected
        Rejected if the text is missing, null, not a string, too long, or only white space; if the
        title is neither missing, null nor a string; if the id is not a scalar (any scalar becomes
        a string); or if one of them holds half a surrogate pair, which no output can hold.
    """
    text, title, given = (mapping.get(name) for name in (columns.text, columns.title, columns.id))
    name, wrong = _id(given)
    if not wrong and title is not None and not isinstance(title, str):
        wrong = f"{columns.title!r} is {_kind(title)}, not a string"
    if columns.text not in mapping:
        wrong = f"no {columns.text!r}"
    elif text is None:
        wrong = f"{columns.text!r} is null"
    elif not isinstance(text, str):
        wrong = f"{columns.text!r} is {_kind(text)}, not a string"
    elif len(text) > ROW_LIMIT:  # of a file without lines
        wrong = TOO_LONG
    elif not text.strip():
        wrong = f"{columns.text!r} is {'only white space' if text else 'empty'}"
    if not wrong:
        found = ((columns.text, text), (columns.title, title), (columns.id, name))
        wrong = next((f"{key!r} {_NOT_TEXT}" for key, value in found if _broken(value)), "")
    if wrong:
        shown = as_json(mapping) if raw is None else raw
        return Rejected(source, row, None if _broken(name) else name, wrong, bounded(shown))
    assert isinstance(text, str)  # for the type checker: anything else is rejected above
    return Record(source, row, name, title or "", text)


def result_row(scorer: Scorer, record: Record, unit: Unit) -> dict[str, Any]:
    """Score a record.

    Parameters
    ----------
    scorer : Scorer
    record : Record
    unit : {"article", "sentence"}

    Returns
    -------
    dict
        `RESULT_COLUMNS`, in order; the evidence is a list of objects with kind, text, start and
        end. Tables hold it as `as_json` writes it.
    """
    where = {"source": record.source, "row": record.row, "id": record.id}
    return {**where, **row_of(scorer, record.text, record.title, unit)}


def as_json(value: object) -> str:
    """Write a value as compact JSON on one line; what JSON has no form for becomes a string."""
    return _ENCODER.encode(value)


def is_blank(line: str | bytes) -> bool:
    """Return whether a line holds no record: nothing but white space and a byte-order mark."""
    if isinstance(line, bytes):
        return not line.removeprefix(codecs.BOM_UTF8).strip()
    return not line.removeprefix("\ufeff").strip()


def bounded(raw: str | bytes) -> str:
    """Cut a row to `RAW_LIMIT` characters that can be written; dots tell that more was there."""
    if isinstance(raw, bytes):
        start = raw[: 4 * RAW_LIMIT + 4].decode("utf-8", "backslashreplace")
    else:
        start = raw[: RAW_LIMIT + 1].encode("utf-8", "backslashreplace").decode("utf-8")
    start = start.rstrip("\r\n")
    return f"{start[:RAW_LIMIT]}..." if len(start) > RAW_LIMIT else start


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)

_NOT_TEXT = "holds bytes that are not UTF-8, or half a surrogate pair"


def _id(value: object) -> tuple[str | None, str]:
    """Return an id as a string, and what is wrong with it."""
    if value is None or isinstance(value, str):
        return value, ""
    if isinstance(value, bool):
        return ("true" if value else "false"), ""
    if isinstance(value, bytes | bytearray | Mapping | list | tuple | set):
        return None, f"the id is {_kind(value)}, not a string or number"
    return str(value), ""  # numbers; of Parquet also decimals, dates and times


def _broken(text: str | None) -> bool:
    if text is None or text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _kind(value: object) -> str:
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return type(value).__name__


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "null"),
    (bool, "a boolean"),
    ((int, float), "a number"),
    (str, "a string"),
    ((bytes, bytearray), "binary data"),
    (Mapping, "an object"),
    ((list, tuple, set), "a list"),
)
