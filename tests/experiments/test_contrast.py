from __future__ import annotations

import math

import pytest

from rumor.experiments.contrast import contrast_report
from rumor.experiments.corpus import Passage, Sentence
from rumor.scorer import Scorer


@pytest.fixture
def right(sentences: dict[str, str]) -> Passage:
    """A set that the model of a few weights gets wholly right."""
    return contrast_set(
        "right",
        [
            (sentences["question"], "N"),
            (sentences["stated"], "0"),
            (sentences["attributed"], "1"),
            (sentences["hedged"], "2"),
            (sentences["rumoured"], "3"),
        ],
    )


@pytest.fixture
def wrong(sentences: dict[str, str]) -> Passage:
    """A set whose one speculative sentence scores like one other and below the last."""
    return contrast_set(
        "wrong",
        [
            (sentences["stated"], "2"),
            (sentences["attributed"], "1"),
            (sentences["hedged"], "0"),
        ],
    )


def contrast_set(name: str, labelled: list[tuple[str, str]], kind: str = "contrast") -> Passage:
    sentences = tuple(Sentence(text, level) for text, level in labelled)
    return Passage(name, kind, "market", "", "", "dev", sentences)


def test_a_set_is_right_when_all_doubt_scores_above_all_else(
    tiny_scorer: Scorer, right: Passage
) -> None:
    report = contrast_report(tiny_scorer, [right])
    assert (report.sets, report.count("sets_right"), report.wrong) == (1, 1, ())
    assert report.measures["pairs_right"].value == 1


def test_a_tie_is_not_ranked_right(tiny_scorer: Scorer, wrong: Passage) -> None:
    report = contrast_report(tiny_scorer, [wrong])
    assert report.measures["pairs_right"].value == 0


def test_sets_that_are_not_right_are_named(
    tiny_scorer: Scorer, right: Passage, wrong: Passage
) -> None:
    assert contrast_report(tiny_scorer, [right, wrong]).wrong == ("wrong",)


def test_levels_are_right_when_all_five_are(
    tiny_scorer: Scorer, right: Passage, wrong: Passage
) -> None:
    assert contrast_report(tiny_scorer, [right, wrong]).measures["levels_right"].value == 0.5


def test_shares_have_intervals_over_sets(
    tiny_scorer: Scorer, right: Passage, wrong: Passage
) -> None:
    interval = contrast_report(tiny_scorer, [right, wrong], resamples=50).measures["sets_right"]
    assert (interval.low, interval.value, interval.high) == (0, 0.5, 1)


def test_without_resamples_there_is_no_interval(tiny_scorer: Scorer, right: Passage) -> None:
    assert math.isnan(contrast_report(tiny_scorer, [right], resamples=0).measures["sets_right"].low)


def test_passages_of_another_kind_are_passed_over(
    tiny_scorer: Scorer, sentences: dict[str, str]
) -> None:
    labelled = [(sentences["stated"], "0"), (sentences["hedged"], "2")]
    report = contrast_report(tiny_scorer, [contrast_set("other", labelled, kind="passage")])
    assert (report.sets, report.count("sets_right")) == (0, 0)
    assert math.isnan(report.measures["sets_right"].value)
