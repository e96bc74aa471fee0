from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.metrics import average_precision_score, f1_score

from rumor.cli import main
from rumor.errors import FileError, RumorError
from rumor.experiments.candidates.blocks import NAMED, WORDS, Data, prepare
from rumor.experiments.candidates.clusters import ClusterSettings, learn_clusters, neighbours
from rumor.experiments.candidates.compare import compare
from rumor.experiments.candidates.models import (
    HEDGED,
    Densest,
    Prediction,
    RarityScale,
    shipped,
)
from rumor.experiments.candidates.paired import average_precision, draw, f1, interval
from rumor.experiments.candidates.registry import (
    CANDIDATES,
    REFERENCE,
    Candidate,
    choose_candidates,
)
from rumor.experiments.candidates.run import Outcome, blend, folds, run_candidate
from rumor.experiments.candidates.table import table
from rumor.experiments.corpus import LEVELS, load_corpus
from rumor.experiments.metrics import Interval
from rumor.experiments.paired import real
from rumor.experiments.pipeline import SpeculativenessClassifier, make_pipeline
from rumor.experiments.train import SETTINGS, fit, training_examples
from rumor.experiments.unlabelled import folder_texts, without_reprints
from rumor.features.sentence import in_context

SENTENCE = "Peluncuran ponsel itu dikabarkan mundur ke bulan depan oleh pabriknya."


@pytest.fixture(scope="module")
def data(small_corpus: Path) -> Data:
    return prepare([load_corpus(small_corpus)], [NAMED, WORDS])


@pytest.fixture(scope="module")
def reference(data: Data) -> Outcome:
    return run_candidate(CANDIDATES[REFERENCE], data)


def outcome(name: str, complexity: int, score: NDArray[np.float64], data: Data) -> Outcome:
    """An outcome with the given held-out scores, which says nothing on the dev rows."""
    nothing = Prediction(np.zeros(len(data.dev_levels)))
    candidate = Candidate(name, "", complexity)
    return Outcome(candidate, Prediction(score), nothing, score >= 0.5, 0.5, 1.0, 1.0)


def gold(data: Data) -> NDArray[np.float64]:
    return (data.levels >= HEDGED).astype(float)


def test_the_columns_of_the_shipped_candidate_are_those_of_the_pipeline(
    data: Data, small_corpus: Path
) -> None:
    sentences = [e.sentence for e in training_examples([load_corpus(small_corpus)])]
    rows = make_pipeline(SETTINGS)[:2].fit_transform(sentences)
    ours, _ = data.columns((NAMED, WORDS))
    assert ours.shape == rows.shape
    assert ours.sum() == pytest.approx(rows.sum())


def test_the_shipped_candidate_holds_out_what_training_does(data: Data, small_corpus: Path) -> None:
    trained = fit(training_examples([load_corpus(small_corpus)]))
    columns, _ = data.columns((NAMED, WORDS))
    score = shipped(columns, data.levels, data.groups)(columns).score
    sentences = [e.sentence for e in training_examples([load_corpus(small_corpus)])]
    assert score == pytest.approx(trained.predict_proba(sentences)[:, 1], abs=0.01)


def test_no_passage_is_on_both_sides_of_a_fold(data: Data) -> None:
    for training, held_out in folds(data):
        assert set(data.groups[training]).isdisjoint(data.groups[held_out])


def test_every_training_row_is_held_out_once(data: Data) -> None:
    held_out = np.concatenate([rows for _, rows in folds(data)])
    assert sorted(held_out) == list(range(len(data.levels)))


def test_dev_passages_are_not_among_the_training_rows(data: Data) -> None:
    assert set(data.groups).isdisjoint(data.dev_groups)


def test_a_run_gives_a_score_to_every_row(reference: Outcome, data: Data) -> None:
    assert reference.held_out.score.shape == data.levels.shape
    assert reference.dev.score.shape == data.dev_levels.shape


def test_a_run_is_the_same_twice(reference: Outcome, data: Data) -> None:
    again = run_candidate(CANDIDATES[REFERENCE], data)
    assert np.array_equal(again.held_out.score, reference.held_out.score)
    assert again.threshold == reference.threshold


def test_levels_agree_with_the_flag_of_the_shipped_model(reference: Outcome) -> None:
    level = reference.dev.level
    assert level is not None
    assert set(level) <= set(range(len(LEVELS)))


