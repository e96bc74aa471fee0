"""Typed words are found where they stand, and only as whole words."""

from __future__ import annotations

import pytest

from rumor.experiments.annotate.spans import crossing, inside_word, occurrences, pieces

TEXT = "Rusdi disebut-sebut “orang dalam”, dan kabarnya Rusdi mundur."


def found(words: str, text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in occurrences(words, text)]


def test_words_are_parted_at_semicolons():
    assert pieces(" kabarnya ;orang   dalam; ;") == ["kabarnya", "orang dalam"]


def test_case_does_not_matter():
    assert found("KABARNYA") == ["kabarnya"]


def test_every_place_is_found_in_order():
    assert occurrences("rusdi", TEXT) == [(0, 5), (48, 53)]


def test_straight_quotation_marks_find_curly_ones():
    assert found('"orang dalam"') == ["“orang dalam”"]


def test_a_part_of_a_word_is_not_found_but_known_to_be_one():
    assert not occurrences("kabar", TEXT)
    assert inside_word("kabar", TEXT)


def test_half_of_a_reduplication_is_taken_only_when_it_stands_nowhere_else():
    assert found("disebut", "Ia disebut-sebut dan disebut.") == ["disebut"]
    assert occurrences("disebut", "Ia disebut-sebut dan disebut.") == [(21, 28)]
    assert found("KPK", "Tim KPK-Polri tiba.") == ["KPK"]


def test_what_is_not_there_is_neither_found_nor_part_of_a_word():
    assert not occurrences("konon", TEXT)
    assert not inside_word("konon", TEXT)


def test_signs_are_taken_literally():
    assert not occurrences("k.barnya", TEXT)
    assert found("(naik)", "Harga (naik) lagi.") == ["(naik)"]


@pytest.mark.parametrize(
    ("spans", "crossed"),
    [
        ([(0, 5), (5, 9)], None),
        ([(0, 9), (2, 5)], None),
        ([(0, 5), (3, 9)], ((0, 5), (3, 9))),
        ([(0, 5), (0, 9)], None),
        ([(0, 20), (2, 4), (10, 25)], ((0, 20), (10, 25))),
    ],
)
def test_crossing_spans_are_told_from_nested_ones(spans, crossed):
    assert crossing(spans) == crossed
