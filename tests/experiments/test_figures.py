"""What the figures of a run show."""

from __future__ import annotations

from dataclasses import replace

import pytest

import rumor
from rumor.claims import LEVELS
from rumor.experiments.feature_names import readable
from rumor.experiments.figures import (
    coefficients_figure,
    confusion_figure,
    precision_recall_figure,
    reliability_figure,
    whole_sets,
)


@pytest.fixture(scope="module")
def evaluations(trained):
    """The small dev set under the names that a whole training has."""
    (small,) = trained.evaluations
    return [replace(small, name=n) for n in ("authored", "news", "news-sampled", "news-hard")]


def lines(figure):
    return {
        line.get_label().partition(":")[0]: line
        for line in figure.axes[0].get_lines()
        if not line.get_label().startswith("_")
    }


def words(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


@pytest.mark.slow
@pytest.mark.parametrize("draw", [precision_recall_figure, reliability_figure])
def test_a_dev_set_has_one_colour_whatever_else_is_drawn(draw, evaluations):
    together, alone = lines(draw(evaluations)), lines(draw([evaluations[1]]))
    assert together["news"].get_color() == alone["news"].get_color()
    assert together["news"].get_color() != together["authored"].get_color()


@pytest.mark.slow
@pytest.mark.parametrize("draw", [precision_recall_figure, reliability_figure])
def test_the_parts_of_a_corpus_share_its_colour_and_differ_in_their_line(draw, evaluations):
    drawn = lines(draw(evaluations))
    parts = [drawn[name] for name in ("news", "news-sampled", "news-hard")]
    assert len({part.get_color() for part in parts}) == 1
    assert len({part.get_linestyle() for part in parts}) == 3


@pytest.mark.slow
def test_the_legend_tells_the_measures(evaluations):
    (legend,) = [precision_recall_figure(evaluations).axes[0].get_legend()]
    value = evaluations[0].measures["ap"].value
    assert f"authored: ap {value:.3f}" in [text.get_text() for text in legend.get_texts()]


@pytest.mark.slow
def test_levels_are_confused_in_one_panel_a_corpus(evaluations):
    panels = confusion_figure(evaluations).axes[:-1]  # the last is the scale of colours
    assert [axes.get_title().partition(":")[0] for axes in panels] == ["authored", "news"]


@pytest.mark.slow
def test_the_cells_of_a_panel_hold_every_sentence_once(evaluations):
    axes = confusion_figure(evaluations[:1]).axes[0]
    counts = {text.get_position(): int(text.get_text().split("\n")[1]) for text in axes.texts}
    judged = evaluations[0].judged
    assert sum(counts.values()) == len(judged.gold)
    for place in range(len(LEVELS)):
        both = int(((judged.gold_level == place) & (judged.level == place)).sum())
        assert counts[place, place] == both


@pytest.mark.slow
def test_a_corpus_with_a_dash_in_its_name_is_whole(evaluations):
    dashed = replace(evaluations[0], name="koran-pagi")
    assert [e.name for e in whole_sets([dashed, *evaluations])] == [
        "koran-pagi",
        "authored",
        "news",
    ]


def test_the_strongest_weights_are_drawn_by_sign(tiny_model):
    left, right = coefficients_figure(tiny_model, most=2).axes
    assert len(left.patches) == 0
    assert words(right) == ["hearsay", "hedge"]
    assert [bar.get_width() for bar in right.patches] == [3.0, 3.0]


def test_weights_against_speculation_stand_on_the_left(tiny_model):
    weights = dict(tiny_model.weights) | {
        "w:resmi": (-2.0, 0, 0, 0, 0),
        "speech": (-1.0, 0, 0, 0, 0),
    }
    left, _ = coefficients_figure(replace(tiny_model, weights=weights)).axes
    assert words(left) == ['word "resmi"', "speech"]
    assert [bar.get_width() for bar in left.patches] == [-2.0, -1.0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("w:konon", 'word "konon"'),
        ("b:dilaporkan Aa", 'words "dilaporkan Aa"'),
        ("b:retak $", 'word "retak" at the end'),
        ("hedge=bisa jadi/main", 'hedge "bisa jadi", main'),
        ("report=disebut>name", 'report "disebut" before name'),
        ("hearsay=beredar<edge", 'hearsay "beredar" at the start'),
        ("suspicion<2 ^", "suspicion two words after the start"),
        ("modal<1 itu", 'modal after "itu"'),
        ("hearsay&source/none", "hearsay with source, none"),
    ],
)
def test_names_of_features_are_put_into_words(name, expected):
    assert readable(name) == expected


def test_no_two_features_of_the_shipped_model_read_the_same():
    names = rumor.load().model.weights
    assert len({readable(name) for name in names}) == len(names)
