"""Scored articles as JSON."""

from __future__ import annotations

import json

from rumor.claims import ScoredArticle
from rumor.report.machine import SCHEMA_VERSION, to_json


def test_json_holds_schema_and_articles_in_order():
    parsed = json.loads(
        to_json([("b.txt", ScoredArticle([], 0.5)), ("a.txt", ScoredArticle([], 0.5))])
    )
    assert parsed["schema"] == SCHEMA_VERSION == 1
    assert [article["name"] for article in parsed["articles"]] == ["b.txt", "a.txt"]


def test_articles_are_those_of_the_python_interface(tiny_scorer, sentences):
    article = tiny_scorer.score(" ".join(sentences.values()))
    (parsed,) = json.loads(to_json([("berita.txt", article)]))["articles"]
    assert parsed == {"name": "berita.txt"} | article.to_dict()


def test_no_articles_are_an_empty_list():
    assert json.loads(to_json([])) == {"schema": 1, "articles": []}


def test_letters_beyond_ascii_stay_readable(tiny_scorer):
    assert "“Pasar Wetan”" in to_json([("berita.txt", tiny_scorer.score("“Pasar Wetan” ramai."))])


def test_control_characters_are_escaped(tiny_scorer):
    written = to_json([("berita.txt", tiny_scorer.score("Pasar \x1b[31mWetan\x07 ramai."))])
    assert "\x1b" not in written
    assert "\x07" not in written
