"""The news part of the corpus, rebuilt from its sources and written where training finds it."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rumor.errors import OutputError
from rumor.experiments.corpus.hydrate import Record, label, rebuild
from rumor.experiments.corpus.paths import refuse_ours
from rumor.experiments.corpus.readers import read_rows
from rumor.experiments.corpus.sources import Source, SourceError
from rumor.experiments.corpus.standoff import Standoff


class Getter(Protocol):
    """Where the bytes of sources come from: `local.LocalFolder`, `download.Downloader`."""

    def get(self, source: Source) -> bytes:
        """Return the pinned bytes of a source, or raise `SourceError`."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a fetch.

    Attributes
    ----------
    records : mapping of str to mapping
        The rebuilt passages by id.
    sentences, passages : (int, int)
        How many were rebuilt, and how many there are in the sources that were asked for. Broken
        sentences are not data and do not count.
    skipped : tuple of SourceError
        Sources that could not be used.
    unmatched : mapping of str to int
        Source ids to passages left out because a sentence is another than was labelled.
    """

    records: Mapping[str, Record]
    sentences: tuple[int, int]
    passages: tuple[int, int]
    skipped: tuple[SourceError, ...]
    unmatched: Mapping[str, int]

    @property
    def complete(self) -> bool:
        """Whether every passage asked for was rebuilt."""
        return not self.skipped and not self.unmatched


def fetch_news(
    sources: Sequence[Source],
    passages: Sequence[Standoff],
    getter: Getter,
    done: Callable[[Source], object] = lambda _: None,
) -> Fetched:
    """Rebuild the passages of some sources.

    Parameters
    ----------
    sources : sequence of Source
        Those wanted, from `sources.read_sources`.
    passages : sequence of Standoff
        From `standoff.read_standoff`; those of other sources are left alone.
    getter : Getter
    done : callable, optional
        Called after each source, used or not.

    Returns
    -------
    Fetched

    Raises
    ------
    rumor.errors.OutputError
        If downloads cannot be kept.
    """
    by_source: defaultdict[str, list[Standoff]] = defaultdict(list)
    for passage in passages:
        by_source[passage.source].append(passage)
    wanted = [passage for source in sources for passage in by_source[source.id]]
    records: dict[str, Record] = {}
    skipped: list[SourceError] = []
    unmatched: dict[str, int] = {}
    for source in sources:
        own = by_source[source.id]
        try:
            rows = read_rows(source, getter.get(source))
        except SourceError as error:
            skipped.append(error)
        else:
            found = [record for record in rebuild(source, rows, own) if record is not None]
            records |= {record["id"]: record for record in found}
            if len(found) < len(own):
                unmatched[source.id] = len(own) - len(found)
        done(source)
    rebuilt = [passage for passage in wanted if passage.id in records]
    return Fetched(
        records=records,
        sentences=(sum(p.size for p in rebuilt), sum(p.size for p in wanted)),
        passages=(len(rebuilt), len(wanted)),
        skipped=tuple(skipped),
        unmatched=unmatched,
    )


def kept_records(
    path: Path, passages: Sequence[Standoff], fetched: Mapping[str, Record]
) -> dict[str, Record]:
    """Return the passages of an earlier fetch that this one did not bring.

    Parameters
    ----------
    path : pathlib.Path
        The file of the earlier fetch; it need not exist.
    passages : sequence of Standoff
        All that there are.
    fetched : mapping of str to mapping
        The records of this fetch by id.

    Returns
    -------
    dict of str to mapping
        By id, with the labels as they are now; only those whose every sentence is the labelled one.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):  # nothing to keep
        return {}
    missing = {passage.id: passage for passage in passages if passage.id not in fetched}
    kept = {}
    for line in lines:
        try:
            old = json.loads(line)
            passage = missing[old["id"]]
            texts = [str(sentence["text"]) for sentence in old["sentences"]]
            about = {key: str(old[key]) for key in ("genre", "title", "before")}
        except (ValueError, KeyError, TypeError):  # damaged, or no longer labelled
            continue
        record = label(passage, texts, **about)
        if record is not None:
            kept[passage.id] = record
    return kept


def write_records(path: Path, records: Sequence[Record]) -> None:
    """Write records in the corpus format, the whole file or nothing.

    Parameters
    ----------
    path : pathlib.Path
        Replaced if it exists; its folder is made if need be.
    records : sequence of mapping

    Raises
    ------
    rumor.errors.OutputError
        If it cannot be written, or lies in the folder of rumor itself.
    """
    refuse_ours(path.parent)
    partial = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("w", encoding="utf-8", newline="\n") as out:
                for record in records:
                    out.write(json.dumps(record, ensure_ascii=False) + "\n")
            partial.replace(path)
        finally:  # after an interrupt too
            partial.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise OutputError(path, reason, "make room or give another folder with --to") from error
