"""A run as a table for people, as Markdown, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rumor.experiments.bench.row import Row
from rumor.experiments.corpus.tables import markdown, plain

FORMAT, FORMAT_VERSION = "rumor-bench", 1

_TEXT_COLUMNS = 2
_LARGE = 100


def as_text(rows: Sequence[Row], facts: Mapping[str, Any]) -> str:
    """Lay a run out for the terminal: what it ran on, the table, and what each row is.

    Parameters
    ----------
    rows : sequence of Row
    facts : mapping
        Those of `rumor.experiments.bench.machine.facts`, and ``quick``: whether less was measured.

    Returns
    -------
    str
        Lines without an end of line after the last.
    """
    header = ["row", "ours", "peer", "unit", "ratio", "goal", "reached"]
    table = [
        [
            row.name,
            _number(row.value),
            _number(row.peer),
            row.unit,
            _ratio(row),
            str(row.goal),
            _verdict(row),
        ]
        for row in rows
    ]
    width = max(map(len, (row.name for row in rows)), default=0)
    legend = [f"{row.name:<{width}}  {row.what}; peer: {row.against}" for row in rows]
    lines = [heading(facts), "", plain(header, table), "", *legend, *_complaints(rows)]
    return "\n".join(lines)


def as_markdown(rows: Sequence[Row], facts: Mapping[str, Any]) -> str:
    """Lay a run out as Markdown; arguments as for `as_text`."""
    header = ["what", "peer", "ours", "peer's", "ratio", "goal", "reached"]
    table = [
        [
            row.what.replace("|", "\\|"),
            row.against.replace("|", "\\|"),
            _with_unit(row, row.value),
            _with_unit(row, row.peer),
            _ratio(row),
            str(row.goal),
            _verdict(row),
        ]
        for row in rows
    ]
    return f"{heading(facts)}.\n\n{markdown(header, table, text=_TEXT_COLUMNS)}"


def as_data(rows: Sequence[Row], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run as plain dicts and lists, for JSON; arguments as for `as_text`."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "machine": dict(facts),
        "rows": [row.to_dict() for row in rows],
    }


def heading(facts: Mapping[str, Any]) -> str:
    """Say in a line what a run was made on and with."""
    libraries = ", ".join(f"{name} {version}" for name, version in facts["libraries"].items())
    load = "" if facts["load"] is None else f"load {facts['load']}"
    parts = [
        (f"rumor {facts['rumor']}", facts["form"], facts["commit"]),
        (f"Python {facts['python']}", libraries),
        (facts["cpu"], f"{facts['cores']} cores", load),
        (facts["date"], "a quick look" if facts["quick"] else ""),
    ]
    return "; ".join(", ".join(filter(None, part)) for part in parts)


def _complaints(rows: Sequence[Row]) -> list[str]:
    told = dict.fromkeys(row.wrong or row.missing for row in rows if row.wrong or row.missing)
    by_reason = {
        reason: [row.name for row in rows if reason in (row.wrong, row.missing)] for reason in told
    }
    lines = [f"{', '.join(names)}: {reason}" for reason, names in by_reason.items()]
    return ["", *lines] if lines else []


def _verdict(row: Row) -> str:
    if row.wrong:
        return "WRONG"
    return {True: "yes", False: "NO", None: "not measured"}[row.reached]


def _ratio(row: Row) -> str:
    if row.ratio is None:
        return "-"
    if row.interval is None:
        return _number(row.ratio)
    low, high = row.interval
    return f"{_number(row.ratio)} [{_number(low)}, {_number(high)}]"


def _with_unit(row: Row, number: float | None) -> str:
    return "-" if number is None else f"{_number(number)} {row.unit}"


def _number(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if abs(number) >= _LARGE else f"{number:.2f}"
