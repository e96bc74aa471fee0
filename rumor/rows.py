"""A text to one flat row of its score, level and evidence: what tables and model servers give."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict, get_args

if TYPE_CHECKING:
    from rumor.claims import Claim, Level
    from rumor.scorer import Scorer

Unit: TypeAlias = Literal["article", "sentence"]
"""What a text is: an article to split, or one sentence."""

UNITS: tuple[Unit, ...] = get_args(Unit)


class EvidenceItem(TypedDict):
    """Words that put a claim on a speculative footing, as in `rumor.claims.Evidence`."""

    kind: str
    text: str
    start: int
    end: int


class ScoreRow(TypedDict):
    """What a row tells of a text; in this order."""

    score: float
    speculative: bool
    level: Level
    evidence: list[EvidenceItem]


def row_of(scorer: Scorer, text: str, title: str = "", unit: Unit = "article") -> ScoreRow:
    """Score a text as one row.

    Parameters
    ----------
    scorer : Scorer
    text : str
    title : str
        Title of its article, for context only.
    unit : {"article", "sentence"}
        Whether the text is split into sentences, or is one.

    Returns
    -------
    ScoreRow
        For a sentence: those of its claim. For an article: the score is that of the article (the
        mean over its claims); level and speculative are those of its most speculative claim,
        ``none`` and false if it makes none, as where there is no text; evidence is that of all
        claims, in order of the text.
        Spans are 0-based character offsets in `text`.
    """
    if unit == "sentence" and text.strip():
        (claim,) = scorer.score_sentences([text], title=title).claims
        return _row(claim.score, claim, [claim])
    article = scorer.score(text, title=title)
    making = (claim for claim in article.claims if claim.level != "none")
    top = max(making, key=attrgetter("score"), default=None)  # the first of those that score alike
    return _row(article.score, top, article.claims)


def _row(score: float, top: Claim | None, claims: list[Claim]) -> ScoreRow:
    return {
        "score": score,
        "speculative": top is not None and top.speculative,
        "level": "none" if top is None else top.level,
        "evidence": [
            {"kind": item.kind, "text": item.text, "start": item.start, "end": item.end}
            for claim in claims
            for item in claim.evidence
        ],
    }
