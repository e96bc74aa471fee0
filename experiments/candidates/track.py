"""A comparison as MLflow runs: a parent, and one run nested in it for each candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mlflow

from rumor.experiments.candidates.compare import Comparison
from rumor.experiments.candidates.registry import REFERENCE
from rumor.experiments.candidates.run import FOLDS, Outcome
from rumor.experiments.corpus import Corpus
from rumor.experiments.metrics import Interval


def log_comparison(
    comparison: Comparison,
    outcomes: Sequence[Outcome],
    skipped: Mapping[str, str],
    corpora: Sequence[Corpus],
    text: str,
) -> None:
    """Log a comparison below the open run.

    Parameters
    ----------
    comparison : Comparison
    outcomes : sequence of Outcome
    skipped : mapping of str to str
        Reasons by candidate; they become tags of the open run.
    corpora : sequence of Corpus
    text : str
        The table, kept as an artifact of the open run.
    """
    mlflow.log_params(
        {"reference": REFERENCE, "folds": FOLDS}
        | {f"corpus.{corpus.name}": corpus.sha256[:16] for corpus in corpora}
    )
    mlflow.set_tags({"rumor.best": comparison.best, "rumor.chosen": comparison.chosen})
    mlflow.set_tags({f"rumor.skipped.{name}": reason for name, reason in skipped.items()})
    mlflow.log_text(text, "comparison.txt")
    for outcome in outcomes:
        with mlflow.start_run(run_name=outcome.candidate.name, nested=True):
            mlflow.log_params(_params(outcome))
            mlflow.log_metrics(_metrics(comparison, outcome))


def _params(outcome: Outcome) -> dict[str, Any]:
    candidate = outcome.candidate
    return {
        "candidate": candidate.name,
        "complexity": candidate.complexity,
        "columns": "+".join(candidate.blocks),
        "parts": "+".join(candidate.parts),
        **{f"settings.{name}": value for name, value in candidate.params.items()},
    }


def _metrics(comparison: Comparison, outcome: Outcome) -> dict[str, float]:
    name = outcome.candidate.name
    metrics = {
        "threshold": outcome.threshold,
        "fit_seconds": outcome.fit_seconds,
        "sentences_per_second": outcome.sentences_per_second,
    }
    for key, interval in comparison.measures[name].items():
        metrics |= _ends(key, interval)
    for key, interval in comparison.differences.get(name, {}).items():
        metrics |= _ends(f"{key}_difference", interval)
    for key, value in comparison.level_f1.get(name, {}).items():
        metrics[f"{key}/level_f1"] = value
    return metrics


def _ends(key: str, interval: Interval) -> dict[str, float]:
    ends = {key: interval.value, f"{key}_low": interval.low, f"{key}_high": interval.high}
    return {name: value for name, value in ends.items() if value == value}  # nan: no meaning here
