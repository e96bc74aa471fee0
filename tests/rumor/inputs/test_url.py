"""Fetching pages, from a real server on this machine."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rumor.errors import InputError
from rumor.inputs import address, url
from rumor.inputs.address import is_public, resolve
from rumor.inputs.names import is_url, shown
from rumor.inputs.options import HTML, PDF, TEXT
from rumor.inputs.url import fetch

NEWS = b"Tiang ketiga Jembatan Kaligondang diduga retak."
HTML_TYPE = "text/html; charset=windows-1252"


class Handler(BaseHTTPRequestHandler):
    """Answers as a newsroom, or as those who mean ill."""

    seen: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        kind, _, rest = self.path[1:].partition("/")
        getattr(self, f"say_{kind.partition('?')[0]}", self.say_missing)(rest)

    def log_message(self, *_) -> None:
        pass

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Transfer_Encoding" not in headers and "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def say_berita(self, _: str) -> None:
        self.answer(NEWS, Content_Type=HTML_TYPE)

    def say_jenis(self, kind: str) -> None:
        self.answer(NEWS, Content_Type=kind)

    def say_tanpa(self, _: str) -> None:
        self.answer(NEWS)

    def say_status(self, code: str) -> None:
        self.answer(b"", int(code))

    def say_missing(self, _: str) -> None:
        self.answer(b"", 404)

    def say_ke(self, there: str) -> None:
        self.answer(b"", 302, Location=there)

    def say_hitung(self, count: str) -> None:
        there = f"/hitung/{int(count) - 1}" if int(count) else "/berita"
        self.answer(b"", 307, Location=there)

    def say_lingkar(self, _: str) -> None:
        self.answer(b"", 301, Location="/lingkar")

    def say_besar(self, size: str) -> None:
        self.answer(b"x" * int(size), Content_Type="text/plain")

    def say_gzip(self, _: str) -> None:
        self.answer(gzip.compress(NEWS), Content_Type="text/plain", Content_Encoding="gzip")

    def say_bom(self, _: str) -> None:
        self.answer(
            gzip.compress(b"x" * 5_000_000), Content_Type="text/plain", Content_Encoding="gzip"
        )

    def say_rusak(self, _: str) -> None:
        self.answer(b"\x1f\x8bbukan", Content_Type="text/plain", Content_Encoding="gzip")

    def say_brotli(self, _: str) -> None:
        self.answer(NEWS, Content_Type="text/plain", Content_Encoding="br")

    def say_terpotong(self, _: str) -> None:
        self.answer(NEWS, Content_Type="text/plain", Content_Length="9999")

    def say_lambat(self, _: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.drip()

    def say_kepala(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Lambat: ")
        self.drip()

    def drip(self) -> None:
        try:
            for _ in range(80):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """Run a server; return its address and the requests that it has seen."""
    seen: list[tuple[str, dict[str, str]]] = []
    handler = type("Seeing", (Handler,), {"seen": seen})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}", seen
        running.shutdown()
        thread.join()


@pytest.fixture
def get(server):
    """Return a function that fetches a path of that server."""

    def run(path: str, **limits):
        return fetch(f"{server[0]}{path}", allow_private=True, **limits)

    return run


def reason(get, path: str, **limits) -> str:
    with pytest.raises(InputError) as raised:
        get(path, **limits)
    assert raised.value.remedy
    return raised.value.reason


# What is fetched


def test_page_comes_with_its_format_and_encoding(get, server):
    fetched = get("/berita")
    assert (fetched.data, fetched.format, fetched.charset) == (NEWS, HTML, "windows-1252")
    assert fetched.name == f"{server[0]}/berita"


@pytest.mark.parametrize(
    ("kind", "form"),
    [("text/plain", TEXT), ("application/pdf", PDF), ("application/xhtml+xml", HTML)],
)
def test_content_type_tells_the_format(get, kind, form):
    assert get(f"/jenis/{kind}").format == form


def test_page_without_a_content_type_is_taken_for_html(get):
    assert get("/tanpa").format == HTML


def test_request_names_the_program_and_its_host(get, server):
    get("/berita")
    headers = server[1][0][1]
    assert headers["user-agent"] == url.HEADERS["User-Agent"]
    assert headers["user-agent"].startswith("rumor/")
    assert headers["host"] == server[0].removeprefix("http://")


def test_compressed_page_is_unpacked(get):
    assert get("/gzip").data == NEWS


def test_letters_that_a_request_cannot_hold_are_escaped(get, server):
    get("/berita?judul=jembatan retak é#akhir")
    assert server[1][0][0] == "/berita?judul=jembatan%20retak%20%C3%A9"


def test_redirects_are_followed_and_the_name_stays(get, server):
    fetched = get("/ke//berita")
    assert (fetched.data, fetched.name) == (NEWS, f"{server[0]}/ke//berita")


def test_five_redirects_are_followed(get):
    assert get("/hitung/4").data == NEWS


# What is not


def test_sixth_redirect_is_an_error(get, server):
    assert reason(get, "/hitung/5") == "redirected more than 5 times"
    assert len(server[1]) == 6


def test_circle_of_redirects_ends(get):
    assert "redirected more than" in reason(get, "/lingkar")


@pytest.mark.parametrize("there", ["file:///etc/hostname", "ftp://127.0.0.1/a", "gopher://x/"])
def test_redirect_to_another_scheme_is_refused(get, there):
    assert reason(get, f"/ke/{there}").startswith("only http and https are fetched (redirected")


def test_redirect_to_a_password_is_refused(get):
    assert "user name or password" in reason(get, "/ke/http://u:p@127.0.0.1/")


def test_redirect_to_a_private_address_is_refused(server, monkeypatch):
    # The server stands for a public one: only its own port counts as such.
    public = {"umum.example": ["203.0.113.9"], "127.0.0.1": ["127.0.0.1"]}
    monkeypatch.setattr(url, "resolve", lambda host, *_: public[host])
    monkeypatch.setattr(url, "is_public", lambda given: given == "203.0.113.9")
    port = int(server[0].rpartition(":")[2])
    dial = url._Visit._dial
    monkeypatch.setattr(url._Visit, "_dial", lambda self, *_: dial(self, ["127.0.0.1"], port))
    with pytest.raises(InputError, match=r"127\.0\.0\.1 is on this machine or in a private"):
        fetch(f"http://umum.example/ke/{server[0]}/berita")
    assert [path for path, _ in server[1]] == [f"/ke/{server[0]}/berita"]


def test_private_address_is_refused_without_a_request(server):
    with pytest.raises(InputError, match="--allow-private"):
        fetch(f"{server[0]}/berita")
    assert server[1] == []


def test_one_private_address_among_public_ones_is_refused(monkeypatch):
    monkeypatch.setattr(url, "resolve", lambda *_: ["93.184.216.34", "10.0.0.1"])
    monkeypatch.setattr(url._Visit, "_dial", lambda *_: pytest.fail("connected"))
    with pytest.raises(InputError, match="private network"):
        fetch("http://umum.example/")


def test_host_is_looked_up_once_and_the_checked_address_is_used(server, monkeypatch):
    port = int(server[0].rpartition(":")[2])
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    looked_up = []

    def rebinding(host: str, *_) -> list[str]:
        looked_up.append(host)
        return next(answers)

    monkeypatch.setattr(url, "resolve", rebinding)
    monkeypatch.setattr(url, "is_public", lambda given: given == "127.0.0.1")
    assert fetch(f"http://berubah.example:{port}/berita").data == NEWS
    assert looked_up == ["berubah.example"]
    assert server[1][0][1]["host"] == f"berubah.example:{port}"


@pytest.mark.parametrize(("path", "status"), [("/x", "HTTP 404"), ("/status/503", "HTTP 503")])
def test_status_of_the_server_is_told(get, path, status):
    assert reason(get, path).startswith(status)


@pytest.mark.parametrize("kind", ["image/png", "application/json", "application/octet-stream"])
def test_content_that_is_no_article_is_refused(get, kind):
    assert reason(get, f"/jenis/{kind}") == f"holds {kind}, not an article"


def test_page_at_the_limit_is_read_and_one_above_is_not(get):
    assert len(get("/besar/1000", max_bytes=1000).data) == 1000
    assert reason(get, "/besar/1001", max_bytes=1000) == "larger than 1000 bytes"


def test_bomb_is_stopped_at_the_limit(get):
    assert reason(get, "/bom", max_bytes=100_000) == "larger than 100000 bytes"


@pytest.mark.parametrize(
    ("path", "told"), [("/rusak", "damaged"), ("/brotli", "br"), ("/terpotong", "before it was")]
)
def test_body_that_cannot_be_read_is_told(get, path, told):
    assert told in reason(get, path)


@pytest.mark.parametrize("path", ["/lambat", "/kepala"], ids=["body", "headers"])
def test_slow_drip_ends_with_the_time_for_all_of_it(get, path):
    start = time.monotonic()
    assert reason(get, path, seconds=0.4) == "took longer than 0.4 seconds"
    assert time.monotonic() - start < 2


def test_nobody_there_is_told():
    with pytest.raises(InputError, match="cannot be reached"):
        fetch("http://127.0.0.1:1/", allow_private=True)


@pytest.fixture
def tls(tmp_path) -> Iterator[tuple[str, Path]]:
    """Run a server with a certificate that nobody vouches for; return its address and that."""
    x509 = pytest.importorskip("cryptography.x509", reason="makes the certificate")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "surat.pem"
    path.write_bytes(secret + made.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    handler = type("Seeing", (Handler,), {"seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        running.handle_error = lambda *_: None
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"https://localhost:{running.server_address[1]}", path
        running.shutdown()
        thread.join()


def test_certificate_that_nobody_vouches_for_is_refused(tls):
    with pytest.raises(InputError, match="its certificate is not valid"):
        fetch(f"{tls[0]}/berita", allow_private=True)


def test_page_with_a_valid_certificate_is_fetched(tls, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
    assert fetch(f"{tls[0]}/berita", allow_private=True).data == NEWS


def test_slow_drip_ends_in_time_behind_tls_too(tls, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
    with pytest.raises(InputError, match=r"took longer than 0\.6 seconds"):
        fetch(f"{tls[0]}/kepala", allow_private=True, seconds=0.6)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("file:///etc/hostname", "only http and https"),
        ("ftp://kabar.example/a", "only http and https"),
        ("http://", "names no host"),
        ("http://[::1", "not a URL"),
        ("http://kabar.example:99999/", "not a URL"),
        ("http://u:rahasia@kabar.example/", "user name or password"),
        ("http://tidak-ada.invalid/", "no such host"),
        ("http://.invalid/", "cannot be reached"),
    ],
)
def test_url_that_cannot_be_fetched_is_told(name, told):
    with pytest.raises(InputError, match=told) as raised:
        fetch(name)
    assert "rahasia" not in str(raised.value)


# Names and addresses


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("http://kabar.example", True),
        ("HTTPS://kabar.example/a", True),
        ("file:///a", True),
        ("berita.txt", False),
        ("C://berita.txt", False),
        ("folder/http:/a", False),
        ("-", False),
    ],
)
def test_url_is_told_from_a_file(name, expected):
    assert is_url(name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("http://u:p@kabar.example/a?b=c@d", "http://kabar.example/a?b=c@d"),
        ("http://u:p@q@kabar.example/", "http://kabar.example/"),
        ("http://kabar.example/@weru", "http://kabar.example/@weru"),
    ],
)
def test_user_name_and_password_are_not_shown(name, expected):
    assert shown(name) == expected


@pytest.mark.parametrize(
    "given",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("168.63.129.16", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%1"),
        *("fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1", "::ffff:10.0.0.1"),
        *("::ffff:127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "bukan alamat"),
        "2001:0:7f00:1:0:0:f5ff:fffe",
    ],
)
def test_address_that_is_not_public_is_refused(given):
    assert not is_public(given)


@pytest.mark.parametrize(
    "given", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_address_is_allowed(given):
    assert is_public(given)


@pytest.mark.parametrize("name", ["0x7f000001", "2130706433", "127.1", "localhost"])
def test_other_spelling_of_loopback_is_refused(name):
    with pytest.raises(InputError, match="on this machine"):
        fetch(f"http://{name}:1/")


def test_look_up_that_hangs_ends_in_time(monkeypatch):
    monkeypatch.setattr(address.socket, "getaddrinfo", lambda *_, **__: time.sleep(0.3) or [])
    with pytest.raises(TimeoutError):
        resolve("lama.example", 80, 0.05)
