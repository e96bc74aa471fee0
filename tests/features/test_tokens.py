"""Text to tokens: what is one word, and where it stands."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.features.tokens import tokenize

# Runs that tempt a pattern to try the same characters in more than one way.
ADVERSARIAL = ["a-", "-", "1.", "1a", "_'", " "]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Kapal itu karam.", ["Kapal", "itu", "karam", "."], id="words-and-stop"),
        pytest.param("disebut-sebut pindah", ["disebut-sebut", "pindah"], id="reduplication"),
        pytest.param("gubuk-gubuk reyot", ["gubuk-gubuk", "reyot"], id="plural"),
        pytest.param("juara ke-2", ["juara", "ke-2"], id="ordinal"),
        pytest.param("salat Jum'at", ["salat", "Jum'at"], id="straight-apostrophe"),
        pytest.param("Kiai Sya’roni", ["Kiai", "Sya’roni"], id="curly-apostrophe"),
        pytest.param("1.250,5 ton", ["1.250,5", "ton"], id="thousands-and-decimals"),
        pytest.param("pukul 19.30 atau 19:45", ["pukul", "19.30", "atau", "19:45"], id="clock"),
        pytest.param("naik 12%", ["naik", "12", "%"], id="per-cent"),
        pytest.param("ponsel 5G", ["ponsel", "5G"], id="figure-with-letters"),
        pytest.param("(3/2/2031)", ["(", "3", "/", "2", "/", "2031", ")"], id="date"),
        pytest.param("pada 2031.", ["pada", "2031", "."], id="stop-after-a-year"),
        pytest.param("“Surut,” katanya", ["“", "Surut", ",", "”", "katanya"], id="curly-quotes"),
        pytest.param("'kabar burung'", ["'", "kabar", "burung", "'"], id="single-quotes"),
        pytest.param("surut -- lalu", ["surut", "-", "-", "lalu"], id="dashes"),
        pytest.param("surut...", ["surut", ".", ".", "."], id="dots"),
        pytest.param("akun @warung_dini", ["akun", "@", "warung_dini"], id="handle"),
        pytest.param("laut\u00a0dalam\n", ["laut", "dalam"], id="any-white-space"),
        pytest.param("", [], id="nothing"),
        pytest.param(" \t\n ", [], id="only-white-space"),
    ],
)
def test_text_is_split(text: str, words: list[str]) -> None:
    assert tokenize(text).words == words


@pytest.mark.parametrize("amount", ["Rp1,5", "Rp1.250.000", "Rp2.400,75"])
def test_amount_of_money_is_not_torn_at_its_separators(amount: str) -> None:
    words = tokenize(f"Jalan itu menelan {amount} miliar").words

    assert "," not in words
    assert "." not in words


def test_words_keep_their_case_and_are_looked_up_without_it() -> None:
    tokens = tokenize("KABARNYA Suminten Pindah")

    assert tokens.words == ["KABARNYA", "Suminten", "Pindah"]
    assert tokens.lower == ["kabarnya", "suminten", "pindah"]


def test_length_is_the_number_of_tokens() -> None:
    assert len(tokenize("Sawah Wonorejo kering.")) == 4


@settings(deadline=None)
@given(st.text())
def test_spans_index_the_text_in_order(text: str) -> None:
    tokens = tokenize(text)
    position = 0
    for word, lower, start, end in zip(
        tokens.words, tokens.lower, tokens.starts, tokens.ends, strict=True
    ):
        assert position <= start < end <= len(text)
        assert text[start:end] == word
        assert lower == word.lower()
        position = end


@settings(deadline=None)
@given(st.text())
def test_only_white_space_is_left_out(text: str) -> None:
    assert "".join(tokenize(text).words) == "".join(text.split())


@settings(deadline=None)
@given(st.text(), st.text())
def test_white_space_keeps_texts_apart(one: str, other: str) -> None:
    assert tokenize(f"{one} {other}").words == tokenize(one).words + tokenize(other).words


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size] + "!"
        before = time.perf_counter()
        tokenize(text)
        return time.perf_counter() - before

    # Ten times the text: a quadratic step would take a hundred times as long.
    assert seconds(1_000_000) < 30 * seconds(100_000) + 0.5


# What a token is, as a regular expression; the tokenizer reads it character by character.
TOKEN = re.compile(r"[Rr]p(?=\d)|\d+(?:[.,:]\d+)*\w*|[^\W\d]\w*(?:[-'’]\w+)*|[^\w\s]")
PIECES = ["Rp", "rp", "R", "r", "p", "1", "٣", "²", "Ⅷ", "½", "a", "B", "ß", "_", "-", "'", "’"]
PIECES += [".", ",", ":", " ", "\n", "\u200b", "\u0301", "😀", "\ud800"]


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_tokens_are_those_of_the_expression(text: str) -> None:
    tokens = tokenize(text)

    assert tokens.words == TOKEN.findall(text)
    assert tokens.starts == [match.start() for match in TOKEN.finditer(text)]
