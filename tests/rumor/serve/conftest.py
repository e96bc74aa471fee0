"""A running pool for all tests of the service, clients of applications in this process, servers."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from fastapi.testclient import TestClient

from rumor.scorer import Scorer
from rumor.serve.app import create_app
from rumor.serve.pool import Pool
from rumor.serve.settings import Settings

MakeClient = Callable[..., TestClient]
START_SECONDS = 60


@pytest.fixture(scope="session")
def pool(scorer: Scorer) -> Iterator[Pool]:
    """Return a process that scores with the shipped model."""
    pool = Pool(scorer, 1)
    pool.start()
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def make_client(scorer: Scorer, pool: Pool) -> MakeClient:
    """Return a function that makes a client of a service with other settings, or another pool."""

    def make(settings: Settings | None = None, pool: Pool = pool, **options) -> TestClient:
        app = create_app(scorer, settings or Settings(), pool=pool)
        return TestClient(app, raise_server_exceptions=True, **options)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    """Return a client of a service with the usual settings."""
    return make_client()


class Server:
    """A `rumor serve` of its own, on a free port of this machine.

    With `output` it writes there, and nobody reads what it says; its port is to be given then.
    """

    def __init__(self, *options: str, checkout, environment, output=None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rumor", "serve", "--port", "0", *options],
            cwd=checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output or subprocess.PIPE,
            stderr=output or subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.log: list[str] = []
        self.started = threading.Event()
        self.host, self.port = "127.0.0.1", 0
        if output:
            self.port = int(options[options.index("--port") + 1])
            self._reader = threading.Thread(target=self._poll, daemon=True)
            self._reader.start()
            assert self.started.wait(START_SECONDS)
            return
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self.started.wait(START_SECONDS), self.log
        found = re.search(r"serving at http://(\S+):(\d+);", "".join(self.log))
        assert found, self.log
        self.host, self.port = found[1].strip("[]"), int(found[2])

    def _read(self) -> None:
        for line in self.process.stderr:
            self.log.append(line)
            if "serving at" in line:
                self.started.set()
        self.started.set()

    def _poll(self) -> None:
        while self.process.poll() is None:
            with contextlib.suppress(OSError):
                self.request("GET", "/healthz")
                self.started.set()
                return
            time.sleep(0.05)

    def request(self, method: str, path: str, body=None, headers=None, source=None, **options):
        connection = http.client.HTTPConnection(
            self.host, self.port, timeout=60, source_address=source and (source, 0)
        )
        with closing(connection):
            connection.request(method, path, body, headers or {}, **options)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def post(self, path: str, value: object, **options):
        headers = {"Content-Type": "application/json"}
        status, _, body = self.request("POST", path, json.dumps(value).encode(), headers, **options)
        return status, json.loads(body)

    def counter(self, name: str) -> float:
        """Return what /metrics says of a counter, with its labels if it has any."""
        lines = self.request("GET", "/metrics")[2].decode().splitlines()
        values = [line.split()[-1] for line in lines if line.startswith(f"{name} ")]
        return float(values[0]) if values else 0.0

    def until_in_flight(self, count: int) -> None:
        """Wait until so many requests are being worked on."""
        # The one that asks is one more.
        self.until(lambda: self.counter("rumor_requests_in_flight") == count + 1)

    def scoring_processes(self) -> list[int]:
        """Return the processes that score, by their ids."""
        command = ["ps", "-ww", "--ppid", str(self.process.pid), "-o", "pid=,args="]
        listed = subprocess.run(command, capture_output=True, check=False, text=True).stdout
        lines = [line.split(maxsplit=1) for line in listed.splitlines()]
        return [int(pid) for pid, words in lines if "spawn_main" in words]

    def raw(self, head: bytes, *, end: bool = False) -> bytes:
        """Send bytes and return all that comes back until the server closes."""
        with socket.create_connection((self.host, self.port), timeout=30) as link:
            link.sendall(head)
            if end:
                link.shutdown(socket.SHUT_WR)
            answer = b""
            while chunk := link.recv(65536):
                answer += chunk
            return answer

    @staticmethod
    def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait for something that is about to happen."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Signal the server alone, and return its exit status."""
        self.process.send_signal(by)
        return self.wait()

    def wait(self) -> int:
        status = self.process.wait(60)
        self._reader.join(10)
        return status

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()


StartServer = Callable[..., Server]


@pytest.fixture
def start(checkout, environment) -> Iterator[StartServer]:
    servers = []

    def start(*options: str, output=None) -> Server:
        servers.append(Server(*options, checkout=checkout, environment=environment, output=output))
        return servers[-1]

    yield start
    for server in servers:
        server.kill()
