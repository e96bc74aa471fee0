"""Every regular expression takes time that grows no faster than the text, whatever the text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from regex_attacks import attacks
from regex_growth import grows_faster
from regex_sites import Site, in_module, sites

from rumor.experiments.annotate.spans import inside_word, occurrences
from rumor.inputs import folders, leftovers, markdown
from rumor.lang.catalogue import catalogue, pattern

ROOT = Path(__file__).parents[2]
SITES = sites(ROOT)
NAMED = [site for site in SITES if not site.built]

Driven = tuple[str, Callable[[str], object]]


def apply(compiled: re.Pattern, method: str) -> Callable[[str], object]:
    """Return a function that applies an expression to a text."""
    bare = getattr(compiled, method)
    run = (lambda text: sum(1 for _ in bare(text))) if method == "finditer" else bare
    if isinstance(compiled.pattern, bytes):
        return lambda text: run(text.encode("latin-1", "replace"))
    return run


def source_of(compiled: re.Pattern) -> str:
    source = compiled.pattern
    return source if isinstance(source, str) else source.decode("latin-1")


def slow(site: Site) -> dict[str, str]:
    """Tell by which methods an expression is slow, and with what."""
    compiled = site.pattern()
    made = attacks(source_of(compiled), compiled.flags)
    told = {method: grows_faster(apply(compiled, method), made) for method in site.methods}
    return {method: attack for method, attack in told.items() if attack}


@pytest.mark.parametrize("site", NAMED, ids=str)
def test_regular_expression_is_linear(site):
    assert slow(site) == {}


# What is put together at run time: an expression to make attacks from, and what is to be attacked.


def of_leftovers() -> list[Driven]:
    methods = {"inside": ("search", "finditer"), "label": ("fullmatch", "match")}
    return [
        (entry.pattern.pattern, apply(entry.pattern, method))
        for entry in leftovers.leftovers()
        for method in methods.get(entry.kind, ("fullmatch",))
    ]


def of_globs() -> list[Driven]:
    def run(path: str) -> bool:
        return folders._wanted(path, ["**/a/**/a/**/**/a/**/b"])

    # A path is read name by name.
    return [(r"(?:a/)+b", run)] + [
        (part.pattern, part.match)
        for glob in ("*a*a*a*b", "?*?*?*b", "*[!a]*[a-z]*b", "**a**a**b", "[[[[*[")
        for part in folders._parts(glob)
    ]


def of_elements() -> list[Driven]:
    def run(text: str) -> int:
        return sum(1 for name in markdown._RAW for _ in markdown._elements(text, name))

    return [(r"<script\b[^<>]*>", run), (r"(?:<pre>)+(?:</pre\s*)+>", run)]


def of_templates() -> list[Driven]:
    known = sorted(catalogue("id").pairs, key=lambda template: -template.count("{}"))[:8]
    made = [pattern(template) for template in (*known, "{}a{}a{}a{}b", "{}{} {}{}")]
    return [(each.pattern, each.fullmatch) for each in made]


def of_words() -> list[Driven]:
    cases = ("konon kabar", "a a a a", '"aa" - a')
    found = [(words, partial(occurrences, words)) for words in cases]
    inside = [(words, partial(inside_word, words)) for words in cases]
    return [(re.escape(words) + r"\s+a*", run) for words, run in (*found, *inside)]


BUILT = {
    "rumor.inputs.folders:_parts": of_globs,
    "rumor.inputs.leftovers:leftovers": of_leftovers,
    "rumor.inputs.markdown:_elements": of_elements,
    "rumor.lang.catalogue:pattern": of_templates,
    "rumor.experiments.annotate.spans:occurrences": of_words,
    "rumor.experiments.annotate.spans:inside_word": of_words,
}


@pytest.mark.parametrize("cases", dict.fromkeys(BUILT.values()), ids=lambda cases: cases.__name__)
def test_expression_made_at_run_time_is_linear(cases):
    for expression, run in cases():
        assert grows_faster(run, attacks(expression, re.IGNORECASE)) == ""


def test_no_expression_escapes_these_tests():
    assert {str(site) for site in SITES if site.built} == BUILT.keys()
    for folder in ("rumor", "features", "experiments"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            assert not re.search(r"^\s*(?:from re import|import re as|import regex)", source, re.M)


# The tests tested: they find what is slow, and nothing else.


@pytest.mark.parametrize(
    ("expression", "method"),
    [
        (r"\s+$", "search"),
        (r"(?:a+)+b", "match"),
        (r"(?:a|aa)*b", "match"),
        (r"\s*-?\s*x", "match"),
        (r"x[ab]*[bc]*y", "match"),
        (r"<!--.*?-->", "finditer"),
        (r"(.*?)a(.*?)b", "fullmatch"),
        (r"title:([^\r\n]*)[ \t]*\r?$", "match"),
        (r"(?i)kata (?:\w+ ?)+dihapus", "search"),
    ],
)
def test_slow_expression_is_found(expression, method):
    compiled = re.compile(expression)
    assert grows_faster(apply(compiled, method), attacks(expression, compiled.flags))


@pytest.mark.parametrize(
    ("expression", "method"),
    [
        (r"\s+$", "match"),
        (r"(?<!\s)\s++$", "search"),
        (r"(?:a++)++b", "match"),
        (r"\b\w++-\w+", "finditer"),
        (r"<[^<>]*>", "finditer"),
        (r"a.{0,60}b", "search"),
    ],
)
def test_linear_expression_is_left_alone(expression, method):
    compiled = re.compile(expression)
    assert grows_faster(apply(compiled, method), attacks(expression, compiled.flags)) == ""


def test_ways_to_apply_an_expression_are_found():
    source = """
import re
KONON = re.compile("konon")
KABAR = re.compile("kabar")
LISTED = [re.compile("konon ")]
WRITTEN = r"kabar\\w+"
async def read(text):
    KONON.sub("", text)
    re.search("katanya", text, re.M | re.IGNORECASE)
    re.split(WRITTEN, text)
    return [KONON.match(text), any(each.fullmatch(text) for each in (KABAR,))]
def made(word):
    return re.compile(word + "nya")
"""
    found = {site.name: site for site in in_module(ast.parse(source), "m")}
    assert {name: site.methods for name, site in found.items()} == {
        "KONON": {"finditer", "match"},
        "KABAR": {"fullmatch"},
        "WRITTEN": {"finditer"},
        "<module>": {"search", "fullmatch", "finditer"},
        "read": {"search"},
        "made": {"search", "fullmatch", "finditer"},
    }
    assert [name for name, site in found.items() if site.built] == ["made"]
    assert (found["read"].literal, found["read"].flags) == ("katanya", re.M | re.I)
