"""Claims and scored articles as plain data."""

from __future__ import annotations

import dataclasses
import json

import pytest

from rumor.claims import LEVELS, SPECULATIVE_LEVELS, Claim, Evidence, ScoredArticle, Span


def claim(score: float, level: str = "stated", start: int = 0) -> Claim:
    text = "Kabarnya pasar itu pindah."
    return Claim(
        text=text,
        start=start,
        end=start + len(text),
        score=score,
        speculative=level in SPECULATIVE_LEVELS,
        level=level,
        evidence=[Evidence("hearsay", "Kabarnya", start, start + 8)],
        sources=[Span("pasar", start + 9, start + 14)],
        deleted=False,
    )


def test_levels_stand_in_the_order_of_the_guidelines():
    assert LEVELS == ("none", "stated", "attributed", "hedged", "rumoured")


def test_only_hedged_and_rumoured_are_speculative():
    assert {"hedged", "rumoured"} == SPECULATIVE_LEVELS


def test_article_score_is_the_mean_over_sentences_that_make_a_claim():
    article = ScoredArticle([claim(0.9, "rumoured"), claim(0.1), claim(0.4, "none")], 0.5)
    assert article.score == pytest.approx(0.5)


@pytest.mark.parametrize("claims", [[], [claim(0.4, "none")]], ids=["empty", "no claim"])
def test_article_without_claims_scores_zero(claims):
    assert ScoredArticle(claims, 0.5).score == 0.0


def test_ranking_puts_the_most_speculative_first():
    article = ScoredArticle([claim(0.2), claim(0.9, "rumoured"), claim(0.6, "hedged")], 0.5)
    assert [c.score for c in article.ranked()] == [0.9, 0.6, 0.2]


def test_ranking_keeps_the_order_of_the_text_among_equals():
    article = ScoredArticle([claim(0.7, "hedged", 60), claim(0.7, "hedged", 30)], 0.5)
    assert [c.start for c in article.ranked()] == [30, 60]


def test_ranking_leaves_out_sentences_without_a_claim():
    article = ScoredArticle([claim(0.4, "none"), claim(0.2)], 0.5)
    assert [c.level for c in article.ranked()] == ["stated"]


def test_ranking_leaves_the_claims_in_the_order_of_the_text():
    article = ScoredArticle([claim(0.2), claim(0.9, "rumoured")], 0.5)
    article.ranked()
    assert [c.score for c in article.claims] == [0.2, 0.9]


def test_claim_as_dict_has_its_attributes_in_order():
    assert list(claim(0.9, "rumoured").to_dict()) == [
        "text",
        "start",
        "end",
        "score",
        "speculative",
        "level",
        "evidence",
        "sources",
        "deleted",
    ]


def test_spans_become_dicts():
    plain = claim(0.9, "rumoured").to_dict()
    assert plain["evidence"] == [{"kind": "hearsay", "text": "Kabarnya", "start": 0, "end": 8}]
    assert plain["sources"] == [{"text": "pasar", "start": 9, "end": 14}]


def test_article_as_dict_has_score_threshold_warnings_and_claims():
    article = ScoredArticle([claim(0.9, "rumoured")], 0.5)
    claims = [article.claims[0].to_dict()]
    expected = {"score": 0.9, "threshold": 0.5, "warnings": [], "claims": claims}
    assert article.to_dict() == expected


def test_article_as_dict_survives_json():
    plain = ScoredArticle([claim(0.9, "rumoured"), claim(0.1)], 0.5).to_dict()
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.parametrize(
    "value",
    [Span("pasar", 0, 5), Evidence("hedge", "mungkin", 0, 7), claim(0.1), ScoredArticle([], 0.5)],
    ids=lambda value: type(value).__name__,
)
def test_results_cannot_be_changed(value):
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)
