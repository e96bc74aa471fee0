"""`rumor bench`: what it prints, writes and exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from rumor.cli import main
from rumor.experiments.bench import machine
from rumor.experiments.bench.row import Goal, Row
from rumor.experiments.commands import bench

ROW = Row("cepat", "penilaian", "pembanding", Goal(">=", 2.0), "kalimat/s", 1.0, 1.0, 1.0)


@pytest.fixture
def finds(monkeypatch):
    """Return a function that sets what is measured."""

    def set_rows(*rows: Row) -> None:
        monkeypatch.setattr(bench, "measure", lambda context, names: rows)

    return set_rows


def test_a_missed_goal_alone_is_no_failure(finds, capsys):
    finds(ROW)

    assert main(["bench", "--no-config"]) == 0
    assert " NO\n" in capsys.readouterr().out


def test_a_missed_goal_fails_a_check(finds):
    finds(ROW, replace(ROW, ratio=3.0))

    assert main(["bench", "--check", "--no-config"]) == 1


def test_goals_that_are_reached_pass_a_check(finds):
    finds(replace(ROW, ratio=3.0))

    assert main(["bench", "--check", "--no-config"]) == 0


def test_what_could_not_be_measured_fails_a_check(finds):
    finds(replace(ROW, ratio=None, missing="no network"))

    assert main(["bench", "--check", "--no-config"]) == 1


def test_results_that_differ_are_an_error_even_unchecked(finds):
    finds(replace(ROW, ratio=None, wrong="other results"))

    assert main(["bench", "--no-config"]) == 2


def test_the_json_holds_the_rows_and_the_machine(finds, tmp_path, capsys):
    finds(ROW)
    path = tmp_path / "hasil.json"
    assert main(["bench", "--json", str(path), "--no-config"]) == 0
    data = json.loads(path.read_text(encoding="utf-8"))

    assert [row["name"] for row in data["rows"]] == ["cepat"]
    assert {"cpu", "cores", "python", "form", "commit", "date"} <= data["machine"].keys()


def test_json_that_cannot_be_written_is_told_before_anything_is_measured(finds, tmp_path, capsys):
    finds(ROW)
    path = tmp_path / "tiada" / "hasil.json"

    assert main(["bench", "--json", str(path), "--no-config"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"rumor: {path}: its folder does not exist; make it first\n"


def test_the_list_names_each_measurement_and_its_goals(capsys):
    assert main(["bench", "--list", "--only", "cold", "size", "--no-config"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["cold", "cold", "size"]
    assert lines[-1].endswith("<= 2")


def test_a_name_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["bench", "--only", "cepat", "--no-config"])

    assert "invalid choice: 'cepat'" in capsys.readouterr().err


def test_a_corpus_of_one_kind_of_sentence_is_refused(tmp_path, capsys):
    path = tmp_path / "satu.jsonl"
    sentence = {"text": "Jembatan Kaligondang dibuka Senin.", "level": "0"}
    passage = {"id": "1", "kind": "passage", "genre": "kota", "title": "", "before": ""}
    record = passage | {"split": "train", "sentences": [sentence]}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")

    assert main(["bench", "--corpus", str(path), "--no-config"]) == 2
    assert "does not hold both speculative sentences and others" in capsys.readouterr().err


def test_a_small_run_measures_compares_and_tells(small_corpus, tmp_path, capsys):
    path = tmp_path / "hasil.json"
    options = ["--only", "tfidf", "--quick", "--corpus", str(small_corpus), "--json", str(path)]
    assert main(["bench", *options, "--no-config"]) == 0
    (row,) = json.loads(path.read_text(encoding="utf-8"))["rows"]

    assert row["ratio"] > 0
    out, err = capsys.readouterr()
    assert row["name"] in out
    assert "rumor bench: 1/1 tfidf" in err


def test_the_pure_form_is_measured_in_a_process_that_is_told_to(environment, checkout):
    code = (
        "import os, sys; from rumor.experiments.commands import bench;"
        "print(os.environ.get('RUMOR_PURE'));"
        "from rumor.cli import main; sys.exit(main(['bench', '--pure', '--list', '--no-config']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={name: value for name, value in environment.items() if name != machine.PURE},
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert [line for line in done.stdout.splitlines() if line in ("1", "None")] == ["None", "1"]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="cores are chosen on Linux alone")
def test_one_core_is_used_and_all_are_given_back():
    before = os.sched_getaffinity(0)
    with machine.one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before
