from __future__ import annotations

import re
from asyncio import Future

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rumor.serve.settings import Settings


def value(client, name: str, **labels: str) -> float:
    families = text_string_to_metric_families(client.get("/metrics").text)
    found = [
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    ]
    return sum(found)


class StuckPool:
    """A pool that never answers."""

    alive = True
    count = 1
    restarts = 0
    last_answer = 0.0

    def submit(self, *_arguments) -> Future:
        return Future()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_running_service_is_alive_and_ready(client, method, path):
    assert client.request(method, path).status_code == 200


def test_service_that_is_about_to_stop_is_alive_but_not_ready(client):
    client.app.state.service.draining = True
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready")
    assert client.get("/healthz").status_code == 200
    assert client.post("/v1/score", json={"text": "Konon."}).status_code == 200


def test_service_whose_processes_do_not_answer_is_not_ready(make_client, monkeypatch):
    monkeypatch.setattr("rumor.serve.service._PROBE_SECONDS", 0.1)
    client = make_client(pool=StuckPool())
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_service_that_has_scored_nothing_of_late_scores_a_probe(client, pool):
    pool.last_answer = 0.0
    assert client.get("/readyz").status_code == 200
    assert pool.last_answer > 0.0


def test_requests_are_counted_by_route_and_status(client):
    client.post("/v1/score", json={"text": "Konon."})
    client.post("/v1/score", json={"text": ""})
    client.get("/problems/too-large")
    client.get("/rahasia/1")
    client.get("/rahasia/2")
    count = "rumor_requests_total"
    assert value(client, count, route="/v1/score", status="200", method="POST") == 1
    assert value(client, count, route="/v1/score", status="422") == 1
    assert value(client, count, route="/problems/{name}", status="200") == 1
    assert value(client, count, route="unmatched", status="404") == 2
    assert "rahasia" not in client.get("/metrics").text


def test_methods_of_a_clients_making_are_counted_as_one(client):
    for number in range(5):
        client.request(f"KARANGAN{number}", "/v1/score")
    assert value(client, "rumor_requests_total", method="other") == 5
    assert "KARANGAN" not in client.get("/metrics").text


def test_seconds_are_counted_into_a_histogram(client):
    client.post("/v1/score", json={"text": "Konon."})
    assert value(client, "rumor_request_seconds_count", route="/v1/score") == 1
    assert value(client, "rumor_request_seconds_bucket", route="/v1/score", le="+Inf") == 1
    assert 0 < value(client, "rumor_request_seconds_sum", route="/v1/score") < 30


def test_sentences_are_counted(client):
    body = {"text": "Konon tiang retak. Jembatan dibuka Senin."}
    client.post("/v1/score", json=body)
    client.post("/v1/explain", json=body)
    client.post("/v1/score/batch", json={"articles": [body, body]})
    assert value(client, "rumor_sentences_total") == 8
    assert value(client, "rumor_articles_total", task="score") == 3


def test_rejected_are_counted_by_reason(make_client):
    client = make_client(Settings(max_bytes=200, rate=0.001, burst=4))
    client.post("/v1/score", content=b"{", headers={"Content-Type": "application/json"})
    client.post("/v1/score", content=b"x" * 500)
    client.post("/v1/score/batch", json={"articles": [{}, {"text": "Konon."}, 3]})
    client.get("/tidak-ada")
    client.get("/")
    rejected = "rumor_rejected_total"
    reasons = ("malformed-json", "too-large", "invalid", "not-found", "too-many-requests")
    assert [value(client, rejected, reason=reason) for reason in reasons] == [1, 1, 2, 1, 1]
    assert value(client, "rumor_requests_total", route="/v1/score", status="413") == 1
    assert value(client, "rumor_requests_total", route="/", status="429") == 1


def test_request_in_flight_is_counted_while_it_is(client):
    assert value(client, "rumor_requests_in_flight") == 1  # the one that asks
    assert client.app.state.service.metrics.in_flight._value.get() == 0


def test_metrics_are_in_prometheus_own_format(client):
    assert client.get("/metrics").headers["content-type"].startswith("text/plain; version=")


def test_model_tells_what_it_is(client, scorer):
    told = client.get("/v1/model").json()
    about = scorer.model.about
    for key in ("version", "schema_hash", "corpora", "measures"):
        assert told[key] == about[key]
    assert told["threshold"] == scorer.threshold
    assert all(re.fullmatch("[0-9a-f]{64}", corpus["sha256"]) for corpus in told["corpora"])


def test_model_that_says_little_of_itself_is_told_all_the_same(tiny_scorer, pool):
    from fastapi.testclient import TestClient

    from rumor.serve.app import create_app

    told = TestClient(create_app(tiny_scorer, Settings(), pool=pool)).get("/v1/model").json()
    assert told["version"] is None
    assert told["threshold"] == 0.5


# What goes round every answer


@pytest.mark.parametrize("path", ["/healthz", "/v1/model", "/tidak-ada", "/openapi.json"])
def test_answers_for_programs_cannot_be_shown_as_pages_or_kept(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_request_keeps_the_id_it_came_with(client):
    answer = client.get("/healthz", headers={"X-Request-ID": "meja-7.a_b"})
    assert answer.headers["x-request-id"] == "meja-7.a_b"


@pytest.mark.parametrize("given", ["a b", "x" * 65, "a;b", "", "é"])
def test_id_that_could_confuse_a_log_is_replaced(client, given):
    answer = client.get("/healthz", headers={"X-Request-ID": given.encode()})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_pages_of_other_origins_may_not_read_answers(client):
    headers = {"Origin": "https://lain.example"}
    answer = client.post("/v1/score", json={"text": "Konon."}, headers=headers)
    assert "access-control-allow-origin" not in answer.headers


def test_pages_of_a_named_origin_may(make_client):
    client = make_client(Settings(cors=("https://meja.example",)))
    asked = {
        "Origin": "https://meja.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    before = client.options("/v1/score", headers=asked)
    answer = client.post(
        "/v1/score", json={"text": "Konon."}, headers={"Origin": "https://meja.example"}
    )
    other = client.post(
        "/v1/score", json={"text": "Konon."}, headers={"Origin": "https://lain.example"}
    )
    allow = "access-control-allow-origin"
    assert (before.status_code, before.headers[allow]) == (200, "https://meja.example")
    assert answer.headers[allow] == "https://meja.example"
    assert allow not in other.headers
