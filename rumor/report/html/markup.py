"""HTML put together from escaped pieces.

`Html` is a type of its own, so that the type checker refuses a piece of text that was not escaped.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import NewType

Html = NewType("Html", str)
"""Markup that may stand in a page as it is."""

EMPTY = Html("")
_VOID = frozenset(("meta", "br", "input"))
_ALLOWED_CONTROLS = "\t\n\r"
# Characters that HTML forbids: control characters, and halves of surrogate pairs.
_FORBIDDEN = {
    code: " " if chr(code).isspace() else "\N{REPLACEMENT CHARACTER}"
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if chr(code) not in _ALLOWED_CONTROLS
}


def text(content: str) -> Html:
    """Escape a piece of text; characters that HTML forbids are replaced."""
    return Html(html.escape(content.translate(_FORBIDDEN)))


def join(pieces: Iterable[Html], between: Html = EMPTY) -> Html:
    """Put pieces one after the other."""
    return Html(between.join(pieces))


def element(name: str, /, *content: Html, **attributes: str | bool | None) -> Html:
    """Write an element.

    Parameters
    ----------
    name : str
    *content : Html
    **attributes : str, bool or None
        Values are escaped here; None and False leave an attribute out, True gives it no value.
        Underscores in names stand for hyphens, and one at the end (``class_``) for nothing.

    Returns
    -------
    Html
    """
    opening = [name]
    for key, value in attributes.items():
        written = key.rstrip("_").replace("_", "-")
        if value is True:
            opening.append(written)
        elif value is not None and value is not False:
            opening.append(f'{written}="{text(value)}"')
    start = f"<{' '.join(opening)}>"
    return Html(start if name in _VOID else f"{start}{join(content)}</{name}>")
