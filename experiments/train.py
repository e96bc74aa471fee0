"""Corpora to a trained, evaluated and exported model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sklearn.pipeline import Pipeline

from rumor import __version__
from rumor.experiments.corpus import LEVELS, Corpus, shared_texts
from rumor.experiments.evaluate import Scored, dev_sets, judge, score_passages
from rumor.experiments.examples import Example, read_examples, without_texts
from rumor.experiments.export import to_portable
from rumor.experiments.fingerprint import feature_digest
from rumor.experiments.metrics import RESAMPLES, Interval, Judged, intervals
from rumor.experiments.pipeline import make_pipeline
from rumor.features.extract import schema_hash
from rumor.portable import PortableModel
from rumor.scorer import Scorer

SETTINGS: dict[str, Any] = {
    "rows__words": True,
    "frequent__min_count": 3,
    "classify__C": 0.015,
    "classify__rarity": 1.0,
    "classify__level_C": 0.03,
    "classify__folds": 5,
    "classify__seed": 0,
}
"""Settings of the shipped model, by scikit-learn's names."""

EVIDENCE_FLOOR = 0.25
"""What a cue must add to the margin to be shown as evidence."""


@dataclass(frozen=True)
class Evaluation:
    """How a model does on one dev set.

    Attributes
    ----------
    name : str
    scored : list of Scored
    judged : Judged
    measures : dict of str to Interval
    sentences_per_second : float
        On the machine and at the time of the run.
    """

    name: str
    scored: list[Scored]
    judged: Judged
    measures: dict[str, Interval]
    sentences_per_second: float


@dataclass(frozen=True)
class Trained:
    """What a training gives.

    Attributes
    ----------
    corpora : tuple of Corpus
    examples : list of Example
        What was trained on.
    pipeline : sklearn.pipeline.Pipeline
    model : PortableModel
    evaluations : list of Evaluation
    settings : dict
        By scikit-learn's names, as `SETTINGS`.
    """

    corpora: tuple[Corpus, ...]
    examples: list[Example]
    pipeline: Pipeline
    model: PortableModel
    evaluations: list[Evaluation] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=lambda: dict(SETTINGS))


def train(
    corpora: Sequence[Corpus],
    *,
    settings: dict[str, Any] | None = None,
    resamples: int = RESAMPLES,
) -> Trained:
    """Train on the train splits of corpora and evaluate on their dev splits.

    Parameters
    ----------
    corpora : sequence of Corpus
    settings : dict, optional
        As `SETTINGS`, which holds when left out.
    resamples : int
        Bootstrap resamples behind each interval.

    Returns
    -------
    Trained
        The same corpora, settings and release give the same model.
    """
    settings = dict(SETTINGS if settings is None else settings)
    examples = training_examples(corpora)
    pipeline = fit(examples, settings)
    model = to_portable(pipeline, EVIDENCE_FLOOR, {})
    evaluations = evaluate(model, corpora, resamples)
    model = replace(model, about=_about(corpora, examples, evaluations, settings))
    return Trained(tuple(corpora), examples, pipeline, model, evaluations, settings)


def training_examples(corpora: Sequence[Corpus]) -> list[Example]:
    """Read the train splits, less the sentences that are reprinted in a dev split."""
    passages = [passage for corpus in corpora for passage in corpus.passages]
    examples = read_examples(passage for passage in passages if passage.split == "train")
    return without_texts(examples, shared_texts(passages))


def fit(examples: Sequence[Example], settings: dict[str, Any] | None = None) -> Pipeline:
    """Fit the pipeline, holding out whole passages for calibration and threshold.

    Parameters
    ----------
    examples : sequence of Example
    settings : dict, optional
        As `SETTINGS`, which holds when left out.

    Returns
    -------
    sklearn.pipeline.Pipeline
    """
    return make_pipeline(settings or SETTINGS).fit(
        [example.sentence for example in examples],
        [LEVELS.index(example.gold.level) for example in examples],
        classify__groups=[example.passage.id for example in examples],
    )


def evaluate(
    model: PortableModel, corpora: Sequence[Corpus], resamples: int = RESAMPLES
) -> list[Evaluation]:
    """Score every dev set with the portable model and measure the result.

    Parameters
    ----------
    model : PortableModel
    corpora : sequence of Corpus
    resamples : int

    Returns
    -------
    list of Evaluation
    """
    scorer = Scorer(model)
    evaluations = []
    for name, passages in dev_sets(corpora).items():
        scored, seconds = score_passages(scorer, passages)
        judged = judge(scored)
        measures = intervals(judged, resamples=resamples)
        evaluations.append(Evaluation(name, scored, judged, measures, len(scored) / seconds))
    return evaluations


def _about(
    corpora: Sequence[Corpus],
    examples: Sequence[Example],
    evaluations: Sequence[Evaluation],
    settings: dict[str, Any],
) -> dict[str, Any]:
    return {
        "version": __version__,
        "schema_hash": schema_hash(),
        "feature_digest": feature_digest(),
        "corpora": [{"name": corpus.name, "sha256": corpus.sha256} for corpus in corpora],
        "training_sentences": len(examples),
        "settings": settings,
        "measures": {
            evaluation.name: {
                name: [round(number, 4) for number in (i.value, i.low, i.high)]
                for name, i in evaluation.measures.items()
                if not math.isnan(i.value)
            }
            for evaluation in evaluations
        },
    }
