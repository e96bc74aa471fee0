"""Texts over REST: the numbers of Python, or a problem that tells what is wrong."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

REFUSED = {
    "empty": "holds no text",
    "white space": "holds no text",
    "half a surrogate pair": "holds half of a surrogate pair (character 12): not text",
    "NUL": "holds a NUL (character 11): not text",
    "UTF-16 taken for Latin-1": "holds a NUL (character 3): not text",
}


def numbers(article):
    return [(c["start"], c["end"], c["score"], c["level"]) for c in article["claims"]]


def test_odd_text_is_scored_as_in_python_or_a_problem(client, scorer, odd):
    name, text = odd
    body = json.dumps({"text": text})  # with escapes, so that half a pair can be sent
    answer = client.post("/v1/score", content=body, headers={"Content-Type": "application/json"})
    if name in REFUSED:
        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"pointer": "/text", "detail": REFUSED[name]}]
        return
    assert answer.status_code == 200
    article = answer.json()["article"]
    assert numbers(article) == numbers(scorer.score(text).to_dict())
    assert article["warnings"] == scorer.score(text).to_dict()["warnings"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_no_article_of_a_request_changes_another(client, scorer, any_articles, data):
    texts = data.draw(st.lists(any_articles, min_size=1, max_size=10))
    body = {"articles": [{"text": text} for text in texts]}
    told = client.post("/v1/score/batch", json=body).json()["articles"]
    assert list(map(numbers, told)) == [numbers(scorer.score(text).to_dict()) for text in texts]
