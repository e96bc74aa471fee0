from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
import time
from array import array
from dataclasses import replace
from itertools import chain

import pytest

from rumor.scorer import Scorer
from rumor.serve.pool import OutOfTimeError, Pool, ScoringError
from rumor.serve.tasks import Answer, Article
from rumor.serve.worker import pack_scorer
from rumor.weights import WeightTable

SHORT = Article("a", "Konon tiang Jembatan Kaligondang retak.")
LONG = Article("b", "Konon tiang Jembatan Kaligondang retak. " * 25_000)


def soon(seconds: float = 30.0) -> float:
    return time.monotonic() + seconds


def ask(pool: Pool, article: Article = SHORT, seconds: float = 30.0) -> Answer:
    """Have an article scored, in an event loop of its own."""

    async def scenario() -> Answer:
        return await pool.submit("score", article, soon(seconds))

    return asyncio.run(scenario())


@pytest.fixture
def own_pool(scorer):
    pool = Pool(scorer, 1)
    pool.start()
    yield pool
    pool.close()


@pytest.fixture
def pool_of_two(scorer):
    pool = Pool(scorer, 2)
    pool.start()
    yield pool
    pool.close()


def process_of(pool: Pool) -> int:
    (worker,) = pool._workers
    return worker._process.pid


def test_articles_are_scored_side_by_side_with_a_process_each(pool_of_two):
    async def scenario() -> None:
        slow = pool_of_two.submit("score", LONG, soon(60))
        assert (await pool_of_two.submit("score", SHORT, soon())).sentences == 1
        assert not slow.done()

    asyncio.run(scenario())


def test_answers_of_many_at_a_time_are_each_their_own(pool_of_two, scorer):
    texts = [f"Konon jembatan ke-{number} retak." + " Ya." * (number % 7) for number in range(60)]

    async def scenario() -> list[Answer]:
        return await asyncio.gather(
            *(pool_of_two.submit("score", Article("a", text), soon()) for text in texts)
        )

    told = asyncio.run(scenario())
    assert [answer.sentences for answer in told] == [len(scorer.score(t).claims) for t in texts]
    assert [f"ke-{number} ".encode() in told[number].body for number in range(60)] == [True] * 60


def test_article_and_answer_may_be_larger_than_what_a_socket_holds(own_pool):
    text = "Konon tiang Jembatan Kaligondang retak. " * 8_000
    answer = ask(own_pool, Article("a", text + "x" * 2_000_000))
    assert answer.sentences > 8_000
    assert answer.body.endswith(b"}")
    assert ask(own_pool).sentences == 1


def test_process_that_takes_too_long_is_ended_and_replaced(own_pool):
    start = time.monotonic()
    with pytest.raises(OutOfTimeError):
        ask(own_pool, LONG, 0.3)
    assert time.monotonic() - start < 5
    assert own_pool.restarts == 1
    assert ask(own_pool).sentences == 1


def test_article_whose_time_ran_out_is_not_begun(own_pool):
    with pytest.raises(OutOfTimeError):
        ask(own_pool, SHORT, -1)
    assert own_pool.restarts == 0


def test_article_whose_time_runs_out_in_the_line_is_told_so_then(own_pool):
    async def scenario() -> None:
        slow = own_pool.submit("score", LONG, soon(60))
        with pytest.raises(OutOfTimeError):
            await asyncio.wait_for(own_pool.submit("score", SHORT, soon(0.2)), 5)
        assert not slow.done()

    asyncio.run(scenario())
    assert own_pool.restarts == 0


def test_article_that_nobody_waits_for_any_more_is_not_begun(own_pool):
    async def scenario() -> float:
        first = own_pool.submit("score", SHORT, soon())
        slow = own_pool.submit("score", LONG, soon(60))
        last = own_pool.submit("score", SHORT, soon())
        slow.cancel()
        await asyncio.wait_for(last, 1)
        return (await first).sentences

    assert asyncio.run(scenario()) == 1
    assert own_pool.restarts == 0


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_process_that_dies_costs_one_article(own_pool):
    async def scenario() -> Answer:
        slow = own_pool.submit("score", LONG, soon())
        behind = own_pool.submit("score", SHORT, soon())
        await asyncio.sleep(0.05)
        os.kill(process_of(own_pool), signal.SIGKILL)
        with pytest.raises(ScoringError, match="death of a process at exit status -9"):
            await slow
        return await behind

    assert asyncio.run(scenario()).sentences == 1
    assert own_pool.restarts == 1


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_process_that_dies_idle_is_replaced_at_once(own_pool):
    async def scenario() -> Answer:
        await own_pool.submit("score", SHORT, soon())
        os.kill(process_of(own_pool), signal.SIGKILL)
        while not own_pool.restarts:
            await asyncio.sleep(0.01)
        return await own_pool.submit("score", SHORT, soon())

    assert asyncio.run(scenario()).sentences == 1


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_articles_fail_and_do_not_wait_when_no_process_starts_any_more(own_pool):
    async def scenario() -> None:
        await own_pool.submit("score", SHORT, soon())
        own_pool._packed = pack_scorer(None)  # which no process can score with
        os.kill(process_of(own_pool), signal.SIGKILL)
        while not own_pool.restarts:
            await asyncio.sleep(0.01)
        waiting = [own_pool.submit("score", SHORT, soon()) for _ in range(2)]
        for each in waiting:
            with pytest.raises(ScoringError, match="death of a process"):
                await each

    asyncio.run(scenario())


