"""The page at `/` in a browser, before a real `rumor serve`."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
START_SECONDS = 60
MOST = 300_000

NEWS = """Jembatan Kaligondang Ramai Dibicarakan

Jembatan Kaligondang dikabarkan retak sesudah hujan. Mungkin jembatan itu ditutup pekan depan.

Camat Weru Lestari mengatakan jembatan itu dibuka Senin. Rusdi Halimun diduga menggelapkan dananya.

Kabar itu konon berasal dari unggahan akun @warga_weru yang kini sudah dihapus.
"""
LONG = "".join(
    f"Jembatan ke-{n} dikabarkan retak. Camat Weru Lestari mengatakan jembatan itu dibuka.\n\n"
    for n in range(2400)
)[:200_000]


@pytest.fixture(scope="module")
def service(checkout, environment) -> Iterator[tuple[str, list[str]]]:
    """Return the address of a running service, and the lines of its log."""
    pytest.importorskip("fastapi", reason="the extra `serve` is not installed")
    process = subprocess.Popen(
        [sys.executable, "-m", "rumor", "serve", "--port", "0", "--max-bytes", str(MOST)],
        cwd=checkout,
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    log: list[str] = []
    started = threading.Event()

    def follow() -> None:
        for line in process.stderr:
            log.append(line)
            if "serving at" in line:
                started.set()
        started.set()

    reader = threading.Thread(target=follow, daemon=True)
    reader.start()
    try:
        assert started.wait(START_SECONDS), log
        yield re.search(r"serving at (\S+);", "".join(log))[1] + "/", log
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        reader.join(10)


@pytest.fixture
def visit(browser, service) -> Iterator:
    """Return a function that opens the page; fails for complaints, and for requests elsewhere."""
    address, log = service
    contexts, complaints, requests = [], [], []

    def opened(path="", viewport=WIDE, expect="", **settings):
        context = browser.new_context(viewport=viewport, accept_downloads=True, **settings)
        context.set_default_timeout(60_000)  # an upper bound, for machines that are busy
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)

        def complain(message):
            if not (expect and expect in message.text):
                complaints.append(message.text)

        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
    for request in requests:
        assert request.url.startswith((address, "data:", f"blob:{address}"))
        assert "Kaligondang" not in request.url
        assert "#" not in request.url or request.method == "GET"
    assert "Kaligondang" not in "".join(log)


def paste(page, content: str, into: str = "#article-text") -> None:
    """Paste as a person does: from the clipboard, with keys."""
    page.evaluate("content => navigator.clipboard.writeText(content)", content)
    page.focus(into)
    page.keyboard.press("Control+v")


def put(page, content: str) -> None:
    """Put a text into the field; for long ones, where driving the keyboard takes long."""
    page.evaluate(
        """content => {
          const field = document.getElementById("article-text");
          field.value = content;
          field.dispatchEvent(new Event("input"));
          field.focus();
        }""",
        content,
    )


def scored(page, content: str = NEWS):
    """Have a text scored, and wait for its view."""
    put(page, content)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result .passages")
    return page


def status(page) -> str:
    return page.inner_text("#status")


def wait_for_status(page, words: str) -> None:
    page.wait_for_function(
        "words => document.getElementById('status').textContent.includes(words)", arg=words
    )


def wait_for_problem(page, words: str) -> None:
    page.wait_for_function(
        "words => document.getElementById('problem').textContent.includes(words)", arg=words
    )


def claims(page) -> int:
    return page.locator(".passages .claim").count()


def choose(page, threshold: str) -> None:
    page.fill("#threshold", threshold)
    shown = f"{float(threshold):.2f}"
    page.wait_for_function(
        "shown => document.querySelector('.chart figcaption').textContent.includes(shown)",
        arg=shown,
    )


# Scoring


def test_pasted_article_is_scored_at_once(visit):
    page = visit()
    paste(page, NEWS)
    page.wait_for_selector("#result .passages")
    assert page.inner_text("#result h2") == "Jembatan Kaligondang Ramai Dibicarakan"
    assert claims(page) == 5
    assert re.fullmatch(r"\d of 5 claims on a speculative footing", status(page))
    assert page.evaluate("document.activeElement.id") == "article-text"


def test_paste_into_the_middle_of_a_text_waits_for_the_button(visit):
    page = visit()
    page.fill("#article-text", "Awal. ")
    paste(page, NEWS)
    page.wait_for_timeout(500)
    assert claims(page) == 0
    page.click("button.main")
    page.wait_for_selector("#result .passages")


def test_view_is_beside_the_form_and_not_out_of_sight(visit):
    for viewport in (WIDE, NARROW):
        page = scored(visit(viewport=viewport))
        top = page.locator("#result h2").bounding_box()["y"]
        assert 0 <= top < viewport["height"] * 0.75


def test_example_is_scored_and_undo_brings_back_what_was_there(visit):
    page = visit()
    page.route("**/view", lambda route: (time.sleep(0.4), route.continue_()))  # told meanwhile
    page.fill("#article-text", "Catatan saya.")
    page.click("#example")
    page.wait_for_selector("#result .passages")
    assert "Arkavo" in page.inner_text("#result h2")
    page.click("#undo")
    assert page.input_value("#article-text") == "Catatan saya."


def test_clear_empties_everything_and_can_be_undone(visit):
    page = scored(visit())
    page.click("#clear")
    assert page.input_value("#article-text") == ""
    assert page.inner_html("#result") == ""
    assert page.evaluate("document.activeElement.id") == "article-text"
    page.click("#undo")
    page.wait_for_selector("#result .passages")
    assert page.input_value("#article-text") == NEWS


def test_change_of_the_text_is_told_until_it_is_scored_again(visit):
    page = scored(visit())
    page.focus("#article-text")
    page.keyboard.press("End")
    page.keyboard.type("Konon pasar tutup. ")
    assert "has changed" in status(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => document.querySelectorAll('.passages .claim').length === 6")


def test_of_requests_under_way_only_the_last_is_shown(visit):
    page = visit()
    put(page, LONG[:60_000])
    page.keyboard.press("Control+Enter")
    page.fill("#article-text", NEWS)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result .passages")
    page.wait_for_timeout(1500)
    assert claims(page) == 5
    assert page.inner_text("#problem") == ""


# Threshold


def test_threshold_changes_the_view_and_keeps_focus_and_place(visit):
    page = scored(visit(), NEWS * 8)
    before = page.locator(".note.speculative").count()
    assert before > 0
    page.locator("#claim-20").scroll_into_view_if_needed()
    top = page.locator("#claim-20").bounding_box()["y"]
    page.evaluate(
        """() => {
          const exact = document.getElementById("threshold");
          exact.focus({ preventScroll: true });
          exact.value = "1";
          exact.dispatchEvent(new Event("input"));
        }"""
    )
    page.wait_for_function("() => !document.querySelector('.note.speculative')")
    assert page.evaluate("document.activeElement.id") == "threshold"
    page.wait_for_timeout(300)
    assert (
        abs(page.locator("#claim-20").bounding_box()["y"] - top) < 35
    )  # a line: words that were marked take less room
    assert page.locator(".passages .l-hedged, .passages .l-rumoured").count() == 0
    assert status(page).startswith("0 of ")


def test_slider_number_and_presets_agree(visit, scorer):
    page = scored(visit())
    precise = scorer.model.precise_threshold
    page.click(f".presets button[value='{precise!r}']")
    page.wait_for_function(
        "t => document.querySelector('.chart figcaption').textContent.includes(t)",
        arg=f"{precise:.2f}",
    )
    assert float(page.input_value("#threshold")) == round(precise, 2)
    assert float(page.input_value("#threshold-range")) == pytest.approx(precise, abs=0.006)
    page.focus("#threshold-range")
    page.keyboard.press("Home")
    page.wait_for_selector(".note:not(.speculative)", state="detached")
    assert float(page.input_value("#threshold")) == 0
    assert page.locator(".presets [aria-pressed=true]").count() == 0


def test_open_note_stays_open_at_another_threshold(visit):
    page = scored(visit())
    page.click("#claim-3")
    choose(page, "0.95")
    assert page.locator(".note.open .to-claim").inner_text() == "3"


def test_number_that_is_no_threshold_is_marked_and_told(visit):
    page = scored(visit())
    page.fill("#threshold", "7")
    assert page.get_attribute("#threshold", "aria-invalid") == "true"
    page.keyboard.press("Control+Enter")
    assert "from 0 to 1" in page.inner_text("#problem")


# Language and colours


def test_language_changes_page_and_view_and_is_remembered_but_no_article(visit):
    page = scored(visit())
    page.click(".to-language[value=id]")
    assert page.input_value("#article-text") == NEWS
    assert claims(page) == 5
    for words in ("Beri skor", "Klaim paling spekulatif", "Cara membaca laporan ini"):
        assert words in page.inner_text("body")
    assert page.title() == "Klaim dan pijakannya – rumor"
    assert "berpijakan spekulatif" in status(page)
    page.reload()
    assert page.get_attribute("html", "lang") == "id"
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    assert kept == '[{"rumor-language":"id"},{},""]'


def test_view_that_comes_after_the_change_speaks_the_language_too(visit):
    page = visit()
    page.click(".to-language[value=id]")
    scored(page)
    assert "Skor artikel 0," in page.inner_text("#result .summary")


def test_dark_page_is_dark_form_and_all(visit):
    style = "getComputedStyle(document.querySelector('{}')).backgroundColor"
    page = visit()
    light = [page.evaluate(style.format(it)) for it in ("body", "#article-text")]
    page.click(".to-dark")
    dark = [page.evaluate(style.format(it)) for it in ("body", "#article-text")]
    assert not set(light) & set(dark)
    page.reload()
    assert page.evaluate(style.format("body")) == dark[0]


# Links


def copied_link(page, number: int) -> str:
    page.click(f"#claim-{number}")
    page.click(f".copy[value='{number}']")
    wait_for_status(page, "copied")
    return page.evaluate("navigator.clipboard.readText()")


def test_copied_link_opens_the_same_article_at_the_same_claim(visit, service):
    page = scored(visit())
    page.fill("#article-title", "Judul “baru”")
    choose(page, "0.6")
    words = page.inner_text("#claim-4")
    link = copied_link(page, 4)
    assert link.startswith(service[0] + "#a=")
    other = visit(link.removeprefix(service[0]))
    other.wait_for_selector(".note.open")
    assert other.input_value("#article-text") == NEWS
    assert other.input_value("#article-title") == "Judul “baru”"
    assert other.input_value("#threshold") == "0.6"
    assert other.locator(".claim.open").inner_text() == words
    other.wait_for_function(  # the page may still be on its way there
        "() => document.querySelector('#claim-4').getBoundingClientRect().top < innerHeight"
    )


def test_copying_is_told_where_the_reader_is(visit):
    page = scored(visit(), NEWS * 8)
    copied_link(page, 30)
    box = page.locator("#status").bounding_box()
    assert 0 <= box["y"] <= WIDE["height"] - box["height"]


def test_link_of_a_text_that_is_too_long_is_short_and_says_so(visit):
    noise = "".join(
        f"Menara {n * 7919 % 100_003:x}{n * 104_729 % 1_000_003:x} retak. " for n in range(6000)
    )
    page = scored(visit(), noise)
    assert copied_link(page, 2) == "#claim-2"
    assert "too long" in status(page)


@pytest.mark.parametrize("fragment", ["#a=rusak", "#a=", "#a=%00&claim=1", "#a=AQAA&t=x"])
def test_damaged_link_is_told(visit, fragment):
    page = visit(fragment)
    wait_for_problem(page, "The link is damaged")


def test_link_never_takes_a_text_away_for_good(visit, service):
    link = copied_link(scored(visit()), 1)
    page = visit()
    page.fill("#article-text", "Catatan saya.")
    page.evaluate("hash => { location.hash = hash; }", link.partition("#")[2])
    page.wait_for_selector("#result .passages")
    page.click("#undo")
    assert page.input_value("#article-text") == "Catatan saya."


# Keyboard


def test_everything_can_be_reached_with_the_tab_key_and_focus_is_seen(visit):
    page = scored(visit())
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const it = document.activeElement;
              const face = it.matches("#file") ? it.nextElementSibling : it;
              const ring = it.closest("svg") ? it.querySelector(".reach") : face;
              const style = getComputedStyle(ring);
              const shown = style.outlineStyle !== "none" || style.strokeWidth === "2px";
              const name = it.id || it.getAttribute("class") || it.value || it.localName;
              return [name, it === document.body || shown];
            }"""
        )
        reached.add(seen[0])
        assert seen[1], seen
    wanted = {"article-text", "article-title", "main", "file", "example", "clear", "threshold"}
    wanted |= {"threshold-range", "download", "to-language", "to-dark", "ref", "copy", "to-claim"}
    assert wanted <= reached


