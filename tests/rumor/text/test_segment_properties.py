import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.text.segment import sentence_spans

PIECES = [
    *".\"”“’‘'()[]{}?!…,;:-–—•*_/@#\n\r\t \u00a0\u2028\ufeff\u200b\x00\ud800😀",
    *["Dr", "dr", "Tbk", "dll", "S.H", "M", "1", "12", "1.000", "kata", "Kata", "Namun", "selesai"],
    *["Kemudian", "com", "\r\n", "\n\n", "...", '."', ".”", "- ", "1. ", "[3]"],
]
NEWSLIKE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=600, deadline=None)
@given(st.one_of(NEWSLIKE, st.text(max_size=80)))
def test_spans_are_trimmed_ordered_and_leave_out_only_whitespace(text):
    position = 0
    for start, end in sentence_spans(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@settings(max_examples=200, deadline=None)
@given(NEWSLIKE)
def test_blanks_around_a_text_change_nothing(text):
    inner = [(start + 2, end + 2) for start, end in sentence_spans(text)]
    assert sentence_spans(f"  {text}  ") == inner


UNITS = [
    '"', "'", "”", ".", "?", "…", "\n", "\r\n", " ", "1", "1.", "1. ", "a", "A", "A.", "A. ", '."',
    '." ', '. "', '."A', ".)", "(.", ". ", " .", ".\n", "\n.", " \n", "\n ", "a.A", "aa.Aaa", "[1]",
    "-", "- ", "😀", ". 😀", ".\u200b", "\ufeff", "Tbk. ", "Dr.", 'aa."Aaa', "a\n", "Aa\n", "_",
    "*", ".*", "[", ". [", "â\x80", "@", "/", '" ', ' "', '. " ',
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_length_only(unit):
    def seconds(size):
        text = "Warga " + (unit * (size // len(unit) + 1))[:size] + " Warga"
        before = time.perf_counter()
        sentence_spans(text)
        return time.perf_counter() - before

    # Ten times the text: a quadratic step would take a hundred times as long.
    assert seconds(1_000_000) < 30 * seconds(100_000) + 0.2


@pytest.mark.parametrize("gap", [" ", "\n", ". ", '"', "\u200b", "😀", "("])
def test_long_runs_before_a_stop_are_read_once(gap):
    before = time.perf_counter()
    sentence_spans("Warga" + gap * 300_000 + "x. Namun" + gap * 300_000 + "y\n")
    assert time.perf_counter() - before < 5
