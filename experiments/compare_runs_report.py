"""A comparison of runs as text for a person, and as JSON for programs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rumor.experiments.compare_runs import RunComparison, SetComparison, verdict
from rumor.experiments.corpus.tables import plain
from rumor.experiments.metrics import Interval
from rumor.experiments.runs import TrackedRun

MANY = 10
"""From so many differences on, the reader is warned of chance."""

_CHANCE = 0.05
_COMMIT = 12


def as_text(comparison: RunComparison) -> str:
    """Lay a comparison out in tables, and say in words which differences are real.

    Parameters
    ----------
    comparison : RunComparison

    Returns
    -------
    str
        Lines without a last line end.
    """
    labels = run_labels(comparison.runs)
    parts = [_runs(comparison, labels), _settings(comparison, labels)]
    for name, compared in comparison.sets.items():
        parts += _set(name, compared, comparison, labels)
    parts.append(_reading(comparison))
    return "\n".join(line.rstrip() for line in "\n\n".join(parts).splitlines())


def as_json(comparison: RunComparison) -> dict[str, Any]:
    """Describe a comparison in plain JSON values.

    Parameters
    ----------
    comparison : RunComparison

    Returns
    -------
    dict
        ``reference`` (id), ``resamples``, ``differences_tested``, ``runs`` (``id``, ``name``,
        ``started``, ``settings``), ``settings_that_differ`` (by setting, then run id) and ``sets``:
        by name, ``sentences``, ``passages``, ``measures`` and ``differences`` (by run id, then
        measure; a difference has ``value``, ``low``, ``high`` and ``verdict``) and ``left_out``
        (reasons by run id). What has no meaning is null.
    """
    return {
        "reference": comparison.reference.id,
        "resamples": comparison.resamples,
        "differences_tested": comparison.tested,
        "runs": [
            {"id": r.id, "name": r.name, "started": _time(r), "settings": dict(r.settings)}
            for r in comparison.runs
        ],
        "settings_that_differ": comparison.settings,
        "sets": {
            name: {
                "sentences": compared.sentences,
                "passages": compared.passages,
                "measures": {
                    run: {measure: _number(value) for measure, value in values.items()}
                    for run, values in compared.values.items()
                },
                "differences": {
                    run: {measure: _difference(measure, d) for measure, d in found.items()}
                    for run, found in compared.differences.items()
                },
                "left_out": compared.left_out,
            }
            for name, compared in comparison.sets.items()
        },
    }


def run_labels(runs: Sequence[TrackedRun]) -> dict[str, str]:
    """Return a name for each run by its id; runs of one name get the start of their ids too."""
    names = Counter(run.name for run in runs)
    return {r.id: r.name if names[r.name] == 1 else f"{r.name} ({r.id[:8]})" for r in runs}


def _runs(comparison: RunComparison, labels: dict[str, str]) -> str:
    rows = [
        [
            labels[run.id],
            run.id[:8],
            _time(run),
            "reference" if run.id == comparison.reference.id else "",
        ]
        for run in comparison.runs
    ]
    return plain(["run", "id", "started (UTC)", ""], rows)


def _settings(comparison: RunComparison, labels: dict[str, str]) -> str:
    if not comparison.settings:
        return "no setting differs"
    rows = [
        [name, *(values.get(run.id, "-")[: _width(name)] for run in comparison.runs)]
        for name, values in comparison.settings.items()
    ]
    header = ["setting that differs", *(labels[run.id] for run in comparison.runs)]
    return plain(header, rows)


def _width(setting: str) -> int | None:
    return _COMMIT if setting.endswith(".commit") else None


def _set(
    name: str, compared: SetComparison, comparison: RunComparison, labels: dict[str, str]
) -> Iterator[str]:
    reference = labels[comparison.reference.id]
    yield f"{name}: {compared.sentences} sentences in {compared.passages} passages"
    measures = list(compared.values[comparison.reference.id])
    rows = [
        [labels[run], *(_shown(value) for value in values.values())]
        for run, values in compared.values.items()
    ]
    yield plain(["run", *measures], rows)
    if compared.differences:
        rows = [
            [labels[run], measure, *_cells(measure, difference)]
            for run, found in compared.differences.items()
            for measure, difference in found.items()
        ]
        yield plain([f"less {reference}", "measure", "difference", "95 % interval", ""], rows)
    sentences = [
        f"{labels[run]} against {reference}: {_words(found)}"
        for run, found in compared.differences.items()
    ]
    sentences += [
        f"{labels[run]} is not compared: {reason}" for run, reason in compared.left_out.items()
    ]
    if sentences:
        yield "\n".join(sentences)


def _cells(measure: str, difference: Interval) -> list[str]:
    if math.isnan(difference.low):
        return ["-", "-", verdict(measure, difference)]
    interval = f"[{difference.low:+.3f}, {difference.high:+.3f}]"
    return [f"{difference.value:+.3f}", interval, verdict(measure, difference)]


def _words(found: Mapping[str, Interval]) -> str:
    verdicts = {measure: verdict(measure, difference) for measure, difference in found.items()}

    def of(wanted: str) -> str:
        return ", ".join(measure for measure, word in verdicts.items() if word == wanted)

    parts = [f"{word} in {of(word)}" for word in ("better", "worse") if of(word)]
    if tied := of("cannot tell"):
        parts.append(f"{'cannot' if parts else 'they cannot'} be told apart in {tied}")
    if empty := of("no case"):
        parts.append(f"no case for {empty}")
    return "; ".join(parts)


def _reading(comparison: RunComparison) -> str:
    lines = [
        "better, worse: the 95 % interval of the difference leaves out 0 (paired bootstrap over "
        f"passages, {comparison.resamples} resamples); brier and ece are to be low"
    ]
    if comparison.tested >= MANY:
        lines.append(
            f"{comparison.tested} differences were tested: about 1 in 20 of them, here "
            f"{comparison.tested * _CHANCE:.0f}, would look real by chance alone"
        )
    return "\n".join(lines)


def _difference(measure: str, found: Interval) -> dict[str, Any]:
    ends = {"value": found.value, "low": found.low, "high": found.high}
    return {key: _number(end) for key, end in ends.items()} | {"verdict": verdict(measure, found)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _shown(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"


def _time(run: TrackedRun) -> str:
    return datetime.fromtimestamp(run.started / 1000, UTC).strftime("%Y-%m-%d %H:%M")
