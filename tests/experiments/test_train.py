from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from rumor.experiments.corpus import load_corpus, normalise
from rumor.experiments.export import to_portable
from rumor.experiments.pipeline import best_threshold, precise_threshold
from rumor.experiments.train import Trained, fit, train, training_examples
from rumor.features.extract import analyse, schema_hash
from rumor.portable import read_model, write_model


def test_no_dev_sentence_is_trained_on(trained: Trained) -> None:
    dev = {normalise(s.text) for p in trained.corpora[0].split("dev") for s in p.sentences}
    assert not dev & {normalise(example.gold.text) for example in trained.examples}
    assert all(example.passage.split == "train" for example in trained.examples)


def test_a_reprint_of_a_dev_sentence_is_not_trained_on(small_corpus: Path) -> None:
    corpus = load_corpus(small_corpus)
    twin = corpus.split("dev")[0].sentences[0]
    leaking = replace(corpus.split("train")[0], id="leak", sentences=(twin,))
    leaky = replace(corpus, passages=(*corpus.passages, leaking))
    assert all(example.passage.id != "leak" for example in training_examples([leaky]))


def test_portable_and_pipeline_scores_agree_to_a_millionth(trained: Trained) -> None:
    sentences = [example.sentence for example in trained.examples]
    expected = trained.pipeline.predict_proba(sentences)[:, 1]
    analyses = [analyse(sentence) for sentence in sentences]
    found = [trained.model.calibrate(trained.model.margins(a)[0]) for a in analyses]
    assert np.abs(np.array(found) - expected).max() < 1e-6


def test_the_same_corpus_gives_the_same_bytes(trained: Trained, small_corpus, tmp_path) -> None:
    again = train([load_corpus(small_corpus)], resamples=20)
    write_model(trained.model, tmp_path / "one.json")
    write_model(again.model, tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_the_bytes_do_not_depend_on_the_number_of_threads(trained: Trained) -> None:
    models = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            models.append(to_portable(fit(trained.examples), 0.25, {}))
    assert models[0] == models[1]
    # On so little text the threads may agree by chance: what they differ in is the last bits.
    for model in models:
        assert (model.slope, model.offset) == (round(model.slope, 9), round(model.offset, 9))


def test_the_model_file_tells_where_it_comes_from(trained: Trained, tmp_path: Path) -> None:
    write_model(trained.model, tmp_path / "model.json")
    about = read_model(tmp_path / "model.json").about
    assert about["schema_hash"] == schema_hash()
    assert about["corpora"] == [{"name": "small", "sha256": trained.corpora[0].sha256}]
    assert about["measures"]["small"]["ap"][0] == pytest.approx(
        trained.evaluations[0].measures["ap"].value, abs=1e-4
    )


def test_training_on_little_still_ranks_speculation_above_chance(trained: Trained) -> None:
    judged = trained.evaluations[0].judged
    assert trained.evaluations[0].measures["ap"].value > 2 * judged.gold.mean()


def test_the_threshold_is_the_score_with_the_best_f1() -> None:
    gold = np.array([0, 0, 1, 0, 1, 1])
    score = np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.9])
    assert best_threshold(gold, score) == 0.3


def test_the_precise_threshold_is_where_precision_stays_high() -> None:
    gold = np.array([1, 0, 0, 1, *[1] * 10])
    score = np.array([0.1, 0.2, 0.3, 0.4, *[0.9] * 10])
    assert precise_threshold(gold, score) == 0.3


def test_calibration_and_threshold_come_from_held_out_passages(trained: Trained) -> None:
    classify = trained.pipeline["classify"]
    seen = trained.pipeline.predict_proba([e.sentence for e in trained.examples])[:, 1]
    gold = np.array([e.gold.speculative for e in trained.examples])
    held_out_error = np.mean((classify.held_out_ - gold) ** 2)
    assert held_out_error > np.mean((seen - gold) ** 2)
