"""Which claims of a scored article are shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter

from rumor.claims import LEVELS, Claim
from rumor.report.result import Result


@dataclass(frozen=True, slots=True)
class View:
    """What a reader asked to see, and the score that is too high for them.

    Attributes
    ----------
    top : int or None
        How many claims of an article, the most speculative; all if None.
    min_score : float
        The least score.
    levels : collection of str
        Of `rumor.claims.LEVELS`.
    fail_above : float or None
        A claim that scores higher is over the gate; no gate if None.
    """

    top: int | None = None
    min_score: float = 0.0
    levels: Collection[str] = LEVELS
    fail_above: float | None = None

    def claims(self, result: Result) -> list[Claim]:
        """Return the claims to show, in the order of the text."""
        shown = self._shown(result) if self.top is None else self.ranked(result)
        return sorted(shown, key=attrgetter("start"))

    def ranked(self, result: Result) -> list[Claim]:
        """Return the claims to show, the most speculative first."""
        shown = self._shown(result)
        shown.sort(key=lambda claim: (claim.level == "none", -claim.score, claim.start))
        return shown[: self.top]

    def _shown(self, result: Result) -> list[Claim]:
        return [
            claim
            for claim in result.article.claims
            if claim.score >= self.min_score and claim.level in self.levels
        ]

    def over_gate(self, result: Result) -> list[Claim]:
        """Return the claims over the gate, shown or not, less those marked to be ignored."""
        if self.fail_above is None:
            return []
        return [
            claim
            for claim in result.article.claims
            if claim.level != "none"
            and claim.score > self.fail_above
            and not result.is_ignored(claim)
        ]


EVERYTHING = View()
