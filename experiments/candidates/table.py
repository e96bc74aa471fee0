"""A comparison as text: one table a set, and the choice in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rumor.experiments.candidates.compare import AP, F1, HELD_OUT, Comparison
from rumor.experiments.candidates.registry import REFERENCE
from rumor.experiments.candidates.run import Outcome
from rumor.experiments.metrics import Interval
from rumor.experiments.paired import real


def table(comparison: Comparison, outcomes: Sequence[Outcome], skipped: Mapping[str, str]) -> str:
    """Lay a comparison out.

    Parameters
    ----------
    comparison : Comparison
    outcomes : sequence of Outcome
    skipped : mapping of str to str
        Reasons by candidate.

    Returns
    -------
    str
        Lines without an end of line after the last.
    """
    lines = [
        f"{'candidate':<12}{'rank':>4}{'fit s':>8}{'sent/s':>8}{'threshold':>11}  what it is",
        *(_cost(outcome) for outcome in outcomes),
        *(f"{name:<12}skipped: {reason}" for name, reason in skipped.items()),
    ]
    for name, size in comparison.sizes.items():
        kind = "held-out folds of the training part" if name.startswith(HELD_OUT) else "dev"
        lines += [
            "",
            f"{name} ({kind}, {size} sentences)",
            f"{'candidate':<12}"
            + "".join(f"{m:<22}{f'{m} - {REFERENCE}':<25}{'verdict':<9}" for m in (AP, F1))
            + "level_f1",
        ]
        lines += [_row(comparison, outcome.candidate.name, name) for outcome in outcomes]
    lines += ["", *_choice(comparison)]
    return "\n".join(line.rstrip() for line in lines)


def _cost(outcome: Outcome) -> str:
    candidate = outcome.candidate
    return (
        f"{candidate.name:<12}{candidate.complexity:>4}{outcome.fit_seconds:>8.1f}"
        f"{outcome.sentences_per_second:>8.0f}{outcome.threshold:>11.3f}  {candidate.summary}"
    )


def _row(comparison: Comparison, candidate: str, name: str) -> str:
    cells = f"{candidate:<12}"
    for measure in (AP, F1):
        key = f"{name}/{measure}"
        cells += f"{comparison.measures[candidate][key]!s:<22}"
        if candidate == REFERENCE:
            cells += f"{'reference':<34}"
        else:
            difference = comparison.differences[candidate][key]
            cells += f"{_signed(difference):<25}{_verdict(difference):<9}"
    level = comparison.level_f1.get(candidate, {}).get(name)
    return cells + ("" if level is None else f"{level:.3f}")


def _signed(difference: Interval) -> str:
    return f"{difference.value:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"


def _verdict(difference: Interval) -> str:
    if not real(difference):
        return "not real"
    return "better" if difference.value > 0 else "worse"


def _choice(comparison: Comparison) -> list[str]:
    measures = " and ".join(comparison.decisive)
    others = [name for name in comparison.tied if name != comparison.best]
    tie = f"tied with it: {', '.join(others)}" if others else "none is tied with it"
    return [
        f"best by {measures}: {comparison.best}; {tie}",
        f"chosen, as the simplest of these: {comparison.chosen}",
        "better, worse: the paired 95 % bootstrap interval over passages leaves out 0",
    ]
