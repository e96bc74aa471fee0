"""The page at `/` without a browser: what it sends, what it takes, and what it never tells."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import re
import zipfile
from html import unescape
from typing import ClassVar

import pytest

from rumor.report.html.strings import STRINGS
from rumor.serve.page import run_while_connected
from rumor.serve.page_strings import PAGE
from rumor.serve.page_tasks import tidy
from rumor.serve.problems import PROBLEMS, ProblemError
from rumor.serve.settings import Settings
from rumor.serve.tasks import Article

NEWS = "Jembatan Kaligondang dikabarkan retak. Camat Weru Lestari membantah kabar itu."
HEADING = "Jembatan Kaligondang: Retak atau Tidak?"


def post_form(client, **fields):
    return client.post("/", data=fields)


def read(client, name: str, data: bytes):
    return client.post("/read", content=data, headers={"X-File-Name": name})


def shown_in(page: str) -> str:
    return unescape(re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]+>", " ", page, flags=re.S))


# The page


def test_page_is_one_file_under_a_policy_that_allows_its_own_code_alone(client):
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    codes = re.findall(r"<script>(.*?)</script>", answer.text, re.S)
    sheets = re.findall(r"<style>(.*?)</style>", answer.text, re.S)
    assert len(codes) == len(sheets) == 2
    for content in (*codes, *sheets):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", answer.text)
    assert 'style="' not in answer.text


def test_page_is_kept_nowhere_and_sends_no_referrer(client):
    for answer in (client.get("/"), client.post("/view", json={"text": NEWS})):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("asked", "preferred", "lang"),
    [
        ("", "", "en"),
        ("", "id-ID,id;q=0.9,en;q=0.8", "id"),
        ("", "jv, in;q=0.7, en;q=0.3", "id"),
        ("", "en;q=0.5, id;q=0.1.2", "en"),
        ("", "fr, de", "en"),
        ("id", "en", "id"),
        ("en", "id", "en"),
        ("xx", "id", "id"),
    ],
)
def test_language_is_the_one_asked_for_else_the_browsers(client, asked, preferred, lang):
    answer = client.get("/", params={"lang": asked}, headers={"Accept-Language": preferred})
    assert f'<html lang="{lang}"' in answer.text
    assert PAGE.words(lang)["headline"] in shown_in(answer.text)


def test_page_tells_limit_formats_and_thresholds_of_the_service(make_client, scorer):
    page = make_client(Settings(max_bytes=2_500_000)).get("/").text
    assert "up to 2.5 MB" in page
    assert 'data-max="2500000"' in page
    assert f"Usual, {scorer.threshold:.2f}" in page
    assert f"Precise, {scorer.model.precise_threshold:.2f}" in page


def test_every_word_of_the_page_is_there_in_both_languages_with_the_same_places():
    for key in PAGE.words("en"):
        english, indonesian = PAGE.words("en")[key], PAGE.words("id")[key]
        assert english
        assert set(re.findall(r"\{\d\}", english)) == set(re.findall(r"\{\d\}", indonesian)), key
    assert set(STRINGS) < set(PAGE.words("id"))


def test_words_for_problems_are_for_problems_that_there_are():
    told = {key.removeprefix("problem:") for key in PAGE.words("en") if key.startswith("problem:")}
    assert told <= set(PROBLEMS)
    assert {"too-large", "overloaded", "took-too-long", "internal"} <= told


# The view


def test_view_is_that_of_the_report_with_its_counts(client, scorer):
    told = client.post("/view", json={"text": NEWS, "title": HEADING}).json()
    scored = scorer.score(NEWS, title=HEADING)
    assert told["score"] == pytest.approx(scored.score)
    assert told["threshold"] == scorer.threshold
    assert told["title"] == HEADING
    assert told["counts"] == {
        "sentences": 2,
        "claims": len(scored.ranked()),
        "speculative": sum(claim.speculative for claim in scored.claims),
        "deleted": 0,
        "ignored": 0,
    }
    assert 'id="claim-1"' in told["html"]
    assert "<mark>dikabarkan</mark>" in told["html"]


def test_threshold_decides_what_is_speculative_and_its_level_together(client):
    usual = client.post("/view", json={"text": NEWS}).json()
    strict = client.post("/view", json={"text": NEWS, "threshold": 0.9999}).json()
    assert usual["counts"]["speculative"] > 0
    assert strict["counts"]["speculative"] == 0
    assert strict["threshold"] == 0.9999
    passages = strict["html"].split('class="passages', 1)[1]
    assert "l-hedged" not in passages
    assert "l-rumoured" not in passages


def test_view_speaks_the_language_asked_for(client):
    told = client.post("/view", json={"text": NEWS, "lang": "id"}).json()
    assert "berpijakan spekulatif" in told["html"]


def test_text_without_a_title_is_called_by_its_first_words(client):
    text = "Konon jembatan itu retak sejak hujan lebat turun tiga hari tanpa henti di Weru."
    told = client.post("/view", json={"text": text}).json()
    assert told["title"] == "Konon jembatan itu retak sejak hujan lebat turun …"


def test_claims_marked_by_their_author_are_ignored(client):
    text = f"Mungkin pasar tutup. <!-- rumor: ignore -->\n\n{NEWS}"
    told = client.post("/view", json={"text": text}).json()
    assert told["counts"]["ignored"] == 1
    assert "rumor: ignore" not in told["html"]


def test_unknown_directive_is_told_in_both_languages(client):
    answer = client.post("/view", json={"text": f"<!-- rumor: abaikan -->\n{NEWS}"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/unreadable-file"
    assert set(answer.json()["said"]) == {"en", "id"}


def test_markup_in_an_article_stays_text(client):
    text = '<script>alert("retak")</script> dikabarkan <img src=x onerror=alert(1)> retak.'
    told = client.post("/view", json={"text": text, "title": "<b>Judul</b>"}).json()
    assert "<script" not in told["html"]
    assert "<img" not in told["html"]
    assert "<b>" not in told["html"]
    page = post_form(client, text=f"</textarea>{text}").text
    assert "&lt;/textarea&gt;" in page
    assert "<img" not in page


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": " \n"},
        {"text": NEWS, "threshold": 2},
        {"text": NEWS, "lang": "jv"},
        {"text": "Retak\0"},
        {},
    ],
)
def test_view_and_report_refuse_what_the_interface_refuses(client, body):
    for path in ("/view", "/report"):
        answer = client.post(path, json=body)
        assert answer.status_code == 422
        assert answer.json()["type"] == "/problems/invalid"


def test_text_over_the_limit_is_refused_with_the_limit(make_client):
    answer = make_client(Settings(max_bytes=1000)).post("/view", json={"text": NEWS * 20})
    assert answer.status_code == 413
    assert answer.json()["max_bytes"] == 1000


# The report


def test_report_is_a_page_that_stands_alone_named_after_its_title(client):
    answer = client.post("/report", json={"text": NEWS, "title": HEADING, "threshold": 0.2})
    disposition = answer.headers["content-disposition"]
    assert disposition == 'attachment; filename="jembatan-kaligondang-retak-atau-tidak.html"'
    assert answer.text.startswith("<!DOCTYPE html>")
    assert "Footing report" in answer.text
    assert "{0.20}" in answer.text


@pytest.mark.parametrize(
    "title", ["日本", '"; filename="x.exe', "../../etc/passwd", "\r\nX-Evil: 1"]
)
def test_no_title_breaks_the_name_of_the_file(client, title):
    answer = client.post("/report", json={"text": NEWS, "title": title})
    assert re.fullmatch(
        r'attachment; filename="[a-z0-9-]+\.html"', answer.headers["content-disposition"]
    )
    assert "x-evil" not in answer.headers


# Files


def docx(*paragraphs: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("jembatan.txt", f"{HEADING}\n\n{NEWS}\n".encode(), f"{HEADING}\n\n{NEWS}"),
        ("jembatan.txt", NEWS.encode("utf-16"), NEWS),
        (
            "jembatan.md",
            f"# {HEADING}\n*Kabar*   itu [retak](x).".encode(),
            f"{HEADING}\n\nKabar itu retak .",
        ),
        ("JEMBATAN.DOCX", docx(HEADING, NEWS), f"{HEADING}\n\n{NEWS}"),
        ("kabar%20baru%2Ftxt", NEWS.encode(), NEWS),
    ],
    ids=["text", "utf-16", "markdown", "docx", "no suffix"],
)
def test_file_becomes_text_for_the_field(client, name, data, text):
    answer = read(client, name, data)
    assert answer.status_code == 200, answer.text
    assert answer.json()["text"] == text


def test_web_page_becomes_its_article_and_title(client):
    pytest.importorskip("trafilatura", reason="needs the extra `html`")
    paragraph = "Jembatan Kaligondang dikabarkan retak sesudah hujan lebat turun tiga hari di Weru."
    page = (
        f"<html><head><title>x</title></head><body><nav>Beranda</nav><article><h1>{HEADING}</h1>"
        f"<p>{paragraph}</p><p>Camat Weru Lestari membantah kabar itu di kantornya.</p></article>"
        "</body></html>"
    )
    told = read(client, "jembatan.html", page.encode()).json()
    assert told["title"] == HEADING
    assert told["text"].startswith(paragraph)
    assert "Beranda" not in told["text"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("kosong.txt", b""),
        ("gambar.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("rusak.docx", b"PK bukan arsip"),
        ("artikel.csv", b"text\nKonon retak.\n"),
        ("rusak.pdf", b"bukan pdf"),
    ],
)
def test_file_that_cannot_be_read_is_told_by_name_in_both_languages(client, name, data):
    answer = read(client, name, data)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/unreadable-file"
    assert all(name in said for said in answer.json()["said"].values())


@pytest.mark.parametrize(
    ("blanked", "text"),
    [
        ("Judul\v\v\nIsi  berita", "Judul\n\nIsi berita"),
        ("Judul\u2029Isi", "Judul\n\nIsi"),
        ("  Satu\r\n\r\n\r\n \r\nDua\rTiga ", "Satu\n\nDua\nTiga"),
    ],
)
def test_blanked_out_markup_leaves_no_holes(blanked, text):
    assert tidy(blanked) == text


# Without a script


def test_form_gets_the_page_with_the_result_in_it(client):
    page = post_form(
        client, text=f"{NEWS}\r\nBaris kedua.", title=HEADING, threshold="0,2", lang="id"
    ).text
    assert '<html lang="id" class="scored">' in page
    assert "berpijakan spekulatif" in shown_in(page)
    assert f"\n{NEWS}\nBaris kedua.</textarea>" in page
    assert f'value="{HEADING}"' in page
    assert 'id="claim-1"' in page
    assert "{0.20}" in page


def test_form_without_text_is_told_so_and_keeps_the_title(client):
    page = post_form(client, text=" ", title=HEADING).text
    assert PAGE.words("en")["empty"] in shown_in(page)
    assert f'value="{HEADING}"' in page


@pytest.mark.parametrize("threshold", ["dua", "1.5", "nan"])
def test_form_with_a_bad_threshold_loses_nothing(client, threshold):
    answer = post_form(client, text=NEWS, threshold=threshold)
    assert answer.status_code == 422
    assert PAGE.words("en")["bad_threshold"] in shown_in(answer.text)
    assert f"\n{NEWS}</textarea>" in answer.text


def test_form_changes_the_language_and_keeps_the_text(client):
    page = post_form(client, text=NEWS, lang="en", switch="id").text
    assert '<html lang="id"' in page
    assert f"\n{NEWS}</textarea>" in page
    assert PAGE.words("id")["empty"] not in shown_in(post_form(client, text="", switch="id").text)


def test_form_gives_the_example_and_the_report(client):
    assert "Arkavo" in shown_in(post_form(client, example="1").text)
    answer = post_form(client, text=NEWS, download="1")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_form_of_another_type_or_with_many_fields_is_refused(client):
    assert client.post("/", json={"text": NEWS}).status_code == 415
    assert post_form(client, **{f"f{n}": "x" for n in range(20)}).status_code == 400


# Requests that the page drops


def test_article_that_nobody_waits_for_leaves_the_waiting_line():
    dropped = []

    class Waiting:
        def deadline(self) -> float:
            return 0.0

        async def run(self, *_article) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                dropped.append(True)
                raise

    class Gone:
        scope: ClassVar[dict] = {}

        async def is_disconnected(self) -> bool:
            return True

    async def asked() -> None:
        with pytest.raises(ProblemError, match="the client has gone"):
            await run_while_connected(Waiting(), Gone(), "view", Article("text", NEWS))
        await asyncio.sleep(0)

    asyncio.run(asked())
    assert dropped == [True]


# What is said to whom


def test_page_adds_nothing_to_the_interface_for_programs(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert not {"/", "/view", "/report", "/read"} & set(paths)


def test_example_in_the_page_is_our_article(client, checkout):
    page = client.get("/").text
    found = re.search(r'id="rumor-example">(.*?)</script>', page, re.S)
    ours = (checkout / "seeds" / "articles" / "rumor-ponsel.txt").read_text(encoding="utf-8")
    assert json.loads(found[1]) == ours
