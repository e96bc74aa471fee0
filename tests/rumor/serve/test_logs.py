from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
from asyncio import Future
from collections.abc import Iterator

import pytest

from rumor.serve.envelope import Envelope
from rumor.serve.logs import (
    ACCESS,
    JsonFormatter,
    TextFormatter,
    configure_logging,
    handle_loop_error,
)
from rumor.serve.metrics import Metrics
from rumor.serve.pool import ScoringError
from rumor.serve.settings import Settings
from rumor.serve.tasks import Article
from rumor.serve.worker import ASKED, TOLD, pack, reply

CANARY = "KENARIRAHASIA"


class Log:
    """What both formats write of every record, ours or a library's."""

    def __init__(self) -> None:
        self.lines = {"text": io.StringIO(), "json": io.StringIO()}

    @property
    def text(self) -> list[str]:
        return self.lines["text"].getvalue().splitlines()

    @property
    def records(self) -> list[dict]:
        return [json.loads(line) for line in self.lines["json"].getvalue().splitlines()]

    @property
    def all(self) -> str:
        return "".join(stream.getvalue() for stream in self.lines.values())


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log()
    handlers = []
    for formatter, stream in zip(
        (TextFormatter(), JsonFormatter()), log.lines.values(), strict=True
    ):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        handlers.append(handler)
    names = ("", "rumor.serve", "uvicorn", "asyncio")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    for handler in handlers:
        loggers[0].addHandler(handler)
    yield log
    for logger, (level, propagate) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.propagate = propagate
    for handler in handlers:
        loggers[0].removeHandler(handler)


class QuotingPool:
    """A pool that fails with an exception that quotes the article."""

    alive = True
    count = 1
    restarts = 0
    last_answer = 0.0

    def __init__(self, kind: type[Exception]) -> None:
        self.kind = kind

    def submit(self, _task, article, _deadline) -> Future:
        future = Future()
        future.set_exception(self.kind(f"cannot score {article.text!r}"))
        return future


BODIES = [
    json.dumps({"text": f"Konon {CANARY} retak.", "title": CANARY}),
    json.dumps({"articles": [{"text": f"Konon {CANARY} retak.", "id": CANARY}]}),
    json.dumps({"articles": [{"text": 1, CANARY: CANARY}, CANARY, {"text": CANARY * 300}]}),
    json.dumps({"text": "", "title": CANARY, CANARY: CANARY, "threshold": CANARY}),
    json.dumps({"text": f"{CANARY}\0"}),
    json.dumps({"text": f"{CANARY}\ud800"}),
    json.dumps([CANARY]),
    json.dumps(CANARY),
    f'{{"text": "{CANARY}',
    CANARY,
    f"{CANARY * 1000}",
    "[" * 50_000 + CANARY,
]
POSTS = ("/v1/score", "/v1/score/batch", "/v1/explain", f"/{CANARY}", "/problems/internal")


@pytest.mark.parametrize("kind", [None, ValueError, RecursionError, OSError])
def test_no_text_of_an_article_is_ever_logged(make_client, log, kind):
    pools = {} if kind is None else {"pool": QuotingPool(kind)}
    client = make_client(Settings(max_bytes=20_000), **pools)
    headers = {"Content-Type": "application/json"}
    statuses = set()
    for path in POSTS:
        for body in BODIES:
            statuses.add(client.post(path, content=body, headers=headers).status_code)
            statuses.add(client.post(path, content=body).status_code)
        statuses.add(client.get(f"{path}?text={CANARY}").status_code)
        statuses.add(client.request(CANARY, path).status_code)
    for path in ("/docs", "/openapi.json", "/healthz", "/metrics", "/v1/model", "/readyz"):
        statuses.add(client.get(path, params={"q": CANARY}).status_code)
    assert {200, 400, 404, 405, 413, 415, 422} <= statuses
    assert (500 in statuses) == (kind is not None)
    assert len(log.records) >= len(POSTS) * len(BODIES) * 2
    assert CANARY not in log.all


def test_fault_is_logged_by_its_type_and_place(make_client, log):
    client = make_client(pool=QuotingPool(ZeroDivisionError))
    answer = client.post("/v1/score", json={"text": CANARY})
    (record,) = [record for record in log.records if record["level"] == "error"]
    assert record["error"] == "ZeroDivisionError"
    assert re.fullmatch(r"\S+\.py:\d+ \w+", record["place"])
    assert record["id"] == answer.json()["request_id"]


