"""The service as it is run, when everything goes wrong at once: load, floods, kills, full disks."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import struct
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from rumor.listening import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals"),
]

NEWS = "Konon tiang Jembatan Kaligondang retak. Jembatan itu dibuka Senin, kata Camat Weru Lestari."
BODY = json.dumps({"text": NEWS}).encode()
JSON = {"Content-Type": "application/json"}
HEAD = b"POST /v1/score HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
STRANGER = "127.0.0.2"
"""Another address of this machine, for clients that are to be told apart."""


@pytest.fixture
def clients() -> Iterator[ThreadPoolExecutor]:
    """Return threads for clients."""
    with ThreadPoolExecutor(64) as threads:
        yield threads


# Too many requests


def test_ten_times_the_rate_gets_exactly_what_is_allowed_through(start, clients):
    server = start("--rate", "20", "--burst", "10")
    began = time.monotonic()

    def ask(number: int) -> tuple[int, str | None, float]:
        time.sleep(max(began + number / 200 - time.monotonic(), 0.0))
        sent = time.monotonic()
        status, headers, _ = server.request("GET", "/v1/model", source=STRANGER)
        return status, headers["Retry-After"], sent

    answers = list(clients.map(ask, range(300)))
    took = time.monotonic() - min(sent for _, _, sent in answers)
    statuses = Counter(status for status, _, _ in answers)
    latest = max(sent for _, _, sent in answers) - min(sent for _, _, sent in answers)
    assert set(statuses) == {200, 429}
    assert 10 + int(20 * latest) <= statuses[200] <= 10 + 20 * took
    assert all(retry == "1" for status, retry, _ in answers if status == 429)
    assert server.post("/v1/score", {"text": NEWS})[0] == 200  # another client


def test_burst_at_once_gets_exactly_its_number_through(start, clients):
    server = start("--rate", "0.001", "--burst", "7")
    asked = [clients.submit(server.request, "GET", "/v1/model") for _ in range(70)]
    statuses = Counter(answer.result()[0] for answer in asked)
    assert statuses == {200: 7, 429: 63}


# Stopping


class Load:
    """Clients that ask again as soon as they have their answer."""

    def __init__(self, server, *, fresh: int = 0, steady: int = 0) -> None:
        self.server = server
        self.over = threading.Event()
        self.answers: list[int] = []
        self.faults: list[str] = []
        self.resets = 0
        self._threads = [threading.Thread(target=self._fresh) for _ in range(fresh)]
        self._threads += [threading.Thread(target=self._steady) for _ in range(steady)]
        for thread in self._threads:
            thread.start()

    def until_answers(self, count: int) -> None:
        self.server.until(lambda: len(self.answers) >= count)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()

    def _ask(self, connection: http.client.HTTPConnection) -> bool:
        connection.request("POST", "/v1/score", BODY, JSON)
        answer = connection.getresponse()
        told = json.loads(answer.read())  # fails if it is not whole
        if answer.status == 200:
            assert len(told["article"]["claims"]) == 2
        self.answers.append(answer.status)
        return not answer.will_close

    def _steady(self) -> None:
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=60)
        try:
            while self._ask(connection) and not self.over.is_set():
                pass
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.faults.append(f"steady: {error!r}")
        finally:
            connection.close()

    def _fresh(self) -> None:
        while not self.over.is_set():
            connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=60)
            try:
                connection.connect()
            except OSError:  # it listens no more
                return
            try:
                self._ask(connection)
            except ConnectionResetError:
                self.resets += 1  # the system had it, the service did not
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.faults.append(f"fresh: {error!r}")
            finally:
                connection.close()


def test_no_request_is_lost_when_the_service_is_stopped_under_load(start):
    server = start("--workers", "2", "--max-requests", "100")
    load = Load(server, fresh=15, steady=25)
    load.until_answers(200)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 20
    load.join()
    assert load.faults == []
    assert set(load.answers) == {200}
    served = [line for line in server.log if "route=/v1/score" in line]
    assert len(served) == len(load.answers)
    assert all("status=200" in line for line in served)
    # A connection can reach the system in the instant in which it stops to listen.
    assert load.resets <= 1
    with pytest.raises(ConnectionRefusedError):
        server.request("GET", "/healthz")


def test_request_on_a_connection_that_was_idle_is_still_answered_while_stopping(start):
    server = start("--idle-seconds", "30")
    link = http.client.HTTPConnection(server.host, server.port, timeout=10)
    with contextlib.closing(link):
        link.request("GET", "/healthz")
        link.getresponse().read()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.4)
        link.request("POST", "/v1/score", BODY, JSON)
        answer = link.getresponse()
        assert answer.status == 200
        assert answer.getheader("Connection") == "close"
        answer.read()
    assert server.wait() == 0


def test_slow_and_silent_clients_do_not_hold_up_the_end(start):
    server = start("--timeout-seconds", "1", "--answer-seconds", "1", "--idle-seconds", "60")
    with contextlib.ExitStack() as stack:
        for sent in (b"", b"GET /heal", HEAD + b"Content-Length: 100\r\n\r\n{", HEAD):
            link = socket.create_connection((server.host, server.port), timeout=10)
            stack.enter_context(link).sendall(sent)
        time.sleep(0.2)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 8


# Scoring processes that are killed


def test_scoring_process_killed_under_load_costs_at_most_its_article(start):
    server = start("--workers", "2")
    load = Load(server, steady=8)
    load.until_answers(30)
    os.kill(server.scoring_processes()[0], signal.SIGKILL)
    load.until_answers(len(load.answers) + 60)
    load.over.set()
    load.join()
    statuses = Counter(load.answers)
    assert load.faults == []
    assert statuses[500] <= 1
    assert statuses[200] + statuses[500] == len(load.answers)
    server.until(lambda: len(server.scoring_processes()) == 2)
    assert server.counter("rumor_scoring_process_restarts") == 1


def test_article_of_a_killed_process_fails_as_described_and_the_next_is_scored(start):
    server = start()
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(server.post, "/v1/score", {"text": NEWS * 4_000})
        server.until_in_flight(1)
        (process,) = server.scoring_processes()
        os.kill(process, signal.SIGKILL)
        status, problem = answer.result(10)
    assert (status, problem["type"]) == (500, "/problems/internal")
    assert server.post("/v1/score", {"text": NEWS})[0] == 200
    assert any("error=death of a process" in line for line in server.log)


def test_all_scoring_processes_killed_at_once_come_back(start):
    server = start("--workers", "2")
    load = Load(server, steady=8)
    load.until_answers(30)
    for process in server.scoring_processes():
        os.kill(process, signal.SIGKILL)
    load.until_answers(len(load.answers) + 60)
    load.over.set()
    load.join()
    assert load.faults == []
    assert Counter(load.answers)[500] <= 2
    assert server.request("GET", "/readyz")[0] == 200
    assert server.stop() == 0


# A log that cannot be written


def test_full_disk_under_the_log_costs_log_lines_only(start):
    if not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        server = start("--port", str(free_port("127.0.0.1", 0)), output=full)
    for _ in range(20):
        assert server.post("/v1/score", {"text": NEWS})[0] == 200
    assert server.counter("rumor_log_lines_lost_total") >= 20
    assert server.stop() == 0


def test_log_that_nobody_reads_holds_nothing_up(start):
    reading, writing = os.pipe()
    try:
        server = start("--port", str(free_port("127.0.0.1", 0)), output=writing)
        os.close(writing)
        link = http.client.HTTPConnection(server.host, server.port, timeout=10)
        with contextlib.closing(link):
            for _ in range(700):  # lines of more than a pipe holds
                link.request("GET", "/tidak-ada")
                assert link.getresponse().read()
        assert server.stop() == 0
    finally:
        os.close(reading)


# All of it at once


class Attack:
    """Clients of one address that keep at it until they are told to stop."""

    def __init__(self, server) -> None:
        self.server = server
        self.over = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Attack:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(10)

    def add(self, way: Callable[[socket.socket], None], count: int) -> None:
        for _ in range(count):
            thread = threading.Thread(target=self._keep_at_it, args=(way,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _keep_at_it(self, way: Callable[[socket.socket], None]) -> None:
        address = (self.server.host, self.server.port)
        while not self.over.is_set():
            with contextlib.suppress(OSError):
                source = (STRANGER, 0)
                with socket.create_connection(address, 5, source_address=source) as link:
                    way(link)

    def drip(self, start: bytes) -> Callable[[socket.socket], None]:
        def way(link: socket.socket) -> None:
            link.sendall(start)
            while not self.over.wait(0.2):
                link.sendall(b"x")

        return way

    def silent(self, link: socket.socket) -> None:
        link.settimeout(1)
        link.recv(1)

    def unread(self, link: socket.socket) -> None:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        for _ in range(50):
            link.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n")
        self.over.wait(2)

    def vanish(self, link: socket.socket) -> None:
        link.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY))
        link.sendall(BODY[: random.choice((5, len(BODY)))])
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.over.wait(0.1)

    def noise(self, link: socket.socket) -> None:
        link.sendall(random.randbytes(200) + b"\r\n\r\n")
        link.recv(1000)
        self.over.wait(0.05)


def test_well_behaved_client_gets_its_answers_while_all_attacks_run(start):
    server = start(
        *("--max-connections", "60", "--max-requests", "8", "--head-seconds", "2"),
        *("--answer-seconds", "1", "--timeout-seconds", "10"),
    )
    waits = []
    with Attack(server) as attack:
        attack.add(attack.drip(b"GET / HTTP/1.1\r\nX-Lambat: "), 40)
        attack.add(attack.drip(HEAD + b"Content-Length: 5000\r\n\r\n"), 20)
        attack.add(attack.silent, 20)
        attack.add(attack.unread, 5)
        attack.add(attack.vanish, 5)
        attack.add(attack.noise, 3)
        time.sleep(0.5)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            began = time.monotonic()
            while (answer := server.post("/v1/score", {"text": NEWS}))[0] == 503:
                time.sleep(0.2)
            assert answer[0] == 200
            waits.append(time.monotonic() - began)
        assert _resident(server.process.pid) < 400_000_000
    assert len(waits) >= 5
    assert max(waits) < 4
    server.until(lambda: server.counter("rumor_connections") == 1, 15)
    assert server.post("/v1/score", {"text": NEWS})[0] == 200
    assert server.stop() == 0
    assert "Traceback" not in "".join(server.log)
    assert not any("error=" in line for line in server.log), server.log[-20:]


def _resident(pid: int) -> int:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=True)
    return int(shown.stdout) * 1024
