"""What every report says of an article that does not read like Indonesian."""

from __future__ import annotations

import csv
import io
import json

from jsonschema import Draft7Validator

from rumor.claims import NOT_INDONESIAN
from rumor.report.formats import MACHINE
from rumor.report.html.page import render_report
from rumor.report.html.strings import STRINGS
from rumor.report.text import Style, text_report
from rumor.report.view import EVERYTHING

TOLD = {"code": "language", "message": NOT_INDONESIAN.message}


def written(form, *results):
    return "".join(MACHINE[form](results, EVERYTHING))


def test_json_has_the_warnings_of_each_article(results, foreign):
    articles = json.loads(written("json", *results, foreign))["articles"]
    assert [article["warnings"] for article in articles] == [[], [], [TOLD]]


def test_every_line_of_json_lines_has_the_warnings_of_its_article(results, foreign):
    lines = map(json.loads, written("jsonl", results[0], foreign).splitlines())
    assert {line["article"]: line["warnings"] for line in lines} == {
        "berita/jembatan, 1.txt": [],
        "luar/bridge.txt": [TOLD],
    }


def test_csv_has_the_code(results, foreign):
    rows = list(csv.DictReader(io.StringIO(written("csv", results[0], foreign))))
    assert {row["article"]: row["warnings"] for row in rows} == {
        "berita/jembatan, 1.txt": "",
        "luar/bridge.txt": "language",
    }


def test_sarif_notifies_of_the_file(foreign, sarif_schema):
    log = json.loads(written("sarif", foreign))
    Draft7Validator(sarif_schema).validate(log)
    (notice,) = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"] == NOT_INDONESIAN.message
    place = notice["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "luar/bridge.txt"


def test_a_workflow_run_gets_a_warning_for_the_file(foreign):
    (line, *_) = written("github", foreign).splitlines()
    assert line == f"::warning file=luar/bridge.txt::luar/bridge.txt: {NOT_INDONESIAN.message}"


def test_a_reader_is_told_below_the_summary(results, foreign):
    told = "".join(text_report([results[0], foreign], Style())).splitlines()
    assert told.count(f"warning: {NOT_INDONESIAN.message}") == 1
    summary = next(at for at, line in enumerate(told) if line.startswith("luar/bridge.txt"))
    assert told[summary + 1].startswith("warning: ")


def test_a_reader_of_indonesian_is_told_in_indonesian(foreign):
    told = "".join(text_report([foreign], Style(lang="id"))).splitlines()
    assert told[1] == (
        "peringatan: ini tidak terbaca sebagai bahasa Indonesia: skornya tidak bermakna"
    )


def test_a_page_tells_in_either_language(results, foreign):
    english, indonesian = STRINGS[f"warning_{NOT_INDONESIAN.code}"]
    assert f">{english}</p>" in render_report([foreign])
    assert f">{indonesian}</p>" in render_report([foreign], lang="id")
    assert f">{english}</p>" not in render_report(results)
