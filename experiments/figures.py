"""Figures of a run: how well it ranks, how well it is calibrated, what it confuses, what it learnt.

A dev set has the same colour in every figure and run (Okabe & Ito 2008, "Color Universal Design",
safe for colour-blind readers); the parts of a corpus share its colour and differ in their line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, precision_recall_curve

from rumor.claims import LEVELS
from rumor.experiments.feature_names import readable
from rumor.experiments.metrics import ECE_BINS
from rumor.experiments.predictions import home
from rumor.experiments.train import Evaluation
from rumor.portable import PortableModel

COEFFICIENTS = 20
"""So many weights of either sign are shown."""

_DPI = 120
_KNOWN = {"authored": "#0072B2", "news": "#D55E00"}
_OTHERS = ("#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
_FOR, _AGAINST = "#D55E00", "#0072B2"
_LINES = {"sampled": "--", "hard": ":"}
_DARK = 0.55  # cells with a larger share get light letters


def precision_recall_figure(evaluations: Sequence[Evaluation]) -> Figure:
    """Draw a precision-recall curve for each dev set, with a dot at the model's threshold.

    Parameters
    ----------
    evaluations : sequence of Evaluation

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = Figure(figsize=(7, 6), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot()
    for evaluation, colour in zip(evaluations, _colours(evaluations), strict=True):
        judged, measures = evaluation.judged, evaluation.measures
        precision, recall, _ = precision_recall_curve(judged.gold, judged.score)
        axes.step(
            recall,
            precision,
            where="post",
            color=colour,
            linestyle=_line(evaluation.name),
            label=f"{evaluation.name}: ap {measures['ap'].value:.3f}",
        )
        axes.plot(measures["recall"].value, measures["precision"].value, "o", color=colour)
    axes.plot([], [], "o", color="grey", label="at the threshold")
    axes.set(xlim=(0, 1.01), ylim=(0, 1.02), xlabel="recall", ylabel="precision")
    axes.set_title("Precision and recall of speculative sentences")
    _finish(axes)
    axes.legend(loc="lower left")
    return figure


def reliability_figure(evaluations: Sequence[Evaluation]) -> Figure:
    """Draw the share of speculative sentences against the mean score, and how scores are spread.

    Parameters
    ----------
    evaluations : sequence of Evaluation

    Returns
    -------
    matplotlib.figure.Figure
        Above, bins of equal mass; below, the share of sentences in each tenth of the scale.
    """
    figure = Figure(figsize=(7, 7.5), dpi=_DPI, layout="constrained")
    axes, below = figure.subplots(2, sharex=True, height_ratios=(3, 1))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, label="perfect")
    for evaluation, colour in zip(evaluations, _colours(evaluations), strict=True):
        judged = evaluation.judged
        bins = np.array_split(np.argsort(judged.score, kind="stable"), ECE_BINS)
        bins = [rows for rows in bins if len(rows)]
        line = _line(evaluation.name)
        axes.plot(
            [judged.score[rows].mean() for rows in bins],
            [judged.gold[rows].mean() for rows in bins],
            marker="o",
            markersize=4,
            color=colour,
            linestyle=line,
            label=f"{evaluation.name}: ece {evaluation.measures['ece'].value:.3f}",
        )
        counts, edges = np.histogram(judged.score, bins=10, range=(0, 1))
        below.stairs(counts / len(judged.score), edges, color=colour, linestyle=line)
    axes.set(ylabel="share that is speculative", ylim=(-0.02, 1.02))
    axes.set_title(f"Reliability, in {ECE_BINS} bins of equal mass")
    below.set(xlabel="score", ylabel="share of sentences", xlim=(0, 1), ylim=(0, None))
    _finish(axes)
    _finish(below)
    axes.legend(loc="upper left")
    return figure


