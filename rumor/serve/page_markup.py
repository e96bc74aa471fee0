"""The page at ``/`` as HTML: the form, and the view of a report below it.

It works without its script: the form is posted, and the server writes the result into the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rumor import __version__
from rumor.report.html.legend import legend_html
from rumor.report.html.markup import EMPTY, Html, element, join, text
from rumor.report.html.page import asset, controls_html, digest, script, stylesheet
from rumor.report.html.strings import decimal
from rumor.report.wording import LANGUAGES, Language
from rumor.serve.page_strings import PAGE
from rumor.serve.settings import MEGABYTE

_PACKAGE = "rumor.serve"
_ICON = Html(  # a mark of our own; without it a browser asks the server for one
    '<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 '
    "viewBox=%270 0 16 16%27%3E%3Cpath fill=%27%23834b14%27 d=%27M1 15V6h3v9zm5 0V1h3v14zm5 "
    '0V9h3v6z%27/%3E%3C/svg%3E">'
)


@dataclass(frozen=True, slots=True)
class About:
    """What the page tells of the service.

    Attributes
    ----------
    threshold, precise : float
        Scores from which a claim counts as speculative: the usual one, and the precise.
    max_bytes : int
        Largest request.
    formats : tuple of str
        Names of the file formats that can be read.
    suffixes : tuple of str
        Of files in them.
    """

    threshold: float
    precise: float
    max_bytes: int
    formats: tuple[str, ...]
    suffixes: tuple[str, ...]

    @property
    def megabytes(self) -> str:
        """Largest request in megabytes, as templates take it."""
        return f"{self.max_bytes / MEGABYTE:.3g}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the page when it is sent.

    Attributes
    ----------
    text, title, threshold : str
        In the form.
    html, facts : Html
        The view of the report, and what stands of it in the header.
    problem : str
        Template of what went wrong; empty if nothing did.
    """

    text: str = ""
    title: str = ""
    threshold: str = ""
    html: Html = EMPTY
    facts: Html = EMPTY
    problem: str = ""


