"""Sentences that wait for a label: a JSON lines file that `suggest` writes and `label` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

from rumor.atomic import write_file
from rumor.errors import InputError
from rumor.experiments.corpus.overlap import normalise

Key: TypeAlias = tuple[str, str, str]
_TEXTS = ("title", "before", "text", "source", "stratum")


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence in its context.

    Attributes
    ----------
    title, before, text : str
        Headline, preceding sentence and the sentence; every run of whitespace is one space.
    source : str
        The file it stands in; empty where that is not known.
    offset : int or None
        Where it starts in the text of that file, in characters from 0.
    score : float or None
        What the model gave it, in [0, 1].
    stratum : str
        How it was picked; kept in the labelled record.
    """

    title: str
    before: str
    text: str
    source: str = ""
    offset: int | None = None
    score: float | None = None
    stratum: str = ""

    @property
    def key(self) -> Key:
        """What makes it the same sentence in the same context."""
        return context_key(self.title, self.before, self.text)

    @property
    def digest(self) -> str:
        """The key as 12 hex digits, for an id."""
        joined = "\0".join(self.key).encode()
        return hashlib.sha256(joined).hexdigest()[:12]


def context_key(title: str, before: str, text: str) -> Key:
    """Return a sentence and its context without what case and spacing add."""
    return normalise(title), normalise(before), normalise(text)


def to_lines(items: Iterable[Item]) -> Iterator[str]:
    """Yield each item as one line of JSON, without what is not known of it."""
    for item in items:
        known = {key: value for key, value in asdict(item).items() if value not in ("", None)}
        yield json.dumps({"title": item.title, "before": item.before, **known}, ensure_ascii=False)


def write_items(items: Iterable[Item], path: Path) -> None:
    """Write items, whole or not at all.

    Parameters
    ----------
    items : iterable of Item
    path : pathlib.Path
        Replaced if it exists.

    Raises
    ------
    rumor.errors.OutputError
        If it cannot be written.
    """
    text = "".join(f"{line}\n" for line in to_lines(items))
    write_file(path, text, remedy="give --output a file in a writable folder")


def read_items(path: Path) -> list[Item]:
    """Read items; those that stand there twice once.

    Parameters
    ----------
    path : pathlib.Path
        JSON lines, UTF-8: objects with ``text`` and, where known, the other attributes of `Item`.
        Keys that `Item` does not have are passed over.

    Returns
    -------
    list of Item
        In file order.

    Raises
    ------
    rumor.errors.InputError
        If the file cannot be read, holds no item, or a line is no item.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(path, reason, "give a file that `rumor corpus suggest` wrote") from error
    except UnicodeDecodeError as error:
        raise InputError(path, f"not UTF-8 (byte {error.start})", "save it as UTF-8") from error
    items: dict[Key, Item] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            item = _read_item(line, f"{path}:{number}")
            items.setdefault(item.key, item)
    if not items:
        raise InputError(path, "holds no sentences", "write some with `rumor corpus suggest`")
    return list(items.values())


def _read_item(line: str, where: str) -> Item:
    remedy = "write one object a line, as `rumor corpus suggest` does"
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(where, "not JSON", remedy) from error
    if not isinstance(data, dict):
        raise InputError(where, "not an object", remedy)
    values: dict[str, Any] = {"title": "", "before": "", "text": ""}
    for name in (field.name for field in fields(Item)):
        value = data.get(name)
        if value is None:
            continue
        if name in _TEXTS:
            values[name] = _flat(value, f"{where}: {name}")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(where, f"{name} is not a number", "correct it, or leave it out")
        else:
            values[name] = value
    if not values["text"]:
        raise InputError(where, "no text", "give the sentence as `text`")
    return Item(**values)


def _flat(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise InputError(where, "not a string", "put it in quotation marks")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InputError(where, "half a surrogate pair", "write the whole character") from error
    return " ".join(value.split())
