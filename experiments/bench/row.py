"""What a benchmark finds: one row, held to its goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from rumor.errors import RumorError

Sign: TypeAlias = Literal[">=", "<="]


class DifferenceError(RumorError):
    """What is measured gives other results than the reference, so its speed says nothing."""

    def __init__(self, what: str, place: str, found: object, wanted: object) -> None:
        super().__init__(
            f"{what}: other results at {place}: {found} instead of {wanted}; "
            "nothing is timed before they agree"
        )


@dataclass(frozen=True, slots=True)
class Goal:
    """What a ratio must reach.

    Attributes
    ----------
    sign : {">=", "<="}
    limit : float
    """

    sign: Sign
    limit: float

    def reached(self, ratio: float) -> bool:
        """Whether a ratio is on the right side of the limit, or at it."""
        return ratio >= self.limit if self.sign == ">=" else ratio <= self.limit

    def __str__(self) -> str:
        return f"{self.sign} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement of ours beside that of a peer.

    Attributes
    ----------
    name : str
        Short, and the same in every release.
    what, against : str
        What was measured, and beside what.
    goal : Goal
        What `ratio` must reach.
    unit : str
        Of `value` and `peer`.
    value, peer : float or None
        The median of ours and of the peer's; None where nothing could be measured.
    ratio : float or None
        Of the two: the median of the ratios of each repeat.
    interval : tuple of float or None
        Bounds that hold that median at 95 %; None where there was one measurement.
    details : mapping
        Whatever a reader has to know: sizes, settings, further figures. JSON takes it.
    missing : str
        Why nothing could be measured; empty where it was.
    wrong : str
        In what results differ, in which case nothing was timed; empty where they agree.
    """

    name: str
    what: str
    against: str
    goal: Goal
    unit: str = ""
    value: float | None = None
    peer: float | None = None
    ratio: float | None = None
    interval: tuple[float, float] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    missing: str = ""
    wrong: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None if nothing was measured."""
        return None if self.ratio is None else self.goal.reached(self.ratio)

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain dicts, lists, strings and numbers."""
        return {
            "name": self.name,
            "what": self.what,
            "against": self.against,
            "unit": self.unit,
            "value": self.value,
            "peer": self.peer,
            "ratio": self.ratio,
            "interval": None if self.interval is None else list(self.interval),
            "goal": {"sign": self.goal.sign, "limit": self.goal.limit},
            "reached": self.reached,
            "details": dict(self.details),
            "missing": self.missing,
            "wrong": self.wrong,
        }
