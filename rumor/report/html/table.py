"""Tables that a reader may sort: the top claims of an article, the articles of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rumor.claims import LEVELS
from rumor.report.html.markup import EMPTY, Html, element, join, text
from rumor.report.html.notes import evidence_html
from rumor.report.html.passages import Marked
from rumor.report.html.strings import decimal, said
from rumor.report.html.summary import Summary
from rumor.report.wording import Language

TOP = 10
"""How many claims are listed before the article."""


class Cell(NamedTuple):
    """What stands in a row.

    Attributes
    ----------
    content : Html
    order : float or str
        What the row is sorted by.
    kind : str
        Class of the cell.
    """

    content: Html
    order: float | str
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the ranking.

    Attributes
    ----------
    title, name : str
        The name is left out when it is the title.
    href : str
        Where the article is.
    summary : Summary
    """

    title: str
    name: str
    href: str
    summary: Summary


def claims_table(claims: Sequence[Marked], prefix: str, lang: Language) -> Html:
    """List the most speculative claims of an article, without those that are ignored.

    Parameters
    ----------
    claims : sequence of Marked
        Those that make a claim, in any order.
    prefix : str
        What the anchors of this article begin with.
    lang : {"en", "id"}

    Returns
    -------
    Html
        Nothing if there are no claims to list.
    """
    counted = [marked for marked in claims if not marked.ignored]
    ranked = sorted(counted, key=lambda marked: (-marked.claim.score, marked.number))[:TOP]
    if not ranked:
        return EMPTY
    cut = len(counted) > len(ranked)
    caption = (
        f"{{top_caption|{len(ranked)}|{len(counted)}}}" if cut else f"{{top_all|{len(ranked)}}}"
    )
    rows = (
        (
            Cell(text(str(marked.number)), marked.number),
            _score(marked.claim.score, lang),
            Cell(_level(marked, lang), LEVELS.index(marked.claim.level), "level"),
            Cell(_claim(marked, prefix, lang), marked.number, "words"),
        )
        for marked in ranked
    )
    heads = (("number", "number"), ("Score", "number"), ("Level", "level"), ("Claim", "words"))
    return _table(caption, heads, rows, lang)


def ranking_table(entries: Iterable[Entry], lang: Language) -> Html:
    """List articles, the one with the highest score first.

    Parameters
    ----------
    entries : iterable of Entry
        Those with the same score keep their order.
    lang : {"en", "id"}

    Returns
    -------
    Html
    """
    ranked = sorted(entries, key=lambda entry: -entry.summary.score)
    rows = (
        (
            Cell(_article(entry), entry.title.casefold(), "words"),
            _score(entry.summary.score, lang),
            _share(entry.summary, lang),
            _count(entry.summary.deleted),
        )
        for entry in ranked
    )
    heads = (
        ("Article", "words"),
        ("Score", "number"),
        ("Speculative", "number"),
        ("Deleted", "number"),
    )
    return _table(f"{{articles|{len(ranked)}}}", heads, rows, lang, kind="articles")


def _table(
    caption: str,
    heads: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Cell]],
    lang: Language,
    kind: str = "claims",
) -> Html:
    columns = (
        element("th", said("span", f"{{{key}}}", lang), scope="col", class_=kind)
        for key, kind in heads
    )
    return element(
        "table",
        said("caption", caption, lang),
        element("thead", element("tr", *columns)),
        element("tbody", *(element("tr", *map(_cell, row)) for row in rows)),
        class_=f"sortable {kind}",
    )


def _cell(cell: Cell) -> Html:
    return element("td", cell.content, class_=cell.kind, data_order=str(cell.order))


def _score(score: float, lang: Language) -> Cell:
    return Cell(said("span", f"{{{decimal(score)}}}", lang), score)


def _count(count: int) -> Cell:
    return Cell(text(str(count)), count)


def _share(summary: Summary, lang: Language) -> Cell:
    template = f"{{of|{summary.speculative}|{summary.claims}}}"
    return Cell(said("span", template, lang), summary.speculative)


def _level(marked: Marked, lang: Language) -> Html:
    return said("span", f"{{{marked.level}}}", lang, class_=f"name l-{marked.claim.level}")


def _claim(marked: Marked, prefix: str, lang: Language) -> Html:
    claim = marked.claim
    link = element(
        "a",
        text(" ".join(claim.text.split())),
        href=f"#{prefix}claim-{marked.number}",
        lang="id",
    )
    remarks = evidence_html(claim, lang)
    if claim.deleted:
        remarks.append(said("strong", "{gone}", lang, class_="gone"))
    if not remarks:
        return link
    return join((link, element("small", join(remarks, text(" · ")))))


def _article(entry: Entry) -> Html:
    link = element("a", text(entry.title), href=entry.href, lang="id")
    if entry.name == entry.title:
        return link
    return join((link, element("small", text(entry.name))))
