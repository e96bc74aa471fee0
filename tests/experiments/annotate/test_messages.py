"""The labelling screen says the same in both languages, and what the guidelines say."""

from __future__ import annotations

import string

import pytest

from rumor.experiments.annotate.messages import LANGUAGES, MESSAGES, ORDER, questions, rules
from rumor.experiments.corpus import LEVEL_NAMES, seed_path


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_messages_about_the_same_things():
    english, indonesian = MESSAGES["en"], MESSAGES["id"]
    assert {name: fields(text) for name, text in english.items()} == {
        name: fields(text) for name, text in indonesian.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_come_in_the_order_of_the_guidelines(language):
    assert tuple(questions(language)) == ORDER == ("N", "3", "2", "1", "0")


def test_the_english_questions_are_those_of_the_guidelines():
    guidelines = seed_path("GUIDELINES.md").read_text(encoding="utf-8")
    assert all(question in guidelines for _, question in questions("en").values())
    assert questions("en")["3"][0] == LEVEL_NAMES["3"]


def test_the_rules_are_all_there():
    assert all(f"\n{number}. " in rules() for number in range(1, 23))
