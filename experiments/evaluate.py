"""Scoring the dev splits with the portable model, as a user would, and judging the result."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rumor.claims import LEVELS, Claim
from rumor.experiments.corpus import LEVELS as GOLD_LEVELS
from rumor.experiments.corpus import Corpus, Passage
from rumor.experiments.corpus import Sentence as Labelled
from rumor.experiments.examples import runs
from rumor.experiments.metrics import Judged, overlap_counts
from rumor.scorer import Scorer

SAMPLED = ("random", "cue", "strong", "spec", "deleted")
HARD = ("active", "positive")


@dataclass(frozen=True, slots=True)
class Scored:
    """A labelled sentence and the claim that scoring made of it."""

    passage: Passage
    gold: Labelled
    claim: Claim


def score_passages(scorer: Scorer, passages: Sequence[Passage]) -> tuple[list[Scored], float]:
    """Score passages through the public interface.

    Parameters
    ----------
    scorer : Scorer
    passages : sequence of Passage

    Returns
    -------
    scored : list of Scored
        Broken sentences are context only.
    seconds : float
        Time spent in scoring.
    """
    scored: list[Scored] = []
    seconds = 0.0
    for passage in passages:
        for golds, before in runs(passage):
            started = time.perf_counter()
            texts = [gold.text for gold in golds]
            article = scorer.score_sentences(texts, title=passage.title, before=before)
            seconds += time.perf_counter() - started
            scored += [
                Scored(passage, gold, claim)
                for gold, claim in zip(golds, article.claims, strict=True)
                if not gold.broken
            ]
    return scored, seconds


def judge(scored: Sequence[Scored]) -> Judged:
    """Put gold labels and predictions side by side.

    Parameters
    ----------
    scored : sequence of Scored

    Returns
    -------
    Judged
    """
    passages: dict[str, int] = {}
    return Judged(
        groups=np.array([passages.setdefault(s.passage.id, len(passages)) for s in scored]),
        gold=np.array([int(s.gold.speculative) for s in scored]),
        score=np.array([s.claim.score for s in scored]),
        flagged=np.array([s.claim.speculative for s in scored]),
        gold_level=np.array([GOLD_LEVELS.index(s.gold.level) for s in scored]),
        level=np.array([LEVELS.index(s.claim.level) for s in scored]),
        evidence=np.array(
            [
                overlap_counts(
                    s.gold.cues,
                    [(e.start - s.claim.start, e.end - s.claim.start) for e in s.claim.evidence],
                )
                for s in scored
            ]
        ),
        sources=np.array(
            [
                overlap_counts(
                    s.gold.sources,
                    [(e.start - s.claim.start, e.end - s.claim.start) for e in s.claim.sources],
                )
                for s in scored
            ]
        ),
        gold_deleted=np.array([s.gold.deleted for s in scored]),
        deleted=np.array([s.claim.deleted for s in scored]),
    )


def dev_sets(corpora: Sequence[Corpus]) -> dict[str, list[Passage]]:
    """Name the dev sets that results are reported for.

    Parameters
    ----------
    corpora : sequence of Corpus

    Returns
    -------
    dict of str to list of Passage
        One a corpus; a sampled corpus also in two parts, ``-sampled`` and ``-hard``, for strata
        drawn without and with a first model's help.
    """
    sets: dict[str, list[Passage]] = {}
    for corpus in corpora:
        dev = list(corpus.split("dev"))
        parts: dict[str, Callable[[Passage], bool]] = {
            corpus.name: lambda _: True,
            f"{corpus.name}-sampled": lambda passage: passage.stratum in SAMPLED,
            f"{corpus.name}-hard": lambda passage: passage.stratum in HARD,
        }
        for name, belongs in parts.items():
            members = [passage for passage in dev if belongs(passage)]
            if members:
                sets[name] = members
    return sets
