"""Results compared before anything is timed: what is made fast must give the same claims.

The reference is computed sentence by sentence, with every weight looked up by name and summed
without rounding. Its score may differ by what rounding in another order does (`ROUNDING`); levels,
evidence and spans must be equal, and so must all numbers that different calls give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum

from rumor.claims import Claim, Evidence, Span
from rumor.experiments.bench.row import DifferenceError
from rumor.explain import cue_values
from rumor.features.extract import analyse
from rumor.features.sentence import Sentence, sequence
from rumor.scorer import EVIDENCE_KINDS, Scorer
from rumor.text.segment import sentence_spans

TITLE = "Artikel"
"""Title that articles are compared with: given one, scoring looks for no heading."""

ROUNDING = 1e-12
"""Most that a score may differ from one whose sum was not rounded."""

_FEWER = (1, 7)
"""A batch is also scored with so many of its sentences, which must change nothing for those."""


def compare_batches(scorer: Scorer, batches: Sequence[Sequence[str]]) -> int:
    """Hold `Scorer.score_sentences` to the reference.

    Parameters
    ----------
    scorer : Scorer
    batches : sequence of sequence of str
        Sentences as they will be scored.

    Returns
    -------
    int
        How many claims were compared.

    Raises
    ------
    DifferenceError
        For the first claim that differs in anything.
    """
    compared = 0
    for number, batch in enumerate(batches, start=1):
        wanted = [reference(scorer, sentence) for sentence in sequence(batch)]
        found = scorer.score_sentences(batch).claims
        where = f"batch {number} of {len(batch)} sentences"
        compared += _same("score_sentences", where, found, wanted, ROUNDING)
        for size in _FEWER:
            fewer = scorer.score_sentences(batch[:size]).claims
            where = f"the first {size} sentences of batch {number}"
            compared += _same("score_sentences", where, fewer, found[:size])
    return compared


def compare_articles(scorer: Scorer, texts: Sequence[str]) -> int:
    """Hold `Scorer.score` to the reference and to `Scorer.score_sentences`.

    Parameters
    ----------
    scorer : Scorer
    texts : sequence of str

    Returns
    -------
    int
        How many claims were compared.

    Raises
    ------
    DifferenceError
        For the first claim that differs in anything.
    """
    compared = 0
    for number, text in enumerate(texts, start=1):
        spans = sentence_spans(text)
        sentences = [text[start:end] for start, end in spans]
        found = scorer.score(text, title=TITLE).claims
        by_sentence = scorer.score_sentences(sentences, title=TITLE).claims
        wanted = [reference(scorer, sentence) for sentence in sequence(sentences, title=TITLE)]
        where = f"article {number}"
        compared += _same("score_sentences", where, by_sentence, wanted, ROUNDING)
        shifted = [
            moved(claim, start) for claim, (start, _) in zip(by_sentence, spans, strict=True)
        ]
        compared += _same("score", where, found, shifted)
    return compared


def reference(scorer: Scorer, sentence: Sentence) -> Claim:
    """Score a sentence in the plainest way.

    Parameters
    ----------
    scorer : Scorer
    sentence : Sentence

    Returns
    -------
    Claim
        Its spans count from 0 within the sentence.
    """
    model, analysis, text = scorer.model, analyse(sentence), sentence.reading.text
    margins = _margins(scorer, {**analysis.values, **dict.fromkeys(analysis.words, 1.0)})
    score = model.calibrate(margins[0])
    speculative = score >= scorer.threshold
    level = model.level(margins, speculative=speculative)
    evidence = [
        Evidence(EVIDENCE_KINDS[cue.kind], text[cue.start : cue.end], cue.start, cue.end)
        for cue, value in (cue_values(model, analysis) if speculative else ())
        if cue.kind in EVIDENCE_KINDS and value > model.evidence_floor
    ]
    answering = analysis.sources if level not in ("none", "stated") else []
    sources = [Span(text[start:end], start, end) for start, end in answering]
    deleted = analysis.deleted
    return Claim(text, 0, len(text), score, speculative, level, evidence, sources, deleted)


def moved(claim: Claim, start: int) -> Claim:
    """Return a claim whose spans count from the beginning of an article."""
    return replace(
        claim,
        start=claim.start + start,
        end=claim.end + start,
        evidence=[
            replace(each, start=each.start + start, end=each.end + start) for each in claim.evidence
        ],
        sources=[
            replace(each, start=each.start + start, end=each.end + start) for each in claim.sources
        ],
    )


def _margins(scorer: Scorer, values: Mapping[str, float]) -> list[float]:
    """Sum the weights of named numbers, a column at a time."""
    weights = scorer.model.weights
    return [
        fsum([start, *(weights[name][at] * values[name] for name in values if name in weights)])
        for at, start in enumerate(scorer.model.intercepts)
    ]


def _same(
    what: str, where: str, found: Sequence[Claim], wanted: Sequence[Claim], rounding: float = 0.0
) -> int:
    if len(found) != len(wanted):
        raise DifferenceError(what, where, f"{len(found)} claims", len(wanted))
    for number, (ours, other) in enumerate(zip(found, wanted, strict=True), start=1):
        close = abs(ours.score - other.score) <= rounding
        if ours == (replace(other, score=ours.score) if close else other):
            continue
        name = next(
            name
            for name in Claim.__dataclass_fields__
            if getattr(ours, name) != getattr(other, name) and not (name == "score" and close)
        )
        place = f"{where}, sentence {number}, {name}"
        raise DifferenceError(what, place, getattr(ours, name), getattr(other, name))
    return len(found)
