"""All families together: cues, sources and one row of numbers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import rumor
from rumor.features import extract
from rumor.features.extract import FAMILIES, analyse, schema_hash
from rumor.features.lexicon import shipped_lexicon
from rumor.features.sentence import in_context, sequence

RUMOUR = "Menurut akun anonim, Paimin dikabarkan pindah dan mungkin menyusul Darsini jika cocok."
PIECES = [
    *["Kabarnya ", "dikabarkan ", "mungkin ", "diduga ", "jika ", "Menurut ", "kata ", "ujarnya "],
    *["membantah ", "unggahan ", "dihapus ", "belum ada konfirmasi ", "dilaporkan ke polisi "],
    *["yang enggan disebutkan namanya ", "yang ", "karena ", "itu ", "Paimin ", "Rp1,5 ", "2031 "],
    *'".“”,;:?!-()@/\n\t',
]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.text())
# What an empty sentence does has its own test.
SENTENCES = TEXTS.filter(str.strip)


def run(code: str, **environment: str) -> str:
    folder = str(Path(rumor.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": folder, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


class TestAnalysis:
    def test_holds_the_cues_of_all_families_in_order(self) -> None:
        analysis = analyse(in_context(RUMOUR))

        assert {"hearsay", "hedge", "condition", "according"} <= {cue.kind for cue in analysis.cues}
        assert [cue.start for cue in analysis.cues] == sorted(cue.start for cue in analysis.cues)

    def test_holds_the_values_of_all_families(self) -> None:
        sentence = in_context(RUMOUR, before="Rumor beredar.", title="Bursa pemain")
        analysis = analyse(sentence)

        for family in FAMILIES:
            alone = analyse(sentence, without=FAMILIES.keys() - {family})
            assert alone.values.items() <= analysis.values.items()

    def test_spans_are_of_the_sentence(self) -> None:
        analysis = analyse(in_context(RUMOUR, before="Belum ada konfirmasi.", title="Rumor baru"))
        words = [RUMOUR[cue.start : cue.end] for cue in analysis.cues]

        assert "dikabarkan" in words
        assert "mungkin" in words

    def test_source_is_a_span(self) -> None:
        text = '"Pasar penuh," kata Darsini.'

        ((start, end),) = analyse(in_context(text)).sources
        assert text[start:end] == "Darsini"

    def test_clitic_gives_no_span(self) -> None:
        analysis = analyse(in_context('"Pasar penuh," ujarnya.'))

        assert analysis.sources == []
        assert analysis.values["source/speaker"] == 1.0

    def test_deleted_post(self) -> None:
        assert analyse(in_context("Unggahan akun itu sudah dihapus.")).deleted
        assert not analyse(in_context("Unggahan akun itu ramai ditonton.")).deleted

    def test_flat_statement_has_nothing_but_its_words_and_shape(self) -> None:
        analysis = analyse(in_context("Sungai Kali Bening mengalir ke utara."))

        assert analysis.cues == []
        assert analysis.sources == []
        assert not analysis.deleted
        assert {"w:sungai", "w:mengalir"} <= set(analysis.words)

    @pytest.mark.parametrize("text", ["", " ", "\n\n"])
    def test_of_an_empty_sentence_is_empty(self, text: str) -> None:
        analysis = analyse(in_context(text))

        assert (analysis.cues, analysis.sources, analysis.deleted) == ([], [], False)


@settings(deadline=None)
@given(SENTENCES, TEXTS, TEXTS)
def test_any_text_is_analysed_and_every_span_lies_inside(
    text: str, before: str, title: str
) -> None:
    analysis = analyse(in_context(text, before=before, title=title))

    spans = [(cue.start, cue.end) for cue in analysis.cues]
    for start, end in spans + analysis.sources:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()


@settings(max_examples=50, deadline=None)
@given(SENTENCES)
def test_cues_never_overlap(text: str) -> None:
    position = 0
    for cue in analyse(in_context(text)).cues:
        assert position <= cue.start
        position = cue.end


@settings(max_examples=50, deadline=None)
@given(SENTENCES)
def test_each_name_of_a_cue_is_a_named_number(text: str) -> None:
    analysis = analyse(in_context(text))

    assert all(name in analysis.values for cue in analysis.cues for name in cue.names)


@settings(max_examples=50, deadline=None)
@given(SENTENCES, TEXTS)
def test_named_numbers_are_never_negative_or_huge(text: str, before: str) -> None:
    assume(len(text) < 1_000)

    values = analyse(in_context(text, before=before)).values.values()
    assert all(isinstance(value, float) and 0 <= value <= 100 for value in values)


@settings(max_examples=50, deadline=None)
@given(SENTENCES, TEXTS)
def test_analysing_again_gives_the_same(text: str, before: str) -> None:
    once, again = (analyse(in_context(text, before=before)) for _ in range(2))

    assert once == again


@settings(max_examples=50, deadline=None)
@given(st.lists(SENTENCES, max_size=4))
def test_analysing_leaves_the_sentence_as_it_was(texts: list[str]) -> None:
    analysed, untouched = list(sequence(texts)), list(sequence(texts))
    for sentence in analysed:
        analyse(sentence)

    assert analysed == untouched


def test_every_process_gives_the_same_whatever_its_hash_seed() -> None:
    code = (
        "from rumor.features.extract import analyse, schema_hash\n"
        "from rumor.features.sentence import in_context\n"
        f"analysis = analyse(in_context({RUMOUR!r}))\n"
        "print(schema_hash(), analysis.cues, analysis.sources, sorted(analysis.values.items()),\n"
        "      sorted(analysis.words))"
    )

    assert run(code, PYTHONHASHSEED="1") == run(code, PYTHONHASHSEED="2")


@pytest.mark.parametrize("unit", ["mungkin ", "yang ", '" ', "x", "karena itu ", "belum ada "])
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(size: int) -> float:
        sentence = in_context((unit * (size // len(unit) + 1))[:size] + ".")
        before = time.perf_counter()
        analyse(sentence)
        return time.perf_counter() - before

    # Ten times the text: a quadratic step would take a hundred times as long.
    assert seconds(40_000) < 30 * seconds(4_000) + 0.2


class TestSchema:
    def test_digest_is_short_and_stable(self) -> None:
        assert len(schema_hash()) == 16
        assert int(schema_hash(), 16) >= 0
        assert schema_hash() == schema_hash.__wrapped__()

    def test_changes_with_the_version(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("rumor.features.extract.SCHEMA_VERSION", -1)

        assert schema_hash.__wrapped__() != schema_hash()

    def test_changes_with_the_families(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fewer = {name: find for name, find in FAMILIES.items() if name != "shape"}
        monkeypatch.setattr(extract, "FAMILIES", fewer)

        assert schema_hash.__wrapped__() != schema_hash()

    def test_changes_with_the_cue_lists(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = schema_hash()
        monkeypatch.setattr(shipped_lexicon(), "entries", shipped_lexicon().entries[1:])

        assert schema_hash.__wrapped__() != before
