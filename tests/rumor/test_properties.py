"""What holds for every text, with the shipped model: spans, scores, context, neighbours."""

from __future__ import annotations

import dataclasses
import itertools
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.claims import Claim, ScoredArticle
from rumor.cli import main
from rumor.scorer import Scorer

TITLE = "Kabar Desa"


def check(article: ScoredArticle, text: str) -> None:
    """Hold an article to what is promised of every article."""
    at = 0
    assert 0.0 <= article.score <= 1.0
    for claim in article.claims:
        assert 0.0 <= claim.score <= 1.0
        assert at <= claim.start < claim.end <= len(text)
        assert not text[at : claim.start].strip()
        for span in (claim, *claim.evidence, *claim.sources):
            assert claim.start <= span.start < span.end <= claim.end
            assert text[span.start : span.end] == span.text
        for spans in (claim.evidence, claim.sources):
            for first, second in itertools.pairwise(spans):
                assert first.end <= second.start
        at = claim.end
    assert not text[at:].strip()


def moved(claim: Claim, by: int) -> Claim:
    """Return a claim as it is when its text stands further behind."""

    def move(span):
        return dataclasses.replace(span, start=span.start + by, end=span.end + by)

    evidence, sources = map(move, claim.evidence), map(move, claim.sources)
    return dataclasses.replace(move(claim), evidence=list(evidence), sources=list(sources))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_spans_index_the_input_and_scores_are_probabilities(scorer: Scorer, any_articles, data):
    text = data.draw(st.one_of(any_articles, st.text(max_size=80)))
    check(scorer.score(text), text)


def test_odd_text_gets_a_result_like_any_other(scorer: Scorer, odd):
    _, text = odd
    check(scorer.score(text), text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "harga cabai dikabarkan naik " * 36_000,
        "cabai" * 200_000,
        "." * 1_000_000,
        "“" * 100_000 + "Harga naik" + "”" * 100_000,
    ],
    ids=["one sentence", "no space", "stops", "nested quotations"],
)
def test_megabyte_of_anything_gets_a_result_in_bounded_time(scorer: Scorer, text):
    began = time.process_time()
    check(scorer.score(text), text)
    assert time.process_time() - began < 60


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_scoring_twice_gives_the_same(scorer: Scorer, any_articles, data):
    text = data.draw(any_articles)
    assert scorer.score(text) == scorer.score(text)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_sentences_score_the_same_in_any_batches_that_tell_the_sentence_before(
    scorer: Scorer, plain_articles, data
):
    sentences = data.draw(plain_articles)
    cuts = data.draw(st.sets(st.integers(0, len(sentences))))
    edges = sorted({0, len(sentences), *cuts})
    claims: list[Claim] = []
    for first, last in itertools.pairwise(edges):
        before = sentences[first - 1] if first else ""
        claims += scorer.score_sentences(sentences[first:last], TITLE, before).claims
    assert claims == scorer.score_sentences(sentences, TITLE).claims


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_whole_text_scores_as_its_sentences_do(scorer: Scorer, plain_articles, data):
    sentences = data.draw(plain_articles)
    whole = scorer.score(" ".join(sentences), TITLE).claims
    split = scorer.score_sentences(sentences, TITLE).claims
    assert [moved(each, at.start) for each, at in zip(split, whole, strict=True)] == whole


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_article_behind_another_changes_neither(scorer: Scorer, plain_articles, data):
    first, second = data.draw(plain_articles), data.draw(plain_articles)
    ahead = " ".join(first) + "\n\n"
    both = scorer.score(ahead + " ".join(second), TITLE).claims
    assert both[: len(first)] == scorer.score(ahead, TITLE).claims
    # Of the one behind, the first sentence is told what stands before it; nothing else is new.
    alone = scorer.score(" ".join(second), TITLE).claims
    behind = both[len(first) :]
    assert [claim.text for claim in behind] == [claim.text for claim in alone]
    assert behind[1:] == [moved(claim, len(ahead)) for claim in alone[1:]]


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_command_gives_the_numbers_of_python(scorer: Scorer, any_articles, data):
    texts = data.draw(st.lists(any_articles, min_size=1, max_size=6))
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "berita.jsonl"), Path(folder, "hasil.json")
        source.write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts))
        assert main(["score", str(source), "--format", "json", "--output", str(target)]) == 0
        told = json.loads(target.read_text(encoding="utf-8"))["articles"]
    scored = [scorer.score(text) for text in texts]
    assert [each["score"] for each in told] == [article.score for article in scored]
    for each, article in zip(told, scored, strict=True):
        numbers = [(c["start"], c["end"], c["score"], c["level"]) for c in each["claims"]]
        assert numbers == [(c.start, c.end, c.score, c.level) for c in article.claims]
        evidence = [[(e["start"], e["end"]) for e in c["evidence"]] for c in each["claims"]]
        assert evidence == [[(e.start, e.end) for e in c.evidence] for c in article.claims]
