"""Training, registering, promoting and scoring against a real tracking server, as a user would."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

import mlflow
import pytest

from rumor.experiments.logged_model import log_model
from rumor.experiments.registry import register_run
from rumor.experiments.tracking import tracked_run
from rumor.portable import write_model
from rumor.scorer import SHIPPED, Scorer

pytestmark = pytest.mark.slow

ARTICLE = (
    "Pabrik garam di Muara Sekar dikabarkan tutup.\n\n"
    "Lurah Muara Sekar Wening Palupi mengatakan pabrik itu masih buka. "
    "Mungkin giliran kerjanya saja yang dikurangi."
)
FEW = ["--resamples", "40"]

Command = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Server:
    uri: str
    log: Path


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", port]
    command += ["--backend-store-uri", f"sqlite:///{folder / 'server.db'}"]
    command += ["--artifacts-destination", str(folder / "artifacts"), "--workers", "1"]
    log = folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "MLFLOW_DISABLE_TELEMETRY": "true"},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        found = Server(f"http://127.0.0.1:{port}", log)
        _wait(found, process)
        yield found
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # its own session: itself and its workers
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.poll() is None, server.log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{server.uri}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"the server did not come up:\n{server.log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("user")
    (path / "artikel.txt").write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def command(server: Server, folder: Path, checkout: Path, environment: dict[str, str]) -> Command:
    paths = [str(checkout), os.environ.get("PYTHONPATH", "")]
    settings = {
        **environment,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "MLFLOW_TRACKING_URI": server.uri,
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }

    def run(*arguments: str, cwd: Path = folder) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rumor", *arguments],
            cwd=cwd,
            env=settings,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


@pytest.fixture(scope="module")
def client(server: Server) -> mlflow.MlflowClient:
    return mlflow.MlflowClient(tracking_uri=server.uri)


@pytest.fixture(scope="module")
def training(command: Command, small_corpus: Path) -> subprocess.CompletedProcess[str]:
    """Version 1: what a first `rumor train --register` leaves."""
    arguments = ["--corpus", str(small_corpus), "--resamples", "20", "--register"]
    return command("train", *arguments)


@pytest.fixture(scope="module")
def refusal(
    training: subprocess.CompletedProcess[str], command: Command
) -> subprocess.CompletedProcess[str]:
    """What the first `rumor promote` says; half a corpus makes a worse model than the shipped."""
    assert training.returncode == 0, training.stderr
    return command("promote", *FEW)


@pytest.fixture(scope="module")
def forced(
    refusal: subprocess.CompletedProcess[str], command: Command
) -> subprocess.CompletedProcess[str]:
    return command("promote", *FEW, "--force", "--reason", "percobaan pertama")


@pytest.fixture(scope="module")
def successor(
    forced: subprocess.CompletedProcess[str], command: Command, server: Server
) -> subprocess.CompletedProcess[str]:
    """What promoting version 2 says: the shipped model, registered by hand."""
    with as_file(files("rumor.model") / SHIPPED) as path:
        _register(server, path)
    return command("promote", *FEW)


@pytest.fixture(scope="module")
def damaged(
    successor: subprocess.CompletedProcess[str], command: Command, server: Server, folder: Path
) -> subprocess.CompletedProcess[str]:
    """What promoting version 3 says: the same with its weights turned round."""
    model = Scorer.load().model
    weights = {name: tuple(-weight for weight in row) for name, row in model.weights.items()}
    path = folder.parent / "damaged.json"
    write_model(replace(model, weights=weights), path)
    _register(server, path)
    return command("promote", *FEW)


def _register(server: Server, path: Path) -> str:
    before = mlflow.get_tracking_uri()
    try:
        with tracked_run(server.uri) as run_id:
            log_model(path)
        return register_run(server.uri, run_id, {})
    finally:
        mlflow.set_tracking_uri(before)


def aliases(client: mlflow.MlflowClient) -> dict[str, str]:
    found = client.get_registered_model("rumor").aliases
    return {alias: str(version) for alias, version in found.items()}


def test_a_training_registers_the_challenger(
    training: subprocess.CompletedProcess[str], client: mlflow.MlflowClient
) -> None:
    assert training.returncode == 0, training.stderr
    assert "registered version 1 of rumor, alias challenger" in training.stderr
    version = client.get_model_version("rumor", "1")
    assert client.get_run(version.run_id).info.status == "FINISHED"
    assert {"rumor.version", "rumor.schema_hash", "rumor.corpus.small"} <= version.tags.keys()
    assert version.tags["small/ap"][0] in "01"


def test_only_the_table_goes_to_standard_output(
    training: subprocess.CompletedProcess[str],
) -> None:
    lines = training.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["dev", "small"]


def test_the_first_champion_is_held_to_the_shipped_model(
    refusal: subprocess.CompletedProcess[str], client: mlflow.MlflowClient
) -> None:
    assert refusal.returncode == 1, refusal.stderr
    assert refusal.stdout.splitlines()[0].split()[:4] == ["dev", "set", "measure", "shipped"]
    assert "worse than the shipped model: authored ap -0." in refusal.stderr
    assert "version 1 of rumor was not promoted" in refusal.stderr


def test_force_promotes_and_keeps_the_reason(
    forced: subprocess.CompletedProcess[str], client: mlflow.MlflowClient
) -> None:
    assert forced.returncode == 0, forced.stderr
    tags = client.get_model_version("rumor", "1").tags
    assert tags["rumor.promotion"] == "forced"
    assert tags["rumor.promotion.reason"] == "percobaan pertama"
    assert "authored ap -0." in tags["rumor.promotion.worse"]


def test_a_better_challenger_takes_over_and_the_way_back_is_told(
    successor: subprocess.CompletedProcess[str], client: mlflow.MlflowClient
) -> None:
    assert successor.returncode == 0, successor.stderr
    assert "worse" not in successor.stdout + successor.stderr
    assert "version 2 of rumor is the champion now" in successor.stderr
    assert "--model-version 1 --force --reason TEXT" in successor.stderr
    assert client.get_model_version("rumor", "2").tags["rumor.promotion"] == "accepted"


def test_a_damaged_challenger_is_refused(
    damaged: subprocess.CompletedProcess[str], client: mlflow.MlflowClient
) -> None:
    assert damaged.returncode == 1, damaged.stderr
    assert "worse than version 2: authored ap -0." in damaged.stderr
    assert aliases(client) == {"challenger": "3", "champion": "2", "previous-champion": "1"}


def test_every_way_to_name_a_model_gives_the_same_scores(
    successor: subprocess.CompletedProcess[str],
    command: Command,
    client: mlflow.MlflowClient,
    folder: Path,
    tmp_path: Path,
) -> None:
    version = client.get_model_version("rumor", "1")
    (output,) = client.get_run(version.run_id).outputs.model_outputs
    saved = mlflow.artifacts.download_artifacts(
        artifact_uri=client.get_logged_model(output.model_id).artifact_location,
        dst_path=str(tmp_path / "saved"),
        tracking_uri=client.tracking_uri,
    )
    (tmp_path / "plain").mkdir()
    shutil.copy(folder / "rumor-id.json", tmp_path / "plain")
    (tmp_path / "empty").mkdir()
    references = [
        str(folder / "rumor-id.json"),
        str(tmp_path / "plain"),
        saved,
        "models:/rumor@previous-champion",
        "models:/rumor/1",
        f"models:/{output.model_id}",
        f"runs:/{version.run_id}/model",
        version.run_id,
    ]
    article = (folder / "artikel.txt").read_text(encoding="utf-8")
    results = [
        Scorer.load(reference, tracking=client.tracking_uri).score(article).to_dict()
        for reference in references
    ]
    assert all(result == results[0] for result in results)
    finished = command(
        "score", "--format", "json", "--model", references[3], str(folder / "artikel.txt"),
        cwd=tmp_path / "empty",
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    claims = _claims(json.loads(finished.stdout))
    assert [claim["score"] for claim in claims] == [c["score"] for c in _claims(results[0])]
    assert list((tmp_path / "empty").iterdir()) == []


def _claims(found: object) -> list[dict[str, float]]:
    """Return the claims wherever the format keeps them."""
    if isinstance(found, dict):
        if "claims" in found:
            return list(found["claims"])
        found = list(found.values())
    if isinstance(found, list):
        return [claim for part in found for claim in _claims(part)]
    return []


def test_the_champion_scores_like_the_model_it_was_made_from(
    successor: subprocess.CompletedProcess[str], server: Server
) -> None:
    champion = Scorer.load("models:/rumor@champion", tracking=server.uri)
    assert champion.score(ARTICLE).to_dict() == Scorer.load().score(ARTICLE).to_dict()


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("models:/rumor@juara", "no alias 'juara' of a model 'rumor'"),
        ("models:/lain@champion", "its aliases: none"),
        ("models:/rumor/99", "no version 99 of a model 'rumor'"),
        ("models:/m-" + "0" * 32, "no such logged model"),
        ("models:/rumor", "no reference to a model"),
        ("models:/rumor/latest", "no reference to a model"),
        ("0" * 32, "no run " + "0" * 32),
        ("runs:/" + "0" * 32 + "/model", "no run " + "0" * 32),
    ],
)
def test_what_the_store_does_not_have_is_named(
    training: subprocess.CompletedProcess[str], server: Server, reference: str, reason: str
) -> None:
    from rumor.errors import ModelError

    with pytest.raises(ModelError) as caught:
        Scorer.load(reference, tracking=server.uri)
    assert str(caught.value).startswith(f"{reference}: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_run_without_a_model_says_so(server: Server) -> None:
    from rumor.errors import ModelError

    before = mlflow.get_tracking_uri()
    with tracked_run(server.uri) as run_id:
        pass
    mlflow.set_tracking_uri(before)
    with pytest.raises(ModelError, match=r"the run \(finished\) logged no model"):
        Scorer.load(run_id, tracking=server.uri)
    with pytest.raises(ModelError, match="logged no model named 'model'"):
        Scorer.load(f"runs:/{run_id}/model", tracking=server.uri)
