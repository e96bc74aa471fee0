"""Work timed in turns: ratios, their order and their bounds."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumor.experiments.bench.filled import durations, throughput
from rumor.experiments.bench.pairs import (
    Pair,
    alternate,
    median_interval,
    middle,
    repeated,
    times_for,
)
from rumor.experiments.bench.row import Goal, Row

ROW = Row("baris", "penilaian artikel", "pembanding", Goal("<=", 2.0))


class Hand:
    """A clock that only work moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[str] = []

    def __call__(self) -> float:
        return self.now

    def work(self, name: str, seconds: float):
        def run() -> None:
            self.now += seconds
            self.done.append(name)

        return run


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_each_pair_holds_the_seconds_of_both_sides(hand):
    pairs = alternate(hand.work("kita", 2.0), hand.work("lain", 5.0), 3, clock=hand, wall=hand)

    assert pairs == [Pair(2.0, 5.0, 2.0, 5.0)] * 3


def test_the_side_that_is_timed_first_changes(hand):
    alternate(hand.work("kita", 1.0), hand.work("lain", 1.0), 3, clock=hand, wall=hand)

    warm, timed = hand.done[:2], hand.done[2:]
    assert warm == ["kita", "lain"]
    assert timed == ["kita", "lain", "lain", "kita", "kita", "lain"]


def test_work_is_repeated_until_it_lasts_long_enough(hand):
    assert times_for(hand.work("kita", 0.1), 1.0, clock=hand) == 10
    assert times_for(hand.work("kita", 3.0), 1.0, clock=hand) == 1


def test_repeated_work_is_done_so_many_times(hand):
    repeated(hand.work("kita", 1.0), 4)()

    assert hand.done == ["kita"] * 4


def test_fifteen_ratios_are_bounded_by_the_fourth_from_either_end():
    # 2 * P(at most 3 of 15 coin tosses) is 0.035, and that of 4 would be 0.118.
    assert median_interval(range(1, 16)) == (4, 12)


def test_too_few_ratios_are_bounded_by_the_least_and_the_greatest():
    assert median_interval([3.0, 1.0, 2.0]) == (1.0, 3.0)


@given(st.lists(st.floats(0.001, 1000.0), min_size=1, max_size=40))
def test_the_median_always_lies_within_its_bounds(ratios):
    low, high = median_interval(ratios)

    assert low <= median(ratios) <= high
    assert {low, high} <= set(ratios)


def test_a_rate_is_higher_the_less_time_is_taken():
    row = throughput(ROW, [Pair(2.0, 4.0, 2.0, 4.0)] * 3, 100, {})

    assert (row.value, row.peer, row.ratio) == (50.0, 25.0, 2.0)


def test_a_duration_is_that_of_one_piece_of_work():
    row = durations(ROW, [Pair(2.0, 4.0, 2.0, 4.0)] * 3, {}, ours=1, peer=100)

    assert (row.value, row.peer, row.ratio) == (2000.0, 40.0, 50.0)
    assert row.interval == (50.0, 50.0)


def test_an_outlier_moves_the_median_little():
    assert middle([1.0, 1.1, 0.9, 40.0, 1.0]) == 1.0
