"""How to read a report: the score, the five levels, the kinds of evidence, the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rumor.claims import LEVELS as LEVEL_ORDER
from rumor.report.html.markup import Html, element, join, text
from rumor.report.html.strings import said, words
from rumor.report.wording import KINDS, LANGUAGES, LEVELS, NOT_TRUTH, Language, Term

_SAMPLE_SHADES = {"none": "", "stated": "s1", "attributed": "s1", "hedged": "s8", "rumoured": "s10"}


def key_html(lang: Language, prefix: str = "") -> Html:
    """Write the key in a line: how each level, evidence and sources look in the article.

    Parameters
    ----------
    lang : {"en", "id"}
    prefix : str
        What the anchors of this page's legend begin with.

    Returns
    -------
    Html
    """
    levels = (
        element("li", said("span", f"{{level:{level}}}", lang, class_=_sample(level)))
        for level in LEVEL_ORDER[1:]
    )
    more = element("li", said("a", "{key_more}", lang, href=f"#{prefix}how"), class_="more")
    return element(
        "ul",
        *levels,
        element("li", element("mark", said("span", "{key_cue}", lang))),
        element("li", said("span", "{key_source}", lang, class_="source")),
        more,
        class_="key",
        role="list",
    )


def legend_html(lang: Language, heading: int = 2, prefix: str = "") -> Html:
    """Write the legend.

    Parameters
    ----------
    lang : {"en", "id"}
        Language that is shown at first. The explanations stand in the legend in both; a browser
        without scripts shows both.
    heading : int
        Rank of its heading, 1 to 5.
    prefix : str
        What its anchor, ``how``, begins with.

    Returns
    -------
    Html
    """
    top, sub = f"h{heading}", f"h{heading + 1}"
    return element(
        "section",
        said(top, "{how}", lang, id=f"{prefix}how-title"),
        _both("p", NOT_TRUTH.__getitem__, class_="principle"),
        _both("p", lambda other: words(other)["how_score"]),
        said(sub, "{how_levels}", lang),
        _terms(LEVELS, _sample),
        said(sub, "{how_kinds}", lang),
        _terms(KINDS, lambda _: ""),
        element(
            "div",
            said(sub, "{how_keys}", lang),
            _both("p", lambda other: words(other)["how_keys_text"]),
            element(
                "p",
                element(
                    "label",
                    element("input", type="checkbox", class_="letters", checked=True),
                    text(" "),
                    said("span", "{letters}", lang),
                ),
            ),
            class_="scripted",
        ),
        id=f"{prefix}how",
        class_="how",
        aria_labelledby=f"{prefix}how-title",
    )


def _sample(level: str) -> str:
    return " ".join(filter(None, ("claim", f"l-{level}", _SAMPLE_SHADES[level])))


def _terms(terms: Mapping[Language, Mapping[str, Term]], sample: Callable[[str], str]) -> Html:
    def row(key: str) -> Html:
        return element(
            "div",
            _both("dt", lambda lang: terms[lang][key].name, sample(key)),
            _both("dd", lambda lang: terms[lang][key].meaning),
        )

    return element("dl", *map(row, terms["en"]))


def _both(
    name: str, wording: Callable[[Language], str], sample: str = "", class_: str | None = None
) -> Html:
    """Write an element with the same in every language; what is not asked for is hidden."""
    tongues = (
        element("span", text(wording(lang)), class_=f"tongue {sample}".strip(), lang=lang)
        for lang in LANGUAGES
    )
    return element(name, join(tongues, text(" ")), class_=class_)
