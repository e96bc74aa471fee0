"""The ways into other services that the README shows, each run as it stands there."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rumor.scorer import Scorer

pytestmark = pytest.mark.slow

START_SECONDS = 120
SECONDS = 300
README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## In other services")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", SECTION, re.DOTALL)
TEXT = "Konon pasar itu pindah."


def snippet(part: str) -> tuple[str, str]:
    """Return the Python snippet that holds a text, and what stands below it as its output."""
    (place,) = (i for i, (kind, text) in enumerate(BLOCKS) if kind == "python" and part in text)
    kind, shown = BLOCKS[place + 1]
    assert kind == "text"
    return BLOCKS[place][1], shown


def commands(part: str) -> tuple[list[str], str]:
    """Return the command that starts a server, and the request that stands below it."""
    (place,) = (
        i for i, (kind, text) in enumerate(BLOCKS) if kind == "sh" and text.startswith(part)
    )
    return BLOCKS[place][1].split(), BLOCKS[place + 1][1]


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, checkout: Path, environment: dict[str, str]
) -> Path:
    """A folder of a user, with the model that `rumor model save` has saved there."""
    folder = tmp_path_factory.mktemp("layanan")
    subprocess.run(
        [sys.executable, "-m", "rumor", "model", "save", str(folder / "rumor-model")],
        cwd=checkout,
        env=environment,
        check=True,
    )
    return folder


@pytest.fixture
def python(folder: Path, environment: dict[str, str]) -> Callable[[str], str]:
    """A function that runs a snippet in that folder, where no checkout is found."""

    def run(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env=environment | {"PYSPARK_PYTHON": sys.executable},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def ask(folder: Path, checkout: Path, environment: dict[str, str]) -> Iterator[Callable]:
    """A function that starts a server, waits until it is ready, and sends it a request."""
    begun: list[subprocess.Popen[bytes]] = []
    scripts = Path(sys.executable).parent

    def run(part: str, ready: str) -> object:
        server, request = commands(part)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = str(listener.getsockname()[1])
        told = server[server.index("--port") + 1]
        assert told in request
        start = [port if word == told else word for word in server]
        name, *rest = start
        program = [sys.executable, "-m", name, *rest]
        begun.append(
            subprocess.Popen(
                program,
                cwd=checkout if name == "rumor" else folder,
                env=environment | {"PATH": os.pathsep.join([str(scripts), environment["PATH"]])},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        wait(f"http://127.0.0.1:{port}{ready}", begun[0])
        done = subprocess.run(
            ["bash", "-c", request.replace(told, port)],
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return json.loads(done.stdout)

    yield run
    for process in begun:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the server has ended"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer in {START_SECONDS} seconds")


def test_the_mlflow_model_prints_what_stands_below_it(python: Callable[[str], str]) -> None:
    code, shown = snippet("mlflow.pyfunc.load_model")
    assert python(code) == shown


def test_the_spark_job_shows_what_stands_below_it(python: Callable[[str], str]) -> None:
    if shutil.which("java") is None:
        pytest.skip("no Java")
    code, shown = snippet("spark_udf")
    assert python(code).strip() == shown.strip()


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_the_service_answers_with_the_score_of_the_scorer(ask: Callable, scorer: Scorer) -> None:
    answer = ask("rumor serve", "/readyz")
    (claim,) = answer["article"]["claims"]
    (expected,) = scorer.score(TEXT).claims
    assert (claim["score"], claim["level"]) == (expected.score, expected.level)
    assert answer["article"]["threshold"] == 0.5


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_the_served_mlflow_model_answers_with_the_score_of_the_scorer(
    ask: Callable, scorer: Scorer
) -> None:
    (row,) = ask("mlflow models serve", "/ping")["predictions"]
    (expected,) = scorer.score(TEXT).claims
    assert (row["score"], row["level"]) == (expected.score, expected.level)
