"""The registry in a database, where MLflow runs in this process and can be made to fail."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import mlflow
import numpy as np
import pytest
from mlflow.exceptions import MlflowException

from rumor.cli import main
from rumor.errors import ModelError, OutputError
from rumor.experiments.contrast import contrast_report
from rumor.experiments.corpus import default_corpora, load_corpora
from rumor.experiments.gate import Bounds, read_floors
from rumor.experiments.logged_model import log_model
from rumor.experiments.metrics import Interval
from rumor.experiments.promotion import Compared, compare
from rumor.experiments.registry import move_champion, register_run, version_tags
from rumor.experiments.store import open_store
from rumor.experiments.tracking import tracked_run
from rumor.experiments.train import Trained
from rumor.model_file import seal
from rumor.portable import PortableModel, write_model
from rumor.scorer import SHIPPED, Scorer

pytestmark = pytest.mark.slow

FEW = ["--resamples", "40"]


@pytest.fixture
def uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A store of its own, named by the environment; MLflow forgets it afterwards."""
    store = f"sqlite:///{tmp_path / 'mlflow.db'}"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", store)
    monkeypatch.chdir(tmp_path)
    before = mlflow.get_tracking_uri()
    yield store
    mlflow.set_tracking_uri(before)


@pytest.fixture
def shipped() -> Iterator[Path]:
    with as_file(files("rumor.model") / SHIPPED) as path:
        yield path


def register(uri: str, path: Path, tags: dict[str, str] | None = None) -> str:
    with tracked_run(uri) as run_id:
        log_model(path)
    return register_run(uri, run_id, tags or {})


def aliases(uri: str) -> dict[str, str]:
    model = mlflow.MlflowClient(tracking_uri=uri).get_registered_model("rumor")
    return {alias: str(version) for alias, version in model.aliases.items()}


def tags(uri: str, version: str) -> dict[str, str]:
    return dict(mlflow.MlflowClient(tracking_uri=uri).get_model_version("rumor", version).tags)


def damaged(model: PortableModel) -> PortableModel:
    """The same features, weighed backwards."""
    weights = {name: tuple(-weight for weight in row) for name, row in model.weights.items()}
    return replace(model, weights=weights)


