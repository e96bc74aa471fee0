"""One MLflow run for one training: what went in, what came out, how well it does."""

from __future__ import annotations

import subprocess
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import joblib
import mlflow
import pandas as pd
from mlflow.data.pandas_dataset import from_pandas
from mlflow.entities import RunStatus

from rumor import __version__
from rumor.experiments import processes
from rumor.experiments.corpus import Corpus, Split
from rumor.experiments.figures import (
    coefficients_figure,
    confusion_figure,
    precision_recall_figure,
    reliability_figure,
    whole_sets,
)
from rumor.experiments.logged_model import log_model
from rumor.experiments.predictions import FILE, to_frame
from rumor.experiments.store import open_store, store_errors
from rumor.experiments.train import EVIDENCE_FLOOR, Evaluation, Trained
from rumor.features.extract import schema_hash
from rumor.portable import write_model

WORST_ERRORS = 100

KIND, TRAINING = "rumor.kind", "training"
"""Tag of the runs that `log_training` logs to, and its value."""


@contextmanager
def tracked_run(uri: str, name: str | None = None) -> Iterator[str]:
    """Open an MLflow run; it ends FAILED if the block raises.

    What a process of this machine has left open that was killed, or could not end its run for want
    of room, is ended first.

    Parameters
    ----------
    uri : str
        Tracking store, e.g. ``sqlite:///mlflow.db``.
    name : str, optional
        Name of the run; MLflow makes one up when left out.

    Yields
    ------
    str
        Id of the run.

    Raises
    ------
    rumor.errors.RumorError
        If the store cannot be used, or not any more.
    """
    experiment = open_store(uri)
    tags = run_tags() | processes.own_tags()
    with store_errors(uri):
        end_abandoned(experiment)
        with mlflow.start_run(run_name=name, tags=tags) as run:
            yield run.info.run_id


def end_abandoned(experiment: str) -> None:
    """End the runs of an experiment as killed whose process was on this machine and is gone.

    Parameters
    ----------
    experiment : str
        Its id, in the current store.
    """
    client = mlflow.MlflowClient()
    for run in client.search_runs([experiment], "attributes.status = 'RUNNING'"):
        if processes.state(run.data.tags) is processes.State.GONE:
            client.set_terminated(run.info.run_id, RunStatus.to_string(RunStatus.KILLED))


def log_training(trained: Trained) -> None:
    """Log a training to the open run.

    Parameters
    ----------
    trained : Trained
    """
    mlflow.set_tag(KIND, TRAINING)
    mlflow.log_params(
        trained.settings
        | {"evidence_floor": EVIDENCE_FLOOR, "training_sentences": len(trained.examples)}
    )
    for corpus in trained.corpora:
        mlflow.log_input(_dataset(corpus, "train"), context="training")
        mlflow.log_input(_dataset(corpus, "dev"), context="evaluation")
    # In this order: what is logged first, MLflow draws first.
    for evaluation in trained.evaluations:
        mlflow.log_metrics(_metrics(evaluation))
    mlflow.log_metric("threshold", trained.model.threshold)
    figures = {
        "precision_recall.png": precision_recall_figure(trained.evaluations),
        "reliability.png": reliability_figure(trained.evaluations),
        "confusion_levels.png": confusion_figure(trained.evaluations),
        "coefficients.png": coefficients_figure(trained.model),
    }
    for name, figure in figures.items():
        mlflow.log_figure(figure, name)
    mlflow.log_table(worst_errors(trained.evaluations), "worst_errors.json")
    with TemporaryDirectory() as folder:
        path = Path(folder, "pipeline.joblib")
        joblib.dump(trained.pipeline, path)
        mlflow.log_artifact(str(path))
        path = Path(folder, FILE)
        to_frame(trained.evaluations).to_parquet(path, index=False)
        mlflow.log_artifact(str(path))
        # Not the file that the user gets: another training may have replaced that by now.
        path = Path(folder, "model.json")
        write_model(trained.model, path)
        log_model(path)


def worst_errors(evaluations: Sequence[Evaluation], most: int = WORST_ERRORS) -> pd.DataFrame:
    """Tabulate the dev sentences whose score is furthest from the label.

    Parameters
    ----------
    evaluations : sequence of Evaluation
        Sets that are a part of another (``news-hard``) are passed over.
    most : int
        Rows to keep.

    Returns
    -------
    pandas.DataFrame
        One row a sentence, the worst first.
    """
    rows = [
        {
            "corpus": evaluation.name,
            "passage": item.passage.id,
            "gold_level": item.gold.level,
            "level": item.claim.level,
            "score": round(item.claim.score, 4),
            "error": round(abs(item.claim.score - item.gold.speculative), 4),
            "evidence": ", ".join(e.text for e in item.claim.evidence),
            "text": item.gold.text,
        }
        for evaluation in whole_sets(evaluations)
        for item in evaluation.scored
    ]
    frame = pd.DataFrame(rows)
    return frame.sort_values("error", ascending=False, kind="stable").head(most)


def _metrics(evaluation: Evaluation) -> dict[str, float]:
    metrics = {}
    for name, interval in evaluation.measures.items():
        if interval.value == interval.value:  # a measure without meaning here is nan
            metrics[f"{evaluation.name}/{name}"] = interval.value
            metrics[f"{evaluation.name}/{name}_low"] = interval.low
            metrics[f"{evaluation.name}/{name}_high"] = interval.high
    metrics[f"{evaluation.name}/sentences_per_second"] = evaluation.sentences_per_second
    return metrics


def _dataset(corpus: Corpus, split: Split) -> Any:
    frame = pd.DataFrame(
        [
            {"passage": passage.id, "text": sentence.text, "level": sentence.level}
            for passage in corpus.split(split)
            for sentence in passage.sentences
            if not sentence.broken
        ]
    )
    with warnings.catch_warnings():
        # MLflow knows two names for a local file and says so each time.
        warnings.filterwarnings("ignore", message="The specified dataset source can be interpreted")
        return from_pandas(
            frame,
            source=str(corpus.path),
            targets="level",
            name=f"{corpus.name}-{split}",
            digest=corpus.sha256[:8],
        )


def run_tags() -> dict[str, str]:
    """Return what every run of ours is tagged with: release, features, commit."""
    tags = {"rumor.version": __version__, "rumor.schema_hash": schema_hash()}
    commit = _git_commit()
    return tags | ({"mlflow.source.git.commit": commit} if commit else {})


def _git_commit() -> str:
    try:
        answer = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""  # installed from a wheel, or no git: there is no commit to tell
    return answer.stdout.strip()