def test_fault_of_a_scoring_process_is_logged_by_its_type_and_place(make_client, log):
    class Failing(QuotingPool):
        def submit(self, *_arguments) -> Future:
            future = Future()
            future.set_exception(ScoringError("KeyError", "rumor/scorer.py:7 score"))
            return future

    make_client(pool=Failing(ValueError)).post("/v1/score", json={"text": CANARY})
    (record,) = [record for record in log.records if record["level"] == "error"]
    assert (record["error"], record["place"]) == ("KeyError", "rumor/scorer.py:7 score")


@pytest.mark.parametrize("task", ["score", "explain", "tidak-ada"])
def test_scoring_process_tells_of_a_fault_without_its_words(task):
    class Exploding:
        def score(self, text: str, _title: str) -> None:
            raise ValueError(f"cannot score {text!r}")

        explain = score
        threshold = 0.5

    frame = reply(Exploding(), pack(task, Article("a", CANARY))[ASKED.size :])
    told = json.loads(frame[TOLD.size :])
    assert told["kind"] == ("KeyError" if task == "tidak-ada" else "ValueError")
    assert CANARY not in json.dumps(told)


def test_library_that_logs_a_traceback_gets_only_its_type_and_place_through(log):
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
        logging.getLogger("asyncio").error("failed: %r", error)
    assert CANARY not in log.all
    assert "Exception in ASGI application error=ValueError place=" in log.text[0]


def test_traceback_that_a_library_logs_as_its_message_is_left_out(log):
    trace = f'Traceback (most recent call last):\n  File "a.py"\nValueError: {CANARY}\n'
    logging.getLogger("uvicorn.error").error(trace)
    assert CANARY not in log.all
    assert log.text[0].endswith("ERROR failure of the server")


def test_event_loop_tells_of_a_fault_without_its_words(log):
    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(handle_loop_error)
        loop.call_exception_handler({"message": CANARY, "exception": ValueError(CANARY)})
        loop.call_exception_handler({"message": CANARY})

    asyncio.run(scenario())
    assert CANARY not in log.all
    assert len(log.records) >= 2


def test_answer_that_breaks_off_is_logged_and_told_to_the_server_without_its_words(log):
    async def broken(_scope, _receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError(CANARY)

    async def swallow(_message) -> None:
        return

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(RuntimeError, match="broken off") as caught:
        asyncio.run(Envelope(broken, Metrics())(scope, None, swallow))
    assert caught.value.__suppress_context__
    assert "error=ValueError" in log.all
    assert CANARY not in log.all


def test_request_is_one_line(client, log):
    answer = client.post("/v1/score", json={"text": "Konon."}, headers={"X-Request-ID": "a-1"})
    (record,) = [record for record in log.records if record["message"] == "request"]
    del record["time"], record["ms"]
    assert record == {
        "level": "info",
        "message": "request",
        "id": "a-1",
        "method": "POST",
        "route": "/v1/score",
        "status": 200,
        "bytes": len(answer.content),
    }


def test_line_as_text_has_the_same_fields(client, log):
    client.get("/docs")
    (line,) = [line for line in log.text if " request " in line]
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO request id=[0-9a-f]{32} method=GET "
        r"route=/docs status=200 bytes=\d+ ms=\d+\.\d",
        line,
    )


def test_rejected_request_is_logged_with_the_type_of_the_problem(client, log):
    client.get("/tidak-ada")
    (record,) = [record for record in log.records if record["message"] == "request"]
    assert (record["route"], record["problem"]) == ("unmatched", "not-found")


def test_monitors_are_logged_only_for_whoever_debugs(client, log):
    client.get("/healthz")
    client.app.state.service.draining = True
    client.get("/readyz")
    levels = [record["level"] for record in log.records if record["message"] == "request"]
    assert levels == ["debug", "info"]


def test_the_log_goes_to_standard_error_though_python_has_another_there(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("rumor.serve", "uvicorn", "asyncio"):
        logger = logging.getLogger(name)
        for attribute in ("handlers", "level", "propagate"):  # put back at the end
            monkeypatch.setattr(logger, attribute, getattr(logger, attribute))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with configure_logging("text"):
        ACCESS.info("GET /healthz")
    assert "GET /healthz" in capfd.readouterr().err
