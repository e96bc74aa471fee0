"""The model as MLflow's own server serves it: a real process, asked over HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rumor.experiments.logged_model import save_model
from rumor.rows import row_of
from rumor.scorer import SHIPPED, Scorer

pytestmark = pytest.mark.slow

STARTS_WITHIN = 240  # seconds
ANSWERS_WITHIN = 30

STATED = "Pasar Rejosari dibuka kembali Senin."
RUMOURED = "Pasar Rejosari – “pasar tua” di Weru – dikabarkan dijual."
ARTICLE = f"{STATED} {RUMOURED} Harga kios mungkin naik."
TITLE = "Kabar burung tentang Pasar Rejosari"


class Answer(NamedTuple):
    """What the server answered."""

    status: int
    text: str

    def rows(self) -> list[dict[str, Any]]:
        """Return the predictions, with the evidence read."""
        assert self.status == 200, self.text
        rows: list[dict[str, Any]] = json.loads(self.text)["predictions"]
        return [row | {"evidence": json.loads(row["evidence"])} for row in rows]

    def complaint(self) -> str:
        """Return the reason of an error that is said to be the client's."""
        assert 400 <= self.status < 500, self.text
        return self.text


Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[int]:
    """Return the port of a server of the shipped model, started as a user starts it."""
    folder = tmp_path_factory.mktemp("server")
    save_model(Path(str(files("rumor.model") / SHIPPED)), folder / "model")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    command = [sys.executable, "-m", "mlflow", "models", "serve", "-m", "model"]
    options = ["--env-manager", "local", "--host", "127.0.0.1", "--port", str(number)]
    commands = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen(
            command + options,
            cwd=folder,
            env=environment | {"PATH": commands},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(server, number, folder / "log.txt")
        yield number
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError):  # nobody listens yet
            if request(port, "GET", "/ping").status == 200:
                return
        time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


def request(port: int, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWERS_WITHIN)
    try:
        connection.request(method, path, body, {"Content-Type": kind} if kind else {})
        response = connection.getresponse()
        return Answer(response.status, response.read().decode("utf-8"))
    finally:
        connection.close()


@pytest.fixture
def ask(port: int) -> Ask:
    """Return a function that has a payload scored."""

    def run(payload: object, kind: str = "application/json") -> Answer:
        plain = isinstance(payload, bytes)
        body = payload if plain else json.dumps(payload, ensure_ascii=False).encode("utf-8")
        return request(port, "POST", "/invocations", body, kind)

    return run


def records(*texts: object, **params: Any) -> dict[str, Any]:
    rows = {"dataframe_records": [{"text": text} for text in texts]}
    return rows | ({"params": params} if params else {})


# Forms of a request