# A module of its own, because processes import what they are sent.
MOODY = """
import os, signal, time
from rumor.scorer import Scorer

class MoodyScorer(Scorer):
    def score(self, text, title=""):
        if "MAUT" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "LAMA" in text:
            time.sleep(30)
        return super().score(text, title)
"""


@pytest.fixture
def moody_pool(tmp_path, tiny_model, monkeypatch):
    """Return a process that dies of one word and is slow at another."""
    (tmp_path / "moody_scorer.py").write_text(MOODY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    pool = Pool(importlib.import_module("moody_scorer").MoodyScorer(tiny_model), 1)
    pool.start()
    yield pool
    pool.close()
    del sys.modules["moody_scorer"]


def outcomes(pool: Pool, texts: list[str], seconds: float) -> list[object]:
    """Submit articles behind one that is being scored; those that are slow have so long."""

    async def scenario() -> list[object]:
        first = pool.submit("score", SHORT, soon())
        waiting = [
            pool.submit("score", Article("a", text), soon(seconds if "LAMA" in text else 30))
            for text in texts
        ]
        await first
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(scenario())


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_articles_given_together_with_one_that_kills_are_scored_all_the_same(moody_pool):
    told = outcomes(moody_pool, ["Pasar satu.", "Pasar dua MAUT.", "Pasar tiga.", "Empat."], 30)
    assert isinstance(told[1], ScoringError)
    assert [answer.sentences for answer in (told[0], told[2], told[3])] == [1, 1, 1]
    assert b"Pasar tiga." in told[2].body
    assert moody_pool.restarts == 1


def test_articles_given_together_with_one_that_is_slow_are_scored_all_the_same(moody_pool):
    told = outcomes(moody_pool, ["Pasar satu.", "Pasar dua LAMA.", "Pasar tiga."], 1.0)
    assert isinstance(told[1], OutOfTimeError)
    assert [answer.sentences for answer in (told[0], told[2])] == [1, 1]
    assert moody_pool.restarts == 1


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_process_finishes_what_it_is_at_when_all_are_told_to_stop(own_pool, stop):
    async def scenario() -> Answer:
        answer = own_pool.submit("score", SHORT, soon())
        os.kill(process_of(own_pool), stop)
        return await answer

    assert asyncio.run(scenario()).sentences == 1
    assert own_pool.restarts == 0


def test_fault_while_scoring_leaves_the_process_as_it_is(tiny_model):
    names = [*tiny_model.weights, "w:terkutuk"]  # one more than there are rows
    weights = WeightTable(names, array("d", chain(*tiny_model.weights.values())))
    pool = Pool(Scorer(replace(tiny_model, weights=weights)), 1)
    pool.start()
    try:
        with pytest.raises(ScoringError) as caught:
            ask(pool, Article("a", "Jembatan itu terkutuk."))
        assert caught.value.kind == "IndexError"
        assert "weights.py:" in caught.value.place
        assert ask(pool).sentences == 1
        assert pool.restarts == 0
    finally:
        pool.close()


def test_closing_ends_what_is_in_flight(own_pool):
    (worker,) = own_pool._workers

    async def scenario() -> None:
        first = own_pool.submit("score", LONG, soon(60))
        second = own_pool.submit("score", SHORT, soon(60))
        start = time.monotonic()
        own_pool.close()
        assert time.monotonic() - start < 10
        assert second.cancelled()
        assert isinstance(first.exception(), ScoringError)

    asyncio.run(scenario())
    assert not worker._process.is_alive()
    assert not own_pool.alive


def test_pool_that_is_not_running_takes_nothing(scorer):
    with pytest.raises(RuntimeError, match="not running"):
        ask(Pool(scorer, 1))
