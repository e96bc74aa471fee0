"""A small training, shared by the tests that need one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rumor.experiments.corpus import default_corpora, load_corpus
from rumor.experiments.train import Trained, train

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
