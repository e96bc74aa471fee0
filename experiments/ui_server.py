"""MLflow's own server on a tracking store, as a child process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from rumor.errors import RumorError
from rumor.model_store import require_store, store_path

START_SECONDS = 120.0
"""How long the server may take to answer; the first start on a machine compiles its modules."""

_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.2
_ANSWER_SECONDS = 5.0
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - told apart, not bound to


@contextmanager
def serve(
    uri: str, host: str, port: int, *, seconds: float = START_SECONDS
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the server until the block ends.

    Parameters
    ----------
    uri : str
        Tracking store.
    host : str
    port : int
        As `free_port` gives it.
    seconds : float
        How long to wait for the server to answer.

    Yields
    ------
    address : str
        E.g. ``http://127.0.0.1:5000``.
    process : subprocess.Popen

    Raises
    ------
    rumor.errors.RumorError
        If the store does not exist, or the server ends or does not answer in time; the message
        ends with what it last said.
    """
    require_store(uri)
    shown = _ANYWHERE.get(host, host)
    address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    with TemporaryDirectory() as folder:
        log = Path(folder, "server.log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                _command(uri, host, port),
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for us alone: MLflow's processes are then stopped in order.
                start_new_session=True,
            )
        try:
            _await(process, f"{address}/health", seconds, log)
            yield address, process
        finally:
            _stop(process)


def experiment_page(address: str, experiment: str) -> str:
    """Return the address of an experiment's page.

    Parameters
    ----------
    address : str
        Of a server that answers.
    experiment : str
        Its name.

    Returns
    -------
    str
        That of the start page if there is no such experiment.
    """
    query = f"/api/2.0/mlflow/experiments/get-by-name?experiment_name={quote(experiment)}"
    try:
        with urlopen(address + query, timeout=_ANSWER_SECONDS) as answer:  # noqa: S310 - our own
            found = json.load(answer)["experiment"]["experiment_id"]
    except (URLError, HTTPException, OSError):  # answered with 404, most of all
        return address
    return f"{address}/#/experiments/{found}/runs"


def _command(uri: str, host: str, port: int) -> list[str]:
    path = store_path(uri)
    artifacts = (path.resolve().parent / "mlruns").as_uri() if path else None
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", uri]
    command += ["--host", host, "--port", str(port), "--workers", "1"]
    # Runs know where their artifacts are; without this the server makes a folder of its own.
    return command + (["--default-artifact-root", artifacts] if artifacts else [])


def _environment() -> dict[str, str]:
    settings = {
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",  # seven more processes, for nothing here
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    return {**settings, **os.environ}


def _await(process: subprocess.Popen[bytes], address: str, seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RumorError(f"the MLflow server ended at once: {_last_words(log)}")
        try:
            with urlopen(address, timeout=_ANSWER_SECONDS):  # noqa: S310 - http, our own
                return
        except (URLError, HTTPException, OSError):
            time.sleep(_POLL_SECONDS)
    raise RumorError(f"the MLflow server did not answer in {seconds:.0f} s: {_last_words(log)}")


def _last_words(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "Error" in line or "Exception" in line]
    return (telling or lines or ["it said nothing"])[-1]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and all that it started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):  # none of them is left, most often
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
