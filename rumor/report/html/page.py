"""A whole page: one file, with its style and script inside, which asks the network for nothing."""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from rumor import __version__
from rumor.report.html.article import render_article
from rumor.report.html.legend import legend_html
from rumor.report.html.markup import EMPTY, Html, element, join, text
from rumor.report.html.strings import decimal, labelled, said, say, wording_json
from rumor.report.html.summary import summarise, title_of
from rumor.report.html.table import Entry, ranking_table
from rumor.report.result import Result
from rumor.report.wording import LANGUAGES, Language


def render_report(
    results: Sequence[Result],
    *,
    lang: Language = "en",
    date: datetime.date | None = None,
    threshold_note: str = "",
) -> str:
    """Write a page with all articles: a ranking first if there are several.

    Parameters
    ----------
    results : sequence of Result
        In the order in which the articles shall stand.
    lang : {"en", "id"}
        Language shown at first; the reader may change it.
    date : datetime.date, optional
        Of the report. The page holds no other: the same input gives the same page.
    threshold_note : str
        What to say of the threshold, behind it.

    Returns
    -------
    str
        A document in HTML. The claims of a single article are at ``#claim-1`` and so on, those of
        the second of several at ``#article-2-claim-1``.

    Raises
    ------
    ValueError
        If there is no wording in the language.
    """
    check_language(lang)
    meta = meta_html(results, lang, date, threshold_note)
    if len(results) == 1:
        body = render_article(results[0], lang=lang, heading=1)
        return page_html(title_of(results[0]), body, meta, lang)
    prefixes = [f"article-{place}-" for place in range(1, len(results) + 1)]
    entries = [
        entry_of(result, f"#{prefix}title")
        for result, prefix in zip(results, prefixes, strict=True)
    ]
    articles = (
        render_article(result, lang=lang, anchor_prefix=prefix)
        for result, prefix in zip(results, prefixes, strict=True)
    )
    body = join((ranking_html(entries, lang), *articles))
    return page_html(say("{ranking}", lang), body, meta, lang)


def check_language(lang: str) -> None:
    """Make sure that there is wording in a language.

    Raises
    ------
    ValueError
        If there is none.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no wording in {lang!r}; choose one of: {', '.join(LANGUAGES)}")


def page_html(title: str, body: Html, meta: Html, lang: Language, navigation: Html = EMPTY) -> str:
    """Put a page round what it shows.

    Parameters
    ----------
    title : str
        For the window.
    body, meta, navigation : Html
        The main part, the facts in the header, and where else to go.
    lang : {"en", "id"}

    Returns
    -------
    str
        A document in HTML. Its policy forbids every request, and every style and script but its
        own.
    """
    policy = (
        f"default-src 'none'; style-src '{digest(stylesheet())}'; script-src '{digest(script())}'"
        "; base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=f"rumor {__version__}"),
        element("title", text(f"{title} – rumor")),
        element("style", stylesheet()),
    )
    page = element(
        "body",
        said("a", "{skip}", lang, class_="skip", href="#main"),
        element(
            "header",
            element("p", text("rumor"), said("span", "{report}", lang), class_="brand"),
            navigation,
            meta,
            controls_html(lang),
            class_="masthead",
        ),
        element("main", body, id="main", tabindex="-1"),
        element("footer", legend_html(lang), class_="foot"),
        element("script", Html(wording_json()), type="application/json", id="rumor-wording"),
        element("script", script()),
    )
    return f"<!DOCTYPE html>\n{element('html', head, page, lang=lang)}\n"


def controls_html(lang: Language) -> Html:
    """Write the switches of language and colours, which the page's script brings to life."""
    tongues = (
        element(
            "button",
            text(name),
            type="button",
            class_="to-language",
            value=key,
            lang=key,
            aria_pressed="true" if key == lang else "false",
        )
        for key, name in LANGUAGES.items()
    )
    dark = said("button", "{dark}", lang, type="button", class_="to-dark", aria_pressed="false")
    return element(
        "div", *tongues, dark, class_="controls scripted", role="group", **labelled("{view}", lang)
    )


def meta_html(
    results: Sequence[Result], lang: Language, date: datetime.date | None, threshold_note: str
) -> Html:
    """Write the facts of a report: date, version, threshold."""
    facts: list[tuple[str, Html]] = []
    if date is not None:
        facts.append(("date", element("time", text(date.isoformat()), datetime=date.isoformat())))
    facts.append(("version", text(__version__)))
    if results:
        number = said("span", f"{{{decimal(results[0].article.threshold)}}}", lang)
        note = text(f" {threshold_note}" if threshold_note else "")
        facts.append(("threshold", join((number, note))))
    rows = (
        element("div", said("dt", f"{{{name}}}", lang), element("dd", value))
        for name, value in facts
    )
    return element("dl", *rows, class_="facts")


def entry_of(result: Result, href: str) -> Entry:
    """Make the ranking's entry of an article that is at `href`."""
    return Entry(title_of(result), result.document.name, href, summarise(result))


def ranking_html(entries: Sequence[Entry], lang: Language) -> Html:
    """Write the ranking of several articles, with its heading."""
    return element(
        "section",
        said("h1", "{ranking}", lang, id="ranking"),
        said("p", "{not_truth}", lang, class_="principle"),
        ranking_table(entries, lang),
        class_="report ranking",
        lang=lang,
        aria_labelledby="ranking",
    )


@cache
def stylesheet() -> Html:
    """Return the style sheet that reports share."""
    return asset("report.css")


@cache
def script() -> Html:
    """Return the script that reports share.

    It brings to life what is in the page when it is loaded; for a fragment that comes later call
    ``rumorReport.attach(element)``. It reads `rumor.report.html.strings.wording_json` from the
    element ``#rumor-wording``.
    """
    return asset("report.js")


def asset(name: str, package: str = "rumor.report.html") -> Html:
    """Return a style sheet or a script of a package, as it may stand inside its element."""
    # A browser digests what stands in the page, where every line end is a line feed.
    written = (files(package) / name).read_text(encoding="utf-8")
    return Html(written.replace("\r\n", "\n"))


def digest(content: str) -> str:
    """Return what a content security policy calls an inline style or script."""
    hashed = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(hashed).decode()}"
