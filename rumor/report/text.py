"""A scored article for a person at a terminal: a summary, then the claims by score."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rumor.claims import LEVELS, Claim, Evidence, ScoredArticle, Span
from rumor.lang import Language, decimal, translate
from rumor.report.result import Result
from rumor.report.view import EVERYTHING, View

WIDTH = 100
_NARROWEST = 20
# What an article holds must not steer the terminal: control characters other than white space, and
# those that turn the direction of all that follows (CVE-2021-42574), scores and names with it.
_TURNS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(0x20), *range(0x7F, 0xA0), *_TURNS)
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
    lang : {"en", "id"}
        English names levels and kinds of evidence as programs see them.
    """

    colour: bool = False
    width: int = WIDTH
    lang: Language = "en"

    def mark(self, text: str) -> str:
        """Mark evidence."""
        return f"{_BOLD}{_YELLOW}{text}{_RESET}" if self.colour else f"[{text}]"

    def dim(self, text: str) -> str:
        """Set a remark apart."""
        return f"{_DIM}{text}{_RESET}" if self.colour else text

    def level(self, claim: Claim) -> str:
        """Name a level, in a column; a speculative one is set apart."""
        name = f"{level_name(claim.level, self.lang):<{self.level_width}}"
        return f"{_RED}{name}{_RESET}" if self.colour and claim.speculative else name

    def say(self, message: str) -> str:
        """Say a message in the language."""
        return translate(message, self.lang)

    @property
    def level_width(self) -> int:
        """Columns that the longest name of a level takes."""
        return max(len(level_name(level, self.lang)) for level in LEVELS[1:])

    @property
    def indent(self) -> str:
        """What stands before all but the first line of a claim."""
        return " " * (len("0.00 ") + 1 + self.level_width + 1)


def level_name(level: str, lang: Language) -> str:
    """Name a level."""
    if lang == "en":
        return level
    from rumor.report.wording import LEVELS as NAMES

    return NAMES[lang][level].name


def kind_name(kind: str, lang: Language) -> str:
    """Name a kind of evidence, or of a cue; one without a name of its own keeps its id."""
    if lang == "en":
        return kind
    from rumor.report.wording import KINDS

    return KINDS[lang][kind].name if kind in KINDS[lang] else kind


def text_report(results: Iterable[Result], style: Style, view: View = EVERYTHING) -> Iterator[str]:
    """Lay out articles one after the other.

    Parameters
    ----------
    results : iterable of Result
        Taken one at a time.
    style : Style
    view : View
        Sentences that make no claim are never listed.

    Yields
    ------
    str
        The report of one article with its line end; all but the first begin with empty lines.
    """
    for number, result in enumerate(results):
        yield ("\n\n" if number else "") + report(result, style, view) + "\n"


def report(result: Result, style: Style, view: View = EVERYTHING) -> str:
    """Lay out one article.

    Parameters
    ----------
    result : Result
    style : Style
    view : View

    Returns
    -------
    str
        Without a final line break.
    """
    article = result.article
    listed = [claim for claim in view.ranked(result) if claim.level != "none"]
    over = {claim.start for claim in view.over_gate(result)}
    lines = [summary(result.document.name.translate(_VISIBLE), article, style.lang)]
    lines += [style.say(f"warning: {warning.message}") for warning in article.warnings]
    for claim in listed:
        gate = claim.start in over
        lines += ["", *_claim_lines(claim, style, ignored=result.is_ignored(claim), over=gate)]
    silent = sum(claim.level == "none" for claim in article.claims)
    unlisted = len(article.claims) - silent - len(listed)
    remarks = []
    if silent:
        remarks.append(f"{silent} sentence{'s make' if silent > 1 else ' makes'} no claim")
    if unlisted:
        remarks.append(f"{unlisted} more claim{'s' if unlisted > 1 else ''} not asked for")
    if remarks:
        lines += ["", style.dim(style.say(f"Not listed: {', '.join(remarks)}."))]
    return "\n".join(lines)


def summary(name: str, article: ScoredArticle, lang: Language = "en") -> str:
    """Sum an article up in one line.

    Parameters
    ----------
    name : str
    article : ScoredArticle
    lang : {"en", "id"}

    Returns
    -------
    str
    """
    ranked = article.ranked()
    if not ranked:
        return f"{name}: {translate('no claims found', lang)}"
    speculative = sum(claim.speculative for claim in ranked)
    deleted = sum(claim.deleted for claim in ranked)
    parts = [
        f"{speculative} of {len(ranked)} claim{'s' if len(ranked) > 1 else ''} "
        "on a speculative footing",
        f"article score {article.score:.2f}",
    ]
    if deleted:
        parts.append(f"{deleted} resting on a deleted post or report")
    return f"{name}: {', '.join(translate(part, lang) for part in parts)}"


def _claim_lines(claim: Claim, style: Style, *, ignored: bool, over: bool) -> Iterator[str]:
    # Brackets are put in after wrapping, so room is left for as many as a line can get.
    brackets = 0 if style.colour else 2 * len(claim.evidence)
    room = style.width - len(style.indent)
    text = _marked(_wrapped(claim.text, room - brackets), claim, style).split("\n")
    score = decimal(f"{claim.score:5.2f}", style.lang)
    yield f"{score} {style.level(claim)} {text[0]}"
    yield from (f"{style.indent}{line}" for line in text[1:])
    remarks = "; ".join(_remarks(claim, style, ignored=ignored, over=over))
    if remarks:
        lines = _wrapped(remarks, room).split("\n")
        yield from (f"{style.indent}{style.dim(line)}" for line in lines)


def visible(text: str) -> str:
    """Put a text on one line, and make the control characters in it visible."""
    return " ".join(text.translate(_VISIBLE).split())


def _wrapped(text: str, room: int) -> str:
    return textwrap.fill(
        visible(text), max(room, _NARROWEST), break_long_words=False, break_on_hyphens=False
    )


def _remarks(claim: Claim, style: Style, *, ignored: bool, over: bool) -> Iterator[str]:
    if over:
        yield style.say("over the gate")
    if ignored:
        yield style.say("marked to be ignored")
    if claim.evidence:
        yield ", ".join(
            f"{kind_name(item.kind, style.lang)}: {_flat(item)}" for item in claim.evidence
        )
    if claim.sources:
        yield style.say("source: " + ", ".join(map(_flat, claim.sources)))
    if claim.deleted:
        yield style.say("the post or report is said to be gone")


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