def test_article_is_scored_and_read_by_keys_alone(visit):
    page = visit()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skips to the form
    page.keyboard.press("Tab")
    page.keyboard.type("Jembatan itu konon retak. Pasar itu buka.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result .passages")
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
    page.evaluate("document.getElementById('result').focus()")
    page.keyboard.press("j")
    assert page.locator(".note.open .to-claim").inner_text() == "1"
    page.keyboard.press("j")
    assert page.locator(".note.open .to-claim").inner_text() == "2"


def test_letters_typed_into_the_field_are_text(visit):
    page = scored(visit())
    page.focus("#article-text")
    page.keyboard.type("jjk")
    assert page.locator(".note.open").count() == 0
    assert "jjk" in page.input_value("#article-text")


# Files


def drop(page, name: str, content: str, count: int = 1) -> None:
    page.evaluate(
        """([name, content, count]) => {
          const transfer = new DataTransfer();
          for (let n = 0; n < count; n++) transfer.items.add(new File([content], name));
          for (const type of ["dragover", "drop"]) {
            document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
          }
        }""",
        [name, content, count],
    )


def test_dropped_file_is_read_and_scored(visit):
    page = visit()
    drop(page, "jembatan “baru”.md", f"# {NEWS}")
    page.wait_for_selector("#result .passages")
    assert page.inner_text("#result h2") == "Jembatan Kaligondang Ramai Dibicarakan"
    assert page.input_value("#article-text").startswith("Jembatan Kaligondang Ramai")


