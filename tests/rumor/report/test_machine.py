"""Scored articles for programs: JSON, JSON lines and CSV."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from rumor.claims import ScoredArticle
from rumor.inputs.document import Document
from rumor.report.machine import csv_report, json_report, jsonl_report
from rumor.report.result import Result
from rumor.report.view import View


@pytest.fixture(scope="module")
def schema():
    return json.loads((files("rumor.report") / "rumor-1.schema.json").read_text(encoding="utf-8"))


def parsed(results, view=None):
    return json.loads("".join(json_report(results, view or View())))


def test_the_schema_is_itself_valid(schema):
    Draft202012Validator.check_schema(schema)


def test_json_is_valid_by_its_schema(results, schema):
    Draft202012Validator(schema).validate(parsed(results))


def test_json_without_any_article_is_valid_too(schema):
    Draft202012Validator(schema).validate(parsed([]))
    assert parsed([])["articles"] == []


def test_each_line_of_json_lines_is_a_claim_of_the_schema(results, schema):
    claim = {"$ref": "#/$defs/claim", "$defs": schema["$defs"]}
    lines = list(jsonl_report(results))
    assert len(lines) == sum(len(result.article.claims) for result in results)
    for line in lines:
        Draft202012Validator(claim).validate(json.loads(line))


def test_the_schema_refuses_a_level_that_contradicts_the_flag(results, schema):
    report = parsed(results)
    claim = next(c for c in report["articles"][0]["claims"] if c["speculative"])
    claim["level"] = "stated"
    assert not Draft202012Validator(schema).is_valid(report)


def test_json_report_is_as_it_was(results, matches_golden):
    matches_golden("report.json", json_report(results))


def test_json_lines_are_as_they_were(results, matches_golden):
    matches_golden("report.jsonl", jsonl_report(results))


def test_csv_is_as_it_was(results, matches_golden):
    matches_golden("report.csv", csv_report(results))


def test_spans_index_the_text_and_its_lines(results):
    for result, article in zip(results, parsed(results)["articles"], strict=True):
        lines = result.document.text.split("\n")
        for claim in article["claims"]:
            for span in (claim, *claim["evidence"], *claim["sources"]):
                assert result.document.text[span["start"] : span["end"]] == span["text"]
                first_line = span["text"].split("\n")[0]
                assert lines[span["line"] - 1][span["column"] - 1 :].startswith(first_line)


def test_numbers_are_those_of_the_python_interface(results):
    for result, article in zip(results, parsed(results)["articles"], strict=True):
        assert article["score"] == result.article.score
        assert [c["score"] for c in article["claims"]] == [c.score for c in result.article.claims]


def test_counts_are_of_the_whole_article_whatever_is_listed(results):
    whole, least = parsed(results), parsed(results, View(top=1))
    assert [a["counts"] for a in whole["articles"]] == [a["counts"] for a in least["articles"]]
    assert [len(a["claims"]) for a in least["articles"]] == [1, 1]


def test_a_claim_marked_to_be_ignored_says_so(results):
    ignored = [c["text"] for c in parsed(results)["articles"][0]["claims"] if c["ignored"]]
    assert ignored == ["Rusdi Halimun diduga menggelapkan dana jembatan."]


def test_every_row_of_csv_has_every_column(results):
    rows = list(csv.reader(io.StringIO("".join(csv_report(results)))))
    assert {len(row) for row in rows} == {len(rows[0])}


def test_text_that_a_spreadsheet_would_run_is_made_harmless(results):
    rows = csv.DictReader(io.StringIO("".join(csv_report(results))))
    assert "'= Pasar Wetan ramai." in [row["text"] for row in rows]


def test_letters_beyond_ascii_stay_readable(results):
    assert "“Kami memeriksanya,”" in "".join(json_report(results))


def test_control_characters_are_escaped(tiny_scorer):
    text = "Pasar \x1b[31mWetan\x07 ramai."
    written = "".join(json_report([Result(Document("a.txt", text), tiny_scorer.score(text))]))
    assert "\x1b" not in written
    assert "\x07" not in written


def test_results_are_taken_one_at_a_time():
    taken = []

    def results():
        for number in range(3):
            taken.append(number)
            yield Result(Document(f"{number}.txt", ""), ScoredArticle([], 0.5))

    pieces = json_report(results())
    next(pieces)
    next(pieces)
    assert taken == [0]


def test_a_carriage_return_in_a_claim_does_not_end_its_row(tiny_scorer):
    text = "Konon jembatan\ritu retak.\n"
    result = Result(Document("a.txt", text), tiny_scorer.score(text))
    rows = list(csv.DictReader(io.StringIO("".join(csv_report([result])), newline="")))
    assert [row["text"] for row in rows] == ["Konon jembatan\ritu retak."]
