from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals"),
]

NEWS = "Konon tiang Jembatan Kaligondang retak. Jembatan itu dibuka Senin."
LONG = NEWS * 4_000
CANARY = "KENARIRAHASIA"


def test_service_scores_explains_counts_and_stops(start, scorer):
    server = start()
    expected = scorer.score(NEWS)
    status, scored = server.post("/v1/score", {"text": NEWS})
    _, explained = server.post("/v1/explain", {"text": NEWS})
    _, batch = server.post("/v1/score/batch", {"articles": [{"text": NEWS}, {"text": ""}]})
    metrics = server.request("GET", "/metrics")[2].decode()
    assert status == 200
    assert [claim["score"] for claim in scored["article"]["claims"]] == [
        claim.score for claim in expected.claims
    ]
    assert explained["score"] == scored["article"]["score"] == expected.score
    assert batch["articles"][0]["claims"] == scored["article"]["claims"]
    assert batch["articles"][1]["status"] == 422
    assert "rumor_sentences_total 6.0" in metrics
    assert server.request("GET", "/readyz")[0] == 200
    assert server.stop() == 0
    assert server.log[-1] == "rumor: stopped\n"
    assert server.process.stdout.read() == ""


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_request_in_flight_is_finished_when_the_service_is_stopped(start, by):
    server = start()
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(server.post, "/v1/score", {"text": LONG})
        server.until(
            lambda: b"rumor_requests_in_flight 2.0" in server.request("GET", "/metrics")[2]
        )
        assert server.stop(by) == 0
        status, scored = answer.result()
    assert status == 200
    assert scored["article"]["counts"]["sentences"] == 8_000
    with pytest.raises(ConnectionRefusedError):
        server.request("GET", "/healthz")


def test_request_in_flight_is_finished_when_all_processes_are_signalled(start):
    server = start("--workers", "2")
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(server.post, "/v1/score", {"text": LONG})
        server.until(
            lambda: b"rumor_requests_in_flight 2.0" in server.request("GET", "/metrics")[2]
        )
        os.killpg(server.process.pid, signal.SIGINT)  # as Ctrl-C in a terminal does
        assert answer.result()[0] == 200
    assert server.wait() == 0
    assert "Traceback" not in "".join(server.log)


def test_second_interrupt_does_not_wait(start):
    server = start()
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(server.post, "/v1/score", {"text": LONG * 2})
        server.until(
            lambda: b"rumor_requests_in_flight 2.0" in server.request("GET", "/metrics")[2]
        )
        server.process.send_signal(signal.SIGINT)
        time.sleep(0.4)
        started = time.monotonic()
        server.process.send_signal(signal.SIGINT)
        assert server.wait() == 0
        assert time.monotonic() - started < 10
        # Broken off, or given up with an answer that is none.
        assert isinstance(answer.exception(), (http.client.HTTPException, OSError, ValueError))
    assert "Traceback" not in "".join(server.log)


def test_service_that_drains_says_so_before_it_stops(start):
    server = start("--drain-seconds", "2")
    server.process.send_signal(signal.SIGTERM)
    server.until(lambda: server.request("GET", "/readyz")[0] == 503, 2)
    assert server.post("/v1/score", {"text": NEWS})[0] == 200
    assert server.wait() == 0


def test_health_is_told_while_long_articles_are_scored(start):
    server = start()
    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(server.post, "/v1/score", {"text": LONG}) for _ in range(2)]
        server.until(
            lambda: b"rumor_requests_in_flight 3.0" in server.request("GET", "/metrics")[2]
        )
        before = time.monotonic()
        assert server.request("GET", "/healthz")[0] == 200
        assert time.monotonic() - before < 2
        assert not all(answer.done() for answer in answers)
        assert [answer.result()[0] for answer in answers] == [200, 200]


def test_scoring_processes_end_with_a_service_that_is_killed(start):
    server = start("--workers", "2")
    children = subprocess.run(
        ["ps", "--ppid", str(server.process.pid), "-o", "pid="], capture_output=True, check=False
    ).stdout.split()
    assert len(children) >= 2
    server.process.kill()
    server.wait()

    def gone(pid: bytes) -> bool:
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        return False

    server.until(lambda: all(gone(pid) for pid in children))


