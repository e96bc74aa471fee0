"""The page in a browser: keys, switches, what is shown where, and what a screen reader is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rumor.report.html.article import render_article
from rumor.report.html.page import render_report

pytestmark = pytest.mark.slow

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LONG = 200_000


@pytest.fixture
def show(browser, tmp_path: Path) -> Iterator:
    """Return a function that opens results in a browser, and fails for what it complains of."""
    contexts, complaints, requests = [], [], []

    def opened(*results, lang="en", anchor="", viewport=WIDE, **settings):
        path = tmp_path / f"{len(contexts)}.html"
        path.write_text(render_report(results, lang=lang), encoding="utf-8", newline="\n")
        context = browser.new_context(viewport=viewport, **settings)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri() + anchor)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
    assert all(url.startswith("file:") for url in requests)


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('href')")


def open_notes(page) -> list[str]:
    return page.locator(".note.open .to-claim").all_inner_texts()


# Keys


def test_j_and_k_go_from_claim_to_claim_and_open_their_notes(show, result):
    page = show(result)
    for key, number in (("j", 1), ("j", 2), ("ArrowRight", 3), ("k", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        assert focused(page) == f"#note-{number}"
        assert open_notes(page) == [str(number)]


def test_keys_stop_at_the_first_and_the_last_claim(show, result):
    page = show(result)
    count = page.locator(".ref").count()
    for _ in range(count + 2):
        page.keyboard.press("j")
    assert focused(page) == f"#note-{count}"
    for _ in range(count + 2):
        page.keyboard.press("k")
    assert focused(page) == "#note-1"


def test_escape_closes_the_note_and_keeps_the_place(show, result):
    page = show(result)
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    assert open_notes(page) == []
    assert focused(page) == "#note-1"


def test_enter_opens_the_note_of_the_claim_in_focus(show, result):
    page = show(result)
    page.locator(".ref").nth(2).focus()
    assert open_notes(page) == []
    page.keyboard.press("Enter")
    assert open_notes(page) == ["3"]
    assert page.url.endswith("#claim-3")


def test_letter_keys_can_be_switched_off_and_arrows_stay(show, result):
    page = show(result)
    page.locator("input.letters").uncheck()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert open_notes(page) == []
    page.keyboard.press("ArrowRight")
    assert len(open_notes(page)) == 1


def test_first_tab_stop_skips_to_the_article(show, result):
    page = show(result)
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_chart_is_one_tab_stop_with_arrows_within(show, result):
    page = show(result)
    page.locator("svg a").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "#claim-3"
    assert page.locator('svg a[tabindex="0"]').count() == 1
    page.keyboard.press("Enter")
    assert open_notes(page) == ["3"]
    assert focused(page) == "#note-3"


def test_focus_can_be_seen(show, result):
    page = show(result)
    page.keyboard.press("j")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.evaluate("getComputedStyle(document.querySelector('#claim-1')).boxShadow") != "none"


# Pointer and addresses


def test_click_on_a_claim_opens_its_note_and_another_closes_it(show, result):
    page = show(result)
    page.click("#claim-2")
    assert open_notes(page) == ["2"]
    page.click("#claim-2")
    assert open_notes(page) == []


def test_link_in_the_table_leads_to_the_claim(show, result):
    page = show(result)
    link = page.locator("table.claims a").first
    link.click()
    assert page.url.endswith(link.get_attribute("href"))
    assert len(open_notes(page)) == 1


def test_address_of_a_claim_opens_the_page_there(show, result):
    page = show(result, anchor="#claim-4")
    assert open_notes(page) == ["4"]
    assert page.evaluate("document.querySelector(':target').id") == "claim-4"


def test_columns_are_sorted_by_a_click_and_turned_round_by_another(show, result):
    page = show(result)
    numbers = page.locator("table.claims tbody td:first-child")
    before = [int(text) for text in numbers.all_inner_texts()]
    page.click("table.claims th:first-child button")
    assert [int(text) for text in numbers.all_inner_texts()] == sorted(before)
    assert page.get_attribute("table.claims th:first-child", "aria-sort") == "ascending"
    page.click("table.claims th:first-child button")
    assert [int(text) for text in numbers.all_inner_texts()] == sorted(before, reverse=True)
    assert page.locator("th[aria-sort]").count() == 1


# Language and colours


def test_language_switch_changes_every_word_of_the_page_and_back(show, result):
    page = show(result)
    english = page.inner_text("body")
    page.click(".to-language[value=id]")
    assert page.inner_text("body") == show(result, lang="id").inner_text("body")
    assert page.get_attribute("html", "lang") == "id"
    assert page.locator("svg a title").first.text_content().startswith("1: 0,73 desas-desus")
    page.click(".to-language[value=en]")
    assert page.inner_text("body") == english


def test_language_is_remembered(show, result):
    page = show(result)
    page.click(".to-language[value=id]")
    page.reload()
    assert page.get_attribute("html", "lang") == "id"
    assert "Klaim paling spekulatif" in page.inner_text("body")


def background(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_dark_switch_turns_the_colours_round_whatever_the_system_says(show, result):
    light, dark = show(result), show(result, color_scheme="dark")
    day, night = background(light), background(dark)
    assert day != night
    light.click(".to-dark")
    dark.click(".to-dark")
    assert (background(light), background(dark)) == (night, day)
    assert light.get_attribute(".to-dark", "aria-pressed") == "true"
    light.reload()
    assert background(light) == night


# A fragment that comes later


def test_fragment_that_is_attached_speaks_the_language_and_takes_the_keys(show, result, score):
    page = show(result)
    page.click(".to-language[value=id]")
    fragment = render_article(score("Kabarnya pasar itu pindah."), anchor_prefix="lain-")
    page.evaluate(
        """(html) => {
          const main = document.getElementById("main");
          main.innerHTML = html;
          rumorReport.attach(main);
        }""",
        fragment,
    )
    assert "kabar beredar" in page.inner_text("main")
    assert page.locator("main .sorter").count() == 4
    page.keyboard.press("j")
    assert focused(page) == "#lain-note-1"


# What is shown


def test_notes_stand_in_the_margin_beside_their_claims(show, result):
    page = show(result)
    bottom = 0.0
    for number in range(1, page.locator(".ref").count() + 1):
        claim = page.locator(f"#claim-{number}").bounding_box()
        note = page.locator(".note").nth(number - 1).bounding_box()
        assert note["x"] > claim["x"] + claim["width"] * 0.5
        assert note["y"] >= bottom
        bottom = note["y"] + note["height"]
        assert abs(note["y"] - claim["y"]) < 150


def test_narrow_page_opens_notes_below_the_paragraph_on_a_tap(show, result):
    page = show(result, viewport=NARROW, has_touch=True)
    notes = page.locator(".note:visible")
    assert notes.count() == 0
    page.tap("#claim-2")
    assert notes.count() == 1
    paragraph = page.locator(".passage > p", has=page.locator("#claim-2")).bounding_box()
    assert notes.first.bounding_box()["y"] >= paragraph["y"] + paragraph["height"]


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_page_is_never_wider_than_the_window(show, result, width):
    page = show(result, result, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_without_scripts_everything_can_be_read_in_both_languages(show, result, viewport):
    page = show(result, viewport=viewport, java_script_enabled=False)
    shown = page.inner_text("body")
    for claim in result.article.claims:
        assert claim.text in shown
    assert page.locator(".note:visible").count() == len(result.article.ranked())
    assert page.locator(".tongue[lang=id]:visible").count() > 0
    assert page.locator(".tongue[lang=en]:visible").count() > 0
    assert page.locator("button:visible").count() == 0


def test_paper_has_notes_below_paragraphs_lines_for_shades_and_no_switches(show, result):
    page = show(result)
    page.emulate_media(media="print")
    assert page.locator(".note:visible").count() == len(result.article.ranked())
    assert page.locator("button.to-language:visible").count() == 0
    style = "getComputedStyle(document.querySelector('.passages .l-rumoured'))"
    assert page.evaluate(f"{style}.backgroundColor") == "rgba(0, 0, 0, 0)"
    assert "double" in page.evaluate(f"{style}.textDecorationStyle")
    link = "getComputedStyle(document.querySelector('td a'))"
    assert page.evaluate(f"{link}.textDecorationLine") == "none"


# Assistive technology


def test_screen_reader_is_told_score_and_level_at_each_claim(show, result):
    page = show(result)
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    told = [
        node["description"]["value"]
        for node in nodes
        if node.get("role", {}).get("value") == "link" and node.get("description", {}).get("value")
    ]
    told = [text for text in told if text.startswith("Score ")]
    making = [claim for claim in result.article.claims if claim.level != "none"]
    assert len(told) == len(making)
    for text, claim in zip(told, making, strict=True):
        assert text.startswith(f"Score {claim.score:.2f}, {claim.level}")


@pytest.mark.parametrize(
    ("lang", "scheme", "viewport"),
    [("en", "light", WIDE), ("en", "dark", NARROW), ("id", "light", NARROW), ("id", "dark", WIDE)],
)
def test_no_serious_fault_of_accessibility(
    show, result, score, grave_faults, lang, scheme, viewport
):
    other = score("Jembatan Kaligondang dikabarkan retak. Mungkin pasar tutup.", ignored=((0, 9),))
    page = show(result, other, lang=lang, viewport=viewport, color_scheme=scheme)
    page.keyboard.press("j")
    assert grave_faults(page) == []


# Size


def test_long_article_stays_quick(show, score):
    paragraph = (
        "Jembatan Kaligondang dikabarkan retak. Mungkin jembatan itu dibuka Senin. "
        "Camat Weru Lestari mengatakan jembatan itu dibuka Senin.\n\n"
    )
    page = show(score(paragraph * (LONG // len(paragraph))))
    spent = page.evaluate(
        """() => {
          const before = performance.now();
          rumorReport.chooseLanguage("id");
          document.body.offsetHeight;
          return performance.now() - before;
        }"""
    )
    assert spent < 5000
    started = page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    assert started < 10_000
    page.keyboard.press("j")
    assert len(open_notes(page)) == 1
