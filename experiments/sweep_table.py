"""The finished trainings of a sweep side by side, and which does best."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rumor.experiments.corpus.tables import plain
from rumor.experiments.metrics import Interval
from rumor.experiments.plan import Plan, Task

AP = "ap"
MEASURES = (AP, "f1", "ece", "level_f1", "evidence_f1", "source_f1")
"""Those that are shown; the runs have all."""


@dataclass(frozen=True, slots=True)
class Best:
    """The training with the highest average precision.

    Attributes
    ----------
    task : Task
    run_id : str
    sets : tuple of str
        The dev sets by whose mean it is the best: those of published text that all trainings were
        measured on, or all such if there is none.
    value : float
        The mean.
    """

    task: Task
    run_id: str
    sets: tuple[str, ...]
    value: float


def best(plan: Plan, runs: Mapping[str, Any]) -> Best | None:
    """Find the finished training with the highest average precision on the dev splits.

    Parameters
    ----------
    plan : Plan
    runs : mapping of str to mlflow.entities.Run
        The finished runs by digest.

    Returns
    -------
    Best or None
        None if no dev set is common to all finished trainings; the first if several are the best.
    """
    found = [(task, runs[task.digest]) for task in plan.tasks if task.digest in runs]
    common = [
        name for name in plan.corpora if all(f"{name}/{AP}" in run.data.metrics for _, run in found)
    ]
    sets = tuple(name for name in common if name in plan.published) or tuple(common)
    if not found or not sets:
        return None

    def mean(run: Any) -> float:
        return math.fsum(run.data.metrics[f"{name}/{AP}"] for name in sets) / len(sets)

    task, run = max(found, key=lambda pair: mean(pair[1]))
    return Best(task, run.info.run_id, sets, mean(run))


def best_tags(chosen: Best | None) -> dict[str, str]:
    """Return the tags that tell which training is the best, and by what."""
    if chosen is None:
        return {}
    return {
        "rumor.best_by_dev_ap": chosen.task.variant.name,
        "rumor.best_by_dev_ap.run_id": chosen.run_id,
        "rumor.best_by_dev_ap.sets": " ".join(chosen.sets),
    }


def table(plan: Plan, runs: Mapping[str, Any]) -> str:
    """Lay the measures of the finished trainings out for the terminal.

    Parameters
    ----------
    plan : Plan
    runs : mapping of str to mlflow.entities.Run

    Returns
    -------
    str
        One row a training and dev set, with 95 % intervals.
    """
    rows = [
        [task.variant.name, name, *(str(i) if i else "-" for i in measures)]
        for name, task, measures in _rows(plan, runs)
    ]
    text = plain(["training", "dev set", *MEASURES], rows)
    chosen = best(plan, runs)
    if chosen is None or len(runs) < 2:
        return text
    sets = " and ".join(chosen.sets)
    return (
        f"{text}\n\nhighest {AP} on the dev split of {sets}: {chosen.task.variant.name} "
        "(`rumor experiment compare` tells which differences are real)"
    )


def summaries(plan: Plan, runs: Mapping[str, Any], reasons: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that the run of the sweep keeps, by file name.

    Parameters
    ----------
    plan : Plan
    runs : mapping of str to mlflow.entities.Run
    reasons : mapping of str to str
        Why trainings failed, by name.

    Returns
    -------
    dict of str to str
        ``summary.txt`` and ``summary.csv``.
    """
    failed = "".join(f"\nfailed: {name}: {reason}" for name, reason in reasons.items())
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    ends = [f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")]
    writer.writerow(["training", "dev set", "run_id", *ends])
    for name, task, measures in _rows(plan, runs):
        numbers = [n for i in measures for n in ((i.value, i.low, i.high) if i else ("", "", ""))]
        writer.writerow([task.variant.name, name, runs[task.digest].info.run_id, *numbers])
    return {
        "summary.txt": f"{table(plan, runs)}\n{failed}".rstrip() + "\n",
        "summary.csv": file.getvalue(),
    }


def _rows(
    plan: Plan, runs: Mapping[str, Any]
) -> Iterator[tuple[str, Task, Sequence[Interval | None]]]:
    for name in plan.corpora:
        for task in plan.tasks:
            metrics = runs[task.digest].data.metrics if task.digest in runs else {}
            if f"{name}/{AP}" in metrics:
                yield name, task, [_interval(metrics, f"{name}/{key}") for key in MEASURES]


def _interval(metrics: Mapping[str, float], key: str) -> Interval | None:
    """Return a logged measure; None if it had no meaning there."""
    if key not in metrics:
        return None
    low, high = metrics.get(f"{key}_low", math.nan), metrics.get(f"{key}_high", math.nan)
    return Interval(metrics[key], low, high)
