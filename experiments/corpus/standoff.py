"""Labels without text: each sentence is named by its place in a public file, and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rumor.errors import CorpusError
from rumor.experiments.corpus.records import Span

_LABELS = ("cues", "sources", "deleted", "broken", "readings")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands, and its labels.

    Attributes
    ----------
    row : int
        Record of the source, 0-based; of plain text the line.
    start, end : int
        Characters of the whitespace-normalised row, 0-based, end exclusive.
    sha256 : str
        First 16 hex digits of the sentence's digest.
    labels : mapping
        Level and what else is known, as the corpus format writes it.
    """

    row: int
    start: int
    end: int
    sha256: str
    labels: Mapping[str, Any]

    @property
    def broken(self) -> bool:
        """Whether the sentence is context for its neighbours, not data."""
        return bool(self.labels.get("broken"))


@dataclass(frozen=True, slots=True)
class Standoff:
    """A passage without its text.

    Attributes
    ----------
    id, source, split, stratum : str
        As in the corpus format; `source` is the id of the file.
    before : (int, int) or None
        Span of the preceding sentence in the row of the first.
    places : tuple of Place
        Its sentences.
    """

    id: str
    source: str
    split: str
    stratum: str
    before: Span | None
    places: tuple[Place, ...]

    @property
    def size(self) -> int:
        """How many of its sentences are data."""
        return sum(not place.broken for place in self.places)


def digest(text: str) -> str:
    """Return the digest by which a standoff record knows a sentence."""
    # A damaged source may hold half a surrogate pair: then it is just another text.
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]


def read_standoff(path: Path) -> tuple[Standoff, ...]:
    """Read standoff records.

    Parameters
    ----------
    path : pathlib.Path
        JSON lines, as `seeds/news.standoff.jsonl`.

    Returns
    -------
    tuple of Standoff
        In file order.

    Raises
    ------
    rumor.errors.CorpusError
        If the file cannot be read, or a line is not such a record.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise CorpusError([f"{path}: {reason}; give a readable file of labels"]) from None
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(_passage(json.loads(line)))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                reason = f"not a standoff record ({type(error).__name__}: {error})"
                raise CorpusError([f"{path}:{number}: {reason}; restore the file"]) from None
    return tuple(found)


def _passage(record: Mapping[str, Any]) -> Standoff:
    before = record.get("before")
    return Standoff(
        id=record["id"],
        source=record["source"],
        split=record["split"],
        stratum=record["stratum"],
        before=(int(before[0]), int(before[1])) if before else None,
        places=tuple(_place(item) for item in record["sentences"]),
    )


def _place(item: Mapping[str, Any]) -> Place:
    # An empty list says no more than none at all, and the corpus format leaves it out.
    labels = {key: item[key] for key in _LABELS if item.get(key)}
    return Place(
        row=int(item["row"]),
        start=int(item["start"]),
        end=int(item["end"]),
        sha256=str(item["sha256"]),
        labels={"level": item["level"], **labels},
    )
