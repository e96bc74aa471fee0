"""A text to one row."""

from __future__ import annotations

import pytest

from rumor.rows import row_of


def test_row_of_a_sentence_is_its_claim(tiny_scorer, sentences):
    (claim,) = tiny_scorer.score_sentences([sentences["rumoured"]]).claims

    row = row_of(tiny_scorer, sentences["rumoured"], unit="sentence")

    assert list(row) == ["score", "speculative", "level", "evidence"]
    assert row["score"] == claim.score
    assert row["speculative"] is True
    assert row["level"] == "rumoured"
    assert row["evidence"] == claim.to_dict()["evidence"]


def test_a_sentence_is_not_split(tiny_scorer):
    text = "Mungkin jembatan ditutup. Konon tiangnya retak."

    row = row_of(tiny_scorer, text, unit="sentence")

    assert row["score"] == tiny_scorer.score_sentences([text]).claims[0].score
    assert {item["text"] for item in row["evidence"]} == {"Mungkin", "Konon"}


def test_row_of_an_article_has_its_score_and_the_level_of_its_most_speculative_claim(
    tiny_scorer, sentences
):
    text = f"{sentences['stated']} {sentences['hedged']} {sentences['rumoured']}"
    article = tiny_scorer.score(text)

    row = row_of(tiny_scorer, text)

    assert row["score"] == article.score
    assert row["level"] == article.ranked()[0].level == "rumoured"
    assert row["speculative"] is True


def test_evidence_of_an_article_is_that_of_all_claims_in_order_of_the_text(tiny_scorer, sentences):
    text = f"{sentences['hedged']} {sentences['rumoured']}"

    evidence = row_of(tiny_scorer, text)["evidence"]

    assert [item["text"] for item in evidence] == ["Mungkin", "dikabarkan"]
    assert [text[item["start"] : item["end"]] for item in evidence] == ["Mungkin", "dikabarkan"]


@pytest.mark.parametrize("text", ["Mengapa jembatan itu retak?", "   "])
def test_an_article_without_a_claim_has_level_none(tiny_scorer, text):
    assert row_of(tiny_scorer, text) == {
        "score": 0.0,
        "speculative": False,
        "level": "none",
        "evidence": [],
    }


def test_title_is_context(scorer):
    text = "Baterainya 6.000 mAh."

    with_title = row_of(scorer, text, "Bocoran Senja 9: konon lebih tipis", "sentence")

    (claim,) = scorer.score_sentences([text], title="Bocoran Senja 9: konon lebih tipis").claims
    assert with_title["score"] == claim.score
    assert with_title["score"] != row_of(scorer, text, unit="sentence")["score"]