def test_chosen_file_is_read_and_scored(visit, tmp_path: Path):
    path = tmp_path / "jembatan.txt"
    path.write_text(NEWS, encoding="utf-8")
    page = visit()
    page.set_input_files("#file", path)
    page.wait_for_selector("#result .passages")
    assert page.input_value("#article-text") == NEWS.strip()


def test_file_that_is_too_large_is_told_before_it_is_sent(visit):
    page = visit()
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    drop(page, "besar.txt", "a" * (MOST + 1))
    wait_for_problem(page, "The file has 0.31 MB; at most 0.3 MB")
    assert sent == []


def test_several_files_at_once_are_told(visit):
    page = visit()
    drop(page, "jembatan.txt", NEWS, count=2)
    wait_for_problem(page, "One file at a time")


def test_file_that_cannot_be_read_is_told_in_the_language_of_the_page(visit):
    page = visit(expect="422")
    page.fill("#article-text", NEWS)
    drop(page, "kosong.txt", " ")
    page.wait_for_selector("#problem .tongue")
    assert page.inner_text("#problem").startswith("kosong.txt: holds no text")
    page.click(".to-language[value=id]")
    assert page.locator("#problem .tongue[lang=id]").is_visible()
    assert not page.locator("#problem .tongue[lang=en]").is_visible()
    assert page.input_value("#article-text") == NEWS