def test_port_that_is_taken_is_one_clear_error(rumor_command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = rumor_command("serve", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"rumor: --port {port}: cannot be had on 127.0.0.1 (address already in use); "
        "give another with --port, or --port 0 for any that is free\n"
    )


def test_model_that_is_none_is_one_clear_error(rumor_command, tmp_path):
    pickled = tmp_path / "model.joblib"
    pickled.write_bytes(b"\x80\x04\x95cos\nsystem\n(S'touch dimuat'\ntR.")
    done = rumor_command("serve", "--port", "0", "--model", pickled)
    assert done.returncode == 2
    assert b"a pickle, and to load one runs whatever code is in it" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_precise_threshold_is_in_force(start, scorer):
    told = json.loads(start("--precise").request("GET", "/v1/model")[2])
    assert told["threshold"] == scorer.model.precise_threshold


def test_body_of_false_length_is_refused(start):
    server = start("--max-bytes", "1K")
    head = b"POST /v1/score HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    head += b"Connection: close\r\n"
    too_much = server.raw(head + b"Content-Length: 5000\r\n\r\n{}")
    no_number = server.raw(head + b"Content-Length: -5\r\n\r\n{}")
    behind = server.raw(head + b"Content-Length: 2\r\n\r\n{}" + b"x" * 5000)
    assert too_much.startswith(b"HTTP/1.1 413 ")
    assert b'"type":"/problems/too-large"' in too_much
    assert no_number.startswith(b"HTTP/1.1 400 ")
    assert behind.startswith(b"HTTP/1.1 422 ")  # the rest is no part of the request
    assert server.request("GET", "/healthz")[0] == 200


def test_body_without_a_length_is_refused_where_it_gets_too_large(start):
    server = start("--max-bytes", "100K")
    body = (b"x" * 10_000 for _ in range(60))
    status, headers, answer = server.request(
        "POST", "/v1/score", body, {"Content-Type": "application/json"}, encode_chunked=True
    )
    assert (status, headers["Connection"]) == (413, "close")
    assert json.loads(answer)["max_bytes"] >= 100_000


def test_body_that_never_comes_is_not_waited_for(start):
    server = start("--timeout-seconds", "1")
    head = b"POST /v1/score HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    started = time.monotonic()
    answer = server.raw(head + b'Content-Length: 100\r\n\r\n{"text": "Konon')
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - started < 10


def test_client_over_its_rate_is_told_when_to_come_again(start):
    server = start("--rate", "0.5", "--burst", "2")
    answers = [server.request("GET", "/docs") for _ in range(3)]
    assert [status for status, _, _ in answers] == [200, 200, 429]
    assert int(answers[2][1]["Retry-After"]) in (1, 2)
    assert server.request("GET", "/healthz")[0] == 200


@pytest.mark.parametrize(("believed", "statuses"), [(True, [200, 200]), (False, [200, 429])])
def test_clients_behind_a_proxy_are_told_apart_only_when_it_is_believed(start, believed, statuses):
    server = start("--rate", "0.01", "--burst", "1", *(["--proxy-headers"] if believed else []))
    answers = [
        server.request("GET", "/docs", headers={"X-Forwarded-For": f"192.0.2.{number}"})
        for number in range(2)
    ]
    assert [status for status, _, _ in answers] == statuses


def test_log_as_json_holds_no_text(start):
    server = start("--log-format", "json", "--timeout-seconds", "2", "--max-bytes", "5M")
    text = f"Konon {CANARY} retak. "
    for path in ("/v1/score", "/v1/explain", f"/{CANARY}"):
        server.post(path, {"text": text, "title": CANARY})
        server.post(path, {"text": 5, CANARY: CANARY})
        server.request("POST", f"{path}?{CANARY}", CANARY.encode())
    server.raw(f"{CANARY} / HTTP/1.1\r\n\r\n".encode(), end=True)
    server.raw(f"GET /{CANARY} {CANARY}\r\n\r\n".encode(), end=True)
    assert server.post("/v1/score", {"text": text * 100_000})[0] == 503
    assert server.stop() == 0
    lines = [json.loads(line) for line in server.log if not line.startswith("rumor: ")]
    assert {line["status"] for line in lines if line["message"] == "request"} >= {
        200,
        404,
        422,
        503,
    }
    assert CANARY not in "".join(server.log)


def test_address_that_others_reach_is_warned_of(start):
    server = start("--host", "0.0.0.0")
    (warning,) = [line for line in server.log if "may be open to others" in line]
    assert "no TLS" in warning
    assert "--rate" in warning
    assert server.request("GET", "/healthz")[0] == 200


def test_address_of_this_machine_is_not(start):
    assert "open to others" not in "".join(start().log)


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_service_listens_on_ipv6(start):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    server = start("--host", "::1")
    assert f"http://[::1]:{server.port};" in "".join(server.log)
    assert server.request("GET", "/healthz")[0] == 200


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--port", "70000"), "not a port"),
        (("--port", "satu"), "not a port"),
        (("--workers", "0"), "not a whole number from 1 up"),
        (("--workers", "100000"), "more than 256"),
        (("--max-bytes", "besar"), "not a size"),
        (("--rate", "-1"), "requests a second"),
        (("--rate", "nan"), "requests a second"),
        (("--timeout-seconds", "0"), "seconds"),
        (("--head-seconds", "lama"), "seconds"),
        (("--answer-seconds", "-1"), "seconds"),
        (("--idle-seconds", "0.5"), "not a whole number from 1 up"),
        (("--max-connections", "0"), "not a whole number from 1 up"),
        (("--max-headers", "banyak"), "not a whole number from 1 up"),
        (("--max-head", "0"), "not a size"),
        (("--cors", "*"), "not an origin"),
        (("--cors", "https://meja.example/"), "not an origin"),
        (("--threshold", "2"), "not a number between 0 and 1"),
        (("--host", "tidak.ada.invalid"), "--host tidak.ada.invalid"),
        (("--host", "192.0.2.1"), "cannot be had on 192.0.2.1"),
    ],
)
def test_wrong_option_is_told(rumor_command, options, said):
    done = rumor_command("serve", *options)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize(
    ("most", "said"),
    [
        ("300", b""),
        (
            "5000",
            b"--max-connections 5000: this process may open 600 files; give at most 446",
        ),
    ],
    ids=["fits", "does not"],
)
def test_connections_beyond_what_the_system_allows_are_told_at_the_start(checkout, most, said):
    # The host does not exist: whatever is right, this does not start.
    run = f"ulimit -Sn 256; ulimit -Hn 600; exec {sys.executable} -m rumor serve --host a.invalid"
    done = subprocess.run(
        ["bash", "-c", f"{run} --max-connections {most}"],
        cwd=checkout,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(b"rumor: " + (said or b"--host a.invalid"))


def test_help_is_given(rumor_command):
    done = rumor_command("serve", "--help")
    assert done.returncode == 0
    assert b"--proxy-headers" in done.stdout
