"""Corpus files to passages; everything wrong with them is told at once."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rumor.errors import CorpusError
from rumor.experiments.corpus.overlap import normalise
from rumor.experiments.corpus.records import SPLITS, Passage, Split
from rumor.experiments.corpus.validate import read_passage

MAX_LISTED = 50
"""So many problems are listed; the rest are counted."""

Placed: TypeAlias = tuple[str, Passage]
"""``file:line`` and the passage that stands there."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The passages of one file.

    Attributes
    ----------
    name : str
        File name without its suffix; results are reported by it.
    path : pathlib.Path
        The file.
    passages : tuple of Passage
        In file order.
    sha256 : str
        Hex digest of the bytes of the file.
    """

    name: str
    path: Path
    passages: tuple[Passage, ...]
    sha256: str

    def split(self, name: Split) -> tuple[Passage, ...]:
        """Return the passages of one split.

        Parameters
        ----------
        name : {"train", "dev"}

        Raises
        ------
        ValueError
            If there is no such split; a misspelt name would otherwise give nothing, silently.
        """
        if name not in SPLITS:
            raise ValueError(f"no split {name!r}; use one of {', '.join(SPLITS)}")
        return tuple(passage for passage in self.passages if passage.split == name)


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of some corpus files, and all that is wrong with them.

    Attributes
    ----------
    corpora : tuple of Corpus
        In the order given, with the passages that keep to the format.
    placed : tuple of (str, Passage)
        The passages of all files, each with its ``file:line``.
    problems : tuple of str
        Breaches of the format: ``file:line: reason; what to do``.
    leaks : tuple of str
        Sentences written for the corpus that stand in both splits, told likewise.
    """

    corpora: tuple[Corpus, ...]
    placed: tuple[Placed, ...]
    problems: tuple[str, ...]
    leaks: tuple[str, ...]


def load_corpus(path: str | Path) -> Corpus:
    """Load and check one corpus file; see `load_corpora`."""
    return load_corpora([path])[0]


def load_corpora(paths: Iterable[str | Path]) -> tuple[Corpus, ...]:
    """Load corpus files that are used together, and check every record.

    Parameters
    ----------
    paths : iterable of str or pathlib.Path
        JSON lines files in the corpus format, UTF-8; blank lines are skipped.

    Returns
    -------
    tuple of Corpus
        In the order given.

    Raises
    ------
    rumor.errors.CorpusError
        If a file cannot be read, a record breaks the format, an id is used twice, two files
        share a name, or a sentence written for the corpus stands in both splits. Its `problems`
        read ``file:line: reason; what to do``, at most `MAX_LISTED` of them; the rest are counted.
    """
    reading = read_corpora(paths)
    problems = [*reading.problems, *reading.leaks]
    if problems:
        raise CorpusError(problems[:MAX_LISTED], more=max(0, len(problems) - MAX_LISTED))
    return reading.corpora


def read_corpora(paths: Iterable[str | Path]) -> Reading:
    """Read as much of some corpus files as keeps to the format, and collect all problems.

    Parameters
    ----------
    paths : iterable of str or pathlib.Path
        As for `load_corpora`.

    Returns
    -------
    Reading
    """
    problems: list[str] = []
    corpora: list[Corpus] = []
    placed: list[Placed] = []
    for path in map(Path, paths):
        same = next((corpus for corpus in corpora if corpus.name == path.stem), None)
        if same is not None:
            problems.append(f"{path}: {same.path} has the same name; give or name them apart")
            continue
        data = _read_bytes(path, problems)
        found = _read_lines(path, data, problems)
        placed += found
        digest = hashlib.sha256(data).hexdigest()
        corpora.append(Corpus(path.stem, path, tuple(passage for _, passage in found), digest))
    problems += _repeated_ids(placed)
    return Reading(tuple(corpora), tuple(placed), tuple(problems), tuple(_leaks(placed)))


def _read_bytes(path: Path, problems: list[str]) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        problems.append(f"{path}: {reason}; give the path of a readable corpus file")
        return b""
    if not data.strip():
        problems.append(f"{path}: the file is empty; a corpus has one passage a line")
    return data


def _read_lines(path: Path, data: bytes, problems: list[str]) -> list[Placed]:
    placed = []
    for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        passage, found = _read_line(line)
        problems += [f"{where}: {reason}" for reason in found]
        if passage is not None:
            placed.append((where, passage))
    return placed


def _read_line(line: bytes) -> tuple[Passage | None, list[str]]:
    try:
        record = json.loads(line.decode("utf-8"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        return None, [f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"]
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}"
        return None, [f"not JSON at column {error.colno}: {reason}; write one object a line"]
    except RecursionError:
        return None, ["nested too deeply; write one object a line"]
    except ValueError as error:  # a key given twice, or a number of thousands of digits
        return None, [f"not a record: {error}; correct it"]
    return read_passage(record)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"key {twice} is given twice")
    return result


def _repeated_ids(placed: Sequence[Placed]) -> list[str]:
    first: dict[str, str] = {}
    problems = []
    for where, passage in placed:
        if passage.id in first:
            problems.append(
                f"{where}: id {passage.id!r} is that of {first[passage.id]} too; "
                "give each passage its own"
            )
        first.setdefault(passage.id, where)
    return problems


def _leaks(placed: Sequence[Placed]) -> list[str]:
    # News outlets reprint each other, so between sampled passages `shared_texts` tells instead.
    dev: defaultdict[str, list[Placed]] = defaultdict(list)
    for where, passage in placed:
        if passage.split == "dev":
            for text in _texts(passage):
                dev[text].append((where, passage))
    problems = []
    for where, passage in placed:
        if passage.split == "train":
            twins = (twin for text in _texts(passage) for twin in dev.get(text, ()))
            place = next((p for p, twin in twins if not (passage.sampled and twin.sampled)), None)
            if place is not None:
                problems.append(
                    f"{where}: a sentence of this train passage stands in the dev split too, at "
                    f"{place}; keep it in one"
                )
    return problems


def _texts(passage: Passage) -> list[str]:
    return [normalise(sentence.text) for sentence in passage.sentences if not sentence.broken]
