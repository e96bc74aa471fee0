"""Markdown whose markup is blanked out while all else stays where it was."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumor.inputs.markdown import mask, title_of, visible
from rumor.text.segment import sentence_spans


def masked(text: str) -> str:
    return mask(visible(text))


def words(text: str) -> str:
    return " ".join(masked(text).split())


def sentences(text: str) -> list[str]:
    found = masked(text)
    return [" ".join(found[start:end].split()) for start, end in sentence_spans(found)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Tiang itu **diduga** retak.", "Tiang itu diduga retak."),
        ("Tiang itu *konon* _mungkin_ ***retak***.", "Tiang itu konon mungkin retak ."),
        ("~~Retak.~~ Tidak retak.", "Retak. Tidak retak."),
        (
            "Berkas nama_berkas_itu ada, 2 * 3 * 4 pula.",
            "Berkas nama_berkas_itu ada, 2 * 3 * 4 pula.",
        ),
        ("Kata [Camat **Weru**](https://a.example/b_(c) 'x') tadi.", "Kata Camat Weru tadi."),
        (
            "Kata [Camat][1] dan [Bupati] tadi.\n\n[1]: https://a.example",
            "Kata Camat dan [Bupati] tadi.",
        ),
        ("Kata [Bupati] tadi.\n\n[bupati]: https://a.example", "Kata Bupati tadi."),
        ("Retak[^1] lagi.\n\n[^1]: Menurut dinas.", "Retak lagi. Menurut dinas."),
        ("![Jembatan retak](a.png) Tiang retak.", "Tiang retak."),
        ("[![Lencana](a.svg)](https://a.example) Tiang retak.", "Tiang retak."),
        ("Jalankan `rumor score` dulu.", "Jalankan dulu."),
        ("Lihat <https://a.example> dan <b>tebal</b>.", "Lihat dan tebal ."),
        ("Harga R&amp;D &lt; 5&nbsp;juta.", "Harga R& D < 5 juta."),
        (r"Bintang \*asli\* tetap.", "Bintang *asli * tetap."),
        ("Satu.<!-- rahasia\nsekali -->\nDua.", "Satu. Dua."),
        ("Satu.\n\n***\n\nDua.", "Satu. Dua."),
        ("Judul\n=====\nSatu.", "Judul Satu."),
        ("{{< video 1 >}}Satu.{% include a %}", "Satu."),
        ("> Kutipan\n> lanjut.", "Kutipan lanjut."),
        ("- [x] Satu\n- Dua", "Satu Dua"),
        ("Warga pulang pada\n2024. Lalu sepi.", "Warga pulang pada 2024. Lalu sepi."),
        ("```py\nkonon = 1\n```\nSatu.", "Satu."),
        ("~~~\n```\nkonon\n~~~\nSatu.", "Satu."),
        ("Satu.\n\n    konon = 1\n\nDua.", "Satu. Dua."),
        ("- Satu\n\n    Dua.", "Satu Dua."),
        ("```\nkonon", ""),
    ],
)
def test_markup_goes_and_words_stay(text, left):
    assert " ".join(words(text).replace(" .", ".").split()) == left.replace(" .", ".")


@pytest.mark.parametrize(
    "text",
    [
        "# Jembatan Kaligondang retak\nTiang itu diduga rapuh.",
        "# Jembatan retak #\nTiang itu diduga rapuh.",
        "Jembatan retak\n---\nTiang itu diduga rapuh.",
        "## Jembatan retak\r\ntiang itu diduga rapuh.",
        "Jembatan retak:\n- tiang itu diduga rapuh.",
        "1. Jembatan retak\n2. tiang itu diduga rapuh.",
        "| Jembatan retak | tiang itu diduga rapuh. |\n|---|---|",
        "| Jembatan retak |\n|---|\n| tiang itu diduga rapuh. |",
        "Jembatan retak\n## tiang itu diduga rapuh.",
        "# Jembatan retak\ntiang itu diduga rapuh.",
    ],
    ids=repr,
)
def test_heading_item_and_cell_end_where_markdown_ends_them(text):
    assert len(sentences(text)) == 2


def test_paragraph_wrapped_in_a_list_item_is_one_sentence():
    assert sentences("- tiang itu diduga\n  rapuh") == ["tiang itu diduga rapuh"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
def test_words_stay_where_they_were(end):
    text = end.join(
        ["---", "title: A", "---", "# Judul", "", "Kata **Camat** [Weru](x) itu.", "", "- Retak."]
    )
    found = masked(text)
    assert len(found) == len(text)
    assert all(found.index(word) == text.index(word) for word in ("Judul", "Camat", "Retak"))


@given(st.text(alphabet="ab \n\r*_`~[]()!#>|-:<>&;\\\t1.{}%=+\"'\u2029", max_size=120))
def test_whatever_is_written_keeps_its_length(text):
    found = masked(text)
    assert len(found) == len(text)
    assert all(
        new in (old, "\v", "\u2029") or new.isspace() or old == "&"
        for old, new in zip(text, found, strict=True)
    )


@pytest.mark.parametrize(
    "text",
    [
        "*" * 20_000,
        "[" * 20_000,
        "`" * 20_000,
        "<!--" * 5_000,
        "_a" * 10_000,
        "> " * 10_000,
        "# " + " " * 20_000 + "x",
        "[^a" * 10_000,
        "a|b\n-" + " " * 20_000 + "x",
        "---\ntitle: a" + " " * 20_000 + "x\n---\n",
        "![" * 10_000,
        "|-" * 10_000,
        "&#1" * 8_000,
        "- " * 10_000,
        "[a](" * 5_000,
        "` a" * 7_000,
        "".join("`" * count + " " for count in range(200)),
        "[[a]" * 10_000,
        "<script>" * 10_000,
        "<script" * 10_000,
        "<!-- `" * 5_000 + "-->",
    ],
)
def test_odd_text_takes_no_time_to_speak_of(text):
    start = time.perf_counter()
    masked(text)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: Jembatan retak", "Jembatan retak"),
        ('title: "Jembatan: \\"retak\\""', 'Jembatan: "retak"'),
        ("title: 'Jum''at retak'", "Jum'at retak"),
        ("draft: true\ntitle:   Jembatan retak  \ntags: [a]", "Jembatan retak"),
        ("title: >\n  Jembatan", ""),
        ("title: [a, b]", ""),
        ("title:", ""),
        ("subtitle: Jembatan", ""),
        ("", ""),
    ],
)
def test_simple_title_of_the_front_matter_is_read(front, title):
    text = f"---\n{front}\n---\n\nTiang itu retak."
    assert title_of(text) == title
    assert words(text) == "Tiang itu retak."


def test_title_of_toml_front_matter_is_read():
    text = '+++\ntitle = "Jembatan retak"\n+++\nTiang itu retak.'
    assert (title_of(text), words(text)) == ("Jembatan retak", "Tiang itu retak.")


def test_rule_at_the_head_of_a_text_is_no_front_matter():
    assert words("---\nTiang itu retak.") == "Tiang itu retak."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("# Jembatan retak #", "Jembatan retak"),
        ("## Jembatan retak ## \t", "Jembatan retak"),
        ("# Nomor C#", "Nomor C#"),
        ("# Nomor # 1", "Nomor # 1"),
        ("# Jembatan ## #", "Jembatan ##"),
        ("# #", ""),
    ],
)
def test_signs_that_close_a_heading_are_markup_only_behind_a_blank(text, left):
    assert words(text) == left
