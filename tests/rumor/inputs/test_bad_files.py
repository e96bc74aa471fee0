"""Files that are no articles: each gets a result or one clear error, and no other file is lost."""

from __future__ import annotations

import io
import json
import time
import zipfile

import pypdf
import pytest

from rumor.cli import main
from rumor.errors import InputError
from rumor.inputs.html import read_html
from rumor.inputs.lines import join_pages
from rumor.inputs.markdown import mask
from rumor.inputs.options import Source
from rumor.inputs.pdf import read_pdf

GOOD = "Jembatan Kaligondang dikabarkan retak.\n"
REFUSED = {
    "empty": "holds no text; give an article",
    "white space": "holds no text; give an article",
    "half a surrogate pair": "not UTF-8 text (byte 12); save it as UTF-8",
    "NUL": "not text (a NUL at character 11); give a plain-text file",
    "UTF-16 taken for Latin-1": "not UTF-8 text, but most likely UTF-16; save it as UTF-8",
}
LINE = "Harga cabai di Pasar Wetan dikabarkan naik pekan depan. "
PARAGRAPH = f"<p>{LINE * 5}</p>"


def docx(body):
    def write(path):
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
            archive.writestr("word/document.xml", document)

    return write


BAD = {  # file: what it holds, and the error it gets; none if it is read
    "utf16.txt": (GOOD.encode("utf-16"), ""),
    "tanpa-tanda.txt": (GOOD.encode("utf-16-le"), "most likely UTF-16; save it as UTF-8"),
    "latin1.txt": ("Café Seruni dibuka.".encode("latin-1"), "not UTF-8 text (byte 3)"),
    "besar.txt": (b"Harga naik. " * 200_000, "larger than 2000000 bytes; raise the limit"),
    "tanpa-tanda.html": (PARAGRAPH.encode("utf-16-be"), "most likely UTF-16; save it as UTF-8"),
    "latin1.html": (f"<meta charset=latin1>{PARAGRAPH}é".encode("latin-1"), ""),
    "dalam.html": (("<div>" * 50_000 + PARAGRAPH).encode(), "holds no article"),
    "tag.html": (b"<p>a" * 250_000, "has more than 200000 tags, which no article has"),
    "atribut.html": (
        f"<p {' '.join(f'a{n}=1' for n in range(50_000))}>{LINE * 5}".encode(),
        "has an element with more than 500 attributes",
    ),
    "entitas.html": (f'<!DOCTYPE x [<!ENTITY a "b">]>{PARAGRAPH}{"&a;" * 99}'.encode(), ""),
    "tabel.md": (b"|a|b|\n|-|-|\n" * 2_000 + GOOD.encode(), ""),
    "bom.docx": (docx(f"<w:p><w:r><w:t>{'a' * 5_000_000}</w:t></w:r></w:p>"), "far more than it"),
    "bersarang.docx": (
        docx("<w:p>" * 3_000 + f"<w:r><w:t>{LINE}</w:t></w:r>" + "</w:p>" * 3_000),
        "",
    ),
    "rusak.jsonl": (b'{"text": \n' + json.dumps({"text": GOOD}).encode(), ":1: not JSON ("),
    "utf16.jsonl": (json.dumps({"text": GOOD}).encode("utf-16"), "is UTF-16; save it as UTF-8"),
    "tanpa-kolom.csv": (b"judul,isi\na,b\n", "no column 'text'; it has judul, isi"),
    "utf16.csv": ("text\nKonon.\n".encode("utf-16-be"), "is UTF-16; save it as UTF-8"),
}


@pytest.fixture
def score(tiny_file, tmp_path, capsys):
    """Return a function that scores a file beside a good one: articles by file, and the errors."""

    def run(name, content):
        path, good = tmp_path / name, tmp_path / "baik.txt"
        if callable(content):
            content(path)
        else:
            path.write_bytes(content)
        good.write_text(GOOD, encoding="utf-8")
        options = ["--model", str(tiny_file), "--format", "json", "--max-bytes", "2M"]
        status = main(["score", str(path), str(good), *options])
        captured = capsys.readouterr()
        errors = captured.err.splitlines()
        assert status == (2 if errors else 0)
        articles = json.loads(captured.out)["articles"]
        assert articles.pop()["name"] == str(good)
        return articles, [error.removeprefix(f"rumor: {path}") for error in errors]

    return run


