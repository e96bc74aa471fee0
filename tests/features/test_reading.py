"""One text read once: the clauses its words stand in, and what of it is quoted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.features.lexicon import Lexicon
from rumor.features.reading import CONTENT, MAIN, QUOTES, RELATIVE, SUBORDINATE, Reading, read

PIECES = [
    *'".“”„«»‟,;:?!-\n\t ',
    *["Kabarnya ", "yang ", "karena ", "bahwa ", "itu ", "dan ", "tetapi ", "kata ", "Darsini "],
    *["diduga ", "mungkin ", "1,5 ", "Rp500 ", "belum ada konfirmasi "],
]
NEWSLIKE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def clause_of(text: str, word: str) -> str:
    reading = read(text)
    return reading.clauses[reading.tokens.words.index(word)]


def quoted(text: str, *, in_quotation: bool = False) -> str:
    """Return the quoted words of a text, without punctuation."""
    reading = read(text, in_quotation=in_quotation)
    pairs = zip(reading.tokens.words, reading.quoted, strict=True)
    return " ".join(word for word, inside in pairs if inside and word[0].isalnum())


class TestMatches:
    def test_are_grouped_by_kind_in_order(self) -> None:
        reading = read("Kabarnya Darsini pindah, konon ke Lembang Asri.")

        assert [reading.tokens.lower[m.start] for m in reading.by_kind["hearsay"]] == [
            "kabarnya",
            "konon",
        ]

    def test_are_the_same_by_kind_and_in_a_row(self) -> None:
        reading = read("Menurut Darsini, perahu yang diduga bocor itu mungkin ditambal.")

        by_kind = [match for matches in reading.by_kind.values() for match in matches]
        assert sorted(by_kind, key=lambda match: match.start) == reading.matches

    def test_come_from_the_lexicon_that_is_given(self) -> None:
        assert read("Kabarnya Darsini pindah.", lexicon=Lexicon([])).matches == []

    def test_text_is_kept_as_written(self) -> None:
        assert read("  Kapal  karam. ").text == "  Kapal  karam. "


class TestClauses:
    @pytest.mark.parametrize(
        ("text", "word", "clause"),
        [
            pytest.param("Perahu Darsini mungkin bocor.", "mungkin", MAIN, id="plain"),
            pytest.param("Perahu yang diduga bocor itu ditarik.", "diduga", RELATIVE, id="yang"),
            pytest.param("Perahu yang diduga bocor itu ditarik.", "ditarik", MAIN, id="yang-itu"),
            pytest.param(
                "Perahu yang diduga bocor tersebut ditarik.", "ditarik", MAIN, id="yang-tersebut"
            ),
            pytest.param("Perahu, yang diduga bocor, ditarik.", "ditarik", MAIN, id="commas"),
            pytest.param("Yang diduga bocor hanya satu.", "diduga", MAIN, id="opening-yang"),
            pytest.param("Pasar sepi karena diduga banjir.", "diduga", SUBORDINATE, id="karena"),
            pytest.param("Pasar buka meski mungkin hujan.", "mungkin", SUBORDINATE, id="meski"),
            pytest.param("Meski mungkin hujan, pasar buka.", "mungkin", SUBORDINATE, id="fronted"),
            pytest.param("Meski hujan, pasar mungkin buka.", "mungkin", MAIN, id="after-fronted"),
            pytest.param(
                "Darsini mengatakan bahwa pasar mungkin tutup.", "mungkin", CONTENT, id="bahwa"
            ),
            pytest.param(
                "Pasar sepi karena banjir tetapi warung mungkin ramai.",
                "mungkin",
                MAIN,
                id="tetapi",
            ),
            pytest.param(
                "Ia kabur karena takut sementara adiknya diduga ikut.",
                "diduga",
                MAIN,
                id="sementara",
            ),
            pytest.param(
                "Ia kabur karena takut dan diduga lapar.", "diduga", SUBORDINATE, id="dan-keeps"
            ),
            pytest.param(
                "Perahu yang bocor atau diduga bocor itu ditarik.",
                "diduga",
                RELATIVE,
                id="atau-keeps",
            ),
            pytest.param("Pasar sepi karena banjir; warung buka.", "buka", MAIN, id="semicolon"),
            pytest.param('Ia diam soal "peti" temuan warga.', "temuan", MAIN, id="quotation-mark"),
        ],
    )
    def test_word_stands_in(self, text: str, word: str, clause: str) -> None:
        assert clause_of(text, word) == clause

    def test_determiner_still_belongs_to_the_relative_clause_that_it_closes(self) -> None:
        assert clause_of("Perahu yang bocor itu ditarik.", "itu") == RELATIVE

    def test_determiner_closes_no_other_clause(self) -> None:
        assert clause_of("Pasar sepi karena banjir itu diduga surut.", "diduga") == SUBORDINATE

    def test_decimal_comma_ends_no_clause(self) -> None:
        text = "Lurah yang menilap Rp1,5 miliar dan diduga kabur itu ditahan."

        assert clause_of(text, "diduga") == RELATIVE


class TestQuotations:
    @pytest.mark.parametrize(
        ("text", "inside"),
        [
            pytest.param('"Airnya surut," kata Darsini.', "Airnya surut", id="straight"),
            pytest.param("“Airnya surut,” kata Darsini.", "Airnya surut", id="curly"),
            pytest.param("„Airnya surut,” kata Darsini.", "Airnya surut", id="low-opening"),
            pytest.param("«Airnya surut», kata Darsini.", "Airnya surut", id="guillemets"),
            pytest.param(
                'Darsini berkata, "Airnya surut."', "Airnya surut", id="after-the-verb-of-saying"
            ),
            pytest.param(
                '"Surut," kata Darsini, "dan jalan dibuka."',
                "Surut dan jalan dibuka",
                id="broken-up",
            ),
            pytest.param('Ia menjual "batu ajaib" di pasar.', "batu ajaib", id="scare-quotes"),
            pytest.param("Airnya surut, kata Darsini.", "", id="none"),
            pytest.param("Kiai Sya’roni dan Jum'at pagi.", "", id="apostrophes"),
        ],
    )
    def test_is_what_stands_between_its_marks(self, text: str, inside: str) -> None:
        reading = read(text)

        assert quoted(text) == inside
        assert not reading.starts_quoted
        assert not reading.ends_quoted

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('"Airnya surut.', id="straight"),
            pytest.param("“Airnya surut.", id="curly"),
            pytest.param("Darsini berkata, “Airnya surut.", id="curly-after-comma"),
            pytest.param('Darsini berkata: "Airnya surut.', id="straight-after-colon"),
            pytest.param(
                'Darsini berkata, "Airnya surut.',
                id="straight-after-comma",
            ),
        ],
    )
    def test_that_is_left_open_runs_on(self, text: str) -> None:
        reading = read(text)

        assert not reading.starts_quoted
        assert reading.ends_quoted

    def test_runs_through_a_sentence_without_marks(self) -> None:
        reading = read("Jalan dibuka besok.", in_quotation=True)

        assert reading.starts_quoted
        assert reading.ends_quoted
        assert all(reading.quoted)

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('Jalan dibuka besok," kata Darsini.', id="straight-after-comma"),
            pytest.param('Jalan dibuka besok." Kata Darsini begitu.', id="straight-after-stop"),
            pytest.param("Jalan dibuka besok,” kata Darsini.", id="curly"),
            pytest.param("Jalan dibuka besok”, kata Darsini.", id="curly-before-comma"),
        ],
    )
    def test_that_runs_in_is_closed(self, text: str) -> None:
        reading = read(text, in_quotation=True)

        assert reading.starts_quoted
        assert not reading.ends_quoted
        assert quoted(text, in_quotation=True) == "Jalan dibuka besok"

    def test_that_runs_in_can_be_taken_up_again(self) -> None:
        text = 'Jalan dibuka," kata Darsini, "dan pasar juga."'

        assert quoted(text, in_quotation=True) == "Jalan dibuka dan pasar juga"
        assert not read(text, in_quotation=True).ends_quoted

    @pytest.mark.parametrize(
        ("text", "inside"),
        [
            pytest.param('Jalan dibuka", kata Darsini.', "Jalan dibuka", id="mark-before-comma"),
            pytest.param(
                'Jalan dibuka," kata Darsini, "dan pasar juga',
                "Jalan dibuka dan pasar juga",
                id="two",
            ),
        ],
    )
    def test_that_runs_in_is_closed_by_the_next_straight_mark(self, text: str, inside: str) -> None:
        assert quoted(text, in_quotation=True) == inside

    @pytest.mark.parametrize(
        "text", ['Jalan dibuka," kata Darsini.', "Jalan dibuka,” kata Darsini."]
    )
    def test_closing_mark_tells_of_an_opening_one_that_was_not_seen(self, text: str) -> None:
        assert quoted(text) == "Jalan dibuka"

    def test_repeated_opening_mark_carries_a_running_quotation_on(self) -> None:
        text = '"Pasar juga dibuka."'

        assert quoted(text, in_quotation=True) == "Pasar juga dibuka"
        assert not read(text, in_quotation=True).ends_quoted

    def test_may_hold_another(self) -> None:
        assert quoted('"Ini “si tua” kami," kata Darsini.') == "Ini si tua kami"

    def test_may_open_with_the_mark_that_closes_it(self) -> None:
        assert quoted("”Airnya surut,” kata Darsini.") == "Airnya surut"

    def test_inch_mark_opens_none(self) -> None:
        assert not read('Layarnya 14" dan tipis.').ends_quoted


@settings(deadline=None)
@given(st.one_of(NEWSLIKE, st.text()), st.booleans())
def test_each_token_has_a_clause_and_is_quoted_or_not(text: str, in_quotation: bool) -> None:
    reading = read(text, in_quotation=in_quotation)

    assert len(reading.clauses) == len(reading.quoted) == len(reading.tokens)
    assert set(reading.clauses) <= {MAIN, CONTENT, RELATIVE, SUBORDINATE}
    assert {type(inside) for inside in reading.quoted} <= {bool}


@settings(deadline=None)
@given(st.one_of(NEWSLIKE, st.text()))
def test_quotation_changes_only_at_a_mark(text: str) -> None:
    reading = read(text)
    states = [reading.starts_quoted, *reading.quoted, reading.ends_quoted]
    words = ["", *reading.tokens.words, ""]
    for (one, before), (two, after) in pairwise(zip(words, states, strict=True)):
        assert before == after or one in QUOTES or two in QUOTES


@settings(deadline=None)
@given(NEWSLIKE.filter(lambda text: not QUOTES & set(text)), st.booleans())
def test_text_without_marks_is_quoted_as_a_whole_or_not_at_all(text: str, running: bool) -> None:
    reading = read(text, in_quotation=running)

    assert reading.starts_quoted == reading.ends_quoted == running
    assert set(reading.quoted) <= {running}


@settings(deadline=None)
@given(NEWSLIKE, st.booleans())
def test_reading_again_gives_the_same(text: str, in_quotation: bool) -> None:
    def again() -> Reading:
        return read(text, in_quotation=in_quotation)

    assert again() == again()
