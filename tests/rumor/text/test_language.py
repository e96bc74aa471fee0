"""Whether a text reads like Indonesian."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.text import language
from rumor.text.language import SAMPLE, reads_indonesian
from rumor.text.language_words import INDONESIAN, INDONESIAN_ONLY, MALAY, OTHERS
from rumor.text.segment import sentence_spans

TEXTS = [
    (entry["language"], entry["text"])
    for entry in tomllib.loads((files("rumor.experiments") / "languages.toml").read_text("utf-8"))[
        "text"
    ]
]
STORY = (
    "Warga Kaligondang sudah lama menunggu jembatan baru. Menurut Camat Weru Lestari, jembatan itu "
    "akan dibangun tahun depan. "
)
FOREIGN = next(text for name, text in TEXTS if name == "English")


def split(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text", [text for name, text in TEXTS if name != "Indonesian"], ids=lambda text: text[:20]
)
def test_text_in_another_language_does_not_read_like_indonesian(text):
    assert reads_indonesian(split(text)) is False


@pytest.mark.parametrize(
    "text", [text for name, text in TEXTS if name == "Indonesian"], ids=lambda text: text[:20]
)
def test_news_chat_and_lists_of_names_read_like_indonesian(text):
    assert reads_indonesian(split(text)) is True


def test_no_passage_of_the_authored_corpus_gives_a_false_alarm():
    lines = (files("rumor.seeds") / "authored.jsonl").read_text(encoding="utf-8").splitlines()
    passages = ([each["text"] for each in json.loads(line)["sentences"]] for line in lines)
    assert [passage for passage in passages if reads_indonesian(passage) is False] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "😀 😀 😀",
        "12.500 14.000",
        "Breaking: Kalimaja FC sign Rangga Wibowo",
        "Senja 9 Pro: AMOLED 6,78 inci, 4.500 nit, 6.800 mAh, 120 watt",
    ],
)
def test_few_words_tell_nothing(text):
    assert reads_indonesian([text]) is None


def test_quotation_in_another_language_is_no_alarm():
    assert reads_indonesian([*split(STORY * 6), *split(FOREIGN)]) is True


def test_other_language_behind_an_indonesian_beginning_is_seen():
    assert reads_indonesian([*split(STORY), *split(FOREIGN) * 20]) is False


def test_no_more_than_a_sample_is_looked_at(monkeypatch):
    looked_at = []
    monkeypatch.setattr(language, "_in_another_script", lambda sample, _: looked_at.append(sample))
    reads_indonesian(["é" * 1_000_000] * 5_000)
    assert sum(map(len, looked_at)) <= 2 * SAMPLE


def test_lists_share_no_word_with_the_indonesian_one():
    theirs = frozenset.union(MALAY, *OTHERS.values())
    assert theirs & (INDONESIAN | INDONESIAN_ONLY) == frozenset()


def test_every_word_of_the_lists_can_be_found():
    words = frozenset.union(INDONESIAN, INDONESIAN_ONLY, MALAY, *OTHERS.values())
    assert [word for word in words if language._WORD.fullmatch(word.lower()) is None] == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=30))
def test_any_text_gets_a_verdict(sentences):
    assert reads_indonesian(sentences) in (True, False, None)


@settings(max_examples=50, deadline=None)
@given(st.permutations(split(STORY * 2 + FOREIGN)))
def test_order_of_a_short_text_changes_nothing(sentences):
    assert reads_indonesian(sentences) == reads_indonesian(split(STORY * 2 + FOREIGN))