def test_odd_text_in_a_file_gets_the_result_of_python_or_one_error(score, odd, tiny_scorer):
    name, text = odd
    articles, errors = score("aneh.txt", text.encode("utf-8", "surrogatepass"))
    if name in REFUSED:
        assert (articles, errors) == ([], [f": {REFUSED[name]}"])
        return
    (article,) = articles
    expected = tiny_scorer.score(text.removeprefix("\ufeff"))  # which names the encoding
    assert [claim["score"] for claim in article["claims"]] == [c.score for c in expected.claims]
    assert not errors


@pytest.mark.parametrize("name", BAD)
def test_bad_file_gets_a_result_or_one_error_with_its_name(score, name):
    content, reason = BAD[name]
    articles, errors = score(name, content)
    if not reason:
        assert errors == []
        assert articles[0]["counts"]["claims"]
    else:
        (error,) = errors
        assert reason in error


def seconds(work, text):
    before = time.process_time()
    work(text)
    return time.process_time() - before


@pytest.mark.parametrize(
    ("work", "line"),
    [
        (lambda text: join_pages([text]), "harga cabai di pasar wetan naik pekan ini karena di\n"),
        (lambda text: join_pages([text]), "  harga cabai\nnaik\n"),
        (mask, "|a|b|\n|-|-|\n"),
    ],
    ids=["paragraph of a PDF", "indented lines of a PDF", "tables of Markdown"],
)
def test_time_grows_with_length_only(work, line):
    # Four times the lines: a quadratic step would take sixteen times as long.
    assert seconds(work, line * 16_000) < 8 * seconds(work, line * 4_000) + 0.2


def test_pdf_that_never_ends_is_one_error(monkeypatch):
    monkeypatch.setattr("rumor.inputs.pdf.SECONDS", -1)
    file = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(600, 800)
    writer.write(file)
    with pytest.raises(InputError, match="takes longer than -1 s to read; give some of its pages"):
        read_pdf(Source("lama.pdf", file.getvalue()))


def test_pdf_that_asks_for_more_than_a_text_needs_is_one_error():
    name, table = pypdf.generic.NameObject, pypdf.generic.DictionaryObject
    writer = pypdf.PdfWriter()
    content = pypdf.generic.StreamObject()
    content[name("/Filter")] = pypdf.generic.ArrayObject([name("/FlateDecode")] * 1_000)
    page = writer.add_blank_page(600, 800)
    page[name("/Resources")] = table({name("/Font"): table()})
    page[name("/Contents")] = writer._add_object(content)
    file = io.BytesIO()
    writer.write(file)
    with pytest.raises(InputError, match="asks for more than a text needs"):
        read_pdf(Source("bom.pdf", file.getvalue()))


@pytest.mark.parametrize(
    "tag", ["<p ' {}>it's", "<p < {}>", '<p x=">" {}>', "<p x='>'{}>", "<script {}></script>"]
)
def test_no_quotation_mark_hides_the_attributes_of_a_tag(tag):
    page = PARAGRAPH + tag.format(" ".join(f"a{n}" for n in range(1_000)))
    with pytest.raises(InputError, match="more than 500 attributes"):
        read_html(Source("atribut.html", page.encode()))


@pytest.mark.parametrize(
    "tag",
    [
        f"<img src='data:image/png;base64,{'A' * 10_000}' alt=\"{'a ' * 2_000}\">",
        f"<p {' '.join(f'data-{n}={n}' for n in range(400))}>",
        f"<script>for (i = 0; i<n; i++) {{ {'a = b; ' * 1_000} }}</script>",
        f"<!-- a <b {'c ' * 1_000} -->",
    ],
    ids=["long values", "many attributes", "script", "comment"],
)
def test_page_with_a_long_tag_is_read(tag):
    assert read_html(Source("berita.html", f"{PARAGRAPH}{tag}".encode())).text
