from __future__ import annotations

import hashlib
from importlib.resources import as_file, files

import pytest

from rumor.experiments.corpus import default_corpora
from rumor.experiments.evaluate import judge, score_passages
from rumor.experiments.fingerprint import feature_digest
from rumor.experiments.metrics import measure
from rumor.experiments.train import SETTINGS
from rumor.portable import PortableModel, read_model
from rumor.scorer import SHIPPED, Scorer


@pytest.fixture(scope="module")
def model() -> PortableModel:
    with as_file(files("rumor.model") / SHIPPED) as path:
        return read_model(path)


def test_was_trained_on_features_as_they_are_now(model: PortableModel) -> None:
    assert model.about["feature_digest"] == feature_digest(), "train the shipped model again"


def test_was_trained_with_the_settings_of_this_release(model: PortableModel) -> None:
    assert model.about["settings"] == SETTINGS


def test_was_trained_on_the_corpus_that_ships(model: PortableModel) -> None:
    (authored,) = default_corpora()
    digests = {corpus["name"]: corpus["sha256"] for corpus in model.about["corpora"]}
    assert digests["authored"] == hashlib.sha256(authored.read_bytes()).hexdigest()


def test_reaches_on_the_authored_dev_split_what_it_says_of_itself(model: PortableModel) -> None:
    from rumor.experiments.corpus import load_corpora

    (corpus,) = load_corpora(default_corpora())
    scored, _ = score_passages(Scorer(model), corpus.split("dev"))
    found = measure(judge(scored))
    recorded = model.about["measures"]["authored"]
    assert {name: found[name] for name in recorded} == pytest.approx(
        {name: values[0] for name, values in recorded.items()}, abs=1e-4
    )
