"""What a corpus holds: passages of labelled sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["passage", "contrast", "article"]
Split: TypeAlias = Literal["train", "dev"]
Level: TypeAlias = Literal["N", "0", "1", "2", "3"]
Span: TypeAlias = tuple[int, int]

KINDS: tuple[Kind, ...] = ("passage", "contrast", "article")
SPLITS: tuple[Split, ...] = ("train", "dev")
LEVELS: tuple[Level, ...] = ("N", "0", "1", "2", "3")
LEVEL_NAMES: Mapping[Level, str] = MappingProxyType(
    {"N": "none", "0": "stated", "1": "attributed", "2": "hedged", "3": "rumoured"}
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its labels; the guidelines define them.

    Attributes
    ----------
    text : str
        The sentence, every run of whitespace one space.
    level : {"N", "0", "1", "2", "3"}
        The footing of its claim, named by `LEVEL_NAMES`.
    cues, sources : tuple of (int, int)
        Character spans in `text`, 0-based, end exclusive: what makes it speculative, and who
        answers for it.
    deleted : bool
        The post or report behind the claim is said to be gone.
    broken : bool
        Cut or glued wrongly: context for its neighbour, not data.
    readings : int
        How many annotators stand behind the label.
    """

    text: str
    level: Level
    cues: tuple[Span, ...] = ()
    sources: tuple[Span, ...] = ()
    deleted: bool = False
    broken: bool = False
    readings: int = 1

    @property
    def speculative(self) -> bool:
        """Whether the level is hedged or rumoured."""
        return self.level in ("2", "3")


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one text, or a contrast set of five that do not follow on.

    Attributes
    ----------
    id : str
        Unique among all corpora used together.
    kind : {"passage", "contrast", "article"}
        A window of a text, a contrast set (one sentence a level), or a whole text.
    genre : str
        The subject, or the outlet where only that is known.
    title, before : str
        Headline and preceding sentence; empty when there is none.
    split : {"train", "dev"}
        Whether to learn from it or to tune on it.
    sentences : tuple of Sentence
        At least one.
    stratum : str
        How the passage was sampled from published text; empty when it was written for the corpus.
    """

    id: str
    kind: Kind
    genre: str
    title: str
    before: str
    split: Split
    sentences: tuple[Sentence, ...]
    stratum: str = ""

    @property
    def sampled(self) -> bool:
        """Whether the passage was taken from published text rather than written for the corpus."""
        return self.stratum != ""
