"""The figures of the data card, written between their markers.

A block of the card begins with a line ``<!-- stats:NAME -->`` and ends with ``<!-- end -->``; what
stands between is printed from the files beside the card, so it can be made again at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rumor.errors import CorpusError, InputError
from rumor.experiments.corpus.load import Corpus, load_corpus
from rumor.experiments.corpus.records import LEVEL_NAMES, LEVELS, Passage
from rumor.experiments.corpus.stats import count, count_by, cue_wordings, sentences_of
from rumor.experiments.corpus.tables import HEADER, cells, count_rows, markdown, percent
from rumor.experiments.corpus.textless import read_labels

OPEN, CLOSE = "<!-- stats:", "<!-- end -->"
_HARD = ("active", "positive")
_MEANING = {
    "N": "makes no claim that could be confirmed or denied",
    "0": "asserts the claim itself",
    "1": "gives it on the word of an identified source, unhedged",
    "2": "marks it as not certain: possibility, estimate, suspicion, condition",
    "3": "passes it on from hearsay, an unnamed source or a post, and leaves it open",
}


@dataclass(frozen=True)
class Data:
    """The files that the card speaks of, read when a block needs them.

    Attributes
    ----------
    folder : pathlib.Path
        Holds ``authored.jsonl``, ``news.standoff.jsonl`` and ``sources.json``.
    """

    folder: Path

    @cached_property
    def authored(self) -> Corpus:
        """The corpus written for the project."""
        return load_corpus(self.folder / "authored.jsonl")

    @cached_property
    def news(self) -> tuple[Passage, ...]:
        """The news labels, without text."""
        return read_labels(self.folder / "news.standoff.jsonl")

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """What is known of each source file, by its id."""
        path = self.folder / "sources.json"
        try:
            found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise CorpusError([f"{path}: cannot be read; put the list of sources there"]) from None
        return found


def regenerate(card: str, data: Data, where: str = "card") -> str:
    """Write the figures of a card anew.

    Parameters
    ----------
    card : str
        The text of the card.
    data : Data
    where : str
        Its name, for messages.

    Returns
    -------
    str
        The same text, with every marked block as the data has it now.

    Raises
    ------
    rumor.errors.InputError
        If a block has no end or an unknown name.
    rumor.errors.CorpusError
        If the data cannot be read.
    """
    result: list[str] = []
    opened = ""
    for number, line in enumerate(card.splitlines(), start=1):
        if line.startswith(OPEN):
            name = line.removeprefix(OPEN).removesuffix("-->").strip()
            if opened or name not in BLOCKS:
                reason = f"in block {opened}, no end before this" if opened else "no such block"
                known = f"close it with {CLOSE}" if opened else f"use one of {', '.join(BLOCKS)}"
                raise InputError(f"{where}:{number}", f"{reason}: {name}", known)
            opened = name
            result += [line, BLOCKS[name](data), CLOSE]
        elif line == CLOSE and opened:
            opened = ""
        elif not opened:
            result.append(line)
    if opened:
        raise InputError(where, f"block {opened} has no end", f"close it with {CLOSE}")
    return "\n".join(result) + "\n"


def _files(data: Data) -> str:
    rows = []
    for name in ("authored.jsonl", "news.standoff.jsonl", "sources.json"):
        path = data.folder / name
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            rows.append([f"`{name}`", f"`{digest}`", str(path.stat().st_size)])
    return markdown(["file", "sha256", "bytes"], rows, text=2)


def _overview(data: Data) -> str:
    authored, news = data.authored.passages, data.news
    rows = [cells("`authored.jsonl`", count(authored)), cells("`news.standoff.jsonl`", count(news))]
    return markdown(["file", *HEADER], [*rows, cells("all", count([*authored, *news]))])


def _authored_by(key: str) -> Callable[[Data], str]:
    return lambda data: _by(data.authored.passages, key)


def _news_by(key: str) -> Callable[[Data], str]:
    return lambda data: _by(data.news, key)


def _by(passages: Sequence[Passage], key: str) -> str:
    return markdown([key, *HEADER], count_rows(count_by(passages, key), count(passages)))


def _news_dev(data: Data) -> str:
    dev = [passage for passage in data.news if passage.split == "dev"]
    hard = [passage for passage in dev if passage.stratum in _HARD]
    plain = [passage for passage in dev if passage.stratum not in _HARD]
    groups = {"`random`, `cue`, `strong`, `spec`, `deleted`": plain, "`active`, `positive`": hard}
    counted = {name: count(passages) for name, passages in groups.items()}
    return markdown(["strata of dev", *HEADER], count_rows(counted, count(dev)))


def _levels(passages: Callable[[Data], Sequence[Passage]]) -> Callable[[Data], str]:
    def block(data: Data) -> str:
        sentences = sentences_of(passages(data))
        rows = []
        for level in LEVELS:
            chosen = [sentence for sentence in sentences if sentence.level == level]
            numbers = (
                sum(len(sentence.cues) for sentence in chosen),
                sum(bool(sentence.sources) for sentence in chosen),
                sum(sentence.deleted for sentence in chosen),
            )
            share = percent(len(chosen) / len(sentences))
            name = LEVEL_NAMES[level]
            start = [f"`{level}`", name, _MEANING[level], str(len(chosen)), share]
            rows.append([*start, *map(str, numbers)])
        header = ["level", "name", "the text ...", "sentences", "share", "cues"]
        return markdown([*header, "with a source", "deleted"], rows, text=3)

    return block


def _figures(data: Data) -> str:
    authored, news = both = count(data.authored.passages), count(data.news)
    wordings = len(cue_wordings(data.authored.passages).counts)
    repeated = [_repeated(data.authored.passages), _repeated(data.news)]
    rows = [
        ["words", str(authored.words), "-"],
        ["cue spans", str(authored.cues), str(news.cues)],
        ["different cue wordings", str(wordings), "-"],
        ["cues a speculative sentence", *(f"{c.cues / c.speculative:.2f}" for c in both)],
        ["source spans", str(authored.sources), str(news.sources)],
        ["sentences with a source", str(authored.sourced), str(news.sourced)],
        ["sentences read twice", str(authored.reread), str(news.reread)],
        ["broken sentences, counted nowhere else", str(authored.broken), str(news.broken)],
        ["texts that stand there twice or more", *repeated],
    ]
    return markdown(["", "authored", "news"], rows)


def _repeated(passages: Sequence[Passage]) -> str:
    texts = Counter(sentence.text for sentence in sentences_of(passages))  # or their hashes
    return str(sum(number > 1 for number in texts.values()))


def _cues(data: Data) -> str:
    rows = []
    for level in ("2", "3"):
        found = cue_wordings(data.authored.passages, level)
        words = ", ".join(f"*{wording}* {number}" for wording, number in found.counts[:20])
        rows.append([f"`{level}`", words, str(found.spans), str(len(found.counts))])
    return markdown(["level", "most frequent cues", "spans", "wordings"], rows, text=2)


def _sources(data: Data) -> str:
    counted = count_by(data.news, "genre")
    merged: dict[str, list[int]] = {}
    for name, source in data.sources.items():
        address = source["repository"]
        link = f"[{address.removeprefix('https://github.com/')}]({address})"
        row = merged.setdefault(link, [0, 0, 0])
        if name in counted:
            found = counted[name]
            for place, number in enumerate((1, found.passages, found.sentences)):
                row[place] += number
    rows = [[link, *map(str, row)] for link, row in merged.items()]
    totals = [sum(column) for column in zip(*merged.values(), strict=True)]
    return markdown(
        ["repository", "files", "passages", "sentences"], [*rows, ["all", *map(str, totals)]]
    )


BLOCKS: dict[str, Callable[[Data], str]] = {
    "files": _files,
    "overview": _overview,
    "figures": _figures,
    "levels": _levels(lambda data: data.authored.passages),
    "cues": _cues,
    "kinds": _authored_by("kind"),
    "splits": _authored_by("split"),
    "genres": _authored_by("genre"),
    "news-levels": _levels(lambda data: data.news),
    "news-splits": _news_by("split"),
    "news-strata": _news_by("stratum"),
    "news-dev": _news_dev,
    "news-sources": _sources,
}
"""The blocks by name; each gives its text without a last line end."""
