"""Two trainings of two users at once, in a folder where nothing is yet."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import mlflow
import pytest

from rumor.model_source import load_model

pytestmark = pytest.mark.slow


def test_two_trainings_that_make_the_store_at_once_both_succeed(
    tmp_path: Path, small_corpus: Path, checkout: Path, environment: dict[str, str]
) -> None:
    whole = small_corpus.read_text(encoding="utf-8").splitlines(keepends=True)
    corpora = {"satu": whole[:60], "dua": whole[60:130]}
    running = []
    for name, lines in corpora.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
        arguments = ["--corpus", f"{name}.jsonl", "--run-name", name, "--resamples", "10"]
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "rumor", "train", "--register", *arguments],
                cwd=tmp_path,
                env=environment | {"PYTHONPATH": str(checkout)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    ends = [process.communicate(timeout=500) for process in running]
    assert [process.returncode for process in running] == [0, 0], ends

    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    client = mlflow.MlflowClient(tracking_uri=uri)
    digests = {
        name: hashlib.sha256((tmp_path / f"{name}.jsonl").read_bytes()).hexdigest()
        for name in corpora
    }
    runs = {run.info.run_name: run for run in client.search_runs(["1"])}
    assert {name: run.info.status for name, run in runs.items()} == dict.fromkeys(
        corpora, "FINISHED"
    )
    for name, run in runs.items():  # though both wrote the same model file
        model = load_model(f"runs:/{run.info.run_id}/model", uri)
        assert model.about["corpora"] == [{"name": name, "sha256": digests[name]}]
    registered = client.get_registered_model("rumor")
    assert {str(v.version) for v in client.search_model_versions("name='rumor'")} == {"1", "2"}
    assert str(registered.aliases["challenger"]) == "2"
    written = load_model(tmp_path / "rumor-id.json").about["corpora"]
    assert written in [[{"name": name, "sha256": digests[name]}] for name in corpora]
    assert not list(tmp_path.glob("*.part"))
