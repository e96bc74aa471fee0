"""Who answers for a claim: the noun phrase beside a word of saying, and its sort."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.features.reading import read
from rumor.features.sources import find_sources

PIECES = [
    *[
        "kata ",
        "ujarnya, ",
        "menurut ",
        "Menurut ",
        "mengatakan ",
        "membantah ",
        "katanya ",
        "dari ",
    ],
    *["Darsini ", "Wonorejo ", "polisi ", "laporan ", "sumber ", "yang enggan disebutkan namanya "],
    *[
        "dan ",
        "juga ",
        "di ",
        "bahwa ",
        "sudah ",
        "para ahli ",
        "itu ",
        "bagi ",
        "tambah ",
        "akun ",
    ],
    *'",.:;“”-/&@\n',
]
NEWSLIKE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def sources(text: str) -> list[tuple[str, str]]:
    """Return the sort and the words of each source."""
    reading = read(text)
    starts, ends = reading.tokens.starts, reading.tokens.ends
    return [
        (source.sort, text[starts[source.start] : ends[source.end - 1]])
        if source.end > source.start
        else (source.sort, "")
        for source in find_sources(reading)
    ]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "source"),
        [
            pytest.param('"Airnya surut," kata Darsini.', "Darsini", id="kata"),
            pytest.param('"Airnya surut," ujar Darsini Wulandari.', "Darsini Wulandari", id="ujar"),
            pytest.param("Darsini mengatakan airnya surut.", "Darsini", id="mengatakan"),
            pytest.param("Menurut Darsini, airnya surut.", "Darsini", id="menurut"),
            pytest.param("Airnya surut menurut Darsini.", "Darsini", id="menurut-at-the-end"),
            pytest.param("Darsini membantah kabar itu.", "Darsini", id="position"),
            pytest.param('"Surut," tambah Darsini.', "Darsini", id="tambah-after-a-pause"),
            pytest.param('"Surut," tandas Darsini.', "Darsini", id="tandas-after-a-pause"),
            pytest.param('"Surut," kata Darsini di balai desa.', "Darsini", id="to-the-place"),
            pytest.param('"Surut," kata Darsini kepada wartawan.', "Darsini", id="to-the-hearer"),
            pytest.param('"Surut," kata Darsini saat ditemui.', "Darsini", id="to-the-time"),
            pytest.param('"Surut," kata Darsini, Senin (3/2).', "Darsini", id="to-the-day"),
            pytest.param("Darsini juga sempat mengatakan itu.", "Darsini", id="over-adverbs"),
            pytest.param("Namun Darsini membantah.", "Darsini", id="from-the-conjunction"),
            pytest.param("Airnya surut, Darsini mengatakan.", "Darsini", id="from-the-comma"),
            pytest.param('"Airnya surut," Darsini mengatakan.', "Darsini", id="from-the-quotation"),
            pytest.param("Menurut dr. Darsini, obat habis.", "dr. Darsini", id="title-with-a-stop"),
            pytest.param(
                "Menurut situs Kabar-Ngrowo, jalan amblas.", "Kabar-Ngrowo", id="over-situs"
            ),
            pytest.param(
                "Menurut PT Gula & Garam, mesin aman.", "PT Gula & Garam", id="sign-inside-a-name"
            ),
        ],
    )
    def test_are_the_noun_phrase_beside_the_word_of_saying(self, text: str, source: str) -> None:
        assert [words for _, words in sources(text)] == [source]

    def test_may_be_more_than_one_phrase(self) -> None:
        text = '"Surut," kata Darsini kepada warga, sedangkan Paimin mengatakan air masih tinggi.'

        assert [words for _, words in sources(text)] == ["Darsini", "Paimin"]

    def test_start_with_the_role(self) -> None:
        ((_, words),) = sources('"Surut," kata Kepala Dusun Ngrowo, Darsini.')

        assert words.startswith("Kepala Dusun Ngrowo")

    def test_go_on_from_the_role_to_its_holder(self) -> None:
        ((_, words),) = sources('"Surut," kata Kepala Dusun Ngrowo, Darsini Wulandari.')

        assert words == "Kepala Dusun Ngrowo, Darsini Wulandari"

    @pytest.mark.parametrize(
        ("text", "source"),
        [
            pytest.param(
                "Menurut Darsini, Kali Bening surut.", "Darsini", id="claim-opens-with-name"
            ),
            pytest.param("Kata polisi, Kali Bening surut.", "polisi", id="kata"),
            pytest.param('"Surut," kata Darsini, di Ngrowo.', "Darsini", id="place"),
            pytest.param(
                '"Surut," kata Darsini, sedangkan Paimin diam.', "Darsini", id="coordinate-clause"
            ),
        ],
    )
    def test_stop_at_the_comma_where_something_else_begins(self, text: str, source: str) -> None:
        assert [words for _, words in sources(text)] == [source]

    def test_include_the_apposition(self) -> None:
        ((_, words),) = sources("Darsini, kepala pasar itu, mengatakan kios penuh.")

        assert words.endswith("kepala pasar itu")

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('"Airnya surut," ujarnya.', id="ujarnya"),
            pytest.param("Menurutnya, airnya surut.", id="menurutnya"),
        ],
    )
    def test_of_a_clitic_are_none_of_their_own(self, text: str) -> None:
        assert sources(text) == [("speaker", "")]

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("Air sungai Kali Bening surut.", id="nobody"),
            pytest.param("Perahu itu berguna bagi Darsini.", id="bagi-for"),
            pytest.param("Polisi menunggu hasil lebih lanjut Senin.", id="lebih-lanjut"),
            pytest.param("", id="nothing"),
            pytest.param("kata", id="kata-alone"),
            pytest.param("Mengatakan", id="mengatakan-alone"),
            pytest.param("Kata, menurut: ujar.", id="only-punctuation-beside"),
        ],
    )
    def test_are_none_where_nobody_answers(self, text: str) -> None:
        assert sources(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("Dengan kata lain, sungai surut.", id="in-other-words"),
            pytest.param("Kata sandi itu bocor.", id="password"),
            pytest.param("Darsini melaporkan Paimin ke polisi.", id="reported-to-the-police"),
        ],
    )
    def test_are_none_where_the_word_has_another_sense(self, text: str) -> None:
        assert sources(text) == []

    def test_of_a_noun_phrase_do_not_run_on_for_ever(self) -> None:
        text = f"Menurut {'Darsini ' * 100}"

        ((_, words),) = sources(text)
        assert len(words.split()) < 20

    @pytest.mark.parametrize(
        "text",
        [
            "Menurut Dinas Pertanian dan Pangan, panen mundur.",
            "Dinas Pertanian dan Pangan mengatakan panen mundur.",
        ],
    )
    def test_of_an_institution_keep_the_conjunction_in_its_name(self, text: str) -> None:
        assert [words for _, words in sources(text)] == ["Dinas Pertanian dan Pangan"]

    def test_do_not_take_in_the_word_that_opens_a_relative_clause(self) -> None:
        assert all(
            not words.endswith("yang") for _, words in sources("Pria yang mengatakan itu lari.")
        )


class TestSort:
    @pytest.mark.parametrize(
        ("text", "sort"),
        [
            pytest.param('"Surut," kata Darsini.', "named", id="name"),
            pytest.param("Darsini mengatakan air surut.", "named", id="name-opens"),
            pytest.param("Kepala Dusun Ngrowo mengatakan air surut.", "named", id="role-and-place"),
            pytest.param("Menurut Bupati Darsini, air surut.", "named", id="role-and-name"),
            pytest.param("Menurut kepala dusun, air surut.", "role", id="role"),
            pytest.param("Menurut polisi, jembatan aman.", "institution", id="institution"),
            pytest.param("Polisi membantah kabar itu.", "institution", id="institution-opens"),
            pytest.param("Menurut koran lokal, jembatan aman.", "publication", id="publication"),
            pytest.param("Menurut data, panen turun.", "document", id="document"),
            pytest.param("Menurut laporan itu, panen turun.", "document", id="document-with-itu"),
            pytest.param("Para ahli mengatakan panen turun.", "collective", id="collective"),
            pytest.param("Menurut sejumlah sumber, pabrik tutup.", "unnamed", id="unnamed"),
            pytest.param("Dia mengatakan panen turun.", "speaker", id="pronoun"),
            pytest.param('"Panen turun," kata dia.', "speaker", id="pronoun-after"),
            pytest.param("Menurut tetua adat, panen turun.", "other", id="anything-else"),
        ],
    )
    def test_tells_how_well_the_source_is_known(self, text: str, sort: str) -> None:
        assert {found for found, _ in sources(text)} == {sort}

    def test_of_an_insider_is_unnamed_even_beside_a_name(self) -> None:
        text = "Pabrik Sendang akan tutup, kata sumber yang enggan disebutkan namanya."

        assert {sort for sort, _ in sources(text)} == {"unnamed"}

    def test_of_an_insider_needs_no_word_of_saying(self) -> None:
        text = "Ia enggan disebutkan namanya."

        assert [sort for sort, _ in sources(text)] == ["unnamed"]


@settings(deadline=None)
@given(st.one_of(NEWSLIKE, st.text()))
def test_sources_are_ordered_and_never_overlap(text: str) -> None:
    reading = read(text)
    position = 0
    for source in find_sources(reading):
        assert position <= source.start <= source.end <= len(reading.tokens)
        position = source.end


def test_time_grows_with_the_number_of_sources_only() -> None:
    def seconds(times: int) -> float:
        reading = read("Menurut polisi " * times)
        before = time.perf_counter()
        find_sources(reading)
        return time.perf_counter() - before

    fewer = min(seconds(200) for _ in range(3))
    # 12 times the sources: a quadratic step takes 150 times as long.
    assert min(seconds(2_400) for _ in range(3)) < 60 * fewer + 0.05
