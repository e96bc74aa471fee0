"""Tracked trainings side by side: which settings differ, and which differences are real."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rumor.errors import FileError, RumorError
from rumor.experiments.metrics import MEASURES, Interval, Judged
from rumor.experiments.paired import CEILINGS, differences, real
from rumor.experiments.predictions import home
from rumor.experiments.runs import TrackedRun

Verdict: TypeAlias = Literal["better", "worse", "cannot tell", "no case"]

DEFAULT_MEASURES = ("ap", "f1", "ece", "level_f1", "evidence_f1", "source_f1")


@dataclass(frozen=True)
class SetComparison:
    """Runs on one dev set.

    Attributes
    ----------
    sentences, passages : int
    values : mapping of str to mapping of str to float
        Measures by the id of the run, the reference first; nan where there is no case.
    differences : mapping of str to mapping of str to Interval
        Likewise, less those of the reference; without the reference.
    left_out : mapping of str to str
        Why a run is not compared, by its id.
    """

    sentences: int
    passages: int
    values: Mapping[str, Mapping[str, float]]
    differences: Mapping[str, Mapping[str, Interval]]
    left_out: Mapping[str, str]


@dataclass(frozen=True)
class RunComparison:
    """Runs on all dev sets.

    Attributes
    ----------
    runs : tuple of TrackedRun
    reference : TrackedRun
    settings : mapping of str to mapping of str to str
        Settings that differ, then the value by the id of the run; a run may lack one.
    sets : mapping of str to SetComparison
    resamples : int
    """

    runs: tuple[TrackedRun, ...]
    reference: TrackedRun
    settings: Mapping[str, Mapping[str, str]]
    sets: Mapping[str, SetComparison]
    resamples: int

    @property
    def tested(self) -> int:
        """How many differences have an interval."""
        return sum(
            not math.isnan(difference.low)
            for compared in self.sets.values()
            for measured in compared.differences.values()
            for difference in measured.values()
        )


def compare_runs(
    runs: Sequence[TrackedRun],
    reference: TrackedRun,
    *,
    sets: Collection[str] = (),
    measures: Sequence[str] = DEFAULT_MEASURES,
    resamples: int,
    progress: Callable[[str], object] = lambda _: None,
) -> RunComparison:
    """Compare runs with one of them.

    Parameters
    ----------
    runs : sequence of TrackedRun
    reference : TrackedRun
        One of them.
    sets : collection of str
        Dev sets; when left out, those of the reference that are no part of another.
    measures : sequence of str
        Names of `rumor.experiments.metrics.MEASURES`.
    resamples : int
        Resamples of whole passages behind each interval.
    progress : callable
        Called after each pair of runs on a set, with a name for it.

    Returns
    -------
    RunComparison

    Raises
    ------
    rumor.errors.RumorError
        If the reference has no predictions, or not of a set that is asked for.
    """
    if reference.missing:
        where = f"run {reference.name} ({reference.id[:8]})"
        raise FileError(
            where, reference.missing, "give another with --reference, or train it again"
        )
    others = [run for run in runs if run.id != reference.id]
    compared = {
        name: _compare_set(name, reference, others, measures, resamples, progress)
        for name in chosen_sets(reference, sets)
    }
    return RunComparison(tuple(runs), reference, differing_settings(runs), compared, resamples)


def chosen_sets(reference: TrackedRun, sets: Collection[str] = ()) -> list[str]:
    """Return the dev sets to compare on.

    Parameters
    ----------
    reference : TrackedRun
    sets : collection of str
        Those asked for; when empty, all that are no part of another.

    Returns
    -------
    list of str

    Raises
    ------
    rumor.errors.RumorError
        If the reference was not judged on one that is asked for.
    """
    known = list(reference.judged)
    if unknown := [name for name in sets if name not in known]:
        raise RumorError(
            f"--sets {unknown[0]}: the reference {reference.name} was not judged on it; "
            f"it was on {', '.join(known)}"
        )
    return list(sets) or [name for name in known if home(name, known) == name]


def differing_settings(runs: Sequence[TrackedRun]) -> dict[str, dict[str, str]]:
    """Return the settings that not all runs share, by name and then by the id of the run."""
    names = sorted({name for run in runs for name in run.settings})
    found = {n: {r.id: r.settings[n] for r in runs if n in r.settings} for n in names}
    return {
        name: values
        for name, values in found.items()
        if len(values) < len(runs) or len(set(values.values())) > 1
    }


def verdict(measure: str, difference: Interval) -> Verdict:
    """Say in a word whether a run is better than the reference.

    Parameters
    ----------
    measure : str
    difference : Interval
        Value of the run less that of the reference.

    Returns
    -------
    {"better", "worse", "cannot tell", "no case"}
        "cannot tell" where the interval holds zero.
    """
    if math.isnan(difference.low):
        return "no case"
    if not real(difference):
        return "cannot tell"
    return "better" if (difference.value > 0) != (measure in CEILINGS) else "worse"


def _compare_set(
    name: str,
    reference: TrackedRun,
    others: Sequence[TrackedRun],
    measures: Sequence[str],
    resamples: int,
    progress: Callable[[str], object],
) -> SetComparison:
    base = reference.judged[name]
    values = {reference.id: _values(base, measures)}
    found: dict[str, dict[str, Interval]] = {}
    left_out: dict[str, str] = {}
    for run in others:
        if reason := _unlike(name, reference, run):
            left_out[run.id] = reason
        else:
            values[run.id] = _values(run.judged[name], measures)
            found[run.id] = differences(
                base, run.judged[name], measures=measures, resamples=resamples
            )
        progress(f"{run.name} on {name}")
    return SetComparison(len(base.gold), len(set(base.groups)), values, found, left_out)


def _values(judged: Judged, measures: Sequence[str]) -> dict[str, float]:
    return {name: MEASURES[name](judged) for name in measures}


def _unlike(name: str, reference: TrackedRun, run: TrackedRun) -> str:
    """Say why two runs cannot be compared on a set; empty if they can."""
    if run.missing:
        return run.missing
    if name not in run.judged:
        return "it was not judged on this set"
    one, two = reference.digests[name], run.digests[name]
    if one != two:
        return f"it was judged on other sentences or labels (digest {two}, the reference {one})"
    return ""
