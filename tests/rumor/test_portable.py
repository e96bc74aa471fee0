"""The portable model: its arithmetic, its file, and what is refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumor.errors import ModelError
from rumor.features.analysis import Analysis
from rumor.features.extract import analyse
from rumor.features.sentence import in_context
from rumor.model_file import seal
from rumor.portable import COLUMNS, read_model, write_model
from rumor.scorer import Scorer

LARGE = st.floats(allow_nan=False, allow_infinity=False)


def analysis(values=(), words=""):
    return Analysis(in_context(words), measures=dict(values))


@pytest.fixture
def data(tiny_file):
    """Return what a good model file holds."""
    found = json.loads(tiny_file.read_text(encoding="utf-8"))
    del found["sha256"]
    return found


@pytest.fixture
def refusal(tmp_path):
    """Return a function that writes a file and gives the error its reading raises."""

    def refuse(content) -> ModelError:
        path = tmp_path / "rusak.json"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_bytes(seal(json.dumps(content).encode()))
        with pytest.raises(ModelError) as caught:
            read_model(path)
        error = caught.value
        assert error.where == str(path)
        assert str(error) == f"{path}: {error.reason}; {error.remedy}"
        assert error.remedy
        assert len(str(error).splitlines()) == 1
        return error

    return refuse


# Arithmetic


def test_margins_of_a_sentence_without_known_features_are_the_intercepts(tiny_model):
    assert tiny_model.margins(analysis({"tak-dikenal": 1.0}, "Pasar")) == [-2, -1, 1, -1, 0]


def test_weights_of_named_numbers_are_added_as_often_as_the_number_says(tiny_model):
    assert tiny_model.margins(analysis({"hearsay": 2.0})) == [4, -1, 1, -1, 4]


def test_words_are_added_once(tiny_model):
    assert tiny_model.margins(analysis(words="retak retak"))[0] == -1.75


def test_margins_of_a_real_sentence_are_the_sum_by_hand(tiny_model):
    found = analyse(in_context("Jembatan Kaligondang dikabarkan retak."))
    assert tiny_model.margins(found)[0] == pytest.approx(-2 + 3 + 0.25)


def test_margin_zero_is_an_even_chance(tiny_model):
    assert tiny_model.calibrate(0.0) == 0.5


def test_calibration_uses_slope_and_offset(tiny_model):
    model = replace(tiny_model, slope=2.0, offset=-1.0)
    assert model.calibrate(1.5) == pytest.approx(1 / (1 + math.exp(-2)))


@given(margin=LARGE, slope=LARGE, offset=LARGE)
def test_score_is_a_probability_for_the_most_extreme_margins(tiny_model, margin, slope, offset):
    exponent = slope * margin + offset
    if not math.isnan(exponent):
        assert 0.0 <= replace(tiny_model, slope=slope, offset=offset).calibrate(margin) <= 1.0


@given(st.lists(st.floats(-800, 800), min_size=2, max_size=2).map(sorted))
def test_larger_margin_never_scores_lower(tiny_model, margins):
    low, high = margins
    assert tiny_model.calibrate(low) <= tiny_model.calibrate(high)


@pytest.mark.parametrize(
    ("margins", "speculative", "level"),
    [
        ((0, 9, 1, 1, 1), False, "none"),
        ((0, 1, 9, 1, 1), False, "stated"),
        ((0, 1, 1, 9, 1), False, "attributed"),
        ((0, 9, 9, 9, 1), False, "stated"),
        ((0, 9, 9, 9, 0.1), True, "rumoured"),
        ((0, 9, 9, 9, -0.1), True, "hedged"),
    ],
)
def test_level_is_chosen_on_the_side_of_the_threshold(tiny_model, margins, speculative, level):
    assert tiny_model.level(margins, speculative=speculative) == level


def test_weight_of_a_cue_is_the_sum_over_its_known_names(tiny_model):
    assert tiny_model.weight(["hearsay", "hearsay/main", "w:retak"]) == 3.25


# The file


def test_reading_gives_back_what_was_written(tiny_model, tiny_file):
    read = read_model(tiny_file)
    assert {name: tuple(row) for name, row in read.weights.items()} == tiny_model.weights
    assert replace(read, weights={}) == replace(tiny_model, weights={})


def test_same_model_gives_the_same_bytes(tiny_model, tmp_path):
    backwards = dict(reversed(tiny_model.weights.items()))
    write_model(tiny_model, tmp_path / "satu.json")
    write_model(replace(tiny_model, weights=backwards), tmp_path / "dua.json")
    assert (tmp_path / "satu.json").read_bytes() == (tmp_path / "dua.json").read_bytes()


def test_what_was_read_gives_the_same_bytes_again(tiny_file, tmp_path):
    write_model(read_model(tiny_file), tmp_path / "lagi.json")
    assert (tmp_path / "lagi.json").read_bytes() == tiny_file.read_bytes()


def test_scores_are_the_same_after_a_round_trip(tiny_scorer, tiny_file, sentences):
    text = " ".join(sentences.values())
    assert Scorer(read_model(tiny_file)).score(text) == tiny_scorer.score(text)


@given(st.lists(st.floats(-1e100, 1e100), min_size=5, max_size=5).map(tuple))
def test_every_weight_survives_the_file(tiny_model, tmp_path_factory, row):
    path = tmp_path_factory.mktemp("angka") / "model.json"
    write_model(replace(tiny_model, weights={"hedge": row}, intercepts=row), path)
    read = read_model(path)
    assert (tuple(read.weights["hedge"]), tuple(read.intercepts)) == (row, row)


def test_file_is_one_object_with_its_format_and_version(data):
    assert (data["format"], data["format_version"]) == ("rumor-model", 2)
    assert tuple(data["columns"]) == COLUMNS


def test_file_is_readable_utf8(tiny_model, tmp_path):
    path = tmp_path / "model.json"
    write_model(replace(tiny_model, weights={"w:“kabar”": (0.0,) * 5}), path)
    assert "w:“kabar”" in path.read_text(encoding="utf-8")


def test_writing_leaves_nothing_beside_the_model(tiny_model, tmp_path):
    write_model(tiny_model, tmp_path / "model.json")
    assert [path.name for path in tmp_path.iterdir()] == ["model.json"]


def test_writing_replaces_an_old_model(tiny_model, tmp_path):
    path = tmp_path / "model.json"
    path.write_text("lama", encoding="utf-8")
    write_model(tiny_model, path)
    assert read_model(path).threshold == 0.5


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_model_with_a_number_that_is_not_finite_is_not_written(tiny_model, tmp_path, number):
    path = tmp_path / "model.json"
    path.write_text("lama", encoding="utf-8")
    with pytest.raises(ValueError, match="JSON compliant"):
        write_model(replace(tiny_model, slope=number), path)
    assert [p.read_text(encoding="utf-8") for p in tmp_path.iterdir()] == ["lama"]


def test_old_model_survives_a_write_that_fails_halfway(tiny_model, tmp_path, monkeypatch):
    path = tmp_path / "model.json"
    path.write_text("lama", encoding="utf-8")
    _fill_the_disk(monkeypatch)
    with pytest.raises(OSError, match="No space left"):
        write_model(tiny_model, path)
    assert path.read_text(encoding="utf-8") == "lama"


def test_write_that_fails_halfway_leaves_nothing_behind(tiny_model, tmp_path, monkeypatch):
    _fill_the_disk(monkeypatch)
    with pytest.raises(OSError, match="No space left"):
        write_model(tiny_model, tmp_path / "model.json")
    assert list(tmp_path.iterdir()) == []


def _fill_the_disk(monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rumor.atomic.os.fsync", full)


# What is refused


def test_model_for_other_features_is_refused(refusal, data):
    reason = refusal(data | {"about": {"schema_hash": "0123456789abcdef"}}).reason
    assert reason.startswith("made for features 0123456789abcdef, these are ")


@pytest.mark.parametrize(
    "key",
    [
        "weights",
        "names",
        "intercepts",
        "slope",
        "offset",
        "threshold",
        "evidence_floor",
        "about",
    ],
)
def test_missing_part_is_named(refusal, data, key):
    del data[key]
    assert refusal(data).reason == f"damaged ('{key}')"


@pytest.mark.parametrize("about", [{}, {"schema_hash": 7}, {"schema_hash": "dua\nbaris"}, []])
def test_model_that_does_not_tell_its_features_is_refused(refusal, data, about):
    assert refusal(data | {"about": about}).reason.startswith("damaged (")


@pytest.mark.parametrize("key", ["slope", "offset", "threshold", "evidence_floor"])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_setting_that_is_not_finite_is_refused(refusal, data, key, number):
    assert refusal(data | {key: number}).reason == "damaged (a number is not finite)"


@pytest.mark.parametrize("value", ["tinggi", None, [0.5], {}])
def test_setting_that_is_no_number_is_refused(refusal, data, value):
    assert refusal(data | {"threshold": value}).reason.startswith("damaged (")


def test_weights_and_names_of_different_number_are_refused(refusal, data):
    data["names"] = data["names"][:-1]
    assert refusal(data).reason == "damaged (weights and names differ in number)"


def test_missing_column_of_weights_is_refused(refusal, data):
    data["weights"] = data["weights"][:-1]
    assert refusal(data).reason == "damaged (weights and names differ in number)"


def _edited(data, path, value):
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("weights", 0, 0), math.nan),
        (("weights", 4, 2), math.inf),
        (("weights", 0, 0), "3.0"),
        (("weights", 0, 0), None),
        (("weights", 0, 0), True),
        (("weights", 0, 0), 1e101),
        (("weights", 0, 0), -(10**400)),
        (("weights", 0), "enam-6"),
        (("intercepts", 0), math.nan),
        (("intercepts",), [0.0]),
        (("intercepts",), [0.0] * 6),
        (("threshold",), 1.5),
        (("threshold",), -0.1),
        (("columns",), ["none", "score", "stated", "attributed", "rumoured"]),
        (("names", 1), "hearsay"),
        (("names", 1), 7),
        (("names", 1), ["hearsay"]),
        (("names",), "abcdef"),
    ],
    ids=[
        "weight NaN",
        "weight infinite",
        "weight a string",
        "weight null",
        "weight true",
        "weight too large",
        "weight too large for a float",
        "column a string",
        "intercept NaN",
        "too few intercepts",
        "too many intercepts",
        "threshold above 1",
        "threshold below 0",
        "columns in another order",
        "the same name twice",
        "name a number",
        "name a list",
        "names a text",
    ],
)
def test_damaged_numbers_are_refused(refusal, data, path, value):
    assert refusal(_edited(data, path, value)).reason.startswith("damaged (")


def test_integer_too_large_for_a_float_is_refused(refusal, data):
    assert refusal(data | {"slope": 10**400}).reason.startswith("damaged (")
