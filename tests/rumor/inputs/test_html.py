"""Web pages in the shape of those of large outlets, and what of them is the article."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest

from rumor.errors import InputError, MissingExtraError
from rumor.inputs.html import read_html
from rumor.inputs.options import Source

pytest.importorskip("trafilatura")

PAGES = Path(__file__).parent / "pages"

WHY = {
    "promos-mid-article": "pointers, ads, a video break the text up; banner and comments frame it",
    "pages-and-credits": "a logo is the first heading; pages, credits and rules on comments follow",
    "republished": "Windows-1252 called ISO-8859-1; all behind the outlet's notice is promotion",
    "amp": "components of AMP, JSON-LD with another text, a subheading that belongs to the article",
    "infinite-scroll": "a second article is appended, which is not the one of this address",
    "gallery-and-captions": "captions and pictures stand among the paragraphs, pages below them",
    "wire-with-br": "paragraphs are parted by line breaks, with no element of their own",
}

FIRST = "Jembatan Kaligondang ditutup bagi truk sejak Selasa pagi, kata Camat Weru Lestari."
SECOND = "Tiang ketiga jembatan itu diduga retak karena gerusan arus di dasar sungai."
THIRD = "Perbaikan dikabarkan baru dimulai pekan depan dengan dana darurat kabupaten."


def page(*blocks: str, head: str = "") -> bytes:
    body = "\n".join(blocks)
    start = f"<html><head><title>Jembatan Ditutup</title>{head}</head>"
    return f"{start}<body><article><h1>Jembatan Ditutup</h1>{body}</article></body></html>".encode()


def read(data: bytes, charset: str = ""):
    return read_html(Source("berita.html", data, charset=charset))


def ignored(document) -> list[str]:
    return [document.text[start:end] for start, end in document.ignored]


@pytest.mark.parametrize("name", WHY, ids=[f"{name}: {why}" for name, why in WHY.items()])
def test_page_gives_the_title_and_paragraphs_that_a_reader_would_pick(name):
    document = read_html(Source(name, (PAGES / f"{name}.html").read_bytes()))
    kept = f"{document.title}\n\n{document.text}\n"
    assert kept == (PAGES / f"{name}.txt").read_text(encoding="utf-8")


def test_every_page_is_tested():
    assert {path.stem for path in PAGES.glob("*.html")} == set(WHY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body></body></html>",
        b"<!-- kosong -->",
        b"<html></html>",
        b"<frameset><frame src=a></frameset>",
        b"<html><body><h1>404</h1><p>Halaman tidak ditemukan.</p></body></html>",
        b"<ul>"
        + b"<li><a href='/x'>Harga Cabai Turun Lagi di Pasar Wetan</a></li>" * 40
        + b"</ul>",
        b"<div id='root'></div><script>render('" + FIRST.encode() * 9 + b"')</script>",
    ],
    ids=[
        "empty",
        "bare",
        "comment",
        "no body",
        "frames",
        "not found",
        "index of links",
        "made by a script",
    ],
)
def test_page_without_an_article_is_one_error_with_a_remedy(data):
    with pytest.raises(InputError, match=r"berita\.html: holds no (article|text); \w+"):
        read(data)


# Encodings


@pytest.mark.parametrize(
    ("encoding", "head", "charset"),
    [
        ("utf-8", "", ""),
        ("utf-8-sig", "<meta charset=iso-8859-1>", ""),
        ("utf-16", "", ""),
        ("cp1252", "", ""),
        ("cp1252", "<meta charset='iso-8859-1'>", ""),
        ("utf-8", "<meta charset='windows-1252'>", "utf-8"),
        ("cp1252", "<meta charset='sandi-antah'>", "kode-antah"),
        ("utf-8", "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>", ""),
    ],
)
def test_encoding_is_found_as_a_browser_finds_it(encoding, head, charset):
    text = f"<p>“{FIRST}” – begitu bunyinya.</p><p>{SECOND}</p>"
    data = page(text, head=head).decode().encode(encoding)
    assert read(data, charset).text.startswith(f"“{FIRST}” – begitu")


def test_declaration_of_xml_does_not_keep_a_page_from_being_read():
    data = b'<?xml version="1.0" encoding="UTF-16"?>' + page(f"<p>{FIRST}</p><p>{SECOND}</p>")
    assert FIRST in read(data).text


def test_control_characters_do_not_keep_a_page_from_being_read():
    odd = FIRST.replace(" ", " \x01", 1) + "&#2;&#55296;\x0c"
    assert read(page(f"<!-- rumor: ignore --><p>{odd}</p><p>{SECOND}</p>")).text.endswith(SECOND)


# Headlines


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<meta property='og:title' content='Jembatan Ditutup - Kabar Weru'>",
        "<meta property='og:title' content='Jembatan Ditutup'>",
    ],
)
def test_headline_is_the_title_without_the_name_of_the_outlet(head):
    assert read(page(f"<p>{FIRST}</p><p>{SECOND}</p>", head=head)).title == "Jembatan Ditutup"


def test_headline_is_not_repeated_in_the_text():
    assert "Jembatan Ditutup" not in read(page(f"<p>{FIRST}</p><p>{SECOND}</p>")).text


# Comments that tell what to ignore


def test_comment_in_a_paragraph_concerns_the_paragraph():
    blocks = (f"<p>{FIRST}</p>", f"<p>{SECOND} <!-- rumor: ignore --></p>", f"<p>{THIRD}</p>")
    document = read(page(*blocks))
    assert ignored(document) == [SECOND]
    assert document.text.split("\n\n") == [FIRST, SECOND, THIRD]


def test_comment_between_paragraphs_concerns_the_next():
    blocks = (f"<p>{FIRST}</p>", "<!-- rumor: ignore -->", f"<p>{SECOND}</p>", f"<p>{THIRD}</p>")
    assert ignored(read(page(*blocks))) == [SECOND]


def test_comments_of_start_and_end_concern_what_is_between():
    start, end = "<!-- rumor: ignore-start -->", "<!-- rumor: ignore-end -->"
    blocks = (start, f"<p>{FIRST}</p><p><b>{SECOND}</b></p>", end, f"<p>{THIRD}</p>")
    assert ignored(read(page(*blocks))) == [FIRST, SECOND]


def test_comment_for_the_file_concerns_all():
    document = read(page(f"<p>{FIRST}</p>", f"<p>{SECOND}</p><!-- rumor: ignore-file -->"))
    assert document.ignored == ((0, len(document.text)),)


def test_comment_behind_text_without_a_paragraph_concerns_that_text():
    body = f"<div>{FIRST}<br><br>{SECOND} <!-- rumor: ignore --><br><br>{THIRD}</div>"
    assert ignored(read(page(body))) == [SECOND]


def test_ignored_pointer_that_is_taken_out_leaves_no_trace():
    pointer = "<p><!-- rumor: ignore -->Baca juga: Harga Cabai Turun</p>"
    document = read(page(f"<p>{FIRST}</p>", pointer, f"<p>{SECOND}</p>"))
    assert (document.text, document.ignored) == (f"{FIRST}\n\n{SECOND}", ())


def test_other_comments_are_never_part_of_the_text():
    assert "rahasia" not in read(page(f"<p>{FIRST} <!-- rahasia --></p><p>{SECOND}</p>")).text


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("<!-- rumor: abaikan -->", "line 2: unknown directive 'rumor: abaikan'"),
        ("<!-- rumor: ignore-start -->", "line 2: ignore-start without ignore-end"),
        ("<!-- rumor: ignore-end -->", "line 2: ignore-end without ignore-start"),
    ],
)
def test_directive_that_makes_no_sense_is_told_with_its_line(comment, reason):
    with pytest.raises(InputError) as raised:
        read(page(f"<p>{FIRST}</p>", comment, f"<p>{SECOND}</p>"))
    assert raised.value.reason == reason


def test_a_library_without_one_of_its_parts_is_told_with_the_extra(monkeypatch):
    def missing(name: str, *arguments, **others):
        if name == "trafilatura":
            raise ImportError("lxml.html.clean module is now a separate project lxml_html_clean.")
        return importing(name, *arguments, **others)

    importing = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtraError, match=r"needs lxml_html_clean, .*rumor\[html\]"):
        read(page(f"<p>{FIRST}</p>"))
