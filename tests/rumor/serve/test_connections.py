"""Connections that are slow, silent, greedy or broken, on both parsers that uvicorn may use."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import IO

import pytest
import uvicorn
from fastapi import Request, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rumor.serve import places
from rumor.serve.app import create_app
from rumor.serve.connections import LEAST_TAKEN, LINGERING, Guard
from rumor.serve.pool import Pool
from rumor.serve.settings import Settings

PARSERS = {"h11": "h11_impl.H11Protocol", "httptools": "httptools_impl.HttpToolsProtocol"}
QUICK = Settings(
    max_bytes=20_000, head_seconds=0.5, idle_seconds=1, answer_seconds=0.5, timeout_seconds=1.0
)
BIG = 30_000_000
"""Bytes of an answer that no buffers of sockets hold."""

GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
CHUNKED = b"POST /gema HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
NEWS = json.dumps({"text": "Konon tiang Jembatan Kaligondang retak."}).encode()


def post(body: bytes = NEWS, *headers: bytes) -> bytes:
    head = [b"POST /gema HTTP/1.1", b"Host: a", b"Content-Type: application/json"]
    head.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*head, *headers, b"", body])


class Running:
    """An application on a real socket, in a thread of this process."""

    def __init__(self, app, guard: Guard, parser: str) -> None:
        module, name = PARSERS[parser].split(".")
        pytest.importorskip(parser)
        protocol = getattr(importlib.import_module(f"uvicorn.protocols.http.{module}"), name)
        config = uvicorn.Config(
            app,
            http=guard.layer(protocol),
            ws="none",
            log_config=None,
            timeout_keep_alive=guard.settings.idle_seconds,
            h11_max_incomplete_event_size=10**6,
        )
        self.app = app
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.listener],))
        self.thread.start()
        self.until(lambda: self.server.started)

    def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=10)

    def open(self) -> int:
        return len(self.server.server_state.connections)

    def counted(self, reason: str) -> float:
        metrics = self.app.state.service.metrics
        name = "rumor_connections_closed_early_total"
        return metrics.registry.get_sample_value(name, {"reason": reason}) or 0.0

    def rejected(self, reason: str) -> float:
        metrics = self.app.state.service.metrics
        found = metrics.registry.get_sample_value("rumor_rejected_total", {"reason": reason})
        return found or 0.0

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive()


def application(scorer, limits: Settings):
    """Make the service with two routes more, one that echoes and one with a big answer."""
    app = create_app(scorer, limits, pool=Pool(scorer, 1))  # it never scores
    app.add_api_route("/big", lambda: Response(b"x" * BIG))

    async def echo(request: Request) -> Response:
        return Response(await request.body())

    app.add_api_route("/gema", echo, methods=["POST"])
    return app


Serve = Callable[..., Running]


@pytest.fixture
def serve(tiny_scorer) -> Iterator[Serve]:
    """Return a function that runs the service on a parser, with limits of its own."""
    with contextlib.ExitStack() as stack:

        def start(parser: str, **changes) -> Running:
            limits = replace(QUICK, **changes)
            app = application(tiny_scorer, limits)
            running = Running(app, Guard(limits, app.state.service.metrics), parser)
            stack.callback(running.stop)
            return running

        yield start


@pytest.fixture(scope="module", params=PARSERS)
def steady(request, tiny_scorer) -> Iterator[Running]:
    """Return a service on each parser, for many requests."""
    limits = replace(QUICK, head_seconds=10.0, timeout_seconds=10.0)
    app = application(tiny_scorer, limits)
    running = Running(app, Guard(limits, app.state.service.metrics), request.param)
    yield running
    running.stop()


both = pytest.mark.parametrize("parser", PARSERS)


def rest(link: socket.socket) -> bytes:
    """Return all that comes until the service closes."""
    received = b""
    while chunk := link.recv(65536):
        received += chunk
    return received


def one_answer(
    link: socket.socket, reader: IO[bytes] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Return the next answer of a connection that stays open."""
    reader = reader or link.makefile("rb")
    status = int(reader.readline().split()[1])
    headers = {}
    while line := reader.readline().rstrip(b"\r\n").decode():
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    return status, headers, reader.read(int(headers["content-length"]))


