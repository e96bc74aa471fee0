"""A run as people and programs see it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rumor.experiments.bench.render import as_data, as_markdown, as_text
from rumor.experiments.bench.row import Goal, Row

FACTS = {
    "cpu": "Prosesor Uji",
    "cores": 2,
    "load": 0.5,
    "system": "Linux x86_64",
    "python": "3.12.1",
    "rumor": "0.1.0",
    "form": "pure Python",
    "libraries": {"numpy": "2.0.0"},
    "commit": "abc123",
    "date": "2026-01-02T03:04:05+00:00",
    "quick": False,
}
ROW = Row(
    name="artikel",
    what="artikel utuh",
    against="kata|kata",
    goal=Goal("<=", 12.0),
    unit="ms/article",
    value=3.5,
    peer=0.25,
    ratio=14.0,
    interval=(13.0, 15.0),
    details={"articles": 7},
)


def test_a_missed_goal_is_told():
    assert as_text([ROW], FACTS).splitlines()[3].split()[-3:] == ["<=", "12", "NO"]


def test_a_goal_is_reached_at_its_limit():
    assert replace(ROW, ratio=12.0).reached
    assert replace(ROW, goal=Goal(">=", 14.0)).reached
    assert not replace(ROW, goal=Goal(">=", 14.1)).reached


def test_the_table_says_what_it_was_measured_on_and_with():
    heading = as_text([ROW], FACTS).splitlines()[0]

    assert heading == (
        "rumor 0.1.0, pure Python, abc123; Python 3.12.1, numpy 2.0.0; "
        "Prosesor Uji, 2 cores, load 0.5; 2026-01-02T03:04:05+00:00"
    )


def test_a_quick_look_is_told_as_one():
    assert as_text([ROW], FACTS | {"quick": True}).splitlines()[0].endswith("+00:00, a quick look")


def test_why_rows_are_missing_is_told_once():
    rows = [replace(ROW, ratio=None, name=name, missing="no network") for name in ("a", "b")]

    assert as_text(rows, FACTS).splitlines()[-1] == "a, b: no network"


def test_a_row_whose_results_differ_is_told_as_wrong():
    row = replace(ROW, value=None, peer=None, ratio=None, interval=None, wrong="other results")
    text = as_text([row], FACTS)

    assert text.splitlines()[3].split()[-1] == "WRONG"
    assert text.splitlines()[-1] == "artikel: other results"


def test_markdown_can_be_pasted():
    *_, header, rule, row = as_markdown([ROW], FACTS).splitlines()

    assert header == "| what | peer | ours | peer's | ratio | goal | reached |"
    assert rule == "| --- | --- | --: | --: | --: | --: | --: |"
    assert row == (
        "| artikel utuh | kata\\|kata | 3.50 ms/article | 0.25 ms/article "
        "| 14.00 [13.00, 15.00] | <= 12 | NO |"
    )


@pytest.mark.parametrize("row", [ROW, Row("kosong", "a", "b", Goal(">=", 1.0), missing="x")])
def test_the_data_has_one_shape_whether_measured_or_not(row):
    data = json.loads(json.dumps(as_data([row], FACTS)))

    assert (data["format"], data["format_version"]) == ("rumor-bench", 1)
    assert data["machine"] == FACTS
    (found,) = data["rows"]
    assert (
        list(found)
        == (
            "name what against unit value peer ratio interval goal reached details missing wrong"
        ).split()
    )
    assert found["goal"] == {"sign": row.goal.sign, "limit": row.goal.limit}
