"""The quality gate: pinned floors that no change may lower unnoticed.

A file of floors holds, for each dev set, the digest of the corpus it was measured on, a floor for
each measure that is to be high and a ceiling for each that is to be low. Bounds are the value of
the shipped model less a tolerance, so that they fail on any real regression: scoring has no
randomness, and the tolerance only covers ties that another platform breaks otherwise.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rumor.errors import InputError, RumorError
from rumor.experiments.contrast import contrast_report
from rumor.experiments.corpus import Corpus
from rumor.experiments.metrics import Interval
from rumor.experiments.paired import CEILINGS
from rumor.experiments.train import evaluate
from rumor.portable import PortableModel
from rumor.scorer import Scorer

TOLERANCE = 0.005
"""A bound is so much worse than the value it was pinned to, then rounded to three decimals."""

_HEADER = """\
# Quality floors: `rumor model check` fails when a measure of the shipped model is worse.
# Written by `rumor model check --update`: each is the tolerance worse than what was measured,
# rounded to three decimals. Lowering one takes `--update --lower --reason TEXT`, and the reason
# goes into CHANGELOG.md. `sha256` is that of the corpus file the dev set stands in.
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is pinned for one dev set.

    Attributes
    ----------
    corpus, sha256 : str
        Name and digest of the corpus file it stands in.
    limits : dict of str to float
        Floor, or ceiling where the name is among `CEILINGS`, by measure.
    """

    corpus: str
    sha256: str
    limits: dict[str, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a model reaches on one dev set.

    Attributes
    ----------
    corpus, sha256 : str
        Name and digest of the corpus file it stands in.
    measures : dict of str to Interval
        Without those that have no meaning there.
    """

    corpus: str
    sha256: str
    measures: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Check:
    """One pinned measure beside its value.

    Attributes
    ----------
    dev_set, measure : str
    value : Interval or None
        None when the dev set or the measure is no longer there.
    limit : float
    """

    dev_set: str
    measure: str
    value: Interval | None
    limit: float

    @property
    def passed(self) -> bool:
        """Whether the value is within the limit."""
        return self.value is not None and not _worse(self.measure, self.value.value, self.limit)

    def complaint(self) -> str:
        """Tell what is wrong, in a few words."""
        if self.value is None:
            return f"{self.dev_set} {self.measure} is gone, and its bound is {self.limit:.3f}"
        side = "above its ceiling" if self.measure in CEILINGS else "below its floor"
        return f"{self.dev_set} {self.measure} {self.value.value:.4f} is {side} {self.limit:.3f}"


def read_floors(path: Path) -> dict[str, Bounds]:
    """Read a file of floors.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    dict of str to Bounds
        By dev set.

    Raises
    ------
    rumor.errors.InputError
        If it cannot be read or is no file of floors.
    """
    remedy = "give a file that `rumor model check --update` wrote"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: _bounds(entry) for name, entry in data["sets"].items()}
    except OSError as error:
        raise InputError(path, (error.strerror or "cannot be read").lower(), remedy) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(path, f"not a file of floors ({error})", remedy) from None


def write_floors(floors: Mapping[str, Bounds]) -> str:
    """Return the text of a file of floors; the same floors give the same text."""
    lines = [f"{_HEADER}# Tolerance: {TOLERANCE}.\n"]
    for name, bounds in floors.items():
        head = f'[sets.{name}]\ncorpus = "{bounds.corpus}"\nsha256 = "{bounds.sha256}"'
        limits = [f"{measure} = {limit:.3f}" for measure, limit in bounds.limits.items()]
        lines.append("\n".join([head, f"[sets.{name}.limits]", *limits, ""]))
    return "\n".join(lines)


def measure_sets(
    model: PortableModel, corpora: Sequence[Corpus], resamples: int = 0
) -> dict[str, Measured]:
    """Measure a model on the dev sets of corpora and on their contrast sets.

    Parameters
    ----------
    model : PortableModel
    corpora : sequence of Corpus
    resamples : int
        Bootstrap resamples behind each interval; 0 for values alone.

    Returns
    -------
    dict of str to Measured
        By dev set; the contrast sets of a corpus are one named ``NAME-contrast``.
    """
    result = {}
    for corpus in corpora:
        found = {e.name: e.measures for e in evaluate(model, [corpus], resamples)}
        contrast = contrast_report(Scorer(model), corpus.split("dev"), resamples=resamples)
        if contrast.sets:
            found[f"{corpus.name}-contrast"] = contrast.measures
        for name, measures in found.items():
            kept = {key: i for key, i in measures.items() if not math.isnan(i.value)}
            result[name] = Measured(corpus.name, corpus.sha256, kept)
    return result