def confusion_figure(evaluations: Sequence[Evaluation]) -> Figure:
    """Draw gold level against predicted level, one panel for each whole dev set.

    Parameters
    ----------
    evaluations : sequence of Evaluation
        Parts of a corpus (``news-hard``) are passed over.

    Returns
    -------
    matplotlib.figure.Figure
        Each cell tells the share of its row, and the count.
    """
    whole = whole_sets(evaluations)
    figure = Figure(figsize=(1 + 5.4 * len(whole), 5.6), dpi=_DPI, layout="constrained")
    panels = figure.subplots(1, len(whole), squeeze=False)[0]
    for axes, evaluation in zip(panels, whole, strict=True):
        judged = evaluation.judged
        counts = confusion_matrix(judged.gold_level, judged.level, labels=range(len(LEVELS)))
        image = _confusion(axes, counts)
        score = evaluation.measures["level_f1"].value
        axes.set_title(f"{evaluation.name}: {len(judged.gold)} sentences, level_f1 {score:.3f}")
    figure.colorbar(image, ax=list(panels), label="share of the gold level", shrink=0.8)
    return figure


def coefficients_figure(model: PortableModel, most: int = COEFFICIENTS) -> Figure:
    """Draw the strongest weights of the score, for and against speculation.

    Parameters
    ----------
    model : PortableModel
    most : int
        So many of either sign.

    Returns
    -------
    matplotlib.figure.Figure
    """
    weights = {name: row[0] for name, row in model.weights.items()}
    ranked = sorted(weights, key=lambda name: (-weights[name], name))
    raising = [name for name in ranked if weights[name] > 0][:most]
    lowering = [name for name in reversed(ranked) if weights[name] < 0][:most]
    figure = Figure(figsize=(12, 1.4 + 0.28 * most), dpi=_DPI, layout="constrained")
    left, right = figure.subplots(1, 2)
    longest = max((abs(weights[name]) for name in raising + lowering), default=1.0)
    for axes, names, colour, title in (
        (left, lowering, _AGAINST, "speaks against speculation"),
        (right, raising, _FOR, "speaks for speculation"),
    ):
        axes.barh([readable(name) for name in names], [weights[n] for n in names], color=colour)
        axes.invert_yaxis()
        axes.set(title=title, xlabel="added to the margin of the score")
        _finish(axes, "x")
    left.set_xlim(-1.05 * longest, 0)
    right.set_xlim(0, 1.05 * longest)
    figure.suptitle(f"Strongest of {len(weights)} weights")
    return figure


def whole_sets(evaluations: Sequence[Evaluation]) -> list[Evaluation]:
    """Leave out the sets that are a part of another, e.g. ``news-hard`` of ``news``."""
    names = [evaluation.name for evaluation in evaluations]
    return [e for e in evaluations if home(e.name, names) == e.name]


def _confusion(axes: Axes, counts: NDArray[np.int64]) -> AxesImage:
    totals = counts.sum(axis=1)
    shares = counts / np.maximum(totals, 1)[:, None]
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        if totals[row]:
            axes.text(
                column,
                row,
                f"{share:.0%}\n{counts[row, column]}",
                ha="center",
                va="center",
                color="white" if share > _DARK else "black",
            )
    places = range(len(LEVELS))
    axes.set_xticks(places, LEVELS)
    axes.set_yticks(places, [f"{name}\n({n})" for name, n in zip(LEVELS, totals, strict=True)])
    axes.set(xlabel="predicted level", ylabel="gold level")
    return image


def _colours(evaluations: Sequence[Evaluation]) -> list[str]:
    """Return the colour of each dev set; further corpora take the rest of the palette in turn."""
    names = [evaluation.name for evaluation in evaluations]
    corpora = [home(name, names) for name in names]
    others = dict.fromkeys(name for name in corpora if name not in _KNOWN)
    turn = {name: _OTHERS[place % len(_OTHERS)] for place, name in enumerate(others)}
    return [(_KNOWN | turn)[name] for name in corpora]


def _line(name: str) -> str:
    return _LINES.get(name.rpartition("-")[2], "-")


def _finish(axes: Axes, grid: Literal["both", "x"] = "both") -> None:
    axes.grid(axis=grid, color="0.9", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
