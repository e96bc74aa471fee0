from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mlflow
import numpy as np
import psutil
import pytest
from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID

from rumor.cli import main
from rumor.experiments.config import read_config
from rumor.experiments.corpus import load_corpus
from rumor.experiments.ledger import BusyError, Ledger
from rumor.experiments.plan import Plan, make_plan
from rumor.experiments.processes import HOST, PID, STARTED, State, own_tags, state
from rumor.experiments.sweep import run_sweep
from rumor.experiments.sweep_table import best, table
from rumor.experiments.train import SETTINGS, train
from rumor.experiments.variants import variants
from rumor.features.extract import analyse
from rumor.portable import write_model

pytestmark = pytest.mark.slow

GRID = """\
corpora = ["small.jsonl"]
[grid]
classifier.C = [0.01, 0.05]
features.words = [true, false]
"""
FLAT = ("Jembatan {} dibuka Senin.", "Camat {} meresmikan pasar itu.", "Warga {} panen padi.")
PLACES = ("Wanasari", "Kedungrejo", "Sumberagung", "Tlogomulyo", "Karanganyar", "Banjarwaru")


@pytest.fixture
def start(
    environment: dict[str, str], checkout: Path
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A function that starts `rumor experiment run` in a process group of its own."""
    begun: list[subprocess.Popen[str]] = []

    def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "rumor", "experiment", "run", *arguments, "--resamples", "20"],
            cwd=folder,
            env=environment | {"PYTHONPATH": str(checkout)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def run(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., Any]:
    """A function that runs `rumor experiment run` to its end: status, stdout and stderr."""

    def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
        process = start(folder, *arguments)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    return run


@pytest.fixture
def folder(tmp_path: Path, small_corpus: Path) -> Path:
    """A folder with a small corpus and a grid of four trainings on it."""
    (tmp_path / "small.jsonl").write_bytes(small_corpus.read_bytes())
    (tmp_path / "petak.toml").write_text(GRID, encoding="utf-8")
    (tmp_path / "satu.toml").write_text('corpora = ["small.jsonl"]', encoding="utf-8")
    return tmp_path


def client(folder: Path) -> mlflow.MlflowClient:
    return mlflow.MlflowClient(tracking_uri=f"sqlite:///{folder / 'mlflow.db'}")


def runs(folder: Path) -> list[Any]:
    store = client(folder)
    experiment = store.get_experiment_by_name("rumor")
    return list(store.search_runs([experiment.experiment_id])) if experiment else []


def parents(folder: Path) -> list[Any]:
    return [r for r in runs(folder) if MLFLOW_PARENT_RUN_ID not in r.data.tags]


def children(folder: Path, status: str | None = None) -> list[Any]:
    found = [r for r in runs(folder) if MLFLOW_PARENT_RUN_ID in r.data.tags]
    return [r for r in found if status in (None, r.info.status)]


def results(found: list[Any]) -> dict[str, tuple[dict[str, str], dict[str, float]]]:
    """Parameters and metrics by name of the run, without how fast the machine was."""
    return {
        r.info.run_name: (
            r.data.params,
            {k: v for k, v in r.data.metrics.items() if not k.endswith("sentences_per_second")},
        )
        for r in found
    }


def seen(folder: Path, status: str) -> int:
    """Count the runs of a status without MLflow, which would make its tables beside the sweep."""
    query = "SELECT count(*) FROM runs WHERE status = ?"
    with contextlib.suppress(sqlite3.OperationalError):  # not made yet, or busy: look again later
        uri = f"file:{folder / 'mlflow.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as store:
            return int(store.execute(query, (status,)).fetchone()[0])
    return 0


def wait_for(
    done: Callable[[], bool], process: subprocess.Popen[str], seconds: float = 200
) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def without_speculation(path: Path) -> None:
    """Write a corpus from which nothing can be learned."""
    lines = []
    for number, place in enumerate(PLACES):
        texts = [{"text": text.format(place), "level": "0", "cues": []} for text in FLAT]
        split = "dev" if number % 3 == 0 else "train"
        record = {"id": f"datar-{number}", "kind": "passage", "genre": "news", "title": ""}
        lines.append(json.dumps({**record, "before": "", "split": split, "sentences": texts}))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_killed_sweep_goes_on_where_it_was_and_ends_like_an_undisturbed_one(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, start: Any, run: Any
) -> None:
    calm = tmp_path_factory.mktemp("calm")
    for name in ("small.jsonl", "petak.toml"):
        (calm / name).write_bytes((folder / name).read_bytes())
    status, calm_table, err = run(calm, "petak.toml")
    assert status == 0, err

    process = start(folder, "petak.toml", "--jobs", "2")
    wait_for(lambda: seen(folder, "FINISHED") > 0, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    kept = children(folder, "FINISHED")
    assert 1 <= len(kept) < 4
    assert children(folder, "RUNNING"), "killed in the midst of a training"
    (parent,) = parents(folder)
    assert parent.info.status == "RUNNING"

    status, out, err = run(folder, "petak.toml", "--jobs", "2")
    assert status == 0, err
    assert f"4 trainings, {len(kept)} finished before" in err
    (parent,) = parents(folder)
    assert parent.info.status == "FINISHED"
    assert not children(folder, "RUNNING")
    assert {r.info.status for r in children(folder)} == {"FINISHED", "KILLED"}
    finished = children(folder, "FINISHED")
    assert len(finished) == 4
    assert {r.info.run_id for r in kept} <= {r.info.run_id for r in finished}
    assert results(finished) == results(children(calm))
    assert len(results(finished)) == 4
    assert out == calm_table


def test_a_finished_sweep_is_told_and_not_done_again(folder: Path, run: Any) -> None:
    (folder / "dua.toml").write_text(
        'corpora = ["small.jsonl"]\n[features]\nwords = false', encoding="utf-8"
    )
    status, first, err = run(folder, "satu.toml", "dua.toml")
    assert status == 0, err
    (parent,) = parents(folder)
    assert parent.data.params["configs"] == "satu, dua"
    assert parent.data.params["trainings"] == "2"
    assert parent.data.tags["rumor.best_by_dev_ap"] in ("satu", "dua")
    assert parent.data.tags["rumor.best_by_dev_ap.sets"] == "small"
    assert {f.path for f in client(folder).list_artifacts(parent.info.run_id)} == {
        "summary.csv",
        "summary.txt",
    }
    before = runs(folder)
    status, second, err = run(folder, "satu.toml", "dua.toml")
    assert status == 0
    assert f"finished before, as run {parent.info.run_id}" in err
    assert second == first
    assert [r.info.run_id for r in runs(folder)] == [r.info.run_id for r in before]


def test_a_training_that_fails_keeps_its_traceback_and_the_rest_go_on(
    folder: Path, run: Any
) -> None:
    without_speculation(folder / "datar.jsonl")
    (folder / "datar.toml").write_text('corpora = ["datar.jsonl"]', encoding="utf-8")
    for attempt in (1, 2):
        status, _, err = run(folder, "datar.toml", "satu.toml", "--jobs", "1")
        assert status == 1, err
        assert "1 of 2 trainings failed:\n  datar: ValueError: " in err
        (parent,) = parents(folder)
        assert parent.info.status == "FAILED"
        (good,) = children(folder, "FINISHED")
        assert good.info.run_name == "satu"
        assert len(children(folder, "FAILED")) == attempt, "what failed is tried anew"
    bad = children(folder, "FAILED")[0]
    assert bad.data.tags["rumor.error"].startswith("ValueError: ")
    text = mlflow.artifacts.load_text(f"{bad.info.artifact_uri}/traceback.txt")
    assert text.startswith("Traceback (most recent call last)")
    assert "in train" in text


def test_an_interrupt_ends_the_open_runs_as_killed(folder: Path, start: Any) -> None:
    process = start(folder, "petak.toml", "--jobs", "2")
    wait_for(lambda: seen(folder, "RUNNING") == 3, process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err.endswith("rumor: interrupted\n")
    assert "Traceback" not in err
    assert [r.info.status for r in parents(folder)] == ["KILLED"]
    assert not children(folder, "RUNNING")
    assert children(folder, "KILLED")


def test_one_configuration_is_one_run_and_keeps_its_model(
    folder: Path, small_corpus: Path, run: Any
) -> None:
    status, out, err = run(folder, "satu.toml", "--output", "model")
    assert status == 0, err
    (only,) = runs(folder)
    assert (only.info.run_name, only.info.status) == ("satu", "FINISHED")
    assert only.data.tags["rumor.config"] == "satu"
    assert MLFLOW_PARENT_RUN_ID not in only.data.tags
    assert out.splitlines()[1].startswith("satu")
    trained = train([load_corpus(small_corpus)], resamples=20)
    write_model(trained.model, folder / "sendiri.json")
    assert (folder / "model" / "satu.json").read_bytes() == (folder / "sendiri.json").read_bytes()
    assert run(folder, "satu.toml")[2].startswith(f"finished before, as run {only.info.run_id}")
    assert run(folder, "satu.toml", "--again")[0] == 0
    assert [r.info.status for r in runs(folder)] == ["FINISHED", "FINISHED"]


def test_a_logistic_regression_scores_alike_in_the_portable_model(small_corpus: Path) -> None:
    settings = SETTINGS | {"classify__margin": "logistic", "classify__C": 0.2}
    trained = train([load_corpus(small_corpus)], settings=settings, resamples=1)
    sentences = [example.sentence for example in trained.examples]
    expected = trained.pipeline.predict_proba(sentences)[:, 1]
    model = trained.model
    found = [model.calibrate(model.margins(analyse(sentence))[0]) for sentence in sentences]
    assert np.abs(np.array(found) - expected).max() < 1e-6
    assert model.about["settings"] == settings
    with pytest.raises(ValueError, match="no margin 'forest'"):
        train([load_corpus(small_corpus)], settings=SETTINGS | {"classify__margin": "forest"})


def test_what_fails_to_be_logged_has_failed_and_is_one_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.chdir(folder)
    monkeypatch.setattr("rumor.experiments.tracking.log_training", full)
    before = mlflow.get_tracking_uri()
    uri = f"sqlite:///{folder / 'mlflow.db'}"
    try:
        assert (
            main(["experiment", "run", "satu.toml", "--resamples", "1", "--tracking-uri", uri]) == 2
        )
    finally:
        mlflow.set_tracking_uri(before)
    assert (
        f"rumor: {uri}: no space left on device; see that there is room" in capsys.readouterr().err
    )
    assert [r.info.status for r in runs(folder)] == ["FAILED"]


def plan_of(folder: Path) -> Plan:
    return make_plan(variants([read_config(folder / "petak.toml")]), 20)


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    before = mlflow.get_tracking_uri()
    yield Ledger(f"sqlite:///{folder / 'mlflow.db'}")
    mlflow.set_tracking_uri(before)


def opened(ledger: Ledger, folder: Path, **tags: str) -> str:
    """Begin a sweep and one training of it, as another process would."""
    plan = plan_of(folder)
    ledger.begin_sweep(plan, "sweep of petak", {})
    ledger.begin(plan.tasks[0], 20)
    for key, value in tags.items():
        client(folder).set_tag(ledger.parent, key, value)
    return plan.digest


def test_a_sweep_that_a_living_process_runs_is_left_alone(folder: Path, ledger: Ledger) -> None:
    digest = opened(ledger, folder)
    with pytest.raises(BusyError, match=f"{ledger.parent}: process {os.getpid()} on .* wait"):
        ledger.claim("rumor.sweep_digest", digest, take_over=True)
    assert {r.info.status for r in runs(folder)} == {"RUNNING"}


def test_a_sweep_of_another_machine_is_taken_over_on_demand_only(
    folder: Path, ledger: Ledger
) -> None:
    digest = opened(ledger, folder, **{HOST: "komputer-lain.example"})
    with pytest.raises(BusyError, match="--take-over"):
        ledger.claim("rumor.sweep_digest", digest)
    assert {r.info.status for r in runs(folder)} == {"RUNNING"}
    found = ledger.claim("rumor.sweep_digest", digest, take_over=True)
    assert found is not None
    assert found.info.run_id == ledger.parent
    assert {r.info.status for r in runs(folder)} == {"KILLED"}


def test_a_sweep_whose_process_is_gone_is_closed(folder: Path, ledger: Ledger) -> None:
    digest = opened(ledger, folder, **{STARTED: "1000.00"})
    ledger.claim("rumor.sweep_digest", digest)
    assert {r.info.status for r in runs(folder)} == {"KILLED"}


@pytest.mark.parametrize("file", ["petak.toml", "satu.toml"], ids=["a sweep", "a run alone"])
def test_of_two_that_begin_the_same_in_one_instant_one_runs(
    folder: Path, ledger: Ledger, file: str
) -> None:
    plan = make_plan(variants([read_config(folder / file)]), 20)
    name = "sweep of petak" if len(plan.tasks) > 1 else ""
    other = Ledger(f"sqlite:///{folder / 'mlflow.db'}")
    with ThreadPoolExecutor(1) as pool:
        with ledger.alone():  # as `run_sweep` does
            late = pool.submit(run_sweep, plan, other, name=name)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)
            if name:
                ledger.begin_sweep(plan, name, {})
            else:
                ledger.begin(plan.tasks[0], plan.resamples)
        with pytest.raises(BusyError, match="is running the same now"):
            late.result(timeout=60)
    assert len(runs(folder)) == 1


def test_a_process_is_told_from_a_later_one_of_the_same_number() -> None:
    ours = own_tags()
    assert state(ours) is State.LIVING
    assert state({**ours, STARTED: "1000.00"}) is State.GONE
    assert state({**ours, HOST: "komputer-lain.example"}) is State.ELSEWHERE
    assert state({}) is State.ELSEWHERE


def test_a_process_that_has_ended_is_gone() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = psutil.Process(process.pid).create_time()
    tags = {**own_tags(), PID: str(process.pid), STARTED: f"{started:.2f}"}
    assert state(tags) is State.LIVING
    process.kill()
    process.stdin.close()
    while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    assert state(tags) is State.GONE, "nobody has asked for its status yet"
    process.wait()
    assert state(tags) is State.GONE


def fake_runs(plan: Plan, **values: tuple[float, ...]) -> dict[str, Any]:
    """Runs by digest; for each dev set a value a task, nan where it was not measured."""
    found = {}
    for place, task in enumerate(plan.tasks):
        metrics = {f"{k}/ap": v[place] for k, v in values.items() if v[place] == v[place]}
        found[task.digest] = SimpleNamespace(
            data=SimpleNamespace(metrics=metrics), info=SimpleNamespace(run_id=f"run-{place}")
        )
    return found


def plan_with(plan: Plan, published: frozenset[str]) -> Plan:
    return Plan(plan.tasks, {}, plan.digest, ("karangan", "berita"), published, 20)


def test_the_best_is_chosen_on_published_text(folder: Path) -> None:
    plan = plan_with(plan_of(folder), frozenset({"berita"}))
    found = fake_runs(plan, karangan=(0.9, 0.8, 0.7, 0.6), berita=(0.5, 0.7, 0.8, 0.6))
    chosen = best(plan, found)
    assert chosen is not None
    assert (chosen.run_id, chosen.sets, chosen.value) == ("run-2", ("berita",), 0.8)
    assert "dev split of berita: petak C=0.05 words=true" in table(plan, found)


def test_the_best_is_chosen_on_what_all_were_measured_on(folder: Path) -> None:
    plan = plan_with(plan_of(folder), frozenset({"berita"}))
    nan = float("nan")
    found = fake_runs(plan, karangan=(0.9, 0.8, 0.7, 0.6), berita=(nan, 0.7, 0.8, 0.6))
    chosen = best(plan, found)
    assert chosen is not None
    assert (chosen.run_id, chosen.sets) == ("run-0", ("karangan",))


def test_there_is_no_best_where_no_dev_set_is_common(folder: Path) -> None:
    plan = plan_with(plan_of(folder), frozenset())
    nan = float("nan")
    found = fake_runs(plan, karangan=(0.9, nan, nan, nan), berita=(nan, 0.7, 0.8, 0.6))
    assert best(plan, found) is None
