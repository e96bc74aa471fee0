from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import mlflow
import pandas as pd
import pytest

import rumor
from rumor.experiments.metrics import MEASURES, measure
from rumor.experiments.predictions import FILE, from_frame

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory, small_corpus: Path, environment: dict[str, str]
) -> Path:
    """A folder in which `rumor train` has run once, as a user runs it."""
    folder = tmp_path_factory.mktemp("run")
    finished = subprocess.run(
        [sys.executable, "-m", "rumor", "train", "--corpus", str(small_corpus)],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(Path(rumor.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stderr
    (folder / "stdout.txt").write_text(finished.stdout, encoding="utf-8")
    (folder / "stderr.txt").write_text(finished.stderr, encoding="utf-8")
    return folder


@pytest.fixture
def run(store: Path, monkeypatch: pytest.MonkeyPatch) -> mlflow.entities.Run:
    monkeypatch.chdir(store)
    monkeypatch.setattr(sys, "path", [*sys.path])  # a loaded model puts its own code first
    mlflow.set_tracking_uri("sqlite:///mlflow.db")
    mlflow.set_experiment("rumor")
    (found,) = mlflow.search_runs(experiment_names=["rumor"], output_format="list")
    return found


def artifacts(run: mlflow.entities.Run) -> set[str]:
    client = mlflow.MlflowClient()
    return {item.path for item in client.list_artifacts(run.info.run_id)}


def test_a_training_is_one_finished_run(run: mlflow.entities.Run) -> None:
    assert run.info.status == "FINISHED"


def test_the_run_has_every_measure_with_its_interval(run: mlflow.entities.Run) -> None:
    for name in MEASURES:
        for end in ("", "_low", "_high"):
            assert f"small/{name}{end}" in run.data.metrics
    assert run.data.metrics["small/sentences_per_second"] > 0


def test_the_run_has_the_settings_that_matter(run: mlflow.entities.Run) -> None:
    assert {"classify__C", "classify__seed", "frequent__min_count"} <= run.data.params.keys()


def test_the_run_names_its_data_by_digest(run: mlflow.entities.Run, small_corpus: Path) -> None:
    import hashlib

    digest = hashlib.sha256(small_corpus.read_bytes()).hexdigest()[:8]
    found = {(i.dataset.name, i.dataset.digest) for i in run.inputs.dataset_inputs}
    assert found == {("small-train", digest), ("small-dev", digest)}


def test_the_run_tells_the_feature_schema(run: mlflow.entities.Run) -> None:
    from rumor.features.extract import schema_hash

    assert run.data.tags["rumor.schema_hash"] == schema_hash()


def test_the_run_has_figures_errors_and_the_joblib_pipeline(run: mlflow.entities.Run) -> None:
    assert {
        "precision_recall.png",
        "reliability.png",
        "confusion_levels.png",
        "coefficients.png",
        "worst_errors.json",
        "pipeline.joblib",
    } <= artifacts(run)


def test_the_run_is_marked_as_a_training(run: mlflow.entities.Run) -> None:
    assert run.data.tags["rumor.kind"] == "training"


def test_the_predictions_of_the_run_give_its_measures(run: mlflow.entities.Run) -> None:
    path = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path=FILE)
    for name, value in measure(from_frame(pd.read_parquet(path))["small"]).items():
        assert run.data.metrics[f"small/{name}"] == pytest.approx(value, abs=1e-12)


def test_the_table_of_errors_begins_with_the_worst(run: mlflow.entities.Run) -> None:
    table = mlflow.load_table("worst_errors.json", run_ids=[run.info.run_id])
    assert list(table["error"]) == sorted(table["error"], reverse=True)
    assert {"passage", "gold_level", "score", "text"} <= set(table.columns)


def test_the_logged_model_scores_like_the_portable_file(
    run: mlflow.entities.Run, store: Path
) -> None:
    (logged,) = mlflow.search_logged_models(output_format="list")
    model = mlflow.pyfunc.load_model(logged.model_uri)
    text = "Klub itu dikabarkan melepas penyerangnya."
    frame = model.predict(pd.DataFrame({"text": [text]}))
    (claim,) = rumor.load(store / "rumor-id.json").score(text).claims
    assert frame["score"][0] == pytest.approx(claim.score, abs=1e-9)
    assert frame["level"][0] == claim.level
    evidence = [e["text"] for e in json.loads(frame["evidence"][0])]
    assert evidence == [e.text for e in claim.evidence]


def test_the_logged_model_has_signature_and_input_example(run: mlflow.entities.Run) -> None:
    (logged,) = mlflow.search_logged_models(output_format="list")
    info = mlflow.models.get_model_info(logged.model_uri)
    assert info.signature.inputs.input_names() == ["text", "title"]
    assert info.saved_input_example_info is not None


def test_the_results_go_to_standard_output_and_the_rest_beside_it(store: Path) -> None:
    out = (store / "stdout.txt").read_text(encoding="utf-8").splitlines()
    assert out[0].startswith("dev set")
    assert out[1].startswith("small")
    assert "wrote rumor-id.json" in (store / "stderr.txt").read_text(encoding="utf-8")
    assert "Warning" not in (store / "stderr.txt").read_text(encoding="utf-8")
