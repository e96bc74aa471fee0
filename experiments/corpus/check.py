"""Faults of corpora, from broken records to labels that a second look might change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from rumor.experiments.corpus.load import Placed, read_corpora
from rumor.experiments.corpus.near import near_pairs
from rumor.experiments.corpus.overlap import normalise
from rumor.experiments.corpus.records import LEVEL_NAMES, Passage, Sentence
from rumor.experiments.corpus.spans import widen
from rumor.features.tokens import tokenize

Kind: TypeAlias = Literal[
    "format",
    "leak",
    "reprint",
    "near-reprint",
    "duplicate",
    "near-duplicate",
    "contradiction",
    "mid-word",
]

KINDS: dict[Kind, str] = {
    "format": "breaks a rule of the format",
    "leak": "a sentence of a written train passage stands in dev too",
    "reprint": "a sampled train sentence stands in dev too; training leaves it out",
    "near-reprint": "a train sentence is nearly one of dev; training keeps it",
    "duplicate": "the sentence stands in its split before",
    "near-duplicate": "the sentence is nearly one of its split",
    "contradiction": "the sentence has another level elsewhere, which its context may justify",
    "mid-word": "a span starts or ends inside a word",
}
"""What is looked for; the first two are errors, the others warnings."""

ERRORS: frozenset[Kind] = frozenset({"format", "leak"})
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault and its place.

    Attributes
    ----------
    where : str
        ``file:line``, or the file alone.
    kind : str
        One of `KINDS`.
    message : str
    """

    where: str
    kind: Kind
    message: str

    @property
    def error(self) -> bool:
        """Whether the corpus must not be used like this."""
        return self.kind in ERRORS

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}: {self.message}"

    def to_dict(self) -> dict[str, Any]:
        """Return ``file``, ``line`` (or null), ``kind``, ``severity`` and ``message``."""
        file, _, line = self.where.rpartition(":")
        known = bool(file) and line.isdecimal()
        return {
            "file": file if known else self.where,
            "line": int(line) if known else None,
            "kind": self.kind,
            "severity": "error" if self.error else "warning",
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class _Item:
    where: str
    passage: Passage
    index: int
    sentence: Sentence

    @property
    def place(self) -> str:
        return f"sentences[{self.index}]"


def find_faults(
    paths: Iterable[str | Path], *, threshold: float = 0.8, size: int = 2
) -> list[Finding]:
    """Look for faults in corpora that are used together.

    Parameters
    ----------
    paths : iterable of str or pathlib.Path
    threshold : float
        Jaccard similarity of word n-grams from which sentences are near-duplicates, in (0, 1].
    size : int
        Words an n-gram.

    Returns
    -------
    list of Finding
        By kind, in the order of `KINDS`, and by place. Records that break the format are looked
        at no further; broken sentences are not data and have their spans checked only.

    Raises
    ------
    ModuleNotFoundError
        If datasketch is not installed.
    """
    reading = read_corpora(paths)
    items = list(_items(reading.placed))
    data = [item for item in items if not item.sentence.broken]
    texts: dict[str, list[_Item]] = {}
    for item in data:
        texts.setdefault(normalise(item.sentence.text), []).append(item)
    findings = [
        *_told("format", reading.problems),
        *_told("leak", reading.leaks),
        *_repeats(texts.values()),
        *_near(list(texts.values()), threshold, size),
        *_contradictions(texts.values()),
        *_cut_words(items),
    ]
    kinds = {kind: place for place, kind in enumerate(KINDS)}
    lines = {where: place for place, (where, _) in enumerate(reading.placed)}
    return sorted(findings, key=lambda found: (kinds[found.kind], lines.get(found.where, -1)))


def summary(findings: Iterable[Finding]) -> dict[Kind, int]:
    """Count findings by kind, each of `KINDS` in its order."""
    counts = Counter(finding.kind for finding in findings)
    return {kind: counts[kind] for kind in KINDS}


def _items(placed: Iterable[Placed]) -> Iterator[_Item]:
    for where, passage in placed:
        for index, sentence in enumerate(passage.sentences):
            yield _Item(where, passage, index, sentence)


def _told(kind: Kind, problems: Iterable[str]) -> Iterator[Finding]:
    for problem in problems:
        where, _, message = problem.partition(": ")
        yield Finding(where, kind, message)


def _repeats(groups: Iterable[Sequence[_Item]]) -> Iterator[Finding]:
    for group in groups:
        first: dict[str, _Item] = {}
        dev = [item for item in group if item.passage.split == "dev"]
        for item in group:
            text = _excerpt(item)
            earlier = first.setdefault(item.passage.split, item)
            if item is not earlier:
                yield Finding(item.where, "duplicate", f"{text} stands at {_at(earlier)} already")
            elif item.passage.split == "train" and dev:
                twin = dev[0]
                if all(item.passage.sampled and other.passage.sampled for other in dev):
                    yield Finding(item.where, "reprint", f"{text} stands in dev at {_at(twin)}")


def _near(groups: Sequence[Sequence[_Item]], threshold: float, size: int) -> Iterator[Finding]:
    # One text once: its repeats are told apart from this, or there would be a pair for each pair.
    for pair in near_pairs([g[0].sentence.text for g in groups], threshold, size):
        first, second = groups[pair.first], groups[pair.second]
        if _one_contrast_set(first, second):
            continue
        crossing = _crossing(first, second) or _crossing(second, first)
        train, dev = crossing or (second[0], first[0])
        kind: Kind = "near-reprint" if crossing else "near-duplicate"
        message = f"{_excerpt(train)} is {pair.similarity:.2f} like {_at(dev)}: {_excerpt(dev)}"
        yield Finding(train.where, kind, message)


def _one_contrast_set(first: Sequence[_Item], second: Sequence[_Item]) -> bool:
    # Its five sentences are made to look alike.
    ids = {item.passage.id for item in (*first, *second)}
    return len(ids) == 1 and first[0].passage.kind == "contrast"


def _crossing(first: Sequence[_Item], second: Sequence[_Item]) -> tuple[_Item, _Item] | None:
    train = next((item for item in first if item.passage.split == "train"), None)
    dev = next((item for item in second if item.passage.split == "dev"), None)
    return (train, dev) if train and dev else None


def _contradictions(groups: Iterable[Sequence[_Item]]) -> Iterator[Finding]:
    for group in groups:
        first = group[0]
        for item in group[1:]:
            if item.sentence.level != first.sentence.level:
                ours, theirs = (LEVEL_NAMES[i.sentence.level] for i in (item, first))
                message = f"{_excerpt(item)} is {ours} here, {theirs} at {_at(first)}"
                yield Finding(item.where, "contradiction", message)


def _cut_words(items: Iterable[_Item]) -> Iterator[Finding]:
    for item in items:
        text = item.sentence.text
        marked = {"cues": item.sentence.cues, "sources": item.sentence.sources}
        if not any(marked.values()):
            continue
        tokens = tokenize(text)
        for name, spans in marked.items():
            for start, end in spans:
                whole = widen(tokens, (start, end))
                if whole != (start, end):
                    cut, word = text[start:end], text[whole[0] : whole[1]]
                    message = f"{item.place}.{name} has {cut!r}, which cuts {word!r}"
                    yield Finding(item.where, "mid-word", message)


def _at(item: _Item) -> str:
    return f"{item.where} {item.place}"


def _excerpt(item: _Item) -> str:
    text = item.sentence.text
    shown = text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 3]}..."
    return f"{item.place} {shown!r}"
