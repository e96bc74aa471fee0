"""What an outlet adds between the paragraphs of an article, taken out.

The patterns are data: `leftovers.toml`, whose entries each own what they must and must not match.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

KINDS = ("paragraph", "label", "inside", "end")

_HEADLINES = 5  # so many below a label
_LONGEST_HEADLINE = 140
_LONGEST = 700  # no addition is longer, and no pattern has to be tried on more
_SENTENCE_END = re.compile(r"[.,;:…][\"'”’»)\]]*$")
_LEAST_BEFORE_END = 2  # a notice of the first lines is no end


@dataclass(frozen=True)
class Leftover:
    """An entry of the list; the fields are those of the file.

    Attributes
    ----------
    name, kind : str
    pattern : re.Pattern
    takes, leaves : tuple of str
    """

    name: str
    kind: str
    pattern: re.Pattern[str]
    takes: tuple[str, ...]
    leaves: tuple[str, ...]

    def matches(self, text: str) -> bool:
        """Whether it takes a paragraph, or something in it."""
        if self.kind == "inside":
            return self.pattern.search(text) is not None
        return len(text) <= _LONGEST and self.pattern.fullmatch(text) is not None


@cache
def leftovers() -> tuple[Leftover, ...]:
    """Return the entries of the list."""
    with (files("rumor.inputs") / "leftovers.toml").open("rb") as file:
        entries = tomllib.load(file)["leftover"]
    return tuple(
        Leftover(
            name=entry["name"],
            kind=entry["kind"],
            pattern=re.compile(entry["pattern"], re.IGNORECASE),
            takes=tuple(entry["takes"]),
            leaves=tuple(entry["leaves"]),
        )
        for entry in entries
    )


def is_label(text: str) -> bool:
    """Whether a paragraph announces other articles, with or without their headlines."""
    for entry in leftovers():
        if entry.kind == "label":
            found = entry.pattern.match(text)
            if found and not text[len(found[0].rstrip()) :][:1].isalnum():
                return True
        elif entry.name.startswith("other articles") and entry.matches(text):
            return True
    return False


def clean(paragraphs: Sequence[str], title: str = "", mark: str = "") -> list[str]:
    """Take out of the paragraphs of an article what is not its text.

    Parameters
    ----------
    paragraphs : sequence of str
    title : str
        The headline: not repeated if the article begins with it.
    mark : str
        A letter that may stand anywhere in them and counts for nothing; it is kept.

    Returns
    -------
    list of str
    """
    kept: list[str] = []
    below = 0  # so many headlines may still follow a label
    for paragraph in paragraphs:
        text = " ".join((paragraph.replace(mark, "") if mark else paragraph).split())
        if not text or (not kept and text.casefold() == title.casefold()):
            continue
        kind = next((entry.kind for entry in leftovers() if _takes(entry, text, len(kept))), "")
        if kind == "end":
            break
        if kind:
            below = _HEADLINES if kind == "label" else 0
            continue
        if below and len(text) <= _LONGEST_HEADLINE and not _SENTENCE_END.search(text):
            below -= 1
            continue
        below = 0
        kept.append(_without_pieces(paragraph))
    return kept


def _takes(entry: Leftover, text: str, before: int) -> bool:
    if entry.kind == "inside" or (entry.kind == "end" and before < _LEAST_BEFORE_END):
        return False
    return entry.matches(text)


def _without_pieces(text: str) -> str:
    for entry in leftovers():
        if entry.kind == "inside":
            text = entry.pattern.sub(" ", text)
    return text
