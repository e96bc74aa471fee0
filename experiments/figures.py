"""Figures of a run: precision against recall, and how well scores are calibrated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from sklearn.metrics import PrecisionRecallDisplay

from rumor.experiments.metrics import ECE_BINS
from rumor.experiments.train import Evaluation


def precision_recall_figure(evaluations: Sequence[Evaluation]) -> Figure:
    """Draw a precision-recall curve for each dev set.

    Parameters
    ----------
    evaluations : sequence of Evaluation

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.add_subplot()
    for evaluation in evaluations:
        judged = evaluation.judged
        PrecisionRecallDisplay.from_predictions(
            judged.gold, judged.score, ax=axes, name=evaluation.name
        )
    axes.set(xlim=(0, 1), ylim=(0, 1.02), title="Precision and recall")
    return figure


def reliability_figure(evaluations: Sequence[Evaluation]) -> Figure:
    """Draw the share of speculative sentences against the mean score, in bins of equal mass.

    Parameters
    ----------
    evaluations : sequence of Evaluation

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="perfect")
    for evaluation in evaluations:
        judged = evaluation.judged
        bins = np.array_split(np.argsort(judged.score, kind="stable"), ECE_BINS)
        bins = [rows for rows in bins if len(rows)]
        axes.plot(
            [judged.score[rows].mean() for rows in bins],
            [judged.gold[rows].mean() for rows in bins],
            marker="o",
            label=f"{evaluation.name} (ece {evaluation.measures['ece'].value:.3f})",
        )
    axes.set(xlabel="mean score", ylabel="share speculative", title="Reliability")
    axes.legend()
    return figure
