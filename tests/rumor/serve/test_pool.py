from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

import pytest

from rumor.scorer import Scorer
from rumor.serve.pool import OutOfTimeError, Pool, ScoringError
from rumor.serve.tasks import Article

SHORT = Article("a", "Konon tiang Jembatan Kaligondang retak.")
LONG = Article("b", "Konon tiang Jembatan Kaligondang retak. " * 25_000)


def soon(seconds: float = 30.0) -> float:
    return time.monotonic() + seconds


@pytest.fixture
def own_pool(scorer):
    pool = Pool(scorer, 1)
    pool.start()
    yield pool
    pool.close()


def test_articles_are_scored_side_by_side_with_a_process_each(scorer):
    pool = Pool(scorer, 2)
    pool.start()
    try:
        slow = pool.submit("score", LONG, soon(60))
        assert pool.submit("score", SHORT, soon()).result().sentences == 1
        assert not slow.done()
    finally:
        pool.close()


def test_process_that_takes_too_long_is_ended_and_replaced(own_pool):
    start = time.monotonic()
    with pytest.raises(OutOfTimeError):
        own_pool.submit("score", LONG, soon(0.3)).result()
    assert time.monotonic() - start < 5
    assert own_pool.restarts == 1
    assert own_pool.submit("score", SHORT, soon()).result().sentences == 1


def test_article_whose_time_ran_out_in_the_line_is_not_begun(own_pool):
    with pytest.raises(OutOfTimeError):
        own_pool.submit("score", SHORT, soon(-1)).result()
    assert own_pool.restarts == 0


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_process_that_dies_costs_one_article(own_pool):
    slow = own_pool.submit("score", LONG, soon())
    (worker,) = own_pool._workers
    os.kill(worker._process.pid, signal.SIGKILL)
    with pytest.raises(ScoringError, match="death of a process at exit status -9"):
        slow.result()
    assert own_pool.submit("score", SHORT, soon()).result().sentences == 1
    assert own_pool.restarts == 1


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_process_finishes_what_it_is_at_when_all_are_told_to_stop(own_pool, stop):
    answer = own_pool.submit("score", SHORT, soon())
    (worker,) = own_pool._workers
    os.kill(worker._process.pid, stop)
    assert answer.result().sentences == 1
    assert own_pool.restarts == 0


def test_fault_while_scoring_leaves_the_process_as_it_is(tiny_model):
    weights = {**tiny_model.weights, "w:terkutuk": ("x",) * 5}
    pool = Pool(Scorer(replace(tiny_model, weights=weights)), 1)
    pool.start()
    try:
        cursed = Article("a", "Jembatan itu terkutuk.")
        with pytest.raises(ScoringError) as caught:
            pool.submit("score", cursed, soon()).result()
        assert caught.value.kind == "TypeError"
        assert "weights.py:" in caught.value.place
        assert pool.submit("score", SHORT, soon()).result().sentences == 1
        assert pool.restarts == 0
    finally:
        pool.close()


def test_closing_ends_what_is_in_flight(scorer):
    pool = Pool(scorer, 1)
    pool.start()
    (worker,) = pool._workers
    first = pool.submit("score", LONG, soon(60))
    second = pool.submit("score", SHORT, soon(60))
    start = time.monotonic()
    pool.close()
    assert time.monotonic() - start < 10
    assert second.cancelled()
    assert isinstance(first.exception(), ScoringError)
    assert not worker._process.is_alive()
    assert not pool.alive


def test_pool_that_is_not_running_takes_nothing(scorer):
    with pytest.raises(RuntimeError, match="not running"):
        Pool(scorer, 1).submit("score", SHORT, soon())
