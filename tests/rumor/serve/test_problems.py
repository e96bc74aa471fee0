from __future__ import annotations

import json
from asyncio import Future

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rumor.serve.pool import OutOfTimeError, ScoringError
from rumor.serve.problems import PROBLEMS
from rumor.serve.settings import Settings

JSON = {"Content-Type": "application/json"}
POSTS = ("/v1/score", "/v1/score/batch", "/v1/explain")


def problem_of(answer, name: str) -> dict:
    """Check that an answer is a problem of a type, as RFC 9457 has it, and return it."""
    document = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["type"] == f"/problems/{name}"
    assert document["status"] == answer.status_code == PROBLEMS[name].status
    assert document["title"] == PROBLEMS[name].title
    assert document["detail"]
    assert document["request_id"] == answer.headers["x-request-id"]
    return document


class BrokenPool:
    """A pool whose every article ends the same way."""

    alive = True
    count = 1
    restarts = 0
    last_answer = 0.0

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, *_arguments) -> Future:
        future = Future()
        future.set_exception(self.error)
        return future


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "Konon',
        b"{'text': 1}",
        b"Konon tiangnya retak.",
        b'{"text": "\xff"}',
        b'{"text": "a\nb"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"threshold": ' + b"1" * 5000 + b"}",
    ],
    ids=["cut", "quotes", "plain", "encoding", "control", "nested", "objects", "digits"],
)
def test_body_that_is_no_json_is_malformed(client, path, content):
    answer = client.post(path, content=content, headers=JSON)
    problem_of(answer, "malformed-json")


def test_malformed_json_is_told_where(client):
    answer = client.post("/v1/score", content=b'{"text": }', headers=JSON)
    assert "character 9" in problem_of(answer, "malformed-json")["detail"]


@pytest.mark.parametrize(
    ("body", "pointer", "reason"),
    [
        ({}, "/text", "is missing"),
        ({"text": None}, "/text", "should be a valid string"),
        ({"text": ["Konon"]}, "/text", "should be a valid string"),
        ({"text": ""}, "/text", "holds no text"),
        ({"text": " \n\t"}, "/text", "holds no text"),
        ({"text": "Ko\0non"}, "/text", "holds a NUL (character 2): not text"),
        ({"text": "Konon.", "title": "\0"}, "/title", "holds a NUL (character 0): not text"),
        ({"text": "Konon.", "title": 3}, "/title", "should be a valid string"),
        ({"text": "Konon.", "threshold": "0.5"}, "/threshold", "should be a valid number"),
        ({"text": "Konon.", "threshold": True}, "/threshold", "should be a valid number"),
        (
            {"text": "Konon.", "threshold": 1.5},
            "/threshold",
            "should be less than or equal to 1",
        ),
        (
            {"text": "Konon.", "threshold": -1},
            "/threshold",
            "should be greater than or equal to 0",
        ),
        ({"text": "Konon.", "treshold": 0.5}, "/treshold", "unknown key"),
        ({"text": "Konon.", "a/b~c": 1}, "/a~1b~0c", "unknown key"),
        ({"text": "Konon.", "str": 1}, "/str", "unknown key"),
        ([], "", "should be an object"),
        ("Konon.", "", "should be an object"),
        (None, "", "should be an object"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/score", "/v1/explain"])
def test_body_that_is_not_as_described_is_told_the_place(client, path, body, pointer, reason):
    answer = client.post(path, content=json.dumps(body), headers=JSON)
    errors = problem_of(answer, "invalid")["errors"]
    assert errors == [{"pointer": pointer, "detail": reason}]


@pytest.mark.parametrize("path", ["/v1/score", "/v1/explain"])
def test_half_of_a_surrogate_pair_is_no_text(client, path):
    answer = client.post(path, content=rb'{"text": "Konon \udc00 retak."}', headers=JSON)
    (error,) = problem_of(answer, "invalid")["errors"]
    assert error == {
        "pointer": "/text",
        "detail": "holds half of a surrogate pair (character 6): not text",
    }


def test_surrogate_pair_is_text(client):
    answer = client.post("/v1/score", content=rb'{"text": "\ud83d\ude00 retak."}', headers=JSON)
    assert answer.json()["article"]["claims"][0]["text"] == "😀 retak."


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    # halves of surrogate pairs, which JSON can spell
    | st.text(st.characters(min_codepoint=0xD7FF, max_codepoint=0xE000), max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "title", "threshold", "articles", "id"])
            | st.text(st.characters(codec=None), max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=JSON_VALUES)
@pytest.mark.parametrize("path", POSTS)
def test_no_json_makes_the_service_fail(client, path, value):
    answer = client.post(path, content=json.dumps(value), headers=JSON)
    assert answer.status_code in (200, 400, 422)
    if answer.status_code == 200 and path.endswith("batch"):
        entries = answer.json()["articles"]
        assert len(entries) == len(value["articles"])
        assert all("claims" in entry or entry["status"] == 422 for entry in entries)


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e999"])
def test_threshold_that_is_no_finite_number_is_invalid(client, number):
    answer = client.post(
        "/v1/score", content=b'{"text": "Konon.", "threshold": ' + number + b"}", headers=JSON
    )
    assert problem_of(answer, "invalid")["errors"][0]["pointer"] == "/threshold"


def test_all_mistakes_are_told_at_once_but_not_without_end(client):
    answer = client.post("/v1/score", json={f"kunci{number}": 1 for number in range(300)})
    problem = problem_of(answer, "invalid")
    assert problem["detail"].startswith("301 places")
    assert len(problem["errors"]) == 50


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_body_of_another_type_is_not_read(client, path, kind):
    answer = client.post(path, content=b'{"text": "Konon."}', headers={"Content-Type": kind})
    problem_of(answer, "unsupported-media-type")
    assert answer.headers["accept"] == "application/json"


def test_json_with_a_charset_is_read(client):
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = client.post("/v1/score", content=b'{"text": "Konon retak."}', headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["/tidak-ada", "/v1/score/", "/docs/x", "/problems/tidak-ada", "/static/../etc/passwd"]
)
def test_path_that_is_none_is_not_found(client, path):
    problem_of(client.get(path), "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/score", "POST"),
        ("PUT", "/v1/explain", "POST"),
        ("DELETE", "/v1/score/batch", "POST"),
        ("OPTIONS", "/v1/score", "POST"),
        ("POST", "/metrics", "GET"),
        ("POST", "/docs", "GET"),
    ],
)
def test_method_that_is_none_is_told_which_are(client, method, path, allowed):
    answer = client.request(method, path)
    problem_of(answer, "method-not-allowed")
    assert allowed in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/v1/score", "/v1/explain"])
