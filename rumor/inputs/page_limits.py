"""What no page of an article has: so many elements, or attributes in one, that it never ends.

Parser and extraction take some tenths of a millisecond an element, and for the attributes of an
element a time that grows with their square.
"""

from __future__ import annotations

import re

from rumor.errors import InputError

TAGS = 200_000
"""Most tags of a page, those that end an element counted too; long articles have some thousands."""

ATTRIBUTES = 500
"""Most attributes of an element; few have more than twenty."""

_LONG = 2 * ATTRIBUTES  # a tag of fewer characters cannot have more
# As the parser has it: only behind an equals sign does a quotation mark begin a value, and neither
# in a comment nor in a script do tags begin.
_INSIDE = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+"""
_TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|(<(script|style|textarea|title)\b{_INSIDE})>.*?(?:</\2|\Z)"
    rf"|(<[a-z]{_INSIDE})",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_BETWEEN = re.compile(r"[\s/]+")
_SAVE = "copy the text of the article into a .txt file"


def refuse_endless(page: str, name: str) -> None:
    """Refuse a page that is made to take long.

    Parameters
    ----------
    page : str
        Its markup.
    name : str
        Name for the error message.

    Raises
    ------
    InputError
        If it has more than `TAGS` tags, or an element with more than `ATTRIBUTES` attributes.
    """
    if page.count("<") > TAGS:
        raise InputError(name, f"has more than {TAGS} tags, which no article has", _SAVE)
    for tag in _TAG.finditer(page):
        words = tag[1] or tag[3] or ""
        if len(words) > _LONG and _attributes(words) > ATTRIBUTES:
            reason = f"has an element with more than {ATTRIBUTES} attributes, which no article has"
            raise InputError(name, reason, _SAVE)


def _attributes(tag: str) -> int:
    return len(_BETWEEN.split(_VALUE.sub(" ", tag).strip())) - 1
