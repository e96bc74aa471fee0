"""Rows filled in: pairs of timings to figures, a median ratio and its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rumor.experiments.bench.pairs import Pair, median_interval, middle
from rumor.experiments.bench.row import Row


def throughput(row: Row, pairs: Sequence[Pair], amount: int, details: dict[str, Any]) -> Row:
    """Fill a row in with amounts a second.

    Parameters
    ----------
    row : Row
    pairs : sequence of Pair
    amount : int
        What each side of a pair got done.
    details : dict

    Returns
    -------
    Row
        The ratio is above 1 where ours is faster.
    """
    wall = [pair.peer_wall / pair.ours_wall for pair in pairs]
    return replace(
        row,
        value=amount / middle([pair.ours for pair in pairs]),
        peer=amount / middle([pair.peer for pair in pairs]),
        details={**details, "repeats": len(pairs), "wall_ratio": middle(wall)},
        **_ratio([pair.peer / pair.ours for pair in pairs]),
    )


def durations(
    row: Row, pairs: Sequence[Pair], details: dict[str, Any], *, ours: int, peer: int
) -> Row:
    """Fill a row in with milliseconds of one piece of work.

    Parameters
    ----------
    row : Row
    pairs : sequence of Pair
    details : dict
    ours, peer : int
        How many pieces each side of a pair got done.

    Returns
    -------
    Row
        The ratio, of one piece to one piece, is above 1 where ours takes longer.
    """
    share = peer / ours
    wall = [share * pair.ours_wall / pair.peer_wall for pair in pairs]
    return replace(
        row,
        value=1000 * middle([pair.ours for pair in pairs]) / ours,
        peer=1000 * middle([pair.peer for pair in pairs]) / peer,
        details={**details, "repeats": len(pairs), "wall_ratio": middle(wall)},
        **_ratio([share * pair.ours / pair.peer for pair in pairs]),
    )


def amounts(row: Row, runs: Sequence[tuple[float, float]], details: dict[str, Any]) -> Row:
    """Fill a row in with what each run of ours and of the peer took, in the unit of the row."""
    return replace(
        row,
        value=middle([ours for ours, _ in runs]),
        peer=middle([peer for _, peer in runs]),
        details={**details, "repeats": len(runs)},
        **_ratio([ours / peer for ours, peer in runs]),
    )


def _ratio(ratios: Sequence[float]) -> dict[str, Any]:
    return {"ratio": middle(ratios), "interval": median_interval(ratios)}
