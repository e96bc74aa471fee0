"""What is fast gives the same claims as the plain computation, or its speed is not told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rumor.claims import Claim, ScoredArticle
from rumor.experiments.bench.row import DifferenceError
from rumor.experiments.bench.sameness import compare_articles, compare_batches
from rumor.scorer import Scorer

BATCH = [
    "Jembatan Kaligondang dikabarkan retak.",
    '"Retaknya mungkin sudah lama,',
    'dan belum diperbaiki," kata Camat Weru Lestari.',
    "Menurut unggahan yang kini dihapus, pagarnya hilang.",
    "Jembatan itu dibuka Senin.",
    "Mengapa jembatan itu retak?",
    "Perbaikannya diperkirakan selesai pekan depan.",
    "Warga lega.",
]
ARTICLE = "Jembatan Kaligondang retak\n\n" + " ".join(BATCH)


class Changed(Scorer):
    """A scorer with one claim in each text that is not what it should be."""

    def __init__(self, scorer: Scorer, **changes: object) -> None:
        super().__init__(scorer.model)
        self._changes = changes

    def _change(self, article: ScoredArticle) -> ScoredArticle:
        claims: list[Claim] = [*article.claims[:-1], replace(article.claims[-1], **self._changes)]
        return ScoredArticle(claims, article.threshold)

    def score(self, text, title=""):
        return self._change(super().score(text, title))

    def score_sentences(self, sentences, title="", before=""):
        return self._change(super().score_sentences(sentences, title, before))


class Forgetful(Scorer):
    """A scorer that loses the last claim."""

    def score_sentences(self, sentences, title="", before=""):
        article = super().score_sentences(sentences, title, before)
        return ScoredArticle(article.claims[:-1], article.threshold)


def test_the_shipped_scorer_agrees_with_the_plain_computation(scorer):
    assert compare_batches(scorer, [BATCH]) == len(BATCH) + 1 + 7
    assert compare_articles(scorer, [ARTICLE]) == 2 * 8  # the quotation is one sentence


def test_a_score_that_is_off_by_little_is_told_with_its_place(scorer):
    wrong = Changed(scorer, score=0.25)

    with pytest.raises(DifferenceError, match=r"batch 1 of 8 sentences, sentence 8, score: 0\.25"):
        compare_batches(wrong, [BATCH])


def test_rounding_in_another_order_is_no_difference(scorer):
    (claim,) = scorer.score_sentences(BATCH[:1]).claims
    assert compare_batches(Changed(scorer, score=claim.score + 1e-14), [BATCH[:1]])

    with pytest.raises(DifferenceError, match="score"):
        compare_batches(Changed(scorer, score=claim.score + 1e-9), [BATCH[:1]])


class Moody(Scorer):
    """A scorer whose scores depend on how many sentences it is given."""

    def score_sentences(self, sentences, title="", before=""):
        article = super().score_sentences(sentences, title, before)
        shift = len(article.claims) * 1e-15
        claims = [replace(claim, score=claim.score + shift) for claim in article.claims]
        return ScoredArticle(claims, article.threshold)


def test_scores_that_depend_on_the_size_of_the_batch_are_told_however_close(scorer):
    with pytest.raises(
        DifferenceError, match="the first 1 sentences of batch 1, sentence 1, score"
    ):
        compare_batches(Moody(scorer.model), [BATCH])


def test_evidence_that_is_missing_is_told(scorer):
    wrong = Changed(scorer, evidence=[])

    with pytest.raises(DifferenceError, match=r"sentence 1, evidence: \[\] instead of"):
        compare_batches(wrong, [BATCH[:1]])


def test_a_claim_that_is_missing_is_told(scorer):
    with pytest.raises(DifferenceError, match="7 claims instead of 8"):
        compare_batches(Forgetful(scorer.model), [BATCH])


def test_an_article_with_a_wrong_span_is_told(scorer):
    with pytest.raises(DifferenceError, match="article 1, sentence 8, end"):
        compare_articles(Changed(scorer, end=3), [ARTICLE])
