"""A small training, shared by the tests that need one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from rumor.experiments.corpus import default_corpora, load_corpus
from rumor.experiments.train import SETTINGS, Trained, train

PASSAGES = 160


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first passages of the authored corpus, as a corpus of its own."""
    (authored,) = default_corpora()
    lines = authored.read_text(encoding="utf-8").splitlines()[:PASSAGES]
    path = tmp_path_factory.mktemp("corpus") / "small.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert {json.loads(line)["split"] for line in lines} == {"train", "dev"}
    return path


@pytest.fixture(scope="session")
def trained(small_corpus: Path) -> Trained:
    return train([load_corpus(small_corpus)], resamples=20)


@dataclass(frozen=True)
class Store:
    """A tracking store, and the ids of its runs by name, in the order they were made."""

    uri: str
    runs: dict[str, str]


@pytest.fixture(scope="session")
def three_runs(small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three small trainings with different settings, tracked in a store of their own."""
    from rumor.experiments.tracking import log_training, tracked_run

    folder = tmp_path_factory.mktemp("store")
    uri = f"sqlite:///{folder / 'mlflow.db'}"
    corpora = [load_corpus(small_corpus)]
    changes = {"longgar": {"classify__C": 0.5}, "ketat": {"classify__C": 0.0005}}
    runs = {}
    for name, changed in (changes | {"tanpa-kata": {"rows__words": False}}).items():
        with tracked_run(uri, name) as runs[name]:
            tracked = train(corpora, settings=SETTINGS | changed, resamples=20)
            log_training(tracked)
    return Store(uri, runs)