def test_the_multinomial_score_is_the_share_of_the_speculative_levels(data: Data) -> None:
    found = run_candidate(CANDIDATES["ordinal"], data).dev
    assert found.level is not None
    assert ((found.score >= 0) & (found.score <= 1)).all()
    assert (found.level[found.score > 0.8] >= HEDGED).all()


def test_a_blend_lies_between_its_parts(reference: Outcome, data: Data) -> None:
    other = outcome("boosting", 1, np.full(len(data.levels), 0.5), data)
    parts = {"shipped": reference, "boosting": other}
    score = blend(CANDIDATES["blend"], data, parts).held_out.score
    ends = np.sort([reference.held_out.score, other.held_out.score], axis=0)
    assert ((score >= ends[0] - 1e-6) & (score <= ends[1] + 1e-6)).all()


def test_ap_is_that_of_scikit_learn_on_weighted_rows_with_ties() -> None:
    rng = np.random.default_rng(1)
    labels, score = rng.random(60) < 0.3, rng.integers(0, 8, 60) / 8
    weights = draw(np.repeat(np.arange(20), 3).astype(str), resamples=5)
    expected = [average_precision_score(labels, score, sample_weight=w) for w in weights]
    assert average_precision(labels, score, weights) == pytest.approx(expected)


def test_f1_is_that_of_scikit_learn_on_weighted_rows() -> None:
    rng = np.random.default_rng(2)
    labels, flagged = rng.random(60) < 0.3, rng.random(60) < 0.4
    weights = draw(np.repeat(np.arange(20), 3).astype(str), resamples=5)
    expected = [f1_score(labels, flagged, sample_weight=w) for w in weights]
    assert f1(labels, flagged, weights) == pytest.approx(expected)


def test_a_resample_draws_whole_passages() -> None:
    weights = draw(np.array(["a", "b", "a", "b", "c"]), resamples=20)
    assert np.array_equal(weights[:, 0], weights[:, 2])
    assert np.array_equal(weights[:, 1], weights[:, 3])


def test_the_first_resample_is_the_data_as_they_are() -> None:
    assert draw(np.array(["a", "b", "a"]), resamples=3)[0].tolist() == [1, 1, 1]


def test_the_interval_passes_over_resamples_without_meaning() -> None:
    assert interval(np.array([1.0, 2.0, np.nan, 2.0])) == Interval(1.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(0.01, 0.1, True), (-0.1, -0.01, True), (-0.01, 0.1, False)]
)
def test_a_difference_is_real_when_its_interval_leaves_out_zero(
    low: float, high: float, expected: bool
) -> None:
    assert real(Interval(0.0, low, high)) is expected


def test_a_tie_goes_to_the_simpler(data: Data) -> None:
    outcomes = [outcome(REFERENCE, 5, gold(data), data), outcome("plain", 1, gold(data), data)]
    assert compare(outcomes, data, resamples=20).chosen == "plain"


def test_a_real_gain_is_worth_a_higher_rank(data: Data) -> None:
    noise = np.random.default_rng(0).random(len(data.levels))
    outcomes = [outcome(REFERENCE, 1, noise, data), outcome("clever", 9, gold(data), data)]
    found = compare(outcomes, data, resamples=20)
    assert found.chosen == found.best == "clever"
    assert real(found.differences["clever"]["cv-small/ap"])


def test_a_candidate_does_not_differ_from_itself(data: Data) -> None:
    outcomes = [outcome(REFERENCE, 1, gold(data), data), outcome("twin", 2, gold(data), data)]
    differences = compare(outcomes, data, resamples=20).differences["twin"]
    assert differences["cv-small/ap"] == Interval(0.0, 0.0, 0.0)


def test_the_table_names_the_chosen_and_the_skipped(data: Data) -> None:
    outcomes = [outcome(REFERENCE, 5, gold(data), data), outcome("plain", 1, gold(data), data)]
    text = table(compare(outcomes, data, resamples=20), outcomes, {"clusters": "no text"})
    assert "chosen, as the simplest of these: plain" in text
    assert "skipped: no text" in text


def test_ranks_are_all_different() -> None:
    ranks = [candidate.complexity for candidate in CANDIDATES.values()]
    assert ranks == sorted(set(ranks))


def test_a_blend_brings_its_parts_and_the_reference() -> None:
    assert [c.name for c in choose_candidates(["blend"])] == ["shipped", "boosting", "blend"]