def unchecked(floors: Mapping[str, Bounds], measured: Mapping[str, Measured]) -> list[str]:
    """Return the dev sets with floors whose corpus was not measured."""
    corpora = {found.corpus for found in measured.values()}
    return [name for name, bounds in floors.items() if bounds.corpus not in corpora]


def require_digests(floors: Mapping[str, Bounds], corpora: Sequence[Corpus]) -> None:
    """Make sure that corpora are those the floors were measured on.

    Raises
    ------
    rumor.errors.RumorError
        If one has another digest.
    """
    for corpus in corpora:
        for bounds in floors.values():
            if bounds.corpus == corpus.name and bounds.sha256 != corpus.sha256:
                raise RumorError(
                    f"{corpus.path}: sha256 {corpus.sha256[:12]}, but the floors were measured on "
                    f"{bounds.sha256[:12]}; get that file, or pin the floors anew with --update"
                )


def compare(floors: Mapping[str, Bounds], measured: Mapping[str, Measured]) -> list[Check]:
    """Put every pinned measure beside its value.

    Parameters
    ----------
    floors : mapping of str to Bounds
    measured : mapping of str to Measured

    Returns
    -------
    list of Check
        Without the dev sets whose corpus was not measured.
    """
    absent = unchecked(floors, measured)
    return [
        Check(name, measure, _value(measured, name, measure), limit)
        for name, bounds in floors.items()
        if name not in absent
        for measure, limit in bounds.limits.items()
    ]


def update(
    floors: Mapping[str, Bounds], measured: Mapping[str, Measured], *, lower: bool = False
) -> dict[str, Bounds]:
    """Raise floors to what was measured.

    Parameters
    ----------
    floors : mapping of str to Bounds
    measured : mapping of str to Measured
    lower : bool
        Whether a bound that is not kept gives way; else it stays as it is.

    Returns
    -------
    dict of str to Bounds
        Dev sets whose corpus was not measured keep their bounds.
    """
    result = {name: floors[name] for name in unchecked(floors, measured)}
    for name, found in measured.items():
        old = floors[name].limits if name in floors else {}
        limits = {} if lower else dict(old)
        for measure, interval in found.measures.items():
            new = pinned(measure, interval.value)
            kept = measure in old and not _worse(measure, interval.value, old[measure])
            if measure not in old or not _worse(measure, new, old[measure]):
                limits[measure] = new
            else:
                limits[measure] = old[measure] if kept or not lower else new
        result[name] = Bounds(found.corpus, found.sha256, limits)
    if not lower:
        result |= {name: bounds for name, bounds in floors.items() if name not in result}
    return dict(sorted(result.items()))


def lowered(old: Mapping[str, Bounds], new: Mapping[str, Bounds]) -> list[str]:
    """Tell which bounds gave way, each as ``SET MEASURE OLD to NEW``."""
    changes = []
    for name, bounds in old.items():
        now = new[name].limits if name in new else {}
        for measure, limit in bounds.limits.items():
            if measure not in now:
                changes.append(f"{name} {measure} {limit:.3f} to none")
            elif _worse(measure, now[measure], limit):
                changes.append(f"{name} {measure} {limit:.3f} to {now[measure]:.3f}")
    return changes


def pinned(measure: str, value: float) -> float:
    """Return the bound for a value: `TOLERANCE` worse, and rounded to the worse side."""
    thousandths = (value + TOLERANCE if measure in CEILINGS else value - TOLERANCE) * 1000
    exact = round(thousandths, 6)  # 0.958 - 0.005 is a little less than 0.953
    return (math.ceil(exact) if measure in CEILINGS else max(math.floor(exact), 0)) / 1000


def _worse(measure: str, value: float, limit: float) -> bool:
    return value > limit if measure in CEILINGS else value < limit


def _value(measured: Mapping[str, Measured], name: str, measure: str) -> Interval | None:
    return measured[name].measures.get(measure) if name in measured else None


def _bounds(entry: Mapping[str, Any]) -> Bounds:
    limits = {str(name): float(limit) for name, limit in entry["limits"].items()}
    return Bounds(str(entry["corpus"]), str(entry["sha256"]), limits)
