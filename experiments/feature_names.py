"""Names of features in words, for figures."""

from __future__ import annotations

import re

_PLACES = {"^": "the start", "$": "the end"}
_NEIGHBOUR = re.compile(r"(?P<kind>[a-z]+)(?P<side>[<>])(?P<distance>[12]) (?P<word>.+)")
# An entry may have several words, and what follows it has one.
_CUE = re.compile(
    r"(?P<kind>[a-z]+)=(?P<entry>(?>.* |[^ ])[^<>/ ]*+(?:[<>/]\Z)?)(?P<rest>[<>/][^ ]+)?"
)


def readable(name: str) -> str:
    """Put the name of a feature into words.

    Parameters
    ----------
    name : str
        As `rumor.features.extract.analyse` gives it, e.g. ``hedge=mungkin/main``.

    Returns
    -------
    str
        E.g. ``hedge "mungkin", main``; different for different names.
    """
    if name.startswith("w:"):
        return f'word "{name[2:]}"'
    if name.startswith("b:"):
        one, two = name[2:].split(" ", 1)
        return f'word "{one}" at the end' if two == "$" else f'words "{one} {two}"'
    if found := _NEIGHBOUR.fullmatch(name):
        side = "after" if found["side"] == "<" else "before"
        far = " two words" if found["distance"] == "2" else ""
        return f"{found['kind']}{far} {side} {_place(found['word'])}"
    if found := _CUE.fullmatch(name):
        return f'{found["kind"]} "{found["entry"]}"{_rest(found["rest"] or "")}'
    return name.replace("&", " with ").replace("/", ", ")


def _place(word: str) -> str:
    return _PLACES.get(word) or f'"{word}"'


def _rest(rest: str) -> str:
    if rest in ("", "<edge", ">edge"):
        return {"": "", "<edge": " at the start", ">edge": " at the end"}[rest]
    joined = {"/": ", ", "<": " after ", ">": " before "}[rest[0]]
    return joined + rest[1:]