FORMS = {
    "dataframe_split": {"columns": ["text"], "data": [[ARTICLE], [STATED], [RUMOURED]]},
    "dataframe_records": [{"text": ARTICLE}, {"text": STATED}, {"text": RUMOURED}],
    "inputs": {"text": [ARTICLE, STATED, RUMOURED]},
    "instances": [{"text": ARTICLE}, {"text": STATED}, {"text": RUMOURED}],
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_request_gets_the_rows_of_the_scorer(
    ask: Ask, scorer: Scorer, form: str
) -> None:
    expected = [row_of(scorer, text) for text in (ARTICLE, STATED, RUMOURED)]
    assert ask({form: FORMS[form]}).rows() == expected


def test_a_table_gets_the_rows_of_the_scorer(ask: Ask, scorer: Scorer) -> None:
    table = f"text\n{STATED}\n{RUMOURED}\n".encode()
    expected = [row_of(scorer, text) for text in (STATED, RUMOURED)]
    assert ask(table, "text/csv").rows() == expected


@pytest.mark.parametrize(
    "payload",
    [
        {"dataframe_split": {"columns": ["title", "text"], "data": [[TITLE, RUMOURED]]}},
        {"dataframe_records": [{"text": RUMOURED, "title": TITLE}]},
        {"inputs": {"text": [RUMOURED], "title": [TITLE]}},
    ],
    ids=["dataframe_split", "dataframe_records", "inputs"],
)
def test_the_title_is_context(ask: Ask, scorer: Scorer, payload: dict[str, Any]) -> None:
    assert ask(payload).rows() == [row_of(scorer, RUMOURED, TITLE)]
    assert row_of(scorer, RUMOURED, TITLE)["score"] != row_of(scorer, RUMOURED)["score"]


@pytest.mark.parametrize(
    "payload",
    [
        {"dataframe_records": [{"text": RUMOURED, "title": None}]},
        {"inputs": {"text": [RUMOURED], "title": [None]}},
    ],
    ids=["dataframe_records", "inputs"],
)
def test_a_title_may_be_null(ask: Ask, scorer: Scorer, payload: dict[str, Any]) -> None:
    assert ask(payload).rows() == [row_of(scorer, RUMOURED)]


def test_the_unit_is_a_parameter(ask: Ask, scorer: Scorer) -> None:
    rows = ask(records(ARTICLE, unit="sentence")).rows()
    assert rows == [row_of(scorer, ARTICLE, unit="sentence")] != [row_of(scorer, ARTICLE)]


@pytest.mark.parametrize(("threshold", "speculative"), [(1, False), (0.0, True), (-1.0, True)])
def test_the_threshold_is_a_parameter(ask: Ask, threshold: float, speculative: bool) -> None:
    (row,) = ask(records(RUMOURED, threshold=threshold)).rows()
    assert row["speculative"] is speculative


def test_spans_count_characters_not_bytes(ask: Ask) -> None:
    (row,) = ask(records(RUMOURED)).rows()
    assert row["evidence"]
    for item in row["evidence"]:
        assert RUMOURED[item["start"] : item["end"]] == item["text"]


def test_an_empty_text_has_no_claim(ask: Ask) -> None:
    empty = {"score": 0.0, "speculative": False, "level": "none", "evidence": []}
    assert ask(records("")).rows() == [empty]


# Bad requests


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"teks": [STATED]}, "exactly one of the input fields"),
        ({}, "exactly one of the input fields"),
        ([STATED], "Received a list"),
        (b'{"dataframe_records": [', "valid JSON"),
        (b"", "valid JSON"),
        (b"\xff\xfe", "valid JSON"),
        ({"dataframe_records": [{"teks": STATED}]}, "missing inputs ['text']"),
        ({"dataframe_records": []}, "missing inputs ['text']"),
        ({"dataframe_records": STATED}, "must be a list of records"),
        ({"dataframe_split": {"columns": ["text"], "data": [["a", "b"]]}}, "passed data had 2"),
        ({"inputs": {"text": [STATED], "title": ["a", "b"]}}, "must be of the same length"),
    ],
    ids=str,
)
def test_a_request_out_of_form_is_refused(ask: Ask, payload: object, reason: str) -> None:
    assert reason in ask(payload).complaint()


@pytest.mark.parametrize(
    ("text", "found"),
    [(None, "null"), (5, "int"), (True, "bool"), ([STATED], "list"), ({"a": 1}, "dict")],
)
def test_a_text_that_is_no_string_is_refused(ask: Ask, text: object, found: str) -> None:
    reason = f"Error: row 2 of 2: text is {found}, it must be a string"
    assert reason in ask(records(STATED, text)).complaint()


@pytest.mark.parametrize(
    "payload",
    [{"inputs": {"text": [STATED, None]}}, {"instances": [{"text": STATED}, {"text": None}]}],
    ids=["inputs", "instances"],
)
def test_a_null_is_refused_in_every_form(ask: Ask, payload: dict[str, Any]) -> None:
    assert "row 2 of 2: text is null" in ask(payload).complaint()


def test_a_title_that_is_no_string_is_refused(ask: Ask) -> None:
    payload = {"dataframe_records": [{"text": STATED, "title": 7}]}
    assert "row 1 of 1: title is int, it must be a string or null" in ask(payload).complaint()


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"unit": "kalimat"}, "unit 'kalimat' is not 'article' or 'sentence'"),
        ({"threshold": 3}, "threshold 3.0 is not between 0 and 1"),
        ({"threshold": "tinggi"}, "threshold"),
        ([0.5], "Parameters must be a dictionary"),
    ],
    ids=str,
)
def test_a_bad_parameter_is_refused(ask: Ask, params: object, reason: str) -> None:
    assert reason in ask(records(STATED) | {"params": params}).complaint()


@pytest.mark.parametrize("kind", ["text/plain", "application/json; charset=latin-1"])
def test_another_content_type_is_refused(ask: Ask, kind: str) -> None:
    answer = ask(records(STATED), kind)
    assert answer.status == 415
    assert "only support" in answer.text


def test_after_bad_requests_it_still_answers(ask: Ask, scorer: Scorer) -> None:
    ask(b"{").complaint()
    assert ask(records(RUMOURED)).rows() == [row_of(scorer, RUMOURED)]
