"""Trainings that are killed, and that find no room: what they leave, and how it goes on.

`trainings.py` runs them; each of them had registered version 1 before, and then written "lama"
into the model file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import mlflow
import pytest

import rumor
from rumor.errors import ModelError
from rumor.experiments.corpus import load_corpus

pytest.importorskip("resource", reason="needs fork and limits")
pytestmark = pytest.mark.slow

POINTS = {  # and what is about to be done there
    "before the model file is in its place": r"os\.rename .*/rumor-id\.json\.part ",
    "while measures are logged": r"INSERT INTO metrics ",
    "while the model is logged": r"open .*/artifacts/artifacts/model\.json$",
    "before the run has ended": r"UPDATE runs SET status",
    "before there is a version": r"INSERT INTO model_versions ",
    "before the alias stands on it": r"INSERT INTO registered_model_aliases |"
    r"UPDATE registered_model_aliases ",
}

SENTENCE = "Pasar Tanjungsari dikabarkan pindah ke Kaliputih."
LATER = ["while the model is logged", "full"]


@pytest.fixture(scope="module")
def trainings(
    small_corpus: Path,
    tmp_path_factory: pytest.TempPathFactory,
    environment: dict[str, str],
    checkout: Path,
) -> Path:
    """The folder of the trainings."""
    folder = tmp_path_factory.mktemp("trainings")
    corpus = folder / "kecil.jsonl"
    lines = small_corpus.read_text(encoding="utf-8").splitlines(keepends=True)
    corpus.write_text("".join(lines[:60]), encoding="utf-8")
    assert load_corpus(corpus).split("dev")
    done = subprocess.run(
        [
            *(sys.executable, Path(__file__).with_name("trainings.py"), corpus, folder),
            *(json.dumps(POINTS), json.dumps(LATER)),
        ],
        env=environment | {"PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "before" / "status.txt").read_text(encoding="utf-8") == "0"
    return folder


def client(folder: Path) -> mlflow.MlflowClient:
    return mlflow.MlflowClient(tracking_uri=uri(folder))


def uri(folder: Path) -> str:
    return f"sqlite:///{folder / 'mlflow.db'}"


def status(folder: Path) -> int:
    return int((folder / "status.txt").read_text(encoding="utf-8"))


def versions(folder: Path) -> set[str]:
    return {str(v.version) for v in client(folder).search_model_versions("name='rumor'")}


def challenger(folder: Path) -> str:
    return str(client(folder).get_registered_model("rumor").aliases["challenger"])


def run_states(folder: Path) -> list[str]:
    """The states of the runs, the oldest first."""
    found = client(folder).search_runs(["1"], order_by=["attributes.start_time"])
    return [run.info.status for run in found]


def speaks(model: str | Path, folder: Path) -> bool:
    """Whether a model loads and scores."""
    scorer = rumor.scorer.Scorer.load(model, tracking=uri(folder))
    return len(scorer.score(SENTENCE).claims) == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_training_is_killed_there(trainings: Path, point: str) -> None:
    assert status(trainings / point) == -9


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_training_leaves_the_old_model_file_or_the_whole_new_one(
    trainings: Path, point: str
) -> None:
    path = trainings / point / "rumor-id.json"
    if path.read_text(encoding="utf-8") != "lama":
        assert speaks(path, trainings / point)
        assert "model file" not in point
    else:
        assert "model file" in point


@pytest.mark.parametrize("point", POINTS)
def test_what_a_killed_training_leaves_is_taken_for_no_model(trainings: Path, point: str) -> None:
    others = [path.name for path in (trainings / point).glob("*.json*")]
    assert set(others) <= {"rumor-id.json", "rumor-id.json.part"}
    assert [path.name for path in (trainings / point).glob("*.json")] == ["rumor-id.json"]


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_training_is_registered_whole_or_not_at_all(trainings: Path, point: str) -> None:
    folder = trainings / point
    found = versions(folder)
    assert "1" in found <= {"1", "2"}
    assert challenger(folder) in found
    for version in found:
        assert speaks(f"models:/rumor/{version}", folder)
        tags = client(folder).get_model_version("rumor", version).tags
        assert {"rumor.version", "rumor.schema_hash", "rumor.corpus.kecil"} <= tags.keys()


def test_a_model_that_was_not_logged_to_its_end_is_no_model(trainings: Path) -> None:
    folder = trainings / "while the model is logged"
    (last, *_) = client(folder).search_runs(["1"], order_by=["attributes.start_time DESC"])
    (output,) = last.outputs.model_outputs
    for reference in (f"runs:/{last.info.run_id}/model", f"models:/{output.model_id}"):
        with pytest.raises(ModelError, match="a training that stopped while it logged this model"):
            speaks(reference, folder)


@pytest.mark.parametrize("point", LATER)
def test_the_next_training_goes_well_and_ends_what_the_last_one_left_open(
    trainings: Path, point: str
) -> None:
    folder = trainings / f"{point}, then again"
    assert status(folder) == 0
    first, stopped, last = run_states(folder)
    assert (first, last) == ("FINISHED", "FINISHED")
    assert stopped in ("KILLED", "FAILED")
    assert challenger(folder) == "2"
    assert speaks("models:/rumor@challenger", folder)
    assert speaks(folder / "rumor-id.json", folder)
    assert list(folder.glob("*.part")) == []


def test_two_trainings_at_once_on_one_store_both_succeed(trainings: Path) -> None:
    folder = trainings / "together"
    assert status(folder) == 0
    assert run_states(folder) == ["FINISHED"] * 3
    assert versions(folder) == {"1", "2", "3"}
    assert challenger(folder) == "3"
    assert speaks("models:/rumor@challenger", folder)
    assert speaks(folder / "rumor-id.json", folder)
    assert list(folder.glob("*.part")) == []


def test_a_store_without_room_is_one_error_and_the_model_is_kept(trainings: Path) -> None:
    folder = trainings / "full"
    said = (folder / "said.txt").read_text(encoding="utf-8").splitlines()
    assert status(folder) == 2
    assert [line for line in said if line.startswith("rumor: ")] == said[-1:]
    assert said[-1].startswith("rumor: sqlite:///mlflow.db: ")
    assert "see that there is room" in said[-1]
    assert "Traceback" not in " ".join(said)
    assert speaks(folder / "rumor-id.json", folder)


def test_a_store_without_room_has_what_it_had_and_a_run_that_is_no_finished_one(
    trainings: Path,
) -> None:
    folder = trainings / "full"
    assert versions(folder) == {"1"}
    assert challenger(folder) == "1"
    before, last = run_states(folder)
    assert before == "FINISHED"
    assert last in ("FAILED", "RUNNING")  # as there was room to say so, or not
