"""PDF files as word processors and newsletters write them, and those that cannot be read."""

from __future__ import annotations

import io

import pytest

from rumor.errors import InputError
from rumor.inputs.lines import join_pages
from rumor.inputs.options import Source
from rumor.inputs.pdf import read_pdf

pypdf = pytest.importorskip("pypdf")
NEWS = [
    "Tiang ketiga Jembatan Kaligondang retak setelah hujan deras tiga hari berturut-turut di "
    "Kecamatan Weru. Dinas menutup jembatan itu bagi truk.",
    "Camat Weru Lestari mengatakan retakan pertama kali dilihat penjaga pintu air. Retakan itu "
    "diduga dipicu gerusan arus di dasar sungai, tetapi penyebabnya masih diteliti.",
    "Perbaikan dikabarkan baru dimulai pekan depan dengan dana darurat kabupaten.",
]


def read(data: bytes):
    return read_pdf(Source("berita.pdf", data, path="berita.pdf"))


def printed(paragraphs: list[str], columns: int = 1, title: str = "") -> bytes:
    """Set paragraphs in columns, with a running head and page numbers."""
    pytest.importorskip("reportlab")
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    def furnish(canvas, document) -> None:
        canvas.drawString(60, 800, "Buletin Kabupaten Weru, edisi 7")
        canvas.drawString(290, 30, f"Halaman {document.page}")

    width = 500 // columns
    frames = [Frame(50 + at * width, 60, width - 10, 720) for at in range(columns)]
    style = ParagraphStyle("isi", fontSize=10, leading=13, alignment=4, firstLineIndent=12)
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=(595, 842), title=title)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=furnish))
    document.build([Paragraph(text, style) for text in paragraphs])
    return out.getvalue()


@pytest.mark.parametrize("columns", [1, 2])
def test_lines_of_columns_and_pages_become_the_paragraphs_that_were_set(columns):
    villages = [
        f"{first}{last}"
        for first in ("Kali", "Karang", "Rejo", "Suka", "Banyu", "Giri")
        for last in ("wetan", "lor", "sari", "gondang")
    ]
    paragraphs = [
        f"Warga {place} mengatakan tiang jembatan {place} retak. Menurut camat {place}, "
        f"retakan itu diduga dipicu gerusan arus di kali {place}, tetapi dinas di {place} masih "
        f"meneliti penyebabnya bersama warga {place}. {text.replace('Weru', place)}"
        for place in villages
        for text in NEWS
    ]
    assert read(printed(paragraphs, columns)).text.split("\n\n") == paragraphs


@pytest.mark.parametrize(
    ("given", "title"),
    [("Jembatan Retak", "Jembatan Retak"), ("", ""), ("Microsoft Word - retak.docx", "")],
)
def test_title_is_that_of_the_properties_unless_a_program_made_it_up(given, title):
    found = read(printed(NEWS, title=given)).title
    assert found == title


def locked(password: str, algorithm: str = "RC4-128") -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(printed(NEWS)))
    writer.encrypt(password, owner_password="pemilik", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_file_that_is_only_protected_against_changes_is_read():
    assert read(locked("")).text.split("\n\n")[-3:] == NEWS


def test_file_that_needs_a_password_is_told():
    with pytest.raises(InputError, match=r"is encrypted; save a copy without a password"):
        read(locked("sandi"))


def test_scan_without_text_names_the_remedy():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(InputError, match="holds no text, as a scan does; run OCR first"):
        read(out.getvalue())


@pytest.mark.parametrize("data", [b"", b"bukan PDF", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\nxref\n0 1\n"])
def test_file_that_is_no_pdf_is_one_error(data, capfd):
    with pytest.raises(InputError, match="not a PDF file, or damaged"):
        read(data)
    assert capfd.readouterr().err == ""


def test_stream_packed_in_an_unknown_way_is_one_error():
    data = printed(NEWS).replace(b"/FlateDecode", b"/KotakDecode")
    with pytest.raises(InputError, match="damaged"):
        read(data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_file_cut_off_is_one_error(share):
    whole = printed(NEWS * 20)
    with pytest.raises(InputError):
        read(whole[: int(len(whole) * share)])


# Lines


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("Tiang itu diduga ter-\ngerus arus.", "Tiang itu diduga tergerus arus."),
        ("Warga ber-\nsama camat.", "Warga bersama camat."),
        ("Mereka bersama-\nsama pulang.", "Mereka bersama-sama pulang."),
        ("Korban anak-\nanaknya selamat.", "Korban anak-anaknya selamat."),
        ("Kereta Weru-\nSeruni batal.", "Kereta Weru-Seruni batal."),
        (
            "Sayur-mayur naik. Harga sayur-\nmayur naik.",
            "Sayur-mayur naik. Harga sayur-mayur naik.",
        ),
        ("Harga 5 -\n6 juta.", "Harga 5 - 6 juta."),
    ],
)
def test_hyphen_at_the_end_of_a_line_goes_unless_it_belongs_to_the_word(lines, joined):
    assert join_pages([lines]) == [joined]


def test_blank_line_ends_a_paragraph():
    assert join_pages(["Satu retak.\n\nDua retak."]) == ["Satu retak.", "Dua retak."]


def test_item_of_a_list_begins_a_paragraph():
    text = "Dinas menutup jembatan bagi truk dan:\n- bus kota dalam provinsi itu\n- kereta kelinci"
    assert len(join_pages([text])) == 3


def test_sentence_that_goes_on_on_the_next_page_is_one():
    pages = ["Buletin Weru\nTiang itu diduga\n1", "Buletin Weru\nretak sejak Senin.\n2"]
    assert join_pages(pages) == ["Tiang itu diduga retak sejak Senin."]


def test_different_heads_of_left_and_right_pages_go():
    pages = [
        f"{'Buletin Weru' if page % 2 else 'Edisi Khusus'}\nRetak pada hari ke-{page}, kata warga."
        f"\nWarga ke-{page} pulang ke rumah.\n- {page} -"
        for page in range(6)
    ]
    joined = " ".join(join_pages(pages))
    assert "Buletin" not in joined
    assert "Edisi" not in joined
    assert "- 3 -" not in joined


def test_only_page_keeps_its_first_and_last_line():
    assert join_pages(["Jembatan Retak\n\nTiang itu retak."]) == [
        "Jembatan Retak",
        "Tiang itu retak.",
    ]
