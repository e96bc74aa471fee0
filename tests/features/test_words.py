"""The words of a sentence, single and in pairs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.features.tokens import tokenize
from rumor.features.words import first_offsets, word_names


def names(text: str) -> set[str]:
    return set(word_names(tokenize(text)))


def test_single_words_are_in_lower_case() -> None:
    assert {"w:pasar", "w:ngrowo", "w:penuh"} <= names("Pasar Ngrowo PENUH")


def test_pairs_are_of_neighbours_and_the_end() -> None:
    pairs = {name for name in names("pasar itu penuh") if name.startswith("b:")}

    assert pairs == {"b:pasar itu", "b:itu penuh", "b:penuh $"}


def test_numbers_are_one_word() -> None:
    assert names("ada 3 kios") == names("ada 1.250,5 kios")


def test_names_are_alike_in_pairs() -> None:
    assert {"b:pasar Aa", "b:Aa penuh"} <= names("Pasar Ngrowo penuh")


def test_first_word_is_not_taken_for_a_name() -> None:
    assert "b:darsini pulang" in names("Darsini pulang")


def test_pairs_carry_over_to_other_names() -> None:
    one, other = names("pria bernama Paimin kabur"), names("pria bernama Tukiyo kabur")

    assert {n for n in one if n.startswith("b:")} == {n for n in other if n.startswith("b:")}


def test_punctuation_is_a_word() -> None:
    assert {"w:,", "b:surut ,"} <= names("surut, lalu")


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_has_no_words(text: str) -> None:
    assert names(text) == set()


@settings(deadline=None)
@given(st.lists(st.sampled_from("Pasar Ngrowo itu , 12 Rp5 penuh “ ? 😀".split()), min_size=1))
def test_each_name_has_the_offset_where_it_stands_first(words: list[str]) -> None:
    text = " ".join(words)
    offsets = first_offsets(tokenize(text))

    assert set(offsets) == names(text)
    for name, start in offsets.items():
        word = name[2:].split(" ")[0]
        if name.startswith("w:") and word != "0":
            assert text.lower().find(word) <= start
            assert text[start:].lower().startswith(word)


def test_each_token_has_a_name_and_a_pair() -> None:
    assert word_names(tokenize("pasar pasar itu")) == [
        *["w:pasar", "w:pasar", "w:itu"],
        *["b:pasar pasar", "b:pasar itu", "b:itu $"],
    ]
