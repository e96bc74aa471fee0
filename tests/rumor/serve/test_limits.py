from __future__ import annotations

import asyncio
import json

import pytest

from rumor.serve import limits
from rumor.serve.limits import BodyLimit, ConcurrencyLimit, RateLimit
from rumor.serve.settings import Settings


def scope_of(method: str = "POST", path: str = "/v1/score", client="192.0.2.1", headers=()) -> dict:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "headers": list(headers),
        "client": (client, 40000) if client else None,
    }


class Call:
    """One request to an ASGI application: what it is sent, and what comes of it."""

    def __init__(self, app, chunks=(b"",), *, pause: float = 0.0, **scope) -> None:
        self.app = app
        self.scope = scope_of(**scope)
        self.chunks = list(chunks)
        self.pause = pause
        self.taken = 0
        self.status = None
        self.headers = {}
        self.body = b""

    async def receive(self) -> dict:
        await asyncio.sleep(self.pause)
        if self.taken >= len(self.chunks):
            await asyncio.sleep(3600)
        self.taken += 1
        chunk = self.chunks[self.taken - 1]
        if chunk is None:
            return {"type": "http.disconnect"}
        more = self.taken < len(self.chunks)
        return {"type": "http.request", "body": chunk, "more_body": more}

    async def send(self, message: dict) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        else:
            self.body += message.get("body", b"")

    async def run(self) -> Call:
        await self.app(self.scope, self.receive, self.send)
        return self

    @property
    def problem(self) -> str:
        return json.loads(self.body)["type"].removeprefix("/problems/")