# The report as a file


def test_downloaded_report_is_the_view_with_its_threshold_and_language(visit, tmp_path: Path):
    page = visit()
    page.click(".to-language[value=id]")
    scored(page)
    page.fill("#threshold", "0.6")
    page.wait_for_function(
        "() => document.querySelector('.chart figcaption').textContent.includes('0,60')"
    )
    with page.expect_download() as waiting:
        page.click("#download")
    assert waiting.value.suggested_filename == "jembatan-kaligondang-ramai-dibicarakan.html"
    path = tmp_path / "laporan.html"
    waiting.value.save_as(path)
    report = path.read_text(encoding="utf-8")
    assert '<html lang="id">' in report
    assert "garisnya ambang, 0,60" in report
    assert "Jembatan Kaligondang <mark>dikabarkan</mark> retak" in report


# What goes wrong


def test_empty_field_is_told_and_gets_the_focus(visit):
    page = visit()
    page.click("button.main")
    assert "paste an article" in page.inner_text("#problem")
    assert page.get_attribute("#problem", "role") == "alert"
    assert page.evaluate("document.activeElement.id") == "article-text"
    page.keyboard.type("K")
    assert page.inner_text("#problem") == ""


def test_text_that_is_too_large_is_told_and_kept(visit):
    page = visit()
    content = NEWS * (MOST // len(NEWS) + 1)
    put(page, content)
    page.keyboard.press("Control+Enter")
    wait_for_problem(page, "at most 0.3 MB")
    assert page.input_value("#article-text") == content


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 503, "body": '{"type": "/problems/overloaded"}'}, "The server is busy"),
        (
            {"status": 500, "body": '{"type": "/problems/internal", "request_id": "f1"}'},
            "number f1",
        ),
        ({"status": 502, "body": "<html>"}, "HTTP 502"),
        (None, "The server does not answer"),
    ],
    ids=["busy", "failed", "proxy", "gone"],
)
def test_what_the_server_cannot_do_is_told_and_text_and_view_stay(visit, answer, words):
    page = scored(visit(expect="Failed to load resource"))
    wait_for_status(page, "of 5 claims")
    page.route("**/view", lambda route: route.fulfill(**answer) if answer else route.abort())
    page.click("button.main")
    wait_for_problem(page, words)
    assert page.input_value("#article-text") == NEWS
    assert claims(page) == 5
    page.unroute("**/view")
    page.click("button.main")
    wait_for_status(page, "of 5 claims")
    assert page.inner_text("#problem") == ""


