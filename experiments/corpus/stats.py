"""What corpora hold, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rumor.experiments.corpus.load import Corpus
from rumor.experiments.corpus.records import LEVEL_NAMES, LEVELS, Passage, Sentence

KEYS = ("kind", "split", "stratum", "genre")
"""What passages are counted by."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What some passages hold; broken sentences are counted apart and nowhere else.

    Attributes
    ----------
    passages, sentences, words : int
        Words are what stands between spaces.
    levels : tuple of int
        Sentences at each of `LEVELS`.
    deleted, reread, broken : int
        Sentences; `reread` are those with two readings or more.
    cues, sources : int
        Spans.
    sourced : int
        Sentences with a source.
    """

    passages: int
    sentences: int
    words: int
    levels: tuple[int, ...]
    deleted: int
    reread: int
    broken: int
    cues: int
    sources: int
    sourced: int

    @property
    def speculative(self) -> int:
        """Sentences at levels 2 and 3."""
        return self.levels[3] + self.levels[4]

    @property
    def share(self) -> float:
        """Speculative share of the sentences; 0 where there are none."""
        return self.speculative / self.sentences if self.sentences else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values, by the names in `describe`."""
        return {
            "passages": self.passages,
            "sentences": self.sentences,
            "words": self.words,
            "levels": {LEVEL_NAMES[k]: n for k, n in zip(LEVELS, self.levels, strict=True)},
            "speculative": self.speculative,
            "speculative_share": round(self.share, 4),
            "deleted": self.deleted,
            "reread": self.reread,
            "broken": self.broken,
            "cue_spans": self.cues,
            "source_spans": self.sources,
            "with_source": self.sourced,
        }


def sentences_of(passages: Iterable[Passage]) -> list[Sentence]:
    """Return the sentences that are data: all but the broken ones."""
    return [s for passage in passages for s in passage.sentences if not s.broken]


def count(passages: Sequence[Passage]) -> Counts:
    """Count what passages hold.

    Parameters
    ----------
    passages : sequence of Passage

    Returns
    -------
    Counts
    """
    sentences = sentences_of(passages)
    levels = Counter(sentence.level for sentence in sentences)
    return Counts(
        passages=len(passages),
        sentences=len(sentences),
        words=sum(len(sentence.text.split()) for sentence in sentences),
        levels=tuple(levels[level] for level in LEVELS),
        deleted=sum(sentence.deleted for sentence in sentences),
        reread=sum(sentence.readings > 1 for sentence in sentences),
        broken=sum(len(passage.sentences) for passage in passages) - len(sentences),
        cues=sum(len(sentence.cues) for sentence in sentences),
        sources=sum(len(sentence.sources) for sentence in sentences),
        sourced=sum(bool(sentence.sources) for sentence in sentences),
    )


def count_by(passages: Sequence[Passage], key: str) -> dict[str, Counts]:
    """Count what passages hold, for each value of one of their attributes.

    Parameters
    ----------
    passages : sequence of Passage
    key : {"kind", "split", "stratum", "genre"}

    Returns
    -------
    dict of str to Counts
        The value with most passages first; passages without a value (no stratum) are left out.
    """
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        if value := getattr(passage, key):
            groups.setdefault(value, []).append(passage)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {value: count(members) for value, members in ordered}


@dataclass(frozen=True, slots=True)
class Wordings:
    """The words that were marked, in lower case.

    Attributes
    ----------
    spans : int
    counts : tuple of (str, int)
        Each wording and how often it stands, the most frequent first.
    """

    spans: int
    counts: tuple[tuple[str, int], ...]

    def to_dict(self, top: int) -> dict[str, Any]:
        """Return plain JSON values with the `top` most frequent wordings."""
        listed = [[wording, number] for wording, number in self.counts[:top]]
        return {"spans": self.spans, "wordings": len(self.counts), "top": listed}


def cue_wordings(passages: Iterable[Passage], levels: Iterable[str] = LEVELS) -> Wordings:
    """Collect the wordings of the cues of sentences at some levels.

    Parameters
    ----------
    passages : iterable of Passage
        With their texts.
    levels : iterable of {"N", "0", "1", "2", "3"}

    Returns
    -------
    Wordings
    """
    wanted = frozenset(levels)
    found = Counter(
        sentence.text[start:end].casefold()
        for sentence in sentences_of(passages)
        if sentence.level in wanted
        for start, end in sentence.cues
    )
    counts = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return Wordings(sum(found.values()), tuple(counts))


def describe(corpora: Sequence[Corpus], top: int = 10) -> dict[str, Any]:
    """Describe corpora in plain JSON values.

    Parameters
    ----------
    corpora : sequence of Corpus
    top : int
        How many cue wordings to list for each level.

    Returns
    -------
    dict
        ``corpora``: for each, ``name``, ``path``, ``sha256``, the counts, ``by`` and ``cues``;
        ``all``: the same of all together, without name, path and hash.

        The counts are ``passages``, ``sentences`` (broken ones left out), ``words``, ``levels``
        (sentences by ``none``, ``stated``, ``attributed``, ``hedged``, ``rumoured``),
        ``speculative``, ``speculative_share`` (in [0, 1]), ``deleted``, ``reread`` (sentences
        that two annotators read), ``broken``, ``cue_spans``, ``source_spans``, ``with_source``
        (sentences). ``by`` holds them again for each ``kind``, ``split``, ``stratum`` and
        ``genre``. ``cues`` has, for ``hedged``, ``rumoured`` and ``all``, the number of ``spans``,
        of different ``wordings``, and the ``top`` ones as ``[wording, number]``; further
        ``mean`` (cues a speculative sentence) and ``without`` (such sentences with none).
    """
    described = [
        {
            "name": corpus.name,
            "path": str(corpus.path),
            "sha256": corpus.sha256,
            **_describe(corpus.passages, top),
        }
        for corpus in corpora
    ]
    passages = [passage for corpus in corpora for passage in corpus.passages]
    return {"corpora": described, "all": _describe(passages, top)}


def _describe(passages: Sequence[Passage], top: int) -> dict[str, Any]:
    counts = count(passages)
    speculative = [s for s in sentences_of(passages) if s.speculative]
    return {
        **counts.to_dict(),
        "by": {
            key: {value: found.to_dict() for value, found in count_by(passages, key).items()}
            for key in KEYS
        },
        "cues": {
            "hedged": cue_wordings(passages, "2").to_dict(top),
            "rumoured": cue_wordings(passages, "3").to_dict(top),
            "all": cue_wordings(passages).to_dict(top),
            "mean": round(counts.cues / len(speculative), 3) if speculative else 0.0,
            "without": sum(not sentence.cues for sentence in speculative),
        },
    }
