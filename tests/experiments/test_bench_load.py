"""What the load generator counts as an error, and short runs of both measurements."""

from __future__ import annotations

import asyncio

import pytest

from rumor.experiments.bench import load
from rumor.experiments.bench.articles import articles
from rumor.experiments.bench.load import Exchange, Load, post
from rumor.experiments.bench.rest import measure_rest
from rumor.experiments.bench.workers import measure_workers

RIGHT = b'{"skor": 0.75}'


def answer(body: bytes = RIGHT, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


def run(told: bytes, *, pieces: int = 1, clients: int = 3) -> Load:
    """Load a server that always answers alike, or closes when that is nothing."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"POST /v1/score HTTP/1.1\r\n")
            await reader.readexactly(2)
            if not told:
                break
            size = -(-len(told) // pieces)
            for first in range(0, len(told), size):
                writer.write(told[first : first + size])
                await asyncio.sleep(0.001)
        writer.close()

    async def scenario() -> Load:
        server = await asyncio.start_server(serve, load.HOST, 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await load._run(
                port, [Exchange(post("/v1/score", b"{}"), RIGHT, 4)], clients, 0.2
            )

    return asyncio.run(scenario())


@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_right_answers_are_counted_with_their_sentences(pieces):
    done = run(answer(), pieces=pieces)
    assert (done.errors, done.faults) == (0, [])
    assert done.sentences == 4 * len(done.latencies) > 12
    assert all(0 < latency < done.seconds for latency in done.latencies)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (answer(b'{"skor": 0.74}'), "HTTP/1.1 200 OK"),
        (answer(RIGHT + b" "), "HTTP/1.1 200 OK"),
        (answer(status=b"503 Service Unavailable"), "HTTP/1.1 503"),
        (b"", "connection lost"),
    ],
    ids=["other scores", "more than that", "other status", "closed"],
)
def test_any_other_answer_is_an_error(told, fault):
    done = run(told)
    assert done.errors >= 3
    assert done.sentences == 0
    assert done.faults[0].startswith(fault)
    assert len(done.faults) <= 5


def test_articles_to_measure_with_are_always_the_same_and_no_two_alike():
    first = list(articles(50, 5))
    assert first == list(articles(50, 5))
    assert len(set(first)) == 50


@pytest.mark.slow
def test_short_load_of_a_service_has_no_error_and_the_scores_of_a_call():
    score, batch = measure_rest(0.3, clients=4, workers=1, stock=16)
    assert (score["name"], batch["name"]) == ("rest score", "rest batch")
    for row in (score, batch):
        assert (row["errors"], row["faults"]) == (0, [])
        assert row["requests"] >= 4
        assert row["ratio"] == row["value"] / row["peer"] > 0
        assert row["p99_ms"] >= row["p50_ms"] > 0


@pytest.mark.slow
def test_short_jobs_of_one_and_two_workers_give_the_same_bytes():
    speed, memory = measure_workers(1_000, repeats=1)
    assert speed["ratio"] == pytest.approx(speed["value"] / speed["peer"])
    assert memory["value"] > 0