def test_an_unknown_candidate_is_refused_with_the_known() -> None:
    with pytest.raises(RumorError, match="--candidate tea: no such candidate; known are named-lr"):
        choose_candidates(["tea"])


def test_rarity_is_scaled_as_the_shipped_model_does() -> None:
    columns = csr_matrix(np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 1.0], [0.0, 0.0]]))
    ours = RarityScale().fit(columns).scale_
    assert ours == pytest.approx(SpeculativenessClassifier()._scale(columns))


def test_the_densest_columns_are_kept_in_order() -> None:
    columns = csr_matrix(np.array([[1.0, 0.0, 2.0], [1.0, 1.0, 2.0], [0.0, 0.0, 2.0]]))
    assert Densest(2).fit(columns).transform(columns).tolist() == [[1, 2], [1, 2], [0, 2]]


TALK = [
    f"{animal} {verb} di {place} pagi"
    for animal in ("kucing", "anjing", "ayam")
    for verb in ("tidur", "duduk", "lari")
    for place in ("kebun", "rumah", "pasar")
]


def test_words_in_the_same_company_share_a_cluster() -> None:
    settings = ClusterSettings(count=4, contexts=20, dimensions=3, least=2)
    clusters = learn_clusters(TALK * 3, settings)
    assert clusters["kucing"] == clusters["anjing"] == clusters["ayam"] != clusters["tidur"]


def test_clusters_are_the_same_twice() -> None:
    settings = ClusterSettings(count=4, contexts=20, dimensions=3, least=2)
    assert learn_clusters(TALK, settings) == learn_clusters(TALK, settings)


def test_text_without_a_frequent_word_gives_no_cluster() -> None:
    assert learn_clusters(["satu dua tiga"]) == {}


def test_neighbours_are_named_by_kind_and_by_entry() -> None:
    names = neighbours(in_context(SENTENCE), {"mundur": 7, "itu": 3})
    assert {"cn:hearsay<1 3", "cn:hearsay>1 7"} <= names.keys()
    assert any(name.startswith("ce:") and name.endswith(">1 7") for name in names)


def test_a_sentence_without_an_unsure_cue_has_no_neighbours() -> None:
    assert neighbours(in_context("Kucing tidur."), {"tidur": 1}) == {}


def test_a_row_that_reprints_a_dev_sentence_is_left_out() -> None:
    texts = [f"Jakarta. {SENTENCE} Kata mereka.", "Kucing tidur di kebun."]
    assert without_reprints(texts, [SENTENCE]) == texts[1:]


def test_a_reprint_is_known_without_its_marks_and_capitals() -> None:
    assert without_reprints([SENTENCE.upper().replace(" itu", ', "itu"')], [SENTENCE]) == []


def test_a_repeated_row_is_read_once() -> None:
    assert without_reprints(["Kucing tidur.", "", "Kucing tidur."], []) == ["Kucing tidur."]


def test_a_folder_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"no \*\.txt file"):
        list(folder_texts(tmp_path))


def test_a_missing_folder_of_text_ends_the_command_with_status_2(
    tmp_path: Path, small_corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--corpus", str(small_corpus), "--unlabelled", str(tmp_path / "none")]
    assert main(["model", "compare", *arguments]) == 2
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.slow
def test_a_comparison_is_a_run_with_one_nested_in_it_for_each_candidate(
    tmp_path: Path,
    small_corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import mlflow

    monkeypatch.chdir(tmp_path)
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    wanted = ["--candidate", "named-svm", "--candidate", "clusters"]
    options = ["--corpus", str(small_corpus), "--tracking-uri", uri, "--resamples", "10"]
    assert main(["model", "compare", *options, *wanted]) == 0
    assert "clusters    skipped: needs unlabelled text" in capsys.readouterr().out
    mlflow.set_tracking_uri(uri)
    runs = mlflow.search_runs(experiment_names=["rumor"], output_format="list")
    (parent,) = [run for run in runs if "rumor.chosen" in run.data.tags]
    nested = {r.info.run_name: r for r in runs if r is not parent}
    assert nested.keys() == {"named-svm", "shipped"}
    assert {r.data.tags["mlflow.parentRunId"] for r in nested.values()} == {parent.info.run_id}
    for key in ("cv-small/ap", "small/f1_low", "fit_seconds", "cv-small/ap_difference_high"):
        assert key in nested["named-svm"].data.metrics
