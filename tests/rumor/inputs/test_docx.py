"""Word documents: those of a word processor, and those made to do harm."""

from __future__ import annotations

import io
import zipfile

import pytest

from rumor.errors import InputError
from rumor.inputs.docx import read_docx
from rumor.inputs.options import Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FIRST = "Tiang ketiga Jembatan Kaligondang diduga retak."
SECOND = "Perbaikan dikabarkan baru dimulai pekan depan."
BODY, STYLES, CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"


def xml(body: str, root: str = "document") -> str:
    return f'<w:{root} xmlns:w="{W}"><w:body>{body}</w:body></w:{root}>'


def paragraph(*runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def packed(**parts: str | bytes) -> bytes:
    names = {"body": BODY, "styles": STYLES, "core": CORE}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(names.get(part, part), content)
    return out.getvalue()


def read(data: bytes):
    return read_docx(Source("berita.docx", data, path="berita.docx"))


def text_of(body: str) -> str:
    return read(packed(body=xml(body))).text


def test_paragraphs_are_parted_by_blank_lines():
    document = read(packed(body=xml(paragraph(run(FIRST)) + "<w:p/>" + paragraph(run(SECOND)))))
    assert document.text == f"{FIRST}\n\n{SECOND}"
    assert (document.name, document.path, document.in_place) == (
        "berita.docx",
        "berita.docx",
        False,
    )


def test_runs_of_a_paragraph_are_one_text():
    assert text_of(paragraph(run("Tiang itu "), run("diduga"), run(" retak."))) == (
        "Tiang itu diduga retak."
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:hyperlink><w:r><w:t>Camat Weru</w:t></w:r></w:hyperlink>", "Camat Weru"),
        ("<w:ins><w:r><w:t>retak</w:t></w:r></w:ins>", "retak"),
        ("<w:r><w:t>anak</w:t><w:noBreakHyphen/><w:t>anak</w:t></w:r>", "anak-anak"),
        ("<w:r><w:t>jem</w:t><w:softHyphen/><w:t>batan</w:t></w:r>", "jembatan"),
        ("<w:r><w:t>satu</w:t><w:tab/><w:t>dua</w:t></w:r>", "satu dua"),
        ("<w:r><w:t>satu</w:t><w:br/><w:t>dua</w:t></w:r>", "satu\n\ndua"),
        (
            "<w:smartTag><w:sdt><w:sdtContent><w:r><w:t>Weru</w:t></w:r></w:sdtContent></w:sdt></w:smartTag>",
            "Weru",
        ),
    ],
    ids=["link", "inserted", "hyphen", "soft hyphen", "tab", "line break", "field"],
)
def test_text_within_a_paragraph_is_found(inner, text):
    assert text_of(paragraph(inner)) == text


@pytest.mark.parametrize(
    "inner",
    [
        "<w:del><w:r><w:delText>tidak</w:delText></w:r></w:del>",
        "<w:moveFrom><w:r><w:t>tidak</w:t></w:r></w:moveFrom>",
        "<w:r><w:instrText>HYPERLINK tidak</w:instrText></w:r>",
    ],
    ids=["removed", "moved away", "field code"],
)
def test_text_that_is_no_longer_there_is_left_out(inner):
    assert text_of(paragraph(run("Retak."), inner)) == "Retak."