def page_html(about: About, lang: Language, shown: Shown) -> str:
    """Write the page.

    Parameters
    ----------
    about : About
    lang : {"en", "id"}
        Language shown at first.
    shown : Shown

    Returns
    -------
    str
        A document in HTML; `policy` is the content security policy that it needs.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=f"rumor {__version__}"),
        PAGE.said("title", "{page} – rumor", lang),
        _ICON,
        element("style", stylesheet()),
        element("style", _style()),
    )
    body = element(
        "body",
        PAGE.said("a", "{skip}", lang, class_="skip", href="#main"),
        PAGE.said("a", "{skip_to_result}", lang, class_="skip", href="#result"),
        element(
            "header",
            element("p", text("rumor"), PAGE.said("span", "{page}", lang), class_="brand"),
            element("div", shown.facts, id="facts"),
            controls_html(lang),
            class_="masthead",
        ),
        element(
            "main",
            _form(about, lang, shown),
            element("div", shown.html, id="result", tabindex="-1"),
            id="main",
            tabindex="-1",
        ),
        element(
            "footer",
            legend_html(lang),
            element("p", PAGE.said("a", "{interface}", lang, href="docs"), class_="interface"),
            class_="foot",
        ),
        _data("rumor-wording", Html(PAGE.json())),
        _data("rumor-example", Html(json.dumps(example()).replace("<", "\\u003c"))),
        element("script", script()),
        element("script", _script()),
    )
    scored = "scored" if shown.html else None
    return f"<!DOCTYPE html>\n{element('html', head, body, lang=lang, class_=scored)}\n"


@cache
def policy() -> str:
    """Return the content security policy of the page: itself, and requests to where it is from."""
    styles = " ".join(f"'{digest(sheet)}'" for sheet in (stylesheet(), _style()))
    scripts = " ".join(f"'{digest(code)}'" for code in (script(), _script()))
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; img-src data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def example() -> str:
    """Return the article that the page has as an example; it is ours."""
    return (files("rumor.seeds") / "articles" / "rumor-ponsel.txt").read_text(encoding="utf-8")


@cache
def _style() -> Html:
    return asset("page_assets/page.css", _PACKAGE)


@cache
def _script() -> Html:
    return asset("page_assets/page.js", _PACKAGE)


def _data(name: str, content: Html) -> Html:
    return element("script", content, type="application/json", id=name)


def _form(about: About, lang: Language, shown: Shown) -> Html:
    return element(
        "form",
        element(
            "header",
            PAGE.said("h1", "{headline}", lang),
            PAGE.said("p", "{lead}", lang, class_="lead"),
            PAGE.said("p", "{not_truth}", lang, class_="principle"),
            class_="intro",
        ),
        element(
            "div",
            _labelled_field("article-text", "{text_label}", lang, _text(shown)),
            element("div", _beside(about, lang, shown), class_="side"),
            class_="fields",
        ),
        element("div", _buttons(about, lang), _news(lang, shown), class_="bar"),
        _problem(lang, shown),
        PAGE.said("p", "{drop_now}", lang, class_="drop", aria_hidden="true"),
        id="ask",
        class_="ask",
        method="post",
        action="./",
        novalidate=True,
        data_max=str(about.max_bytes),
        data_threshold=repr(about.threshold),
    )


def _beside(about: About, lang: Language, shown: Shown) -> Html:
    formats = ", ".join(about.formats)
    return join(
        (
            _labelled_field("article-title", "{title_label}", lang, _title(shown)),
            _threshold(about, lang, shown),
            PAGE.said(
                "p",
                f"{{drop_hint|{formats}|{about.megabytes}}}",
                lang,
                class_="hint scripted",
                id="drop-hint",
            ),
            PAGE.said("p", "{kept}", lang, class_="hint", id="kept"),
        )
    )


def _labelled_field(name: str, template: str, lang: Language, field: Html) -> Html:
    return element("div", PAGE.said("label", template, lang, for_=name), field, class_="field")


def _title(shown: Shown) -> Html:
    return element(
        "input",
        id="article-title",
        name="title",
        lang="id",
        autocomplete="off",
        value=shown.title,
    )


def _text(shown: Shown) -> Html:
    # A parser drops a line feed that comes first.
    content = Html("\n" + text(shown.text))
    return element(
        "textarea",
        content,
        id="article-text",
        name="text",
        lang="id",
        rows="9",
        spellcheck="false",
        autocomplete="off",
        aria_describedby="drop-hint kept",
    )


def _buttons(about: About, lang: Language) -> Html:
    return element(
        "div",
        PAGE.said("button", "{go}", lang, class_="main", aria_keyshortcuts="Control+Enter"),
        element(
            "span",
            element(
                "input", type="file", id="file", class_="unseen", accept=",".join(about.suffixes)
            ),
            PAGE.said("label", "{open_file}", lang, for_="file", class_="button"),
            class_="scripted",
        ),
        PAGE.said("button", "{example}", lang, id="example", name="example", value="1"),
        PAGE.said("button", "{clear}", lang, id="clear", type="button", class_="scripted"),
        class_="buttons",
    )


def _threshold(about: About, lang: Language, shown: Shown) -> Html:
    usual = shown.threshold or f"{about.threshold:g}"
    limits = {"min": "0", "max": "1"}
    presets = [("{own|%s}", about.threshold)]
    if about.precise != about.threshold:
        presets.append(("{precise|%s}", about.precise))
    buttons = (
        PAGE.said(
            "button",
            template % decimal(value),
            lang,
            type="button",
            value=repr(value),
            aria_pressed="true" if value == about.threshold else "false",
        )
        for template, value in presets
    )
    return element(
        "div",
        PAGE.said("label", "{threshold}", lang, for_="threshold"),
        element(
            "input",
            type="range",
            id="threshold-range",
            class_="scripted",
            step="0.01",
            value=usual,
            **limits,
            **PAGE.labelled("{threshold}", lang),
        ),
        element(
            "input",
            type="number",
            id="threshold",
            name="threshold",
            inputmode="decimal",
            step="0.01",
            value=usual,
            **limits,
        ),
        element(
            "span",
            *buttons,
            class_="presets scripted",
            role="group",
            **PAGE.labelled("{presets}", lang),
        ),
        class_="threshold",
    )


def _news(lang: Language, shown: Shown) -> Html:
    other: Language = "id" if lang == "en" else "en"
    plain = [element("button", text(LANGUAGES[other]), name="switch", value=other, lang=other)]
    if shown.html:
        plain.append(PAGE.said("button", "{download}", lang, name="download", value="1"))
    return join(
        (
            element("p", id="status", role="status"),
            PAGE.said("button", "{undo}", lang, type="button", id="undo", hidden=True),
            PAGE.said("button", "{download}", lang, type="button", id="download", hidden=True),
            element("span", *plain, class_="plain"),
            element("input", type="hidden", name="lang", value=lang),
        )
    )


def _problem(lang: Language, shown: Shown) -> Html:
    told = PAGE.said("span", shown.problem, lang) if shown.problem else EMPTY
    return element("p", told, id="problem", role="alert")
