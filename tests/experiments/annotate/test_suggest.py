"""What is worth a label: the doubtful, the new, the unlike."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from rumor.experiments.annotate.candidates import article_files, sentences, unlabelled
from rumor.experiments.annotate.items import Item, read_items
from rumor.experiments.annotate.suggest import choose, uncertainty
from rumor.experiments.corpus import load_corpus

ARTICLE = """Jembatan Kaligondang Ditutup Sementara

Jembatan Kaligondang ditutup Senin. Mungkin tiangnya
retak sejak musim hujan. Wah!

Camat Weru Lestari mengatakan warga memutar lewat Karangwuni.
"""


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "berita"
    (folder / "lama").mkdir(parents=True)
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "lama" / "b.txt").write_text(
        "Pasar Wanasari kabarnya dipindah. Mungkin para pedagang akan menolaknya pekan depan.",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def known(corpus_file):
    return corpus_file("dikenal.jsonl", [("Harga beras turun di Pasar Weru.", "0")])


@pytest.fixture
def suggest(corpus_command, tiny_file, known):
    def run(*arguments):
        return corpus_command("suggest", "--model", tiny_file, "--known", known, *arguments)

    return run


def item(text: str, score: float = 0.5) -> Item:
    return Item("", "", text, score=score)


def texts(chosen: list[Item]) -> list[str]:
    return [one.text for one in chosen]


# Uncertainty


def test_a_score_at_the_threshold_is_wholly_uncertain():
    assert uncertainty(0.378, 0.378) == pytest.approx(1.0)


def test_at_one_half_it_is_binary_entropy():
    assert uncertainty(0.25, 0.5) == pytest.approx(0.811278, abs=1e-6)


def test_it_falls_on_both_sides_of_the_threshold():
    assert uncertainty(0.1, 0.3) < uncertainty(0.2, 0.3) < uncertainty(0.29, 0.3)
    assert uncertainty(0.9, 0.3) < uncertainty(0.5, 0.3) < uncertainty(0.31, 0.3)


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("score", [0.0, 1.0])
def test_it_is_finite_at_the_ends(score, threshold):
    assert 0.0 <= uncertainty(score, threshold) <= 1.0


# Choosing


def test_the_most_uncertain_comes_first():
    pool = [
        item("Kapal itu berlayar.", 0.9),
        item("Pasar tutup sore.", 0.48),
        item("Ia dipecat?", 0.1),
    ]
    assert texts(choose(pool, 1, 0.5)) == ["Pasar tutup sore."]


def test_near_copies_are_never_both_chosen():
    pool = [
        item("Harga beras di Pasar Wanasari naik menjadi Rp 12.000 per kilogram Senin.", 0.5),
        item("Harga beras di Pasar Wanasari naik menjadi Rp 12.500 per kilogram Senin.", 0.5),
        item("Kapal nelayan itu belum kembali.", 0.99),
    ]
    chosen = texts(choose(pool, 3, 0.5))
    assert len(chosen) == 2
    assert "Kapal nelayan itu belum kembali." in chosen


def test_a_sentence_unlike_the_chosen_goes_before_a_slightly_more_uncertain_one_like_them():
    pool = [
        item("Bupati Weru diminta segera menutup tambang pasir liar.", 0.5),
        item("Warga Weru diminta segera menutup tambang pasir itu.", 0.52),
        item("Kapal nelayan belum kembali sejak Kamis malam.", 0.56),
    ]
    assert texts(choose(pool, 2, 0.5)) == [pool[0].text, pool[2].text]


def test_near_copies_of_labelled_sentences_are_not_chosen():
    pool = [item("Kapal nelayan itu belum kembali sejak Senin malam."), item("Pasar tutup.")]
    known = ["Kapal nelayan itu belum kembali sejak Selasa malam."]
    assert texts(choose(pool, 2, 0.5, known)) == ["Pasar tutup."]


def test_the_choice_does_not_depend_on_the_order_of_the_articles():
    generator = random.Random(3)
    words = "kapal pasar warga jembatan tiang camat hujan beras sawah kali".split()
    pool = [item(" ".join(generator.sample(words, 4)), 0.5) for _ in range(60)]
    shuffled = generator.sample(pool, len(pool))
    assert choose(pool, 20, 0.5) == choose(shuffled, 20, 0.5)


def test_the_seed_decides_between_equals():
    pool = [item(f"{word} {word}nya {word}an.") for word in ("kapal", "pasar", "warga", "sawah")]
    firsts = {choose(pool, 1, 0.5, seed=seed)[0].text for seed in range(12)}
    assert len(firsts) > 1


def test_fewer_come_back_when_there_are_no_more():
    assert len(choose([item("Pasar tutup.")], 5, 0.5)) == 1
    assert choose([], 5, 0.5) == []


# Reading


def test_sentences_come_with_their_context_and_offset(tiny_scorer):
    found = list(sentences(ARTICLE, "a.txt", tiny_scorer))
    assert [one.before for one in found] == ["", found[0].text, "Wah!"]
    assert {one.title for one in found} == {"Jembatan Kaligondang Ditutup Sementara"}
    assert all(ARTICLE[one.offset :].startswith(one.text[:7]) for one in found)


def test_white_space_is_put_right(tiny_scorer):
    found = list(sentences(ARTICLE, "a.txt", tiny_scorer))
    assert found[1].text == "Mungkin tiangnya retak sejak musim hujan."


def test_the_heading_and_exclamations_are_not_offered(tiny_scorer):
    found = texts(list(sentences(ARTICLE, "a.txt", tiny_scorer)))
    assert "Wah!" not in found
    assert len(found) == 3


def test_labelled_sentences_are_left_out_whatever_their_case(known):
    passages = load_corpus(known).passages
    pool = [item("HARGA beras  turun di Pasar Weru."), item("Pasar tutup.")]
    assert texts(unlabelled(pool, passages)) == ["Pasar tutup."]


def test_a_sentence_of_two_articles_is_offered_once():
    twice = item("Pasar tutup.")
    assert unlabelled([twice, replace(twice, source="lain.txt")], []) == [twice]


def test_a_file_named_twice_is_read_once(articles):
    assert len(list(article_files([str(articles), str(articles / "a.txt")]))) == 2


# The command


def test_the_file_it_writes_is_one_to_label(suggest, articles, tmp_path):
    output = tmp_path / "saran.jsonl"
    status, out, err = suggest(articles, "--n", "2", "--output", output)
    assert (status, out) == (0, "")
    assert len(read_items(output)) == 2
    assert "wrote 2 of 5 sentences" in err


def test_without_output_the_sentences_go_to_standard_output(suggest, articles):
    _, out, _ = suggest(articles, "--n", "3")
    records = [json.loads(line) for line in out.splitlines()]
    assert len(records) == 3
    assert {"title", "before", "text", "source", "offset", "score"} <= set(records[0])


def test_it_says_the_same_each_time(suggest, articles):
    assert suggest(articles, "--n", "4") == suggest(articles, "--n", "4")


def test_a_bad_article_is_named_and_the_rest_is_used(suggest, articles):
    (articles / "c.txt").write_bytes(b"\xff\xfe\xff")
    (articles / "d.txt").write_text("")
    status, out, err = suggest(articles, "tiada.txt", "--n", "3")
    assert status == 2
    assert len(out.splitlines()) == 3
    assert [name in err for name in ("c.txt", "d.txt", "tiada.txt")] == [True] * 3


def test_only_bad_articles_give_no_sentences_and_status_2(suggest, tmp_path):
    status, out, err = suggest(tmp_path / "tiada.txt")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1


def test_nothing_new_is_an_error(suggest, tmp_path):
    path = tmp_path / "lama.txt"
    path.write_text("Harga beras turun di Pasar Weru.", encoding="utf-8")
    status, _, err = suggest(path)
    assert status == 2
    assert "none that is new" in err


def test_a_folder_without_articles_is_named(suggest, tmp_path):
    (tmp_path / "kosong").mkdir()
    status, _, err = suggest(tmp_path / "kosong")
    assert status == 2
    assert "kosong: no *.txt file" in err


def test_an_output_in_no_folder_is_refused_before_work(suggest, articles, tmp_path):
    status, _, err = suggest(articles, "--output", tmp_path / "tiada" / "s.jsonl")
    assert status == 2
    assert "no such folder" in err
