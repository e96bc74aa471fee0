"""The rows themselves, on little data."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from rumor.errors import RumorError
from rumor.experiments.bench import article_rows, fresh
from rumor.experiments.bench.article_rows import measure_articles, measure_growth
from rumor.experiments.bench.command_rows import measure_batch_memory, measure_cold, measure_size
from rumor.experiments.bench.fresh import Environment, install
from rumor.experiments.bench.peers import phrase_matcher, words_of
from rumor.experiments.bench.processes import in_turns
from rumor.experiments.bench.sentence_rows import measure_spacy, measure_tfidf
from rumor.experiments.bench.texts import articles
from rumor.features.lexicon import Entry, Lexicon

KONON = Entry(
    name="konon",
    kind="hearsay",
    forms=(("konon",), ("menurut", "*", "kabar"), ("kabar", "angin")),
    unless_before=frozenset(),
    unless_after=frozenset(),
    cue=(),
    counter=(),
    source="uji",
)


def test_sentences_beside_a_bag_of_words(context):
    (row,) = measure_tfidf(context)

    assert row.ratio > 0
    assert row.interval[0] <= row.ratio <= row.interval[1]
    assert row.details["compared"] > row.details["sentences"] > 0


@pytest.mark.slow
def test_sentences_beside_a_phrase_matcher(context):
    pytest.importorskip("spacy", reason="spaCy is not installed")
    (row,) = measure_spacy(context)

    assert row.ratio > 0
    assert row.details["phrases"] > 1000
    assert row.details["way"] in ("nlp.make_doc", "nlp.pipe")


@pytest.mark.slow
def test_the_phrase_matcher_finds_our_cues_in_any_case():
    pytest.importorskip("spacy", reason="spaCy is not installed")
    nlp, matcher, forms, left_out = phrase_matcher(Lexicon([KONON]))
    doc = nlp.make_doc("Konon pasar itu pindah, begitu Kabar angin di Weru.")

    assert [doc[start:end].text for _, start, end in matcher(doc)] == ["Konon", "Kabar angin"]
    assert (forms, left_out) == (2, 1)


def test_whole_articles_beside_their_words(context):
    (row,) = measure_articles(context)

    assert row.ratio > 1
    assert row.details["articles"] == len(list(context.folder.glob("articles/*.txt")))


def test_the_peer_of_articles_reads_the_file(tmp_path):
    path = tmp_path / "berita.txt"
    path.write_text("Pasar Rejosari pindah.", encoding="utf-8")

    assert words_of(path) == ["Pasar", "Rejosari", "pindah"]


def test_articles_have_a_title_and_a_paragraph_a_passage(context):
    text = next(articles(context.corpus))
    title, *paragraphs = text.strip().split("\n\n")
    passages = [passage for passage in context.corpus.passages if passage.title == title]

    assert passages
    assert paragraphs[0] == " ".join(sentence.text for sentence in passages[0].sentences)


def test_a_hundred_times_the_text_takes_more_time(context, monkeypatch):
    text = "Jembatan Kaligondang dikabarkan retak. Camat membantahnya."
    monkeypatch.setattr(article_rows, "packaged_article", lambda: text)
    rows = measure_growth(replace(context, effort=replace(context.effort, repeats=1)))

    assert [row.name for row in rows] == ["text-100x", "sentences-100x"]
    assert all(row.ratio > 10 for row in rows)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peaks are those of Linux")
class TestProcesses:
    def test_the_peak_of_a_process_is_its_own_and_not_that_of_this_one(self):
        large = bytearray(300_000_000)
        code = "kosong = bytearray(60_000_000); kosong[::4096] = b'1' * len(kosong[::4096])"
        runs = in_turns([[sys.executable, "-c", "pass"], [sys.executable, "-c", code]], 2)

        assert len(runs) == 2
        for small, more in runs:
            assert 1 < small.peak < len(large) / 2**20 / 2
            assert more.peak - small.peak > 50
            assert small.seconds > 0
            assert small.cpu > 0

    def test_a_command_that_fails_is_named(self):
        with pytest.raises(RumorError, match=r"exit\(3\)` ended with status 3; run it by hand"):
            in_turns([[sys.executable, "-c", "exit(3)"]], 1)

    def test_a_cold_start_beside_numpy(self, context):
        here = Environment(Path(sys.executable), Path(sys.executable).parent, "1", 1, 1)
        context.__dict__["environments"] = fresh.Environments(context.folder)
        context.environments.__dict__.update(rumor=here, numpy=here)
        time, memory = measure_cold(context)

        assert time.value > 0
        assert time.details["cpu_ratio"] > 0
        assert memory.value > 5

    @pytest.mark.slow
    def test_four_times_the_articles_take_hardly_more_memory(self, context):
        (row,) = measure_batch_memory(context)

        assert 0.9 < row.ratio < 1.5


def test_the_size_of_an_installation_is_that_of_its_files(context):
    ours = Environment(Path(), Path(), "1", 10, 3_000_000)
    context.environments.__dict__.update(rumor=ours, numpy=replace(ours, size=60_000_000))
    (row,) = measure_size(context)

    assert (row.value, row.peer, row.ratio, row.reached) == (3.0, 60.0, 0.05, True)


@pytest.mark.slow
def test_an_environment_holds_one_distribution_and_its_size_is_counted(tmp_path):
    wheel = tmp_path / "kecil-2.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("kecil.py", "isi = '" + 5000 * "a" + "'\n")
        for name, text in {
            "METADATA": "Metadata-Version: 2.1\nName: kecil\nVersion: 2.0\n",
            "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            "RECORD": "",
        }.items():
            archive.writestr(f"kecil-2.0.dist-info/{name}", text)
    made = install(tmp_path / "lingkungan", "kecil", str(wheel))

    assert made.version == "2.0"
    assert made.python.exists()
    assert 10_000 < made.size < 20_000  # with what pip compiled


def test_what_cannot_be_installed_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(fresh.rumor, "__file__", str(tmp_path / "site" / "rumor" / "__init__.py"))

    with pytest.raises(RumorError, match="needs a checkout to install from"):
        _ = fresh.Environments(tmp_path).rumor
