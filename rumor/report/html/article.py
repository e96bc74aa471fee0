"""One article of a report: its summary, strip chart, top claims, and the text with its notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rumor.report.html.chart import chart_html
from rumor.report.html.legend import key_html
from rumor.report.html.markup import Html, element, text
from rumor.report.html.notes import notes_html
from rumor.report.html.passages import Marked, Passage, number_claims, passage_html, passages
from rumor.report.html.strings import said
from rumor.report.html.summary import summarise, summary_html, title_of
from rumor.report.html.table import claims_table
from rumor.report.result import Result
from rumor.report.wording import Language

_LONG = 200  # sentences; a browser then leaves paragraphs that are out of sight for later
# A few words alone on their line; with figures or other signs it is a byline, a date or a list.
_CROSSHEAD = re.compile(r"[^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]+){0,7}")


def render_article(
    result: Result, *, lang: Language = "en", anchor_prefix: str = "", heading: int = 2
) -> Html:
    """Write what a report says of one article, without the page around it.

    Parameters
    ----------
    result : Result
    lang : {"en", "id"}
        Language of everything but the article.
    anchor_prefix : str
        What the article's anchors begin with; claims are at ``{anchor_prefix}claim-1`` and so on.
        Articles on one page need different ones.
    heading : int
        Rank of the article's heading, 1 to 5.

    Returns
    -------
    str
        A section. It needs the style sheet and, for all that moves, the script of
        `rumor.report.html.page`; its link to ``#how`` needs `rumor.report.html.legend`.
    """
    document = result.document
    sentences = number_claims(result)
    claims = [sentence for sentence in sentences if sentence.number]
    title, sub = title_of(result), f"h{heading + 1}"
    threshold = result.article.threshold
    parts = [
        element(
            "header",
            element("h" + str(heading), text(title), lang="id", id=f"{anchor_prefix}title"),
            *([] if title == document.name else [element("p", text(document.name), class_="file")]),
            summary_html(summarise(result, sentences), lang),
            *(
                said("p", f"{{warning_{warning.code}}}", lang, class_="warning", role="note")
                for warning in result.article.warnings
            ),
            said("p", "{not_truth}", lang, class_="principle"),
        ),
        chart_html(claims, threshold, anchor_prefix, lang),
    ]
    table = claims_table(claims, anchor_prefix, lang)
    if table:
        parts += [said(sub, "{top}", lang), table]
    parts += [
        said(sub, "{text}", lang, id=f"{anchor_prefix}text", tabindex="-1"),
        key_html(lang),
        element(
            "div",
            *_body(document.text, sentences, title, anchor_prefix, lang),
            class_="passages long" if len(sentences) > _LONG else "passages",
        ),
    ]
    return element(
        "section",
        *parts,
        class_="report",
        lang=lang,
        aria_labelledby=f"{anchor_prefix}title",
    )


def _body(
    content: str, sentences: Sequence[Marked], title: str, prefix: str, lang: Language
) -> Iterator[Html]:
    for place, passage in enumerate(passages(content, sentences)):
        yield element(
            "div",
            element(
                "p",
                passage_html(passage, prefix),
                lang="id",
            ),
            notes_html(passage.claims, prefix, lang),
            class_=" ".join(["passage", *_face(passage, title if place == 0 else "")]),
        )


def _face(passage: Passage, title: str) -> Iterator[str]:
    """Tell how a paragraph is set: one that is a headline or a crosshead looks like it."""
    first, *others = passage.pieces
    if others or not isinstance(first, Marked):
        return
    content = " ".join(first.claim.text.split())
    if content == title:
        yield "headline"
    elif not first.number and _CROSSHEAD.fullmatch(content):
        yield "crosshead"
