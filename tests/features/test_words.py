"""The words of a sentence, single and in pairs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.features.sentence import in_context
from rumor.features.words import word_names


def names(text: str) -> set[str]:
    return set(word_names(in_context(text)))


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
def test_no_name_comes_twice(words: list[str]) -> None:
    found = word_names(in_context(" ".join(words)))

    assert len(found) == len(set(found))
    assert {name[:2] for name in found} == {"w:", "b:"}
