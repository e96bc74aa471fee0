"""The strip chart: the score along the article, a bar for each claim."""

from __future__ import annotations

from collections.abc import Sequence

from rumor.report.html.markup import EMPTY, Html, element
from rumor.report.html.passages import Marked
from rumor.report.html.strings import decimal, labelled, said
from rumor.report.wording import Language

HEIGHT = 72
"""Of a bar whose score is 1, in pixels."""

_FEWEST = 24  # fewer claims than that do not make bars any wider
_SLIM = 150  # with more claims than that no space is left between bars
_LEAST = 1.5


def chart_html(claims: Sequence[Marked], threshold: float, prefix: str, lang: Language) -> Html:
    """Draw the scores of an article's claims.

    Parameters
    ----------
    claims : sequence of Marked
        Those that make a claim, in reading order.
    threshold : float
    prefix : str
        What the anchors of this article begin with.
    lang : {"en", "id"}

    Returns
    -------
    Html
        A figure whose bars lead to the claims; one of them takes the keyboard's focus, which the
        page's script hands on. Nothing if there are no claims.
    """
    if not claims:
        return EMPTY
    slot = 100 / max(len(claims), _FEWEST)
    width = slot * (0.72 if len(claims) <= _SLIM else 1.0)
    bars = [_bar(marked, place * slot, width, prefix, lang) for place, marked in enumerate(claims)]
    level = f"{HEIGHT * (1 - threshold):.1f}"
    line = element("line", x1="0", x2="100%", y1=level, y2=level, class_="threshold")
    base = element("line", x1="0", x2="100%", y1=str(HEIGHT), y2=str(HEIGHT), class_="base")
    return element(
        "figure",
        element(
            "svg",
            base,
            *bars,
            line,
            role="group",
            width="100%",
            height=str(HEIGHT + 1),
            **labelled("{chart}", lang),
        ),
        said("figcaption", f"{{chart_caption|{decimal(threshold)}}}", lang),
        class_="chart",
    )


def _bar(marked: Marked, left: float, width: float, prefix: str, lang: Language) -> Html:
    score = marked.claim.score
    height = max(score * HEIGHT, _LEAST)
    classes = "bar speculative" if marked.claim.speculative else "bar"
    template = f"{marked.number}: {{{decimal(score)}}} {{{marked.level}}}"
    place = {"x": f"{left:.3f}%", "width": f"{width:.3f}%"}
    return element(
        "a",
        said("title", template, lang),  # its name, too
        element("rect", y="0", height=str(HEIGHT), class_="reach", **place),
        element(
            "rect",
            y=f"{HEIGHT - height:.1f}",
            height=f"{height:.1f}",
            class_="bar ignored" if marked.ignored else classes,
            **place,
        ),
        href=f"#{prefix}claim-{marked.number}",
        tabindex="0" if left == 0 else "-1",
    )