def test_scoring_that_fails_is_our_fault_and_tells_nothing_of_it(make_client, path):
    client = make_client(pool=BrokenPool(ScoringError("KeyError", "rumor/scorer.py:1 score")))
    answer = client.post(path, json={"text": "Konon."})
    assert "KeyError" not in answer.text
    assert problem_of(answer, "internal")["detail"] == "scoring failed"


@pytest.mark.parametrize("path", ["/v1/score", "/v1/explain", "/v1/score/batch"])
def test_fault_that_nobody_thought_of_is_an_internal_problem(make_client, path):
    client = make_client(pool=BrokenPool(ZeroDivisionError("rahasia")))
    body = {"articles": [{"text": "Konon."}]} if path.endswith("batch") else {"text": "Konon."}
    answer = client.post(path, json=body)
    assert "rahasia" not in answer.text
    assert "Error" not in problem_of(answer, "internal")["detail"]


def test_scoring_that_takes_too_long_is_told_so(make_client):
    client = make_client(Settings(timeout_seconds=3), pool=BrokenPool(OutOfTimeError()))
    answer = client.post("/v1/score", json={"text": "Konon."})
    assert "3 s" in problem_of(answer, "took-too-long")["detail"]


def test_service_whose_processes_do_not_run_is_not_ready(make_client, scorer):
    from rumor.serve.pool import Pool

    client = make_client(pool=Pool(scorer, 1))
    problem_of(client.post("/v1/score", json={"text": "Konon."}), "not-ready")


@pytest.mark.parametrize("name", PROBLEMS)
def test_type_of_every_problem_is_explained_at_its_address(client, name):
    answer = client.get(PROBLEMS[name].uri)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert PROBLEMS[name].title in answer.text
    assert str(PROBLEMS[name].status) in answer.text