def made_elsewhere(path: Path, uri: str) -> str:
    """Register a model made for other features, as another release would have."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["about"]["schema_hash"] = "0123456789ab"
    with tracked_run(uri) as run_id:
        log_model(path)
    version = register_run(uri, run_id, {})
    (kept,) = Path(uri.removeprefix("sqlite:///")).parent.rglob("artifacts/artifacts/model.json")
    del data["sha256"]
    kept.write_bytes(seal(json.dumps(data).encode()))
    return version


def test_a_version_tells_release_features_corpora_and_main_measures(
    uri: str, trained: Trained, tiny_file: Path
) -> None:
    version = register(uri, tiny_file, version_tags(trained))
    found = tags(uri, version)
    (corpus,) = trained.corpora
    assert found["rumor.corpus.small"] == corpus.sha256
    assert found["rumor.schema_hash"] == trained.model.about["schema_hash"]
    assert found["rumor.version"] == trained.model.about["version"]
    (evaluation,) = trained.evaluations
    assert found["small/ap"] == str(evaluation.measures["ap"])
    assert aliases(uri) == {"challenger": version}


def test_the_alias_moves_to_the_newest_version(uri: str, tiny_file: Path) -> None:
    assert [register(uri, tiny_file), register(uri, tiny_file)] == ["1", "2"]
    assert aliases(uri) == {"challenger": "2"}


def test_an_alias_that_cannot_be_moved_stays_on_a_whole_version(
    uri: str, tiny_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(uri, tiny_file, {"rumor.version": "1"})

    def refuse(*_: str) -> None:
        raise MlflowException("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(mlflow.MlflowClient, "set_registered_model_alias", refuse)
        with pytest.raises(ModelError, match="disk full"):
            register(uri, tiny_file, {"rumor.version": "2"})
    assert aliases(uri) == {"challenger": "1"}
    assert tags(uri, "2") == {"rumor.version": "2"}


def test_a_run_that_failed_registers_nothing(
    uri: str, small_corpus: Path, trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise OutputError(path, "no space left on device", "make room for it")

    monkeypatch.setattr("rumor.experiments.train.train", lambda *_, **__: trained)
    monkeypatch.setattr("rumor.experiments.tracking.log_model", fail)
    train = ["train", "--corpus", str(small_corpus), "--resamples", "1", "--register"]
    assert main(train) == 2
    (run,) = mlflow.search_runs(experiment_names=["rumor"], output_format="list")
    assert run.info.status == "FAILED"
    assert mlflow.MlflowClient().search_registered_models() == []


def test_a_training_that_is_killed_while_it_logs_registers_nothing(
    uri: str, small_corpus: Path, tmp_path: Path, checkout: Path
) -> None:
    command = [sys.executable, "-m", "rumor", "train", "--corpus", str(small_corpus), "--register"]
    command += ["--resamples", "1", "--tracking-uri", uri, "--output", str(tmp_path / "m.json")]
    with subprocess.Popen(command, cwd=checkout, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert any("logging run" in line for line in process.stderr)
        finally:
            process.kill()
    client = mlflow.MlflowClient(tracking_uri=uri)
    assert client.search_registered_models() == []
    (run,) = client.search_runs([client.get_experiment_by_name("rumor").experiment_id])
    assert run.info.status == "RUNNING"


@pytest.mark.parametrize("name", ["a/b", "a:b", "a@b", ""])
def test_a_name_that_no_reference_could_have_is_refused_at_once(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--register", "--register-as", name])
    assert "is no name" in capfd.readouterr().err


@pytest.mark.parametrize("one", [["--force"], ["--reason", "uji"]])
def test_force_and_reason_go_together(one: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["promote", *one]) == 2
    assert "--force and --reason TEXT go together" in capfd.readouterr().err


def test_without_a_challenger_nothing_is_promoted(
    uri: str, tmp_path: Path, tiny_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["promote"]) == 2
    assert "models:/rumor@challenger: there is no store" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []
    register(uri, tiny_file)
    assert main(["promote", "--name", "lain"]) == 2
    assert "rumor train --register" in capfd.readouterr().err
    assert main(["promote", "--model-version", "7"]) == 2
    assert "no version 7 of a model 'rumor'" in capfd.readouterr().err


def test_a_worse_challenger_is_refused_and_the_evidence_kept(
    uri: str, shipped: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    register(uri, shipped)
    assert main(["promote", *FEW]) == 0  # as good as itself, the shipped model
    assert "is the champion now" in capfd.readouterr().err
    write_model(damaged(Scorer.load(shipped).model), tmp_path / "worse.json")
    worse = register(uri, tmp_path / "worse.json")
    assert main(["promote", *FEW]) == 1
    out, err = capfd.readouterr()
    assert "worse than version 1: authored ap -0." in err
    assert "worse than version 1: authored-contrast pairs_right -" in err
    assert f"version {worse} of rumor was not promoted" in err
    assert out.splitlines()[0].split()[:4] == ["dev", "set", "measure", "champion"]
    assert aliases(uri) == {"challenger": "2", "champion": "1"}
    found = tags(uri, worse)
    assert found["rumor.promotion"] == "refused"
    assert "authored ap -0." in found["rumor.promotion.worse"]
    text = mlflow.artifacts.load_text(f"runs:/{found['rumor.promotion.run']}/promotion.txt")
    assert text.splitlines()[1].split()[:2] == ["authored", "ap"]
    run = mlflow.get_run(found["rumor.promotion.run"])
    assert run.data.metrics["authored/ap_difference"] < 0


def test_a_champion_of_another_release_is_told_and_can_be_forced_away(
    uri: str, shipped: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    old = made_elsewhere(shipped, uri)
    move_champion(uri, "rumor", old, None)
    new = register(uri, shipped)
    assert main(["promote"]) == 1
    err = capfd.readouterr().err
    assert "version 1 cannot be compared: made for features 0123456789ab" in err
    assert "--force --reason TEXT" in err
    assert main(["promote", "--force", "--reason", "fitur  baru"]) == 0
    assert "rumor promote --name rumor --model-version 1 --force" in capfd.readouterr().err
    assert aliases(uri) == {"challenger": new, "champion": new, "previous-champion": old}
    assert tags(uri, new)["rumor.promotion"] == "forced"
    assert tags(uri, new)["rumor.promotion.reason"] == "fitur baru"
    assert main(["promote"]) == 0
    assert "is the champion already" in capfd.readouterr().err


def test_a_champion_chosen_meanwhile_is_not_overruled(uri: str, tiny_file: Path) -> None:
    one, two = register(uri, tiny_file), register(uri, tiny_file)
    move_champion(uri, "rumor", one, None)
    with pytest.raises(ModelError, match="version 1 became the champion while"):
        move_champion(uri, "rumor", two, None)
    assert aliases(uri)["champion"] == one


def test_only_what_is_pinned_is_compared(scorer: Scorer) -> None:
    corpora = load_corpora(default_corpora())
    floors = {"authored": Bounds("authored", "", {"ece": 0.1, "ap": 0.1})}
    found = compare(scorer.model, scorer.model, corpora, floors, resamples=2)
    assert [(c.dev_set, c.measure, c.verdict) for c in found] == [
        ("authored", "ece", "even"),
        ("authored", "ap", "even"),
    ]


def test_contrast_sets_differ_by_what_the_gate_measures(scorer: Scorer) -> None:
    corpora = load_corpora(default_corpora())
    with as_file(files("rumor.experiments") / "floors.toml") as path:
        floors = read_floors(path)
    only = {name: bounds for name, bounds in floors.items() if name == "authored-contrast"}
    worse = damaged(scorer.model)
    found = compare(scorer.model, worse, corpora, only, resamples=100)
    passages = corpora[0].split("dev")
    before = contrast_report(scorer, passages, resamples=0).measures
    after = contrast_report(Scorer(worse), passages, resamples=0).measures
    assert {c.measure for c in found} == set(only["authored-contrast"].limits)
    for one in found:
        assert one.champion == pytest.approx(before[one.measure].value)
        assert one.challenger == pytest.approx(after[one.measure].value)
        assert one.difference.value == pytest.approx(one.challenger - one.champion)
        assert one.difference.low <= one.difference.value <= one.difference.high


@pytest.mark.parametrize(
    ("measure", "low", "high", "verdict"),
    [
        ("ap", -0.2, -0.1, "worse"),
        ("ap", -0.2, 0.1, "even"),
        ("ap", -0.2, 0.0, "even"),
        ("ap", 0.1, 0.2, "better"),
        ("brier", -0.2, -0.1, "better"),
        ("brier", 0.1, 0.2, "worse"),
        ("ece", -0.2, 0.1, "even"),
    ],
)
def test_worse_is_an_interval_wholly_on_that_side(
    measure: str, low: float, high: float, verdict: str
) -> None:
    middle = Interval((low + high) / 2, low, high)
    assert Compared("authored", measure, 0.5, 0.5 + middle.value, middle).verdict == verdict


def test_a_measure_that_lost_its_meaning_is_worse() -> None:
    nothing = Interval(np.nan, np.nan, np.nan)
    assert Compared("authored", "precision", 0.9, np.nan, nothing).verdict == "worse"


def test_two_trainings_at_once_share_a_store(
    small_corpus: Path, uri: str, tmp_path: Path, checkout: Path
) -> None:
    open_store(uri)
    command = [sys.executable, "-m", "rumor", "train", "--corpus", str(small_corpus), "--register"]
    command += ["--resamples", "1", "--tracking-uri", uri]
    processes = [
        subprocess.Popen(
            [*command, "--output", str(tmp_path / f"{name}.json")],
            cwd=checkout,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "ab"
    ]
    try:
        errors = [process.communicate(timeout=300)[1] for process in processes]
    finally:
        for process in processes:
            process.kill()
    assert [process.returncode for process in processes] == [0, 0], errors
    assert aliases(uri)["challenger"] in ("1", "2")
    versions = mlflow.MlflowClient(tracking_uri=uri).search_model_versions("name='rumor'")
    assert len({version.run_id for version in versions}) == 2
