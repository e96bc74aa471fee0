"""Bodies that are in order go round FastAPI, and nobody can tell by the answer."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rumor.serve import encode
from rumor.serve.app import create_app
from rumor.serve.direct import DirectRoute
from rumor.serve.settings import Settings

NEWS = "Konon tiang Jembatan Kaligondang retak. Jembatan itu dibuka Senin."
JSON = "application/json"


@pytest.fixture(scope="module")
def both(scorer, pool):
    """Return a client of a service, and one of a service whose routes are all FastAPI's."""
    from fastapi.testclient import TestClient

    apps = [create_app(scorer, Settings(), pool=pool) for _ in range(2)]
    for route in apps[1].routes:
        if isinstance(route, DirectRoute):
            route.app = route._usual
    return [TestClient(app) for app in apps]


def answers(both, path: str, content: bytes, kind: str = JSON) -> list[tuple]:
    told = [client.post(path, content=content, headers={"Content-Type": kind}) for client in both]
    return [
        (each.status_code, each.headers["content-type"], each.json() | {"request_id": ""})
        for each in told
    ]


BODIES = st.fixed_dictionaries(
    {"text": st.sampled_from([NEWS, "", " ", "Konon.\0", "\ud800", "😀 retak.", 7, None])},
    optional={
        "title": st.sampled_from(["Jembatan retak", "", None, "\0"]),
        "threshold": st.sampled_from([0, 0.5, 1, True, "0.5", None, 2, float("nan"), 10**400]),
        "lain": st.none(),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=BODIES, path=st.sampled_from(["/v1/score", "/v1/explain"]))
def test_answer_is_that_of_the_long_way(both, body, path):
    direct, usual = answers(both, path, json.dumps(body).encode())
    assert direct == usual


@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "Konon.", "text": "Mungkin jembatan retak."}',
        b'\xef\xbb\xbf{"text": "Konon."}',
        '{"text": "Konon."}'.encode("utf-16"),
        b'{"text": "Konon."} ',
        b'{"text": "Konon."}x',
        b'{"text": "\\ud83d\\ude00 retak."}',
        b"",
    ],
    ids=["twice", "mark", "utf-16", "blank", "more", "pair", "empty"],
)
def test_odd_bodies_are_read_alike(both, content):
    direct, usual = answers(both, "/v1/score", content)
    assert direct == usual


@pytest.mark.parametrize("kind", [JSON, "application/json; charset=utf-8", "APPLICATION/JSON"])
def test_kinds_of_json_are_read_alike(both, kind):
    direct, usual = answers(both, "/v1/score", json.dumps({"text": NEWS}).encode(), kind)
    assert direct == usual
    assert direct[0] == 200


def test_batch_in_order_is_read_alike(both):
    body = {"articles": [{"id": 10**30, "text": NEWS}, {"id": "b", "text": ""}, {"text": NEWS}]}
    direct, usual = answers(both, "/v1/score/batch", json.dumps(body).encode())
    assert direct == usual
    assert [entry.get("id") for entry in direct[2]["articles"]] == [10**30, "b", None]


def test_interface_is_described_as_if_fastapi_read_every_body(both):
    direct, usual = (client.get("/openapi.json").json() for client in both)
    assert direct == usual
    body = direct["paths"]["/v1/score"]["post"]["requestBody"]["content"][JSON]["schema"]
    assert body["$ref"].endswith("/ScoreRequest")


def test_results_are_written_alike_with_and_without_orjson(scorer, monkeypatch):
    pytest.importorskip("orjson")
    value = {
        "skor": [scorer.score(NEWS).score, 1e-7, 1 / 3, 0.0],
        "teks": '😀 "\n\u2028',
        "id": None,
    }
    fast = encode.dump_result(value)
    monkeypatch.setitem(sys.modules, "orjson", None)
    encode._fastest.cache_clear()
    plain = encode.dump_result(value)
    monkeypatch.undo()
    encode._fastest.cache_clear()
    assert json.loads(fast) == json.loads(plain) == value
