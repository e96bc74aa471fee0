"""A catalogue of messages: exact ones first, then templates.

A file of the catalogue holds tables of pairs; what the tables are called is for its readers::

    [[errors]]
    en = "line {}: {} without {}"
    id = "baris {0}: {1} tanpa {2}"

``{}`` in English stands for what was filled in. In the translation ``{}``, or ``{0}``, ``{1}``,
... out of order, puts it back; ``{0!t}`` translates it first and ``{0!n}`` writes it with a decimal
comma. A brace that is one is doubled. Of several templates that fit, one that begins with words of
its own goes before one that begins with a place, and the longer before the shorter.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from rumor.lang import Language, decimal

PLACE = "{}"
"""What stands for something filled in."""


class Catalogue:
    """Messages in one language by the English ones.

    Parameters
    ----------
    pairs : mapping of str to str
        Translations by English templates.
    lang : {"en", "id"}
        Language of the translations.
    """

    def __init__(self, pairs: Mapping[str, str], lang: Language = "id") -> None:
        self.pairs = pairs
        self._filler = _Filler(self, lang)
        self._exact = {
            _plain(english): _plain(said) for english, said in pairs.items() if not _places(english)
        }

    @cached_property
    def _templates(self) -> Sequence[tuple[re.Pattern[str], str]]:
        ranked = sorted(
            (english for english in self.pairs if _places(english)),
            key=lambda english: (english.startswith(PLACE), -len(english)),
        )
        return [(pattern(english), self.pairs[english]) for english in ranked]

    def find(self, message: str) -> str | None:
        """Return the translation of a message, or None if the catalogue does not have it."""
        if message in self._exact:
            return self._exact[message]
        for template, said in self._templates:
            if found := template.fullmatch(message):
                return self._filler.format(said, *found.groups())
        return None

    def translate(self, message: str) -> str:
        """Return the translation of a message, or the message if the catalogue does not have it."""
        found = self.find(message)
        return message if found is None else found


class _Filler(string.Formatter):
    """Fills places in, translated or as a number where the translation says so."""

    def __init__(self, catalogue: Catalogue, lang: Language) -> None:
        self._catalogue = catalogue
        self._lang: Language = lang

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "t":
            return self._catalogue.translate(value)
        if conversion == "n":
            return decimal(value, self._lang)
        return super().convert_field(value, conversion)


def pattern(template: str) -> re.Pattern[str]:
    """Return the expression that fits what a template was filled in to."""
    first, *others = (re.escape(piece) for piece in _pieces(template))
    # What is filled in ends where the next piece first occurs, for good; but the last piece ends
    # the message.
    inner = "".join(f"(?>(.*?){piece})" for piece in others[:-1])
    return re.compile(first + inner + "".join(f"(.*?){piece}" for piece in others[-1:]), re.DOTALL)


@cache
def catalogue(lang: Language) -> Catalogue:
    """Read the catalogue of a language.

    Parameters
    ----------
    lang : {"id"}

    Returns
    -------
    Catalogue
    """
    pairs: dict[str, str] = {}
    folder = files("rumor.lang") / lang
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            pairs |= {pair["en"]: pair[lang] for table in tables.values() for pair in table}
    return Catalogue(pairs, lang)


def _pieces(template: str) -> list[str]:
    return [_plain(piece) for piece in re.split(r"(?<!\{)\{\}(?!\})", template)]


def _places(template: str) -> int:
    return len(_pieces(template)) - 1


def _plain(template: str) -> str:
    return template.replace("{{", "{").replace("}}", "}")