# Where there is no script, little room, or paper


def test_without_scripts_the_form_brings_the_result(visit):
    page = visit(java_script_enabled=False)
    page.fill("#article-text", NEWS)
    page.fill("#threshold", "0.6")
    page.click("button.main")
    assert claims(page) == 5
    assert page.input_value("#article-text") == NEWS
    assert "threshold, 0.60" in page.inner_text(".chart")
    page.click("button[name=switch]")
    assert page.get_attribute("html", "lang") == "id"
    assert claims(page) == 5
    with page.expect_download() as waiting:
        page.click("button[name=download]")
    assert waiting.value.suggested_filename.endswith("dibicarakan.html")


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize("lang", ["en", "id"])
def test_page_is_never_wider_than_the_window(visit, width, lang):
    page = visit(f"?lang={lang}", viewport={"width": width, "height": 800})
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        scored(page)


def test_narrow_page_has_the_link_in_the_note_that_opens(visit):
    page = scored(visit(viewport=NARROW, has_touch=True))
    page.tap("#claim-2")
    page.tap(".copy[value='2']")
    wait_for_status(page, "Link to claim 2 copied")


def test_paper_shows_the_report_alone(visit):
    page = scored(visit())
    page.emulate_media(media="print")
    assert page.locator("form:visible, .copy:visible, button.to-language:visible").count() == 0
    assert page.locator(".note:visible").count() == 5


# Assistive technology


@pytest.mark.parametrize(
    ("lang", "scheme", "viewport"),
    [("en", "light", WIDE), ("en", "dark", NARROW), ("id", "light", NARROW), ("id", "dark", WIDE)],
)
def test_no_serious_fault_of_accessibility(visit, grave_faults, lang, scheme, viewport):
    # The policy of the page forbids scripts of others, axe as well.
    page = visit(f"?lang={lang}", viewport=viewport, color_scheme=scheme, bypass_csp=True)
    assert grave_faults(page) == []
    page.click("button.main")
    assert grave_faults(page) == []
    scored(page)
    page.click("#claim-2")
    assert grave_faults(page) == []


def test_result_is_announced_where_screen_readers_listen(visit):
    page = visit()
    assert page.get_attribute("#status", "role") == "status"
    scored(page)
    assert "of 5 claims on a speculative footing" in page.inner_text("[role=status]")


# Size


def test_long_text_is_scored_in_seconds_and_the_page_stays_awake(visit):
    page = visit()
    page.evaluate(
        """() => {
          window.longest = 0;
          let last = performance.now();
          setInterval(() => {
            const now = performance.now();
            window.longest = Math.max(window.longest, now - last);
            last = now;
          }, 20);
        }"""
    )
    put(page, LONG)
    began = time.monotonic()
    page.keyboard.press("Control+Enter")
    wait_for_status(page, "Scoring")
    page.wait_for_selector("#result .passages", timeout=30_000)
    assert time.monotonic() - began < 25
    assert claims(page) > 4000
    assert page.evaluate("window.longest") < 3000
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.locator(".note.open").count() == 1
