"""The file that labelled records are appended to; nothing that was decided is ever lost."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from rumor.errors import OutputError
from rumor.experiments.annotate.items import Item, Key, context_key
from rumor.experiments.annotate.session import Draft, Record
from rumor.experiments.corpus.load import load_corpus
from rumor.experiments.corpus.records import Passage, Split
from rumor.locks import try_lock

_BEGINS = b'{"id": "'
"""How every record begins; what is left of one after a crash does too."""


def make_record(item: Item, draft: Draft, *, annotator: str, genre: str, split: Split) -> Record:
    """Make a record of the corpus format.

    Parameters
    ----------
    item : Item
    draft : Draft
        With a level.
    annotator : str
        Begins the id, so that the records of two annotators can be told apart; may be empty.
    genre : str
    split : {"train", "dev"}

    Returns
    -------
    dict
    """
    sentence: Record = {"text": item.text, "level": draft.level}
    for name, spans in (("cues", draft.cues), ("sources", draft.sources)):
        if spans:
            sentence[name] = [list(span) for span in spans]
    if draft.deleted:
        sentence["deleted"] = True
    record: Record = {
        "id": f"{annotator}-{item.digest}" if annotator else item.digest,
        "kind": "passage",
        "genre": genre,
        "title": item.title,
        "before": item.before,
        "split": split,
    }
    if item.stratum:
        record["stratum"] = item.stratum
    return {**record, "sentences": [sentence]}


class Journal:
    """An open file of records, for one session at a time.

    Parameters
    ----------
    path : pathlib.Path
        Made if it does not exist.

    Attributes
    ----------
    passages : list of Passage
        What it held when it was opened.
    repaired : int or None
        The line that a crash had left half written; it has been taken away.

    Raises
    ------
    rumor.errors.OutputError
        If it cannot be written, or another session has it open.
    rumor.errors.CorpusError
        If it holds anything but records.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.repaired: int | None = None
        new = not path.exists()
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        except OSError as error:
            raise self._error(error) from error
        try:
            self._lock()
            self._repair()
            if new:
                self._settle_folder()
            self._ends = self._line_ends()
            self.passages: list[Passage] = []
            if path.read_bytes().strip():
                self.passages = list(load_corpus(path).passages)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; another session may open it."""
        os.close(self._file)

    def append(self, record: Record) -> None:
        """Add a record; when this returns, the disk has it.

        Raises
        ------
        rumor.errors.OutputError
            If it cannot be written; nothing of it is left in the file then.
        """
        line = f"{json.dumps(record, ensure_ascii=False)}\n".encode()
        start = self._ends[-1]
        try:
            os.lseek(self._file, start, os.SEEK_SET)
            view = memoryview(line)
            while view:
                view = view[os.write(self._file, view) :]
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, start)
            raise self._error(error) from error
        self._ends.append(start + len(line))

    def drop_last(self) -> None:
        """Remove the last record."""
        try:
            os.ftruncate(self._file, self._ends[-2])
            os.fsync(self._file)
        except OSError as error:
            raise self._error(error) from error
        self._ends.pop()

    def _lock(self) -> None:
        if not try_lock(self._file):
            raise OutputError(
                self.path, "another session is labelling into it", "end that, or give --output"
            )

    def _repair(self) -> None:
        data = self.path.read_bytes()
        whole, _, rest = data.rpartition(b"\n")
        if not rest.strip():
            return
        start = len(data) - len(rest)
        try:
            json.loads(rest)
        except ValueError:
            if not (rest.startswith(_BEGINS) or _BEGINS.startswith(rest)):
                return  # none of ours: loading it tells what is wrong
            os.ftruncate(self._file, start)
            self.repaired = whole.count(b"\n") + (2 if start else 1)
        else:  # only the line break is missing
            os.lseek(self._file, 0, os.SEEK_END)
            os.write(self._file, b"\n")
        os.fsync(self._file)

    def _line_ends(self) -> list[int]:
        # Ends of the lines that hold a record, with the start of the file before them.
        ends, position = [0], 0
        for line in self.path.read_bytes().split(b"\n")[:-1]:
            position += len(line) + 1
            if line.strip():
                ends.append(position)
            else:
                ends[-1] = position
        return ends

    def _settle_folder(self) -> None:
        if os.name == "posix":  # else a crash of the machine could lose the file's name
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _error(self, error: OSError) -> OutputError:
        reason = (error.strerror or "cannot be written").lower()
        return OutputError(self.path, reason, "give --output a file in a writable folder")


def split_items(
    items: Iterable[Item], passages: Sequence[Passage]
) -> tuple[list[Item], list[Item], int]:
    """Part items into those that still need a label and those a journal ends with.

    Parameters
    ----------
    items : iterable of Item
    passages : sequence of Passage
        Of the journal, in order.

    Returns
    -------
    pending : list of Item
        Without a record.
    last : list of Item
        Those whose records end the journal, oldest first.
    total : int
        How many items there are.
    """
    by_key: dict[Key, Item] = {item.key: item for item in items}
    recorded = [by_key.get(key) for passage in passages for key in _keys(passage)]
    times = Counter(item.key for item in recorded if item is not None)
    last: list[Item] = []
    for passage in reversed(passages):
        item = by_key.get(next(_keys(passage)))
        if item is None or times[item.key] > 1 or len(passage.sentences) > 1:
            break
        last.insert(0, item)
    pending = [item for key, item in by_key.items() if key not in times]
    return pending, last, len(by_key)


def _keys(passage: Passage) -> Iterator[Key]:
    before = passage.before
    for sentence in passage.sentences:
        yield context_key(passage.title, before, sentence.text)
        before = sentence.text
