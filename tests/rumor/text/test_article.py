"""The title of a plain-text article."""

from __future__ import annotations

import pytest

from rumor.text.article import find_title
from rumor.text.segment import sentence_spans

BODY = "Bendungan Tirtawening retak sejak Kamis. Warga Dukuh Kemloko mengungsi."


def title(text: str) -> str:
    return find_title(text, sentence_spans(text))


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n", "\r"], ids=repr)
def test_heading_on_a_line_of_its_own_is_the_title(gap):
    assert title(f"Bendungan Tirtawening Retak{gap}{BODY}") == "Bendungan Tirtawening Retak"


def test_blank_lines_above_the_heading_do_not_hide_it():
    assert title(f"\n\n  Bendungan Tirtawening Retak\n\n{BODY}") == "Bendungan Tirtawening Retak"


@pytest.mark.parametrize("heading", ["Benarkah Bendungan Retak?", "Bendungan 'Retak'"])
def test_question_or_quoted_word_can_end_a_title(heading):
    assert title(f"{heading}\n\n{BODY}") == heading


@pytest.mark.parametrize(
    "first",
    [
        "Bendungan Tirtawening retak.",
        "Awas, bendungan retak!",
        '"Bendungan itu retak."',
        "“Bendungan itu retak.”",
        "Halo warga Kemloko,",
        "Baca juga:",
        "Bendungan retak;",
    ],
)
def test_line_that_ends_like_a_sentence_is_no_title(first):
    assert title(f"{first}\n\n{BODY}") == ""


def test_first_sentence_of_running_text_is_no_title():
    assert title(BODY) == ""


@pytest.mark.parametrize("text", ["", " \n\t", "Bendungan Tirtawening Retak"], ids=repr)
def test_text_of_no_or_one_sentence_has_no_title(text):
    assert title(text) == ""


@pytest.mark.parametrize(("length", "found"), [(200, True), (201, False)])
def test_title_is_at_most_200_characters(length, found):
    heading = "Retak" + "a" * (length - 5)
    assert bool(title(f"{heading}\n\n{BODY}")) is found
