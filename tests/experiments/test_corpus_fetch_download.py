"""Downloads against a server on this machine: whole, cut, changed, gone, slow."""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rumor.errors import OutputError
from rumor.experiments.corpus.download import RAW_URL, Downloader, address
from rumor.experiments.corpus.sources import Source, SourceError

DATA = b"".join(f"{n};Jembatan Kaligondang dibuka Senin.\n".encode() for n in range(9000))
SOURCE = Source(
    id="s1",
    repository="https://github.com/wiratmo/kabar-contoh",
    commit="c0ffee",
    path="data/berita lama (1).csv",
    sha256=hashlib.sha256(DATA).hexdigest(),
    size=len(DATA),
    raw="wiratmo__kabar-contoh/berita lama (1).csv",
    format="csv",
    encoding="utf-8",
    text_column="isi",
)
URL_PATH = "/wiratmo/kabar-contoh/c0ffee/data/berita%20lama%20%281%29.csv"


@dataclass
class Site:
    """What the server does, and what it was asked."""

    url: str = ""
    data: bytes = DATA
    ranges: bool = True
    lengths: bool = True
    status: list[int] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    redirect: str = ""
    wait: float = 0.0
    asked: list[tuple[str, str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site = self.site
        given = self.headers.get("Range", "")
        site.asked.append((self.path, given, self.headers.get("User-Agent", "")))
        time.sleep(site.wait)
        if site.redirect:
            self.send_response(302)
            self.send_header("Location", site.redirect)
            self.end_headers()
            return
        if site.status and (status := site.status.pop(0)) != 200:
            self.send_error(status)
            return
        start = int(re.findall(r"\d+", given)[0]) if given and site.ranges else 0
        if start and start >= len(site.data):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            last = len(site.data) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(site.data)}")
        if site.lengths:
            self.send_header("Content-Length", str(len(site.data) - start))
        self.end_headers()
        body = site.data[start:]
        with contextlib.suppress(OSError):  # the other side may have heard enough
            self.wfile.write(body[: site.cuts.pop(0)] if site.cuts else body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    found = Site()
    handler = type("OwnHandler", (Handler,), {"site": found})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        found.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture
def downloader(site: Site, tmp_path: Path) -> Downloader:
    template = site.url + "/{owner}/{name}/{commit}/{path}"
    return Downloader(tmp_path / "cache", template=template, timeout=5, pause=0.0)


def part(downloader: Downloader) -> Path:
    return downloader.cache / f"{SOURCE.raw}.part"


def put_part(downloader: Downloader, data: bytes) -> None:
    part(downloader).parent.mkdir(parents=True)
    part(downloader).write_bytes(data)


def failure(downloader: Downloader) -> SourceError:
    with pytest.raises(SourceError) as caught:
        downloader.get(SOURCE)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("source s1 (http")
    return caught.value


def test_address_is_that_of_the_raw_file_percent_encoded() -> None:
    assert address(SOURCE) == f"https://raw.githubusercontent.com{URL_PATH}"
    assert RAW_URL.startswith("https://")


def test_a_repository_elsewhere_is_refused() -> None:
    elsewhere = Source("s2", "https://kode.example/x/y", "c", "p", "0" * 64, 1, "r", "csv", "utf-8")
    with pytest.raises(SourceError, match="not a GitHub repository; fetch it by hand"):
        address(elsewhere)


def test_a_file_is_downloaded_under_its_name(site: Site, downloader: Downloader) -> None:
    assert downloader.get(SOURCE) == DATA
    assert (downloader.cache / SOURCE.raw).read_bytes() == DATA
    assert not part(downloader).exists()


def test_the_request_tells_who_asks(site: Site, downloader: Downloader) -> None:
    downloader.get(SOURCE)
    ((path, given, agent),) = site.asked
    assert path == URL_PATH
    assert given == ""
    assert re.fullmatch(r"rumor/\d+\.\d+\.\d+", agent)


def test_a_second_run_downloads_nothing(site: Site, downloader: Downloader) -> None:
    downloader.get(SOURCE)
    assert downloader.get(SOURCE) == DATA
    assert len(site.asked) == 1


def test_a_damaged_file_in_the_cache_is_downloaded_again(
    site: Site, downloader: Downloader
) -> None:
    downloader.get(SOURCE)
    (downloader.cache / SOURCE.raw).write_bytes(DATA[:-1] + b"?")
    assert downloader.get(SOURCE) == DATA
    assert len(site.asked) == 2


def test_a_part_is_completed_by_asking_for_the_rest(site: Site, downloader: Downloader) -> None:
    put_part(downloader, DATA[:1000])
    assert downloader.get(SOURCE) == DATA
    assert [given for _, given, _ in site.asked] == ["bytes=1000-"]


def test_a_cut_connection_is_taken_up_again(site: Site, downloader: Downloader) -> None:
    site.cuts = [100_000, 50_000]
    assert downloader.get(SOURCE) == DATA
    assert [given for _, given, _ in site.asked] == ["", "bytes=100000-", "bytes=150000-"]


def test_a_server_without_ranges_starts_again(site: Site, downloader: Downloader) -> None:
    site.ranges = False
    site.cuts = [100_000]
    assert downloader.get(SOURCE) == DATA
    assert not part(downloader).exists()


def test_a_server_that_tells_no_length_is_read_to_the_end(
    site: Site, downloader: Downloader
) -> None:
    site.lengths = False
    assert downloader.get(SOURCE) == DATA


def test_a_part_of_another_version_is_dropped(site: Site, downloader: Downloader) -> None:
    put_part(downloader, b"lain sama sekali")
    assert downloader.get(SOURCE) == DATA
    assert [given for _, given, _ in site.asked] == ["bytes=16-", ""]


def test_a_part_that_is_whole_needs_no_request(site: Site, downloader: Downloader) -> None:
    put_part(downloader, DATA)
    assert downloader.get(SOURCE) == DATA
    assert site.asked == []


def test_a_connection_that_keeps_breaking_leaves_the_part(
    site: Site, downloader: Downloader
) -> None:
    site.cuts = [100, 100, 100, 100]
    error = failure(downloader)
    assert error.reason == f"cut short: 400 of {len(DATA)} bytes"
    assert "goes on where it stopped" in error.remedy
    assert part(downloader).read_bytes() == DATA[:400]
    assert downloader.get(SOURCE) == DATA
    assert site.asked[-1][1] == "bytes=400-"


@pytest.mark.parametrize("status", [404, 410])
def test_a_file_that_is_gone_is_named_with_the_status(
    site: Site, downloader: Downloader, status: int
) -> None:
    site.status = [status]
    error = failure(downloader)
    assert error.reason.startswith(f"gone: HTTP {status}")
    assert URL_PATH in error.where


def test_a_server_that_is_busy_is_asked_again(site: Site, downloader: Downloader) -> None:
    site.status = [503, 429]
    assert downloader.get(SOURCE) == DATA


def test_a_server_that_stays_busy_is_named_with_the_status(
    site: Site, downloader: Downloader
) -> None:
    site.status = [503] * 4
    assert failure(downloader).reason.startswith("HTTP 503")


def test_a_changed_file_of_the_same_length_is_told(site: Site, downloader: Downloader) -> None:
    site.data = DATA.replace(b"Senin", b"Rabu.", 1)
    assert failure(downloader).reason == "changed: its sha256 is not the pinned one"
    assert list(downloader.cache.rglob("*.*")) == []


def test_a_longer_file_is_told(site: Site, downloader: Downloader) -> None:
    site.data = DATA + b"lagi"
    error = failure(downloader)
    assert error.reason == f"changed: {len(DATA) + 4} bytes at the server, not {len(DATA)}"


@pytest.mark.parametrize("lengths", [True, False])
def test_a_truncated_file_is_told(site: Site, downloader: Downloader, lengths: bool) -> None:
    site.data = DATA[:5000]
    site.lengths = lengths
    assert failure(downloader).reason.startswith("cut short: 5000 ")


def test_a_part_longer_than_the_truncated_file_is_told(site: Site, downloader: Downloader) -> None:
    site.data = DATA[:5000]
    put_part(downloader, DATA[:6000])
    assert failure(downloader).reason.startswith("cut short: 5000 bytes at the server")


def test_an_endless_file_is_not_read_to_the_end(site: Site, downloader: Downloader) -> None:
    site.data = DATA * 50
    site.lengths = False
    seen: list[int] = []
    downloader.progress = seen.append
    assert failure(downloader).reason.startswith("changed: ")
    assert max(seen) <= len(DATA)
    assert list(downloader.cache.rglob("*.*")) == []


def test_a_changed_file_is_told_even_if_there_was_a_part(
    site: Site, downloader: Downloader
) -> None:
    site.data = DATA.replace(b"Senin", b"Rabu.", 1)
    put_part(downloader, site.data[:1000])
    assert failure(downloader).reason == "changed: its sha256 is not the pinned one"
    assert [given for _, given, _ in site.asked] == ["bytes=1000-", ""]


def test_a_server_that_does_not_answer_is_given_up(site: Site, downloader: Downloader) -> None:
    site.wait = 0.5
    downloader.timeout = 0.1
    assert failure(downloader).reason == "cannot be reached: no answer within 0.1 seconds"


def test_a_server_that_is_not_there_is_told(downloader: Downloader, unused_url: str) -> None:
    downloader.template = unused_url
    assert failure(downloader).reason.startswith("cannot be reached: ")


def test_after_three_unreachable_sources_the_rest_are_not_tried(
    downloader: Downloader, unused_url: str
) -> None:
    downloader.template = unused_url
    reasons = [failure(downloader).reason for _ in range(4)]
    assert not any(reason.startswith("not tried") for reason in reasons[:3])
    assert reasons[3] == "not tried, as 3 others could not be reached"


def test_a_redirect_to_plain_http_is_refused(site: Site, downloader: Downloader) -> None:
    site.redirect = f"{site.url}/lain"
    assert "which is not https" in failure(downloader).reason
    assert len(site.asked) == 1


def test_an_interrupt_keeps_what_has_arrived(site: Site, downloader: Downloader) -> None:
    downloader.progress = interrupt_after(100_000)
    with pytest.raises(KeyboardInterrupt):
        downloader.get(SOURCE)
    assert not (downloader.cache / SOURCE.raw).exists()
    assert DATA.startswith(part(downloader).read_bytes())
    downloader.progress = lambda _: None
    assert downloader.get(SOURCE) == DATA
    assert site.asked[-1][1].startswith("bytes=")


def test_progress_tells_how_much_is_here(site: Site, downloader: Downloader) -> None:
    seen: list[int] = []
    downloader.progress = seen.append
    put_part(downloader, DATA[:1000])
    downloader.get(SOURCE)
    assert seen[0] == 1000
    assert seen == sorted(seen)
    assert seen[-1] == len(DATA)


def test_a_cache_that_cannot_be_written_is_told(downloader: Downloader) -> None:
    downloader.cache.write_text("bukan map")
    with pytest.raises(OutputError, match="make room or give another folder"):
        downloader.get(SOURCE)


@pytest.fixture
def unused_url() -> str:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_address[1]
    return f"http://127.0.0.1:{port}/{{path}}"


def interrupt_after(size: int) -> Callable[[int], None]:
    def progress(have: int) -> None:
        if have > size:
            raise KeyboardInterrupt

    return progress
