"""Two pieces of work timed in turns, and the ratio of their times with a spread.

Seconds are those of the processor, which other processes do not take: nothing that is timed waits
for anything. A busy machine slows them all the same, so both sides are timed one right after the
other, the first of them changing each time; a ratio is taken of each such pair, and the median of
the ratios is told. Its bounds are order statistics: between the k-th smallest and the k-th largest
ratio the median lies at 95 %, whatever the times are distributed like (Conover, 1999, "Practical
nonparametric statistics", section 3.2).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import comb
from statistics import median

CONFIDENCE = 0.95

Clock = Callable[[], float]
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds that each side took.

    Attributes
    ----------
    ours, peer : float
        Of the processor.
    ours_wall, peer_wall : float
        By the clock on the wall.
    """

    ours: float
    peer: float
    ours_wall: float
    peer_wall: float


def alternate(
    ours: Work,
    peer: Work,
    repeats: int,
    *,
    clock: Clock = time.process_time,
    wall: Clock = time.perf_counter,
) -> list[Pair]:
    """Time two pieces of work in turns.

    Parameters
    ----------
    ours, peer : callable
        Each run once without being timed, then `repeats` times.
    repeats : int
    clock, wall : callable
        What tells seconds.

    Returns
    -------
    list of Pair, length `repeats`
    """
    ours()
    peer()
    pairs = []
    with small_heap():
        for number in range(repeats):
            if number % 2:
                there, there_wall = _timed(peer, clock, wall)
                here, here_wall = _timed(ours, clock, wall)
            else:
                here, here_wall = _timed(ours, clock, wall)
                there, there_wall = _timed(peer, clock, wall)
            pairs.append(Pair(here, there, here_wall, there_wall))
    return pairs


def times_for(work: Work, seconds: float, *, clock: Clock = time.process_time) -> int:
    """Return how often work has to be done to last so long, at least once."""
    work()
    start = clock()
    work()
    return max(1, round(seconds / max(clock() - start, 1e-9)))


def repeated(work: Work, times: int) -> Work:
    """Return work that is the same so many times over."""

    def run() -> None:
        for _ in range(times):
            work()

    return run


def median_interval(values: Sequence[float]) -> tuple[float, float]:
    """Bound the median of what values were drawn from.

    Parameters
    ----------
    values : sequence of float
        At least one.

    Returns
    -------
    low, high : float
        The narrowest pair of order statistics that holds it at `CONFIDENCE`; the least and the
        greatest value if there are too few for that.
    """
    ordered = sorted(values)
    size = len(ordered)
    outside, rank = 0.0, 0
    while rank < (size - 1) // 2:
        outside += 2 * comb(size, rank) / 2**size
        if outside > 1 - CONFIDENCE:
            break
        rank += 1
    at = max(rank - 1, 0)
    return ordered[at], ordered[size - 1 - at]


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return float(median(values))


@contextmanager
def small_heap() -> Iterator[None]:
    """Leave out of garbage collections what exists already.

    The collector works as it does for users, who do not have the libraries of the peers in the same
    process: without this, its passes over them would be timed.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _timed(work: Work, clock: Clock, wall: Clock) -> tuple[float, float]:
    gc.collect()  # what the other side left behind
    start_wall, start = wall(), clock()
    work()
    return clock() - start, wall() - start_wall
