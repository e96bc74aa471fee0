"""`rumor experiment compare`: which runs, which settings, which differences are real."""

from __future__ import annotations

import json
from dataclasses import replace

import mlflow
import numpy as np
import pytest

from rumor.cli import main
from rumor.experiments.compare_runs import compare_runs, differing_settings, verdict
from rumor.experiments.compare_runs_report import as_json, as_text, run_labels
from rumor.experiments.metrics import MEASURES, Interval, Judged
from rumor.experiments.runs import TrackedRun

SENTENCES, PASSAGES = 240, 60


def judged(noise: float) -> Judged:
    """Make up a dev set; the more noise, the worse its scores."""
    rng = np.random.default_rng(7)
    gold = rng.integers(0, 2, SENTENCES)
    score = np.clip(gold * 0.9 + 0.05 + noise * rng.normal(size=SENTENCES), 0.001, 0.999)
    flagged = score >= 0.5
    counts = np.stack([flagged & (gold == 1), flagged, flagged & (gold == 1), gold], axis=1)
    return Judged(
        groups=np.repeat(np.arange(PASSAGES), SENTENCES // PASSAGES),
        gold=gold,
        score=score,
        flagged=flagged,
        gold_level=np.where(gold, 3, 1),
        level=np.where(flagged, 3, 1),
        evidence=counts.astype(np.int64),
        sources=np.zeros((SENTENCES, 4), dtype=np.int64),
        gold_deleted=np.zeros(SENTENCES, dtype=bool),
        deleted=np.zeros(SENTENCES, dtype=bool),
    )


def made_run(name: str, noise: float = 0.05, digest: str = "d1", **settings: str) -> TrackedRun:
    sets = {"authored": judged(noise)}
    return TrackedRun(name * 4, name, 0, settings, sets, dict.fromkeys(sets, digest))


def compared(*runs: TrackedRun, **options):
    return compare_runs(runs, runs[0], **{"resamples": 60} | options)


GOOD, BAD = made_run("cermat"), made_run("ceroboh", noise=0.6)


@pytest.mark.parametrize(
    ("measure", "difference", "expected"),
    [
        ("ap", Interval(0.1, 0.02, 0.2), "better"),
        ("ap", Interval(-0.1, -0.2, -0.02), "worse"),
        ("ece", Interval(0.1, 0.02, 0.2), "worse"),
        ("brier", Interval(-0.1, -0.2, -0.02), "better"),
        ("ap", Interval(0.1, -0.02, 0.2), "cannot tell"),
        ("deleted_recall", Interval(float("nan"), float("nan"), float("nan")), "no case"),
    ],
)
def test_a_verdict_needs_an_interval_without_zero_and_minds_what_is_to_be_low(
    measure, difference, expected
):
    assert verdict(measure, difference) == expected


def test_a_run_that_is_worse_is_called_worse_in_words():
    text = as_text(compared(GOOD, BAD, measures=["ap", "brier"]))
    assert "ceroboh against cermat: worse in ap, brier" in text


def test_a_run_cannot_be_told_from_one_with_the_same_predictions():
    text = as_text(compared(GOOD, made_run("kembar"), measures=["ap", "f1"]))
    assert "kembar against cermat: they cannot be told apart in ap, f1" in text


def test_runs_judged_on_other_sentences_are_left_out_with_the_reason():
    comparison = compared(GOOD, made_run("asing", digest="d2"), BAD, measures=["ap"])
    found = comparison.sets["authored"]
    assert list(found.differences) == [BAD.id]
    assert "asing is not compared: it was judged on other sentences" in as_text(comparison)


def test_a_run_without_predictions_is_left_out_with_the_reason():
    lost = TrackedRun("hilang", "hilang", 0, {}, missing="its predictions.parquet cannot be found")
    text = as_text(compared(GOOD, lost, measures=["ap"]))
    assert "hilang is not compared: its predictions.parquet cannot be found" in text


def test_a_run_that_was_not_judged_on_a_set_is_left_out_there():
    other = replace(BAD, judged={}, digests={})
    assert "not judged on this set" in as_text(compared(GOOD, other, measures=["ap"]))


def test_only_the_settings_that_differ_are_named_and_a_missing_one_differs():
    one, two = made_run("a", C="1", seed="0"), made_run("b", C="2", seed="0", folds="5")
    assert differing_settings([one, two]) == {
        "C": {one.id: "1", two.id: "2"},
        "folds": {two.id: "5"},
    }


def test_many_differences_come_with_a_warning_of_chance():
    few = as_text(compared(GOOD, BAD, measures=["ap"]))
    many = as_text(
        compared(GOOD, BAD, made_run("c", 0.3), measures=["ap", "f1", "ece", "brier", "recall"])
    )
    assert "by chance" not in few
    assert "10 differences were tested: about 1 in 20" in many


def test_a_measure_without_a_case_is_null_in_json_and_not_counted():
    comparison = compared(GOOD, BAD, measures=["ap", "deleted_recall"])
    found = json.loads(json.dumps(as_json(comparison), allow_nan=False))
    assert found["sets"]["authored"]["measures"][GOOD.id]["deleted_recall"] is None
    assert found["differences_tested"] == 1


def test_runs_of_one_name_are_told_apart_by_their_ids():
    twin = replace(BAD, id="0123456789ab", name="cermat")
    assert run_labels([GOOD, twin]) == {GOOD.id: "cermat (cermatce)", twin.id: "cermat (01234567)"}


def test_progress_is_told_for_every_pair():
    told: list[str] = []
    compared(GOOD, BAD, measures=["ap"], progress=told.append)
    assert told == ["ceroboh on authored"]


# The command on a store


@pytest.fixture
def compare(three_runs, capsys):
    """Return a function that runs the command: status, standard output, standard error."""

    def run(*arguments: str, uri: str = three_runs.uri) -> tuple[int, str, str]:
        quick = ["--resamples", "40", "--measures", "ap,f1"]
        status = main(["experiment", "compare", "--tracking-uri", uri, *quick, *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def names(out: str) -> list[str]:
    return [run["name"] for run in json.loads(out)["runs"]]


@pytest.mark.slow
def test_without_a_run_the_latest_trainings_are_compared_with_the_oldest(compare, three_runs):
    status, out, _ = compare("--format", "json")
    assert status == 0
    assert names(out) == ["longgar", "ketat", "tanpa-kata"]
    assert json.loads(out)["reference"] == three_runs.runs["longgar"]


@pytest.mark.slow
def test_the_text_names_the_settings_and_the_real_differences(compare):
    _, out, _ = compare()
    assert [line.split() for line in out.splitlines() if line.startswith("classify__C")] == [
        ["classify__C", "0.5", "0.0005", "0.015"]
    ]
    assert "ketat against longgar: worse in ap" in out


@pytest.mark.slow
def test_values_are_those_that_the_run_logged(compare, three_runs):
    _, out, _ = compare("--format", "json", "--measures", "all")
    client = mlflow.MlflowClient(three_runs.uri)
    for run, values in json.loads(out)["sets"]["small"]["measures"].items():
        metrics = client.get_run(run).data.metrics
        assert set(values) == set(MEASURES)
        assert values == pytest.approx({name: metrics[f"small/{name}"] for name in values})


@pytest.mark.slow
def test_runs_are_found_by_name_id_and_the_beginning_of_an_id(compare, three_runs):
    ids = three_runs.runs
    _, out, _ = compare(ids["ketat"][:12], "longgar", ids["tanpa-kata"], "--format", "json")
    assert names(out) == ["ketat", "longgar", "tanpa-kata"]


@pytest.mark.slow
def test_a_reference_is_held_against_the_runs_that_are_named(compare, three_runs):
    _, out, _ = compare("ketat", "--reference", "tanpa-kata", "--format", "json")
    assert json.loads(out)["reference"] == three_runs.runs["tanpa-kata"]
    assert set(names(out)) == {"tanpa-kata", "ketat"}


@pytest.mark.slow
def test_a_filter_and_a_limit_choose_among_the_trainings(compare):
    _, out, _ = compare("--filter", "params.rows__words = 'True'", "--format", "json")
    assert names(out) == ["longgar", "ketat"]
    _, out, _ = compare("--max", "2", "--format", "json")
    assert names(out) == ["ketat", "tanpa-kata"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ketat", "lenyap"], "run 'lenyap': not in"),
        (["ketat"], "only one run is named"),
        (["ketat", "longgar", "--filter", "x"], "--filter chooses among all"),
        (["--filter", "bukan saringan"], "--filter 'bukan saringan': Invalid"),
        (["--sets", "news"], "--sets news: the reference longgar was not judged on it"),
        (["--measures", "akurasi"], "--measures akurasi: no such measure"),
        (["--max", "1"], "--max 1 leaves nothing"),
    ],
)
def test_what_cannot_be_compared_is_one_clear_error(compare, arguments, message):
    status, out, err = compare(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"rumor: {message}")
    assert err.count("\n") == 1


@pytest.mark.slow
def test_a_run_that_is_no_training_is_not_among_the_latest_and_is_no_reference(
    tmp_path, small_corpus, trained, compare
):
    from rumor.experiments.tracking import log_training, tracked_run

    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    for name in ("satu", "dua"):
        with tracked_run(uri, name):
            log_training(trained)
    with tracked_run(uri, "model compare"):
        mlflow.log_metric("small/ap", 1.0)
    _, out, _ = compare("--format", "json", uri=uri)
    assert names(out) == ["satu", "dua"]
    status, _, err = compare("model compare", "satu", uri=uri)
    assert status == 2
    assert "it is not a training" in err


def test_a_store_that_does_not_exist_is_an_error_and_is_not_made(tmp_path, capsys):
    path = tmp_path / "mlflow.db"
    assert main(["experiment", "compare", "--tracking-uri", f"sqlite:///{path}"]) == 2
    assert "no such tracking store; train something first: rumor train" in capsys.readouterr().err
    assert not path.exists()
