"""An agreement as text for a person, and as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from rumor.experiments.annotate.agreement import Agreement
from rumor.experiments.annotate.align import Placed
from rumor.experiments.corpus.records import LEVEL_NAMES, LEVELS
from rumor.experiments.metrics import Interval

_LABELS = {
    "kappa": "Cohen's kappa, five levels",
    "kappa_speculative": "Cohen's kappa, speculative or not",
    "agreement": "same level",
    "agreement_speculative": "same side",
    "cue_f1": "cue overlap F1, where on the same side",
    "source_f1": "source overlap F1, where on the same side",
}


def to_text(agreement: Agreement, names: tuple[str, str], alone: tuple[int, int]) -> str:
    """Lay an agreement out.

    Parameters
    ----------
    agreement : Agreement
    names : tuple of str
        Of the two files.
    alone : tuple of int
        How many sentences only the first and only the second has.

    Returns
    -------
    str
        Without a final line break.
    """
    first, second = names
    lines = [
        f"{len(agreement.pairs)} sentences shared; {alone[0]} only in {first}, "
        f"{alone[1]} only in {second}",
        "",
    ]
    width = max(map(len, _LABELS.values()))
    for name, interval in agreement.measures.items():
        lines.append(f"{_LABELS[name]:<{width}}  {_written(interval)}")
    lines += ["", f"rows: {first}; columns: {second}", f"{'':14}" + _cells(LEVELS)]
    for level, row in zip(LEVELS, agreement.confusion.tolist(), strict=True):
        lines.append(f"{level} {LEVEL_NAMES[level]:<12}{_cells(row)}")
    disagreements = agreement.disagreements
    plural = "" if len(disagreements) == 1 else "s"
    lines += ["", f"{len(disagreements)} disagreement{plural}{':' if disagreements else ''}"]
    for one, other in disagreements:
        levels = f"{one.sentence.level} / {other.sentence.level}"
        lines.append(f"  {levels}  {one.passage.id}: {_visible(one.sentence.text)}")
    return "\n".join(lines)


def to_json(agreement: Agreement, names: tuple[str, str], alone: tuple[int, int]) -> str:
    """Write an agreement as JSON; what has no value is null.

    Parameters
    ----------
    agreement : Agreement
    names, alone : tuple
        As for `to_text`.

    Returns
    -------
    str
    """
    data: dict[str, Any] = {
        "files": list(names),
        "shared": len(agreement.pairs),
        "only": list(alone),
        "measures": {
            name: {
                "value": _number(interval.value),
                "interval": [_number(interval.low), _number(interval.high)],
            }
            for name, interval in agreement.measures.items()
        },
        "levels": list(LEVELS),
        "confusion": agreement.confusion.tolist(),
        "disagreements": [_disagreement(one, other) for one, other in agreement.disagreements],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)


def _disagreement(one: Placed, other: Placed) -> dict[str, Any]:
    return {
        "ids": [one.passage.id, other.passage.id],
        "levels": [one.sentence.level, other.sentence.level],
        "title": one.passage.title,
        "before": one.before,
        "text": one.sentence.text,
    }


def _written(interval: Interval) -> str:
    if math.isnan(interval.value):
        return "-"
    return f"{interval.value:.3f}" if math.isnan(interval.low) else str(interval)


def _cells(values: tuple[str, ...] | list[int]) -> str:
    return "".join(f"{value:>6}" for value in values)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _visible(text: str) -> str:
    # What an article holds must not steer the terminal.
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