def test_cells_of_a_table_are_paragraphs():
    cells = "".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in (FIRST, SECOND))
    assert text_of(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>") == f"{FIRST}\n\n{SECOND}"


def test_text_box_is_read_once_and_apart():
    box = f"<w:txbxContent>{paragraph(run(SECOND))}</w:txbxContent>"
    choice = f"<w:drawing>{box}</w:drawing>"
    both = f"<w:Choice>{choice}</w:Choice><w:Fallback><w:pict>{box}</w:pict></w:Fallback>"
    alternate = f"<w:r><w:AlternateContent>{both}</w:AlternateContent></w:r>"
    assert text_of(paragraph(run(FIRST), alternate)) == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("style", ["Title", "Judul"])
def test_paragraph_in_the_title_style_is_the_title_in_any_language(style):
    named = '<w:style w:styleId="Judul"><w:name w:val="Title"/></w:style>'
    styles = f'<w:styles xmlns:w="{W}">{named}</w:styles>'
    body = xml(paragraph(run("Jembatan Retak"), style=style) + paragraph(run(FIRST)))
    document = read(packed(body=body, styles=styles))
    assert (document.title, document.text) == ("Jembatan Retak", f"Jembatan Retak\n\n{FIRST}")


def test_title_of_the_properties_serves_when_no_paragraph_is_one():
    core = (
        '<cp:coreProperties xmlns:cp="a" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Jembatan  Retak</dc:title></cp:coreProperties>"
    )
    assert read(packed(body=xml(paragraph(run(FIRST))), core=core)).title == "Jembatan Retak"


def test_document_of_a_word_library_is_read():
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.add_heading("Jembatan Retak", level=0)
    made.add_paragraph(FIRST)
    made.add_table(1, 1).cell(0, 0).text = SECOND
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue())
    assert (document.title, document.text) == (
        "Jembatan Retak",
        f"Jembatan Retak\n\n{FIRST}\n\n{SECOND}",
    )


# What is refused


def entity(inner: str) -> str:
    return f"<!DOCTYPE d [{inner}]>{xml(paragraph(run('&a;')))}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a .docx file"),
        (b"bukan arsip", "not a .docx file"),
        (packed(body=xml(paragraph(run(FIRST))))[:-40], "not a .docx file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an older .doc, or protected"),
        (packed(lain="a"), "not a Word document"),
        (packed(body="<w:document"), "word/document.xml is damaged"),
        (packed(body=xml("")), "holds no text"),
        (packed(body=entity('<!ENTITY a SYSTEM "file:///etc/hostname">')), "document type"),
        (packed(body=entity('<!ENTITY a "lol">')), "document type"),
        (packed(body=entity('<!ENTITY a "lol">').encode("utf-16")), "document type"),
        (packed(body='<!DOCTYPE d SYSTEM "http://127.0.0.1:1/d.dtd"><d/>'), "document type"),
        (packed(body=xml(paragraph(run("a" * 5_000_000)))), "unpacks to far more"),
    ],
    ids=[
        *("empty", "text", "cut off", "old", "other archive", "broken", "no text"),
        *("external entity", "entity", "entity in UTF-16", "external type", "bomb"),
    ],
)
def test_file_that_is_broken_or_means_ill_is_one_error(data, reason):
    with pytest.raises(InputError) as raised:
        read(data)
    assert reason in raised.value.reason
    assert "\n" not in str(raised.value)


def test_size_that_the_archive_tells_is_not_believed():
    data = bytearray(packed(body=xml(paragraph(run("a" * 5_000_000)))))
    at = data.index(b"PK\x01\x02")  # the entry of the table of contents: its size from byte 24 on
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(InputError):
        read(bytes(data))


def test_offsets_of_an_archive_that_point_nowhere_are_one_error():
    data = bytearray(packed(body=xml(paragraph(run(FIRST)))))
    at = data.index(b"PK\x05\x06")  # where the table of contents stands: byte 16 on
    data[at + 16] += 30
    with pytest.raises(InputError, match="damaged"):
        read(bytes(data))


def test_encrypted_part_is_told():
    data = bytearray(packed(body=xml(paragraph(run(FIRST)))))
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + flags] |= 1
    with pytest.raises(InputError, match="is encrypted"):
        read(bytes(data))


def test_elements_nested_deeper_than_python_recurses_are_read():
    inner = "<w:smartTag>" * 3000 + run(FIRST) + "</w:smartTag>" * 3000
    assert text_of(paragraph(inner)) == FIRST