def problem_in(answer: bytes) -> tuple[int, str]:
    """Return status and type of a problem, of which every header is as it should be."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    told = json.loads(body)
    assert "connection: close" in lines
    assert "content-type: application/problem+json" in lines
    assert "x-content-type-options: nosniff" in lines
    assert f"x-request-id: {told['request_id']}" in lines
    assert f"content-length: {len(body)}" in lines
    assert int(lines[0].split()[1]) == told["status"]
    return told["status"], told["type"].removeprefix("/problems/")


# The head


@both
@pytest.mark.parametrize("after", [b"", GET], ids=["first", "next"])
def test_head_that_comes_byte_by_byte_is_given_up(serve, parser, after):
    server = serve(parser)
    with server.connect() as link:
        if after:
            link.sendall(after)
            assert one_answer(link)[0] == 200
        began = time.monotonic()
        link.settimeout(0.05)
        answer = b""
        for byte in b"GET /healthz HTTP/1.1\r\nHost: " + b"a" * 1000:
            link.sendall(bytes([byte]))
            with contextlib.suppress(TimeoutError):
                answer = link.recv(65536)
                break
        link.settimeout(5)
        answer += rest(link)
        assert problem_in(answer) == (408, "slow-head")
        assert 0.4 < time.monotonic() - began < 5


@both
def test_client_that_sends_nothing_is_let_go_without_a_word(serve, parser):
    server = serve(parser)
    with server.connect() as link:
        began = time.monotonic()
        assert rest(link) == b""
        assert 0.4 < time.monotonic() - began < 5
    assert server.counted("silent") == 1


@both
def test_connection_without_a_next_request_is_closed(serve, parser):
    server = serve(parser)
    with server.connect() as link:
        link.sendall(GET)
        assert one_answer(link)[0] == 200
        began = time.monotonic()
        assert rest(link) == b""
        assert 0.8 < time.monotonic() - began < 5
    assert server.counted("silent") == 0


@both
def test_request_longer_than_the_time_for_a_head_is_not_cut_off(serve, parser):
    server = serve(parser, timeout_seconds=5.0)
    request = post()
    with server.connect() as link:
        link.sendall(request[:-5])
        time.sleep(0.8)
        link.sendall(request[-5:])
        assert one_answer(link)[0] == 200


@both
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "endless"])
def test_head_that_is_too_large_is_refused(serve, parser, whole):
    server = serve(parser, max_head=4_000)
    with server.connect() as link:
        link.sendall(GET[:-2] + b"X-Panjang: " + b"a" * 5_000 + (b"\r\n\r\n" if whole else b""))
        assert problem_in(rest(link)) == (431, "head-too-large")


@both
def test_too_many_headers_are_refused(serve, parser):
    server = serve(parser, max_headers=10)
    with server.connect() as link:
        link.sendall(GET[:-2] + b"X-Banyak: 1\r\n" * 10 + b"\r\n")
        assert problem_in(rest(link)) == (431, "head-too-large")


# Where a request ends


AMBIGUOUS = {
    "length and chunked": [b"Content-Length: 5", b"Transfer-Encoding: chunked"],
    "chunked and length": [b"Transfer-Encoding: chunked", b"Content-Length: 5"],
    "two lengths": [b"Content-Length: 5", b"Content-Length: 6"],
    "list of lengths": [b"Content-Length: 5, 6"],
    "negative": [b"Content-Length: -5"],
    "signed": [b"Content-Length: +5"],
    "hexadecimal": [b"Content-Length: 0x5"],
    "no number": [b"Content-Length: lima"],
    "empty": [b"Content-Length: "],
    "beyond all numbers": [b"Content-Length: " + b"9" * 400],
    "other digits": ["Content-Length: ٥".encode()],
    "two codings": [b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"],
    "chunked twice": [b"Transfer-Encoding: chunked, chunked"],
    "not chunked last": [b"Transfer-Encoding: chunked, identity"],
    "unknown coding": [b"Transfer-Encoding: xchunked"],
    "space before colon": [b"Transfer-Encoding : chunked"],
    "folded": [b"Transfer-Encoding:", b" chunked", b"Content-Length: 5"],
    "two hosts": [b"Host: b", b"Content-Length: 5"],
}


@pytest.mark.parametrize("shape", AMBIGUOUS)
def test_request_whose_end_is_in_doubt_is_refused_with_all_that_follows(steady, shape):
    head = b"POST /gema HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    head += b"\r\n".join([*AMBIGUOUS[shape], b"", b""])
    with steady.connect() as link:
        link.sendall(head + b"0\r\n\r\n" + GET)
        answer = rest(link)
    assert answer.count(b"HTTP/1.1 ") == 1  # what was smuggled in is not answered
    status, name = problem_in(answer)
    if shape == "beyond all numbers":
        assert status in (400, 413)
    else:
        assert (status, name) == (400, "bad-request")


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n"])
def test_request_without_a_host_and_one_in_tls_are_refused(steady, start):
    with steady.connect() as link:
        link.sendall(start)
        assert problem_in(rest(link)) == (400, "bad-request")


@pytest.mark.parametrize("size", [b"x", b"-1", b"0x5", b"f" * 30, b"", b"5 5", b"+5"])
def test_chunk_of_a_false_size_is_refused(steady, size):
    with steady.connect() as link:
        link.sendall(CHUNKED + size + b"\r\nKonon\r\n0\r\n\r\n")
        assert problem_in(rest(link)) == (400, "bad-request")


@both
def test_body_shorter_than_said_is_waited_for_only_so_long(serve, parser):
    server = serve(parser)
    with server.connect() as link:
        began = time.monotonic()
        link.sendall(post()[:-5])
        assert problem_in(rest(link)) == (408, "slow-body")
        assert time.monotonic() - began < 5


def test_what_is_sent_behind_a_body_is_no_part_of_it(steady):
    with steady.connect() as link:
        link.sendall(post() + b"sisa" * 10 + b"\r\n\r\n")
        answer = rest(link)
    # h11 answers the request before it looks at the rest.
    assert answer.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 400 "))
    assert b"sisa" not in answer


def test_body_where_none_belongs_ends_the_connection_after_the_answer(steady):
    with steady.connect() as link:
        link.sendall(GET.replace(b"\r\n\r\n", b"\r\nContent-Length: 50\r\n\r\n") + GET)
        answer = rest(link)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in answer.lower()


@both
@pytest.mark.parametrize(
    ("first", "more"),
    [(b"1\r\n{\r\n0\r\n", b"X-Ekor: aaaaaaaaaaaaaaaaaaaa\r\n"), (b"", b"1\r\nx\r\n")],
    ids=["trailers without end", "chunks of a byte"],
)
def test_body_with_more_around_it_than_in_it_is_cut_off(serve, parser, first, more):
    server = serve(parser, timeout_seconds=20.0, max_bytes=1_000_000)
    with server.connect() as link:
        link.sendall(CHUNKED + first)
        with contextlib.suppress(OSError):  # no longer read
            for _ in range(500):
                link.sendall(more * 1_000)
    server.until(lambda: server.open() == 0, 5)
    assert server.rejected("bad-request") == 1


def test_trailers_are_not_taken_for_headers(steady):
    trailers = b"X-Request-ID: ekor\r\nHost: b\r\n\r\n"
    with steady.connect() as link:
        link.sendall(CHUNKED + b"5\r\nKonon\r\n0\r\n" + trailers)
        status, headers, body = one_answer(link)
    assert (status, body) == (200, b"Konon")
    assert headers["x-request-id"] != "ekor"


def test_requests_sent_together_are_answered_in_turn(steady):
    with steady.connect() as link:
        link.sendall(post(NEWS, b"X-Request-ID: satu") + post(b"", b"X-Request-ID: dua"))
        reader = link.makefile("rb")
        first, second = one_answer(link, reader), one_answer(link, reader)
    assert (first[0], first[1]["x-request-id"]) == (200, "satu")
    assert (second[0], second[1]["x-request-id"]) == (200, "dua")
    assert (first[2], second[2]) == (NEWS, b"")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=st.lists(st.integers(1, len(post()) - 1), max_size=6, unique=True))
def test_request_gets_the_same_answer_however_it_is_cut_up(steady, cuts):
    request = post(NEWS)
    places = [0, *sorted(cuts), len(request)]
    with steady.connect() as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start, end in itertools.pairwise(places):
            link.sendall(request[start:end])
            time.sleep(0.001)
        status, _, body = one_answer(link)
    assert status == 200
    assert body == NEWS


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(noise=st.binary(min_size=1, max_size=200), at=st.integers(0, len(post(NEWS))))
def test_noise_in_a_request_never_takes_the_service_down(steady, noise, at):
    request = post(NEWS, b"Connection: close")
    with steady.connect() as link:
        link.sendall(request[:at] + noise + request[at:])
        link.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            rest(link)
    with steady.connect() as link:
        link.sendall(GET)
        assert one_answer(link)[0] == 200


# Clients that do not take their answer


@both
def test_client_that_does_not_read_is_let_go(serve, parser):
    server = serve(parser)
    with server.connect() as link:
        link.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        server.until(lambda: server.counted("answer-not-taken") == 1, 5)
        server.until(lambda: server.open() == 0, 5)


@both
def test_client_that_reads_slowly_but_steadily_gets_the_whole_answer(serve, parser):
    server = serve(parser, answer_seconds=0.3)
    with server.connect() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        link.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        received = 0
        pauses = 6  # of 0.2 s each: longer in all than the limit
        while chunk := link.recv(2_000_000):
            received += len(chunk)
            if received > BIG / 8 and pauses > 0:
                pauses -= 1
                time.sleep(0.2)
        assert received > BIG
    assert server.counted("answer-not-taken") == 0


@both
def test_client_that_reads_a_few_bytes_now_and_then_is_let_go(serve, parser):
    server = serve(parser)
    with server.connect() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        deadline = time.monotonic() + 5
        while server.counted("answer-not-taken") == 0:
            assert time.monotonic() < deadline
            link.recv(LEAST_TAKEN // 100)
            time.sleep(0.05)


@both
@pytest.mark.parametrize("sent", [b"", GET[:10], post()[:-5], post(), b"GET /big HTTP/1.1\r\n"])
def test_client_that_vanishes_leaves_nothing_behind(serve, parser, sent):
    server = serve(parser)
    link = server.connect()
    link.sendall(sent)
    server.until(lambda: server.open() == 1)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    link.close()  # with a reset
    server.until(lambda: server.open() == 0, 5)
    guard = server.server.config.http_protocol_class.guard
    assert (len(guard.waiting), len(guard.unread)) == (0, 0)
    with server.connect() as other:
        other.sendall(GET)
        assert one_answer(other)[0] == 200


# Room


@both
def test_connection_too_many_takes_the_place_of_the_one_that_has_waited_longest(
    serve, parser, monkeypatch
):
    monkeypatch.setattr(places, "PATIENCE", 0.1)
    server = serve(parser, max_connections=3, head_seconds=20.0)
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(server.connect()) for _ in range(3)]
        links[0].sendall(b"GET /heal")
        server.until(lambda: server.open() == 3)
        time.sleep(0.2)
        new = stack.enter_context(server.connect())
        new.sendall(GET)
        assert one_answer(new)[0] == 200
        with contextlib.suppress(ConnectionResetError):
            assert rest(links[0]) == b""
        for link in links[1:]:
            link.sendall(GET)
            assert one_answer(link)[0] == 200
    assert server.counted("no-room") == 1


@both
def test_connection_too_many_is_told_so_when_none_can_make_way(serve, parser):
    server = serve(parser, max_connections=2, timeout_seconds=20.0)
    with contextlib.ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(server.connect()).sendall(post()[:-5])
        server.until(lambda: len(server.server.server_state.tasks) == 2)
        late = stack.enter_context(server.connect())
        late.sendall(GET)
        answer = rest(late)
        assert problem_in(answer) == (503, "overloaded")
        assert b"retry-after: 1" in answer.lower()


@both
def test_flood_of_connections_is_closed_without_a_word_each(serve, parser):
    server = serve(parser, max_connections=1, timeout_seconds=20.0, head_seconds=20.0)
    with contextlib.ExitStack() as stack:
        stack.enter_context(server.connect()).sendall(post()[:-5])
        server.until(lambda: len(server.server.server_state.tasks) == 1)
        links = [stack.enter_context(server.connect()) for _ in range(LINGERING + 20)]
        server.until(lambda: server.counted("no-room") >= LINGERING + 20)
        assert server.open() <= 1 + LINGERING
        assert problem_in(rest(links[0])) == (503, "overloaded")
