from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from rumor.experiments.counting import average_precision, f1, macro_f1, roc_auc

ROWS = st.lists(
    st.tuples(
        st.integers(0, 1), st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.9, 1.0)) | st.floats(0, 1)
    ),
    min_size=1,
    max_size=60,
)
LEVELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@given(ROWS)
def test_average_precision_is_that_of_scikit_learn_with_ties(rows):
    gold, score = map(np.array, zip(*rows, strict=True))
    assume(gold.any())
    assert average_precision(gold, score) == pytest.approx(average_precision_score(gold, score))


@given(ROWS)
def test_roc_auc_is_that_of_scikit_learn_with_ties(rows):
    gold, score = map(np.array, zip(*rows, strict=True))
    assume(0 < gold.sum() < len(gold))
    assert roc_auc(gold, score) == pytest.approx(roc_auc_score(gold, score))


@given(ROWS)
def test_f1_is_that_of_scikit_learn(rows):
    gold, score = map(np.array, zip(*rows, strict=True))
    expected = f1_score(gold, score >= 0.5, zero_division=0)
    assert f1(gold, score >= 0.5) == pytest.approx(expected)


@given(LEVELS)
def test_macro_f1_is_that_of_scikit_learn(rows):
    gold, predicted = map(np.array, zip(*rows, strict=True))
    expected = f1_score(gold, predicted, labels=range(5), average="macro", zero_division=0)
    assert macro_f1(gold, predicted, 5) == pytest.approx(expected)


def test_without_a_positive_there_is_no_area_and_no_precision():
    gold, score = np.array([0, 0]), np.array([0.1, 0.9])
    assert np.isnan(roc_auc(gold, score))
    assert average_precision(gold, score) == 0.0
