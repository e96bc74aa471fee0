"""Agreement of two annotators, held to tables worked out by hand."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from rumor.experiments.annotate.agreement import compare, kappa
from rumor.experiments.annotate.align import align
from rumor.experiments.corpus import load_corpus

TEXT = "Camat Weru kabarnya mundur."


@pytest.fixture
def pairs(corpus_file):
    """Return a function from two strings of levels, a passage for each pair, to aligned pairs."""

    def make(a: str, b: str):
        files = [
            corpus_file(name, *([(f"Kalimat {k}.", level)] for k, level in enumerate(levels)))
            for name, levels in (("a.jsonl", a), ("b.jsonl", b))
        ]
        return align(*(load_corpus(path).passages for path in files))

    return make


def marked(corpus_file, name: str, *sentences: dict):
    """Write a file of passages of one sentence each, the same but for the marks."""
    rows = ([(TEXT, mark.pop("level"), mark)] for mark in sentences)
    return load_corpus(corpus_file(name, *rows)).passages


def test_kappa_of_a_table_by_hand():
    # 20 and 15 agreed, 5 and 10 not: observed 0.7, by chance 0.5 (the example every textbook has)
    a = np.array([1] * 25 + [0] * 25)
    b = np.array([1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
    assert kappa(a, b) == pytest.approx(0.4)


def test_kappa_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    for _ in range(20):
        a = rng.integers(0, 5, 40)
        b = np.where(rng.random(40) < 0.6, a, rng.integers(0, 5, 40))
        assert kappa(a, b) == pytest.approx(cohen_kappa_score(a, b))


def test_kappa_of_one_label_throughout_has_no_value():
    assert math.isnan(kappa(np.array([2, 2]), np.array([2, 2])))


def test_five_levels_and_two_sides_are_told_apart(pairs):
    # 2 and 3 are one side: levels agree in 4 of 6, sides in all
    found = compare(pairs("N01232", "N01323"), resamples=20).measures
    assert found["agreement"].value == pytest.approx(0.5)
    assert found["agreement_speculative"].value == 1.0
    assert found["kappa_speculative"].value == 1.0
    # by chance: N 1/36, 0 1/36, 1 1/36, 2 2/36, 3 2/36
    assert found["kappa"].value == pytest.approx((0.5 - 7 / 36) / (1 - 7 / 36))


def test_the_table_has_the_first_in_rows(pairs):
    table = compare(pairs("0023", "0133"), resamples=5).confusion
    expected = np.zeros((5, 5), dtype=int)
    expected[1, 1] = expected[1, 2] = expected[3, 4] = expected[4, 4] = 1
    assert (table == expected).all()


def test_intervals_hold_the_value(pairs):
    found = compare(pairs("0123N" * 8, "0122N0132N" * 4), resamples=200).measures
    for name in ("kappa", "kappa_speculative", "agreement"):
        assert found[name].low <= found[name].value <= found[name].high


def test_levels_have_an_interval_where_nothing_is_speculative(pairs):
    found = compare(pairs("01N0" * 5, "0110" * 5), resamples=50).measures
    assert not math.isnan(found["kappa"].low)
    assert math.isnan(found["kappa_speculative"].value)


def test_overlapping_cues_agree(corpus_file):
    a = marked(corpus_file, "a.jsonl", {"level": "3", "cues": [[11, 19]]})
    b = marked(corpus_file, "b.jsonl", {"level": "2", "cues": [[11, 26]]})
    assert compare(align(a, b), resamples=5).measures["cue_f1"].value == 1.0


def test_cues_are_compared_only_on_the_same_side(corpus_file):
    a = marked(
        corpus_file,
        "a.jsonl",
        {"level": "3", "cues": [[11, 19]]},
        {"level": "3", "cues": [[11, 19]]},
    )
    b = marked(corpus_file, "b.jsonl", {"level": "3", "cues": [[11, 19]]}, {"level": "0"})
    assert compare(align(a, b), resamples=5).measures["cue_f1"].value == 1.0


def test_sources_of_one_alone_disagree_whoever_marked_them(corpus_file):
    a = marked(corpus_file, "a.jsonl", {"level": "1", "sources": [[0, 10]]})
    b = marked(corpus_file, "b.jsonl", {"level": "1"})
    assert compare(align(a, b), resamples=5).measures["source_f1"].value == 0.0
    assert compare(align(b, a), resamples=5).measures["source_f1"].value == 0.0


def test_spans_that_nobody_marked_have_no_value(pairs):
    assert math.isnan(compare(pairs("01", "01"), resamples=5).measures["cue_f1"].value)


# Alignment


def test_ids_need_not_agree(corpus_file):
    a = load_corpus(corpus_file("a.jsonl", [(TEXT, "3")], prefix="ana")).passages
    b = load_corpus(corpus_file("b.jsonl", [(TEXT, "2")], prefix="budi")).passages
    assert len(align(a, b)) == 1


def test_the_same_id_and_text_agree_whatever_the_title(corpus_file):
    a = load_corpus(corpus_file("a.jsonl", [(TEXT, "3")])).passages
    b = load_corpus(corpus_file("b.jsonl", [(TEXT, "2")], title="Lain")).passages
    assert len(align(a, b)) == 1


def test_the_same_text_elsewhere_is_another_sentence(corpus_file):
    a = load_corpus(corpus_file("a.jsonl", [(TEXT, "3")], prefix="a")).passages
    b = load_corpus(corpus_file("b.jsonl", [("Lain.", "0"), (TEXT, "2")], prefix="b")).passages
    assert align(a, b) == []


def test_sentences_of_a_passage_are_aligned_with_single_ones(corpus_file):
    whole = [("Pasar sepi.", "0"), (TEXT, "3")]
    a = load_corpus(corpus_file("a.jsonl", whole)).passages
    b = load_corpus(corpus_file("b.jsonl", [(TEXT, "2")], before="Pasar sepi.")).passages
    ((one, other),) = align(a, b)
    assert (one.sentence.level, other.sentence.level) == ("3", "2")


def test_a_repeated_sentence_is_paired_once_each(pairs, corpus_file):
    same = [[(TEXT, "3")], [(TEXT, "2")]]
    a = load_corpus(corpus_file("a.jsonl", *same)).passages
    b = load_corpus(corpus_file("b.jsonl", *same, [(TEXT, "0")], prefix="q")).passages
    levels = [(x.sentence.level, y.sentence.level) for x, y in align(a, b)]
    assert levels == [("3", "3"), ("2", "2")]


def test_broken_sentences_are_context_only(corpus_file):
    rows = [("Pasar s", "0", {"broken": True}), (TEXT, "3")]
    a = load_corpus(corpus_file("a.jsonl", rows)).passages
    b = load_corpus(corpus_file("b.jsonl", rows)).passages
    ((one, _),) = align(a, b)
    assert (one.sentence.text, one.before) == (TEXT, "Pasar s")


def test_contrast_sets_are_aligned_without_context(corpus_file):
    rows = [(f"Kalimat {level}.", level) for level in "N0123"]
    a = load_corpus(corpus_file("a.jsonl", rows, kind="contrast")).passages
    assert {one.before for one, _ in align(a, a)} == {""}


# The command


def test_it_prints_kappa_table_and_disagreements(corpus_command, corpus_file):
    a = corpus_file("a.jsonl", [("Pasar sepi.", "0"), (TEXT, "3")], [("Mengapa?", "N")])
    b = corpus_file("b.jsonl", [("Pasar sepi.", "0"), (TEXT, "2")], prefix="b")
    status, out, _ = corpus_command("agree", a, b)
    assert status == 0
    assert out.startswith(f"2 sentences shared; 1 only in {a}, 0 only in {b}\n")
    assert "Cohen's kappa, five levels" in out
    assert f"1 disagreement:\n  3 / 2  p-0: {TEXT}" in out


def test_json_has_null_where_there_is_no_value(corpus_command, corpus_file):
    a = corpus_file("a.jsonl", [("Pasar sepi.", "0")])
    b = corpus_file("b.jsonl", [("Pasar sepi.", "0")])
    _, out, _ = corpus_command("agree", a, b, "--format", "json")
    data = json.loads(out)
    assert data["measures"]["kappa"]["value"] is None
    assert data["measures"]["agreement"]["value"] == 1.0
    assert (data["shared"], data["only"], data["disagreements"]) == (1, [0, 0], [])


def test_json_gives_both_labels_of_a_disagreement(corpus_command, corpus_file):
    a = corpus_file("a.jsonl", [("Pasar sepi.", "0"), (TEXT, "3")])
    b = corpus_file("b.jsonl", [("Pasar sepi.", "0"), (TEXT, "2")], prefix="b")
    (one,) = json.loads(corpus_command("agree", a, b, "--format", "json")[1])["disagreements"]
    assert (one["levels"], one["ids"]) == (["3", "2"], ["p-0", "b-0"])
    assert (one["text"], one["before"]) == (TEXT, "Pasar sepi.")


def test_files_without_a_common_sentence_are_an_error(corpus_command, corpus_file):
    a = corpus_file("a.jsonl", [("Pasar sepi.", "0")])
    b = corpus_file("b.jsonl", [("Pasar ramai.", "0")], prefix="b")
    status, _, err = corpus_command("agree", a, b)
    assert status == 2
    assert "no sentence in common" in err
