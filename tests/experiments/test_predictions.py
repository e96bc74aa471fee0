"""Predictions as a table: what goes in comes out, and none of it is text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rumor.experiments.metrics import measure
from rumor.experiments.predictions import digests, from_frame, home, set_digest, to_frame

pytestmark = pytest.mark.slow  # a small training


@pytest.fixture(scope="module")
def frame(trained):
    return to_frame(trained.evaluations)


def test_predictions_come_back_from_a_file_as_they_were(trained, frame, tmp_path):
    frame.to_parquet(tmp_path / "predictions.parquet", index=False)
    found = from_frame(pd.read_parquet(tmp_path / "predictions.parquet"))
    assert list(found) == [evaluation.name for evaluation in trained.evaluations]
    for evaluation in trained.evaluations:
        for name, column in vars(evaluation.judged).items():
            np.testing.assert_array_equal(getattr(found[evaluation.name], name), column)


def test_measures_of_predictions_are_those_of_the_training(trained, frame):
    (evaluation,) = trained.evaluations
    again = measure(from_frame(frame)["small"])
    assert again == {name: interval.value for name, interval in evaluation.measures.items()}


def test_predictions_hold_no_text(trained, frame):
    texts = {item.gold.text for item in trained.evaluations[0].scored}
    cells = {str(cell) for column in frame for cell in frame[column]}
    assert not any(text in cell for text in texts for cell in cells if len(cell) >= len(text))


def test_a_row_names_its_sentence(trained, frame):
    passages = {item.passage.id: item.passage for item in trained.evaluations[0].scored}
    for row, item in zip(frame.itertuples(), trained.evaluations[0].scored, strict=True):
        assert passages[row.passage].sentences[row.sentence] is item.gold


def test_broken_sentences_are_counted_but_not_shown(trained):
    (evaluation,) = trained.evaluations
    first = evaluation.scored[0].passage
    torn = replace(first.sentences[0], text="Harga cabai di Pas", broken=True)
    passage = replace(first, sentences=(torn, *first.sentences))
    count = sum(item.passage.id == first.id for item in evaluation.scored)
    scored = [replace(item, passage=passage) for item in evaluation.scored[:count]]
    judged = evaluation.judged.take(np.arange(count))
    frame = to_frame([replace(evaluation, scored=scored, judged=judged)])
    assert list(frame["sentence"]) == list(range(1, count + 1))


def test_a_set_keeps_its_digest_until_a_label_changes(trained, frame):
    scored = trained.evaluations[0].scored
    assert digests(frame) == {"small": set_digest(scored)}
    last = scored[-1].passage
    changed = replace(last.sentences[-1], deleted=not last.sentences[-1].deleted)
    passage = replace(last, sentences=(*last.sentences[:-1], changed))
    assert set_digest([*scored[:-1], replace(scored[-1], passage=passage)]) != set_digest(scored)


@pytest.mark.parametrize(
    ("name", "corpus"),
    [
        ("news", "news"),
        ("news-hard", "news"),
        ("news-sampled", "news"),
        ("koran-hard", "koran-hard"),
        ("koran-pagi", "koran-pagi"),
    ],
)
def test_a_part_belongs_to_its_corpus_and_a_dash_alone_makes_no_part(name, corpus):
    assert home(name, {"news", "news-hard", name}) == corpus
