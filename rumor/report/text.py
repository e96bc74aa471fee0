"""A scored article for a person at a terminal: a summary, then the claims by score."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from rumor.claims import Claim, Evidence, ScoredArticle, Span

WIDTH = 100
_NARROWEST = 20
_INDENT = " " * 17
# What an article holds must not steer the terminal: control characters other than white space.
_VISIBLE = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if not chr(code).isspace()
}
_RED, _YELLOW, _BOLD, _DIM, _RESET = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Style:
    """How marks are written: with colours, or with brackets where there are none.

    Attributes
    ----------
    colour : bool
    width : int
        Columns to wrap at.
    """

    colour: bool = False
    width: int = WIDTH

    def mark(self, text: str) -> str:
        """Mark evidence."""
        return f"{_BOLD}{_YELLOW}{text}{_RESET}" if self.colour else f"[{text}]"

    def dim(self, text: str) -> str:
        """Set a remark apart."""
        return f"{_DIM}{text}{_RESET}" if self.colour else text

    def level(self, text: str, *, speculative: bool) -> str:
        """Set a speculative level apart."""
        return f"{_RED}{text}{_RESET}" if self.colour and speculative else text


def report(name: str, article: ScoredArticle, style: Style) -> str:
    """Lay out one article.

    Parameters
    ----------
    name : str
        What to call it.
    article : ScoredArticle
    style : Style

    Returns
    -------
    str
        Without a final line break.
    """
    ranked = article.ranked()
    lines = [summary(name.translate(_VISIBLE), article)]
    for claim in ranked:
        lines += ["", *_claim_lines(claim, style)]
    silent = len(article.claims) - len(ranked)
    if silent:
        left_out = "1 sentence makes" if silent == 1 else f"{silent} sentences make"
        lines += ["", style.dim(f"Not listed: {left_out} no claim.")]
    return "\n".join(lines)


def summary(name: str, article: ScoredArticle) -> str:
    """Sum an article up in one line.

    Parameters
    ----------
    name : str
    article : ScoredArticle

    Returns
    -------
    str
    """
    ranked = article.ranked()
    if not ranked:
        return f"{name}: no claims found"
    speculative = sum(claim.speculative for claim in ranked)
    deleted = sum(claim.deleted for claim in ranked)
    parts = [
        f"{name}: {speculative} of {len(ranked)} claim{'s' if len(ranked) > 1 else ''} "
        "on a speculative footing",
        f"article score {article.score:.2f}",
    ]
    if deleted:
        parts.append(f"{deleted} resting on a deleted post or report")
    return ", ".join(parts)


def _claim_lines(claim: Claim, style: Style) -> Iterator[str]:
    level = style.level(f"{claim.level:<10}", speculative=claim.speculative)
    # Brackets are put in after wrapping, so room is left for as many as a line can get.
    brackets = 0 if style.colour else 2 * len(claim.evidence)
    text = _marked(_wrapped(claim.text, style.width - brackets), claim, style).split("\n")
    yield f"{claim.score:5.2f} {level} {text[0]}"
    yield from (f"{_INDENT}{line}" for line in text[1:])
    remarks = "; ".join(_remarks(claim))
    if remarks:
        lines = _wrapped(remarks, style.width).split("\n")
        yield from (f"{_INDENT}{style.dim(line)}" for line in lines)


def visible(text: str) -> str:
    """Put a text on one line, and make the control characters in it visible."""
    return " ".join(text.translate(_VISIBLE).split())


def _wrapped(text: str, width: int) -> str:
    room = max(width - len(_INDENT), _NARROWEST)
    return textwrap.fill(visible(text), room, break_long_words=False, break_on_hyphens=False)


def _remarks(claim: Claim) -> Iterator[str]:
    if claim.evidence:
        yield ", ".join(f"{item.kind}: {_flat(item)}" for item in claim.evidence)
    if claim.sources:
        yield "source: " + ", ".join(map(_flat, claim.sources))
    if claim.deleted:
        yield "the post or report is said to be gone"


def _flat(span: Span | Evidence) -> str:
    return " ".join(span.text.split())


def _marked(wrapped: str, claim: Claim, style: Style) -> str:
    """Mark the evidence in a text whose white space was changed but nothing else."""
    places = [i for i, char in enumerate(wrapped) if not char.isspace()]
    solid = [i for i, char in enumerate(claim.text.translate(_VISIBLE)) if not char.isspace()]
    position = dict(zip(solid, places, strict=True))
    result, done = [], 0
    for item in claim.evidence:
        inside = [
            position[i]
            for i in range(item.start - claim.start, item.end - claim.start)
            if i in position
        ]
        start, end = inside[0], inside[-1] + 1
        pieces = wrapped[start:end].split("\n")  # a mark never runs over the end of a line
        result += [wrapped[done:start], "\n".join(style.mark(piece) for piece in pieces)]
        done = end
    return "".join([*result, wrapped[done:]])
