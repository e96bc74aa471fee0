"""What scoring gives back: claims with their scores, levels and evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypeAlias

from rumor.text.language import reads_indonesian

Level: TypeAlias = Literal["none", "stated", "attributed", "hedged", "rumoured"]

LEVELS: tuple[Level, ...] = ("none", "stated", "attributed", "hedged", "rumoured")
"""The levels in the order of the annotation guidelines: N, 0, 1, 2, 3."""

SPECULATIVE_LEVELS = frozenset(LEVELS[3:])


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the input.

    Attributes
    ----------
    text : str
    start, end : int
        0-based character offsets in the text that was scored.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that put a claim on a speculative footing.

    Attributes
    ----------
    kind : str
        What they do: ``hedge``, ``suspicion``, ``forecast``, ``condition``, ``hearsay``,
        ``report``, ``unnamed``, ``collective``, ``deletion`` or ``unconfirmed``.
    text : str
    start, end : int
        0-based character offsets in the text that was scored.
    """

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, init=False)
class Claim:
    """One sentence and the footing of what it claims.

    Attributes
    ----------
    text : str
    start, end : int
        0-based character offsets in the text that was scored.
    score : float
        Calibrated probability, in [0, 1], that the claim is put on a speculative footing.
    speculative : bool
        Whether the score reaches the scorer's threshold.
    level : {"none", "stated", "attributed", "hedged", "rumoured"}
        Agrees with `speculative`: only the last two are speculative.
    evidence : list of Evidence
        Spans in the same coordinates as the claim, in order.
    sources : list of Span
        Who answers for the claim, likewise.
    deleted : bool
        Whether the post or report behind the claim is said to be gone.
    """

    text: str
    start: int
    end: int
    score: float
    speculative: bool
    level: Level
    evidence: list[Evidence]
    sources: list[Span]
    deleted: bool

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        score: float,
        speculative: bool,
        level: Level,
        evidence: list[Evidence],
        sources: list[Span],
        deleted: bool,
    ) -> None:
        # What a frozen dataclass makes of this takes three times as long, and there are many.
        _SET_TEXT(self, text)
        _SET_START(self, start)
        _SET_END(self, end)
        _SET_SCORE(self, score)
        _SET_SPECULATIVE(self, speculative)
        _SET_LEVEL(self, level)
        _SET_EVIDENCE(self, evidence)
        _SET_SOURCES(self, sources)
        _SET_DELETED(self, deleted)

    def to_dict(self) -> dict[str, Any]:
        """Return the claim as plain dicts, lists, strings and numbers."""
        return asdict(self)


(
    _SET_TEXT, _SET_START, _SET_END, _SET_SCORE, _SET_SPECULATIVE, _SET_LEVEL, _SET_EVIDENCE,
    _SET_SOURCES, _SET_DELETED,
) = [Claim.__dict__[field.name].__set__ for field in fields(Claim)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caution:
    """What a reader of a result has to know before relying on it.

    Attributes
    ----------
    code : str
        What it is about, for programs: ``language``.
    message : str
        The same for people, in English.
    """

    code: str
    message: str


NOT_INDONESIAN = Caution(
    "language", "this does not read like Indonesian: the score is not meaningful"
)


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """The claims of one text.

    Attributes
    ----------
    claims : list of Claim
        Every sentence, in order; a sentence without a claim has level ``none``.
    threshold : float
        Score from which a claim counts as speculative.
    """

    claims: list[Claim]
    threshold: float

    @property
    def score(self) -> float:
        """Mean score of the sentences that make a claim: the share expected to be speculative."""
        scores = [claim.score for claim in self.claims if claim.level != "none"]
        return sum(scores) / len(scores) if scores else 0.0

    @property
    def warnings(self) -> tuple[Caution, ...]:
        """What to know before relying on the scores; empty for nearly every Indonesian text.

        Found out when it is asked for, at little cost: see `rumor.text.language`. A text of few
        words gives no warning, whatever its language.
        """
        texts = [claim.text for claim in self.claims]
        return (NOT_INDONESIAN,) if reads_indonesian(texts) is False else ()

    def ranked(self) -> list[Claim]:
        """Return the sentences that make a claim, the most speculative first."""
        making = (claim for claim in self.claims if claim.level != "none")
        return sorted(making, key=lambda claim: (-claim.score, claim.start))

    def to_dict(self) -> dict[str, Any]:
        """Return the article as plain dicts, lists, strings and numbers."""
        return {
            "score": self.score,
            "threshold": self.threshold,
            "warnings": [asdict(warning) for warning in self.warnings],
            "claims": [claim.to_dict() for claim in self.claims],
        }