async def echo(scope, receive, send) -> None:
    """Answer with the body of the request."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def length(value: bytes) -> list:
    return [(b"content-length", value)]


def run(call: Call) -> Call:
    return asyncio.run(asyncio.wait_for(call.run(), 10))


# The body


def test_body_within_the_limit_comes_through_whole():
    call = run(Call(BodyLimit(echo, 10, 5), [b"kon", b"", b"on"]))
    assert (call.status, call.body) == (200, b"konon")


def test_body_of_just_the_limit_is_taken():
    assert run(Call(BodyLimit(echo, 5, 5), [b"konon"])).status == 200


def test_body_over_the_limit_is_refused():
    call = run(Call(BodyLimit(echo, 4, 5), [b"konon"]))
    assert (call.status, call.problem) == (413, "too-large")
    assert json.loads(call.body)["max_bytes"] == 4
    assert call.headers["connection"] == "close"


def test_stream_is_refused_before_it_is_read_to_its_end():
    call = run(Call(BodyLimit(echo, 1000, 5), [b"x" * 1000] * 10_000))
    assert call.status == 413
    assert call.taken < 20


def test_declared_length_over_the_limit_is_refused_without_waiting_for_the_body():
    call = run(Call(BodyLimit(echo, 10, 60), [], headers=length(b"11")))
    assert (call.status, call.problem) == (413, "too-large")


def test_declared_length_that_is_too_small_does_not_let_more_in():
    call = run(Call(BodyLimit(echo, 10, 5), [b"x" * 6, b"x" * 6], headers=length(b"5")))
    assert call.status == 413


@pytest.mark.parametrize("value", [b"-1", b"1e3", b"0x10", b"", b"+5", "٣".encode()])
def test_length_that_is_no_number_is_refused(value):
    call = run(Call(BodyLimit(echo, 10, 5), [b"konon"], headers=length(value)))
    assert (call.status, call.problem) == (400, "bad-request")


def test_length_of_many_digits_is_refused_unread():
    assert run(Call(BodyLimit(echo, 10, 5), [], headers=length(b"9" * 100_000))).status == 413


def test_body_that_takes_too_long_is_refused():
    call = run(Call(BodyLimit(echo, 100, 0.2), [b"x"] * 50, pause=0.05))
    assert (call.status, call.problem) == (408, "slow-body")
    assert call.headers["connection"] == "close"


def test_client_that_goes_away_while_sending_gets_no_answer():
    call = run(Call(BodyLimit(echo, 100, 5), [b"kon", None]))
    assert (call.status, call.body) == (None, b"")


def test_request_without_a_body_is_not_waited_for():
    app = BodyLimit(echo, 10, 0.2)
    assert run(Call(app, [b""], method="GET", pause=0.4)).status == 200


def test_service_takes_a_body_up_to_its_limit(make_client):
    client = make_client(Settings(max_bytes=100))
    body = b'{"text": "Konon retak."}'
    headers = {"Content-Type": "application/json"}
    fits = client.post("/v1/score", content=body.ljust(100), headers=headers)
    over = client.post("/v1/score", content=body.ljust(101), headers=headers)
    assert (fits.status_code, over.status_code) == (200, 413)
    assert over.headers["x-content-type-options"] == "nosniff"


# The rate


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def statuses(app, count: int, **scope) -> list[int]:
    return [run(Call(app, **scope)).status for _ in range(count)]


def test_client_may_make_a_burst_and_then_has_to_wait(clock):
    app = RateLimit(echo, 0.5, 3, clock)
    assert statuses(app, 4) == [200, 200, 200, 429]
    call = run(Call(app))
    assert (call.problem, call.headers["retry-after"]) == ("too-many-requests", "2")
    clock.now += 2
    assert statuses(app, 2) == [200, 429]


def test_client_that_waits_as_told_is_served(clock):
    app = RateLimit(echo, 3.0, 1, clock)
    assert statuses(app, 2) == [200, 429]
    clock.now += int(run(Call(app)).headers["retry-after"])
    assert statuses(app, 1) == [200]


def test_long_silence_earns_no_more_than_a_burst(clock):
    app = RateLimit(echo, 10.0, 2, clock)
    clock.now += 3600
    assert statuses(app, 3) == [200, 200, 429]


def test_clients_are_counted_apart(clock):
    app = RateLimit(echo, 1.0, 1, clock)
    assert statuses(app, 2, client="192.0.2.1") == [200, 429]
    assert statuses(app, 1, client="192.0.2.2") == [200]


def test_addresses_of_one_ipv6_network_are_one_client(clock):
    app = RateLimit(echo, 1.0, 1, clock)
    assert statuses(app, 1, client="2001:db8::1") == [200]
    assert statuses(app, 1, client="2001:db8::ffff:2") == [429]
    assert statuses(app, 1, client="2001:db8:0:1::1") == [200]


def test_mapped_ipv4_addresses_are_clients_of_their_own(clock):
    app = RateLimit(echo, 1.0, 1, clock)
    assert statuses(app, 1, client="::ffff:192.0.2.1") == [200]
    assert statuses(app, 1, client="::ffff:192.0.2.2") == [200]


@pytest.mark.parametrize("client", [None, "", "unix", "x" * 10_000])
def test_client_without_an_address_is_counted_too(clock, client):
    assert statuses(RateLimit(echo, 1.0, 1, clock), 2, client=client) == [200, 429]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_monitors_are_not_held_back(clock, path):
    app = RateLimit(echo, 1.0, 1, clock)
    assert statuses(app, 5, method="GET", path=path) == [200] * 5


def test_only_so_many_clients_are_remembered(clock, monkeypatch):
    monkeypatch.setattr(limits, "MAX_CLIENTS", 3)
    app = RateLimit(echo, 1.0, 1, clock)
    for number in range(10):
        statuses(app, 1, client=f"192.0.2.{number}")
    assert len(app._buckets) == 3
    assert statuses(app, 1, client="192.0.2.9") == [429]


def test_rate_of_a_service_counts_pages_and_scores_alike(make_client):
    client = make_client(Settings(rate=0.001, burst=2))
    answers = [client.get("/docs"), client.post("/v1/score", json={"text": "Konon."})]
    refused = client.get("/docs")
    assert [answer.status_code for answer in answers] == [200, 200]
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 500


# How many at a time


def test_request_over_the_number_at_a_time_is_told_to_come_again():
    async def scenario() -> list[Call]:
        app = ConcurrencyLimit(echo, 2)
        waiting = [asyncio.ensure_future(Call(app, [b"x"], pause=0.2).run()) for _ in range(2)]
        await asyncio.sleep(0.05)
        refused = await Call(app).run()
        probe = await Call(app, method="GET").run()
        served = await asyncio.gather(*waiting)
        return [refused, probe, *served, await Call(app).run()]

    refused, *others = asyncio.run(asyncio.wait_for(scenario(), 10))
    assert (refused.status, refused.problem) == (503, "overloaded")
    assert refused.headers["retry-after"] == "1"
    assert [call.status for call in others] == [200] * 4


def test_request_that_fails_gives_its_place_back():
    async def fail(*_arguments) -> None:
        raise ZeroDivisionError

    async def scenario() -> int | None:
        app = ConcurrencyLimit(fail, 1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await Call(app).run()
        app.app = echo
        return (await Call(app).run()).status

    assert asyncio.run(scenario()) == 200


# Room for others


def test_body_that_trickles_makes_way_for_another_client():
    async def scenario() -> tuple[Call, Call]:
        app = ConcurrencyLimit(BodyLimit(echo, 100, 60), 2)
        slow = [Call(app, [b"k", b"o"] * 40, pause=0.2, client="192.0.2.6") for _ in range(2)]
        tasks = [asyncio.create_task(call.run()) for call in slow]
        await asyncio.sleep(0.05)
        quick = await Call(app, [b"konon"], client="192.0.2.7").run()
        first = await asyncio.wait_for(tasks[0], 1)
        tasks[1].cancel()
        return quick, first

    quick, slow = asyncio.run(scenario())
    assert (quick.status, quick.body) == (200, b"konon")
    assert (slow.status, slow.problem) == (408, "slow-body")


def test_request_that_is_being_scored_makes_way_for_nobody():
    async def scenario() -> Call:
        async def working(scope, receive, send) -> None:
            await asyncio.sleep(3600)

        app = ConcurrencyLimit(BodyLimit(working, 100, 60), 2)
        calls = [Call(app, [b"konon"], client="192.0.2.6") for _ in range(2)]
        tasks = [asyncio.create_task(call.run()) for call in calls]
        await asyncio.sleep(0.05)
        late = await Call(app, [b"konon"], client="192.0.2.7").run()
        for task in tasks:
            task.cancel()
        return late

    late = asyncio.run(scenario())
    assert (late.status, late.problem) == (503, "overloaded")
