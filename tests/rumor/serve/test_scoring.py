from __future__ import annotations

import json
import math
from importlib.resources import files

import jsonschema
import pytest

from rumor.explain import counterfactual
from rumor.inputs.document import Document
from rumor.report.machine import article_dict
from rumor.report.result import Result
from rumor.serve.settings import Settings

NEWS = (
    "Konon tiang Jembatan Kaligondang retak.\n"
    "Camat Weru Lestari mengatakan jembatan itu dibuka Senin. "
    "Mungkin jalan lingkarnya ikut ditutup, menurut unggahan yang kini dihapus."
)


def valid(document: object) -> bool:
    text = (files("rumor.report") / "rumor-1.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(document, json.loads(text))
    return True


def test_article_scores_as_in_python(client, scorer):
    answer = client.post("/v1/score", json={"text": NEWS})
    expected = article_dict(Result(Document("text", NEWS), scorer.score(NEWS)))
    assert answer.status_code == 200
    assert answer.json()["article"] == expected


def test_article_is_as_the_published_schema_says(client):
    answer = client.post("/v1/score", json={"text": NEWS}).json()
    assert valid({**answer, "articles": [answer["article"]]})


def test_title_is_context(client, scorer):
    text, title = "Benarkah? Itu belum jelas.", "Jembatan Kaligondang dikabarkan retak"
    article = client.post("/v1/score", json={"text": text, "title": title}).json()["article"]
    expected = scorer.score(text, title)
    assert article["title"] == title
    assert [claim["score"] for claim in article["claims"]] == [c.score for c in expected.claims]
    assert expected.claims != scorer.score(text).claims


def test_threshold_of_a_request_is_its_own(client, scorer):
    strict = client.post("/v1/score", json={"text": NEWS, "threshold": 1.0}).json()["article"]
    usual = client.post("/v1/score", json={"text": NEWS}).json()["article"]
    assert (strict["threshold"], strict["counts"]["speculative"]) == (1.0, 0)
    assert usual["threshold"] == scorer.threshold
    assert usual["counts"]["speculative"] > 0


def test_threshold_of_the_service_is_that_of_its_scorer(scorer):
    from fastapi.testclient import TestClient

    from rumor.scorer import Scorer
    from rumor.serve.app import create_app

    with TestClient(create_app(Scorer(scorer.model, threshold=0.99), Settings())) as client:
        article = client.post("/v1/score", json={"text": NEWS}).json()["article"]
        assert client.get("/v1/model").json()["threshold"] == 0.99
    assert article["threshold"] == 0.99


def test_offsets_count_characters_beyond_the_basic_plane(client):
    text = "😀 Konon tiang Jembatan Kaligondang retak."
    (claim, *_) = client.post("/v1/score", json={"text": text}).json()["article"]["claims"]
    cue = claim["evidence"][0]
    assert text[cue["start"] : cue["end"]] == cue["text"] == "Konon"


def test_batch_has_one_article_for_each_in_order(client, scorer):
    texts = [f"Konon Jembatan Kaligondang {number} retak." for number in range(7)]
    body = {"articles": [{"id": f"berita-{n}", "text": text} for n, text in enumerate(texts)]}
    answer = client.post("/v1/score/batch", json=body).json()
    assert valid(answer)
    assert [article["id"] for article in answer["articles"]] == [f"berita-{n}" for n in range(7)]
    assert [article["claims"][0]["text"] for article in answer["articles"]] == texts
    assert [article["score"] for article in answer["articles"]] == [
        scorer.score(text).score for text in texts
    ]


def test_batch_names_articles_by_id_or_place(client):
    body = {"articles": [{"text": NEWS}, {"id": 7, "text": NEWS}]}
    first, second = client.post("/v1/score/batch", json=body).json()["articles"]
    assert (first["name"], "id" in first) == ("/articles/0", False)
    assert (second["name"], second["id"]) == ("7", 7)


@pytest.mark.parametrize(
    ("bad", "pointer", "reason"),
    [
        ({"id": "b"}, "/articles/1/text", "is missing"),
        ({"id": "b", "text": 5}, "/articles/1/text", "should be a valid string"),
        ({"id": "b", "text": " \n"}, "/articles/1/text", "holds no text"),
        ({"id": "b", "text": "a\0"}, "/articles/1/text", "holds a NUL (character 1): not text"),
        ({"id": "b", "text": "a", "tilte": ""}, "/articles/1/tilte", "unknown key"),
        ("Konon retak.", "/articles/1", "should be an object"),
        (None, "/articles/1", "should be an object"),
    ],
)
def test_bad_article_of_a_batch_costs_no_other(client, bad, pointer, reason):
    body = {"articles": [{"text": NEWS}, bad, {"text": NEWS}]}
    answer = client.post("/v1/score/batch", json=body)
    before, problem, after = answer.json()["articles"]
    assert answer.status_code == 200
    assert before["claims"] == after["claims"] != []
    assert (problem["type"], problem["status"]) == ("/problems/invalid", 422)
    assert problem["errors"] == [{"pointer": pointer, "detail": reason}]
    assert problem.get("id") == (bad["id"] if isinstance(bad, dict) else None)


@pytest.mark.parametrize("id", [True, 1.5, [], "a\ud800"])
def test_id_that_is_none_is_told_and_not_repeated(client, id):
    content = json.dumps({"articles": [{"id": id, "text": NEWS}]})
    headers = {"Content-Type": "application/json"}
    (problem,) = client.post("/v1/score/batch", content=content, headers=headers).json()["articles"]
    assert problem["errors"][0]["pointer"] == "/articles/0/id"
    assert (problem["name"], "id" in problem) == ("/articles/0", False)


def test_threshold_of_a_batch_is_for_all_its_articles(client):
    body = {"articles": [{"text": NEWS}, {"text": NEWS}], "threshold": 0.0}
    answer = client.post("/v1/score/batch", json=body).json()
    assert [article["threshold"] for article in answer["articles"]] == [0.0, 0.0]


def test_batch_with_too_many_articles_is_told_the_limit(make_client):
    client = make_client(Settings(max_batch=2))
    answer = client.post("/v1/score/batch", json={"articles": [{"text": NEWS}] * 3})
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/too-many-articles"
    assert answer.json()["max_batch"] == 2


def test_empty_batch_is_a_mistake(client):
    answer = client.post("/v1/score/batch", json={"articles": []})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/articles"


def test_article_of_a_batch_that_is_out_of_time_has_a_problem_in_its_place(make_client):
    slow = "Konon tiang Jembatan Kaligondang retak. " * 20_000
    client = make_client(Settings(timeout_seconds=0.5))
    answer = client.post("/v1/score/batch", json={"articles": [{"text": NEWS}, {"text": slow}]})
    first, second = answer.json()["articles"]
    assert first["claims"]
    assert second["type"] == "/problems/took-too-long"


def test_explanation_is_that_of_python(client, scorer):
    answer = client.post("/v1/explain", json={"text": NEWS}).json()
    for told, expected in zip(answer["sentences"], scorer.explain(NEWS), strict=True):
        assert (told["margin"], told["log_odds"]) == (expected.margin, expected.log_odds)
        assert [part["value"] for part in told["contributions"]] == [
            part.value for part in expected.contributions
        ]
        assert [part["without"] for part in told["contributions"]] == expected.without
        other = counterfactual(expected, scorer.threshold)
        assert (told["counterfactual"] is None) == (other is None)
        if other is not None:
            assert told["counterfactual"]["score"] == other.score


def test_contributions_of_an_explanation_sum_to_its_log_odds(client):
    (sentence, *_) = client.post("/v1/explain", json={"text": NEWS}).json()["sentences"]
    total = sum(part["value"] for part in sentence["contributions"])
    assert math.isclose(total, sentence["log_odds"])
    assert math.isclose(1 / (1 + math.exp(-total)), sentence["claim"]["score"])


def test_claims_of_an_explanation_are_those_of_the_score(client):
    article = client.post("/v1/score", json={"text": NEWS}).json()["article"]
    explained = client.post("/v1/explain", json={"text": NEWS}).json()
    assert [sentence["claim"] for sentence in explained["sentences"]] == article["claims"]
    assert explained["score"] == article["score"]
