"""What must hold of scores and spans, whatever the text."""

from __future__ import annotations

from collections.abc import Iterable

from rumor.claims import LEVELS, SPECULATIVE_LEVELS, Claim, ScoredArticle
from rumor.errors import FileError
from rumor.scorer import EVIDENCE_KINDS


def check_spans(text: str, spans: Iterable[tuple[int, int]]) -> None:
    """Spans are in order, are not empty, and leave out nothing but white space."""
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text), (start, end)
        assert not text[position:start].strip(), "text between the spans"
        assert text[start:end] == text[start:end].strip(), "white space at an edge"
        position = end
    assert not text[position:].strip(), "text behind the spans"


def check_article(text: str, article: ScoredArticle) -> None:
    """The claims of a text are its sentences, and each is as it must be."""
    check_spans(text, [(claim.start, claim.end) for claim in article.claims])
    assert 0.0 <= article.score <= 1.0
    for claim in article.claims:
        assert claim.text == text[claim.start : claim.end]
        check_claim(claim, article.threshold, claim.start)


def check_error(error: FileError) -> None:
    """An error tells in one line what is wrong where, and what to do."""
    assert error.where
    assert error.reason
    assert error.remedy
    assert len(str(error).splitlines()) == 1, str(error)


def check_claim(claim: Claim, threshold: float, start: int = 0) -> None:
    """Score, level and evidence of a claim agree; `start`: where its text begins."""
    assert 0.0 <= claim.score <= 1.0, claim.score
    assert claim.level in LEVELS
    assert claim.speculative == (claim.score >= threshold) == (claim.level in SPECULATIVE_LEVELS)
    for span in (*claim.evidence, *claim.sources):
        assert start <= span.start < span.end <= start + len(claim.text)
        assert span.text == claim.text[span.start - start : span.end - start]
    assert all(found.kind in EVIDENCE_KINDS.values() for found in claim.evidence)
    begins = [found.start for found in claim.evidence]
    assert begins == sorted(begins)
    assert claim.speculative or not claim.evidence
