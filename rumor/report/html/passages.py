"""The article as it reads: paragraphs with their claims, and the words marked in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rumor.claims import Claim
from rumor.report.html.markup import EMPTY, Html, element, join, text
from rumor.report.result import Result

SHADES = 11
"""Shades of a claim, the first for scores about 0 and the last for scores about 1."""

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence in a report.

    Attributes
    ----------
    claim : Claim
    number : int
        1-based place among the sentences that make a claim; 0 for one that makes none.
    ignored : bool
        Whether the author has marked it so.
    """

    claim: Claim
    number: int
    ignored: bool

    @property
    def level(self) -> str:
        """Key of the level's name."""
        return f"level:{self.claim.level}"

    @property
    def shade(self) -> int:
        """Number of the shade, from 0."""
        return round(self.claim.score * (SHADES - 1))


def number_claims(result: Result) -> list[Marked]:
    """Give the sentences of an article that make a claim their numbers, in reading order."""
    marked, number = [], 0
    for claim in result.article.claims:
        number += claim.level != "none"
        marked.append(
            Marked(claim, number if claim.level != "none" else 0, result.is_ignored(claim))
        )
    return marked


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph.

    Attributes
    ----------
    pieces : list of str or Marked
        What it holds, in order; the strings are what stands between sentences.
    """

    pieces: list[str | Marked] = field(default_factory=list)

    @property
    def claims(self) -> list[Marked]:
        """The sentences that make a claim."""
        return [piece for piece in self.pieces if isinstance(piece, Marked) and piece.number]


def passages(content: str, sentences: Sequence[Marked]) -> Iterator[Passage]:
    """Divide an article into paragraphs.

    Parameters
    ----------
    content : str
        The text of the article.
    sentences : sequence of Marked
        Its sentences, in order and without overlaps.

    Yields
    ------
    Passage
        Together they hold the whole text but the line ends between them. A blank line ends a
        paragraph, and so does every line end unless sentences run on over them: then lines are
        wrapped.
    """
    wrapped = any(_LINE_END.search(sentence.claim.text) for sentence in sentences)
    passage = Passage()
    done = 0
    for sentence in sentences:
        between = content[done : sentence.claim.start]
        ends = len(_LINE_END.findall(between))
        if passage.pieces and ends > wrapped:
            yield passage
            passage = Passage()
        if between.strip():
            passage.pieces.append(between)
        elif between and passage.pieces:
            passage.pieces.append(" ")
        passage.pieces.append(sentence)
        done = sentence.claim.end
    rest = content[done:]
    if rest.strip():
        passage.pieces.append(rest)
    if passage.pieces:
        yield passage


def passage_html(passage: Passage, prefix: str) -> Html:
    """Write what a paragraph holds.

    Parameters
    ----------
    passage : Passage
    prefix : str
        What the anchors of this article begin with.

    Returns
    -------
    Html
        Each claim is a span with the anchor ``claim-N``, followed by its number, which leads to
        the anchor ``note-N``.
    """
    return join(
        text(piece) if isinstance(piece, str) else _sentence(piece, prefix)
        for piece in passage.pieces
    )


def _sentence(sentence: Marked, prefix: str) -> Html:
    if not sentence.number:
        return text(sentence.claim.text)
    classes = ["claim", f"l-{sentence.claim.level}"]
    classes.append("ignored" if sentence.ignored else f"s{sentence.shade}")
    note = f"{prefix}note-{sentence.number}"
    return join(
        (
            element(
                "span",
                _highlighted(sentence.claim),
                id=f"{prefix}claim-{sentence.number}",
                class_=" ".join(classes),
            ),
            element(
                "a",
                text(str(sentence.number)),
                class_="ref",
                href=f"#{note}",
                aria_describedby=note,
            ),
        )
    )


def _highlighted(claim: Claim) -> Html:
    """Mark evidence and sources, which may overlap, within the text of a claim."""
    cues = [(item.start - claim.start, item.end - claim.start) for item in claim.evidence]
    sources = [(item.start - claim.start, item.end - claim.start) for item in claim.sources]
    places = sorted({0, len(claim.text), *(place for span in (*cues, *sources) for place in span)})
    pieces = []
    for start, end in pairwise(places):
        piece = text(claim.text[start:end])
        if _covered(start, sources):
            piece = element("span", piece, class_="source")
        if _covered(start, cues):
            piece = element("mark", piece)
        pieces.append(piece)
    return join(pieces) if pieces else EMPTY


def _covered(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
