"""Speculative claims in SARIF 2.1.0."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft7Validator

from rumor.report.sarif import NO_EVIDENCE, RULES, sarif_report
from rumor.report.view import View
from rumor.scorer import EVIDENCE_KINDS


def run_of(results, view=None):
    (run,) = json.loads("".join(sarif_report(results, view or View())))["runs"]
    return run


@pytest.mark.parametrize("gate", [None, 0.5])
def test_sarif_is_valid_by_its_schema(results, sarif_schema, gate):
    log = json.loads("".join(sarif_report(results, View(fail_above=gate))))
    Draft7Validator(sarif_schema).validate(log)


def test_sarif_without_any_result_is_valid_too(sarif_schema):
    Draft7Validator(sarif_schema).validate(json.loads("".join(sarif_report([]))))


def test_the_schema_refuses_what_is_no_sarif(results, sarif_schema):
    log = json.loads("".join(sarif_report(results)))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert not Draft7Validator(sarif_schema).is_valid(log)


def test_sarif_is_as_it_was(results, matches_golden):
    matches_golden("report.sarif", sarif_report(results, View(fail_above=0.6)))


def test_every_kind_of_evidence_has_its_rule():
    assert {f"rumor/{kind}" for kind in EVIDENCE_KINDS.values()} == set(RULES) - {NO_EVIDENCE}


def test_every_level_is_explicit(results):
    levels = [found["level"] for found in run_of(results)["results"]]
    assert set(levels) == {"note", "warning"}


def test_a_claim_over_the_gate_is_an_error(results):
    assert "error" in [f["level"] for f in run_of(results, View(fail_above=0.5))["results"]]


def test_regions_count_lines_and_characters(results):
    document = results[0].document
    lines = document.text.split("\n")
    found = run_of(results[:1])["results"]
    assert found
    for entry in found:
        region = entry["locations"][0]["physicalLocation"]["region"]
        start = region["charOffset"]
        snippet = region["snippet"]["text"]
        assert document.text[start : start + region["charLength"]] == snippet
        assert lines[region["startLine"] - 1][region["startColumn"] - 1 :].startswith(snippet)


def test_what_was_extracted_has_no_region_in_the_file(results):
    (location,) = run_of(results[1:])["results"][0]["locations"]
    assert location == {"physicalLocation": {"artifactLocation": {"uri": "pasar.csv"}}}


def test_paths_are_percent_encoded(results):
    location = run_of(results)["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "berita/jembatan%2C%201.txt"


def test_an_ignored_claim_is_suppressed_in_the_source(results):
    suppressed = [f for f in run_of(results)["results"] if "suppressions" in f]
    assert [f["suppressions"] for f in suppressed] == [[{"kind": "inSource"}]]


def test_rules_stand_where_results_look_for_them(results):
    run = run_of(results)
    for entry in run["results"]:
        assert run["tool"]["driver"]["rules"][entry["ruleIndex"]]["id"] == entry["ruleId"]
