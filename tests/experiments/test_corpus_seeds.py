"""The packaged corpus and the articles taken from it."""

from __future__ import annotations

import re

import pytest

from rumor.errors import CorpusError
from rumor.experiments.corpus import (
    Corpus,
    Passage,
    default_corpora,
    load_corpora,
    seed_path,
    shared_texts,
)

ARTICLES = {"rumor-ponsel.txt": "A-13", "sertifikat-petani-kopi.txt": "A-08"}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    (found,) = load_corpora(default_corpora())
    return found


def record(corpus: Corpus, name: str) -> Passage:
    return next(passage for passage in corpus.passages if passage.id == ARTICLES[name])


def paragraphs(name: str) -> list[str]:
    text = seed_path(f"articles/{name}").read_text(encoding="utf-8")
    assert text.endswith("\n")
    return text.removesuffix("\n").split("\n\n")


def test_packaged_corpus_loads_without_complaint(corpus: Corpus) -> None:
    assert corpus.name == "authored"


def test_packaged_corpus_shares_no_sentence_between_splits(corpus: Corpus) -> None:
    assert not shared_texts(corpus.passages)


def test_packaged_contrast_sets_have_one_sentence_a_level(corpus: Corpus) -> None:
    sets = [passage for passage in corpus.passages if passage.kind == "contrast"]
    assert sets
    assert all(sorted(s.level for s in one.sentences) == list("0123N") for one in sets)


def test_a_name_that_is_not_packaged_is_told() -> None:
    with pytest.raises(CorpusError, match=r"tidak-ada\.jsonl: no such file in the packaged"):
        seed_path("tidak-ada.jsonl")


def test_every_packaged_article_is_accounted_for() -> None:
    folder = seed_path("articles/rumor-ponsel.txt").parent
    assert {path.name for path in folder.iterdir()} == set(ARTICLES)


@pytest.mark.parametrize("name", ARTICLES)
def test_article_is_exactly_the_title_and_sentences_of_its_record(
    corpus: Corpus, name: str
) -> None:
    title, *body = paragraphs(name)
    passage = record(corpus, name)
    assert title == passage.title
    assert " ".join(body) == " ".join(sentence.text for sentence in passage.sentences)


@pytest.mark.parametrize("name", ARTICLES)
def test_paragraphs_hold_whole_sentences_at_most_four(corpus: Corpus, name: str) -> None:
    texts = [sentence.text for sentence in record(corpus, name).sentences]
    for paragraph in paragraphs(name)[1:]:
        size = next((n for n in range(1, 5) if " ".join(texts[:n]) == paragraph), 0)
        assert size, paragraph
        del texts[:size]


@pytest.mark.parametrize("name", ARTICLES)
def test_lines_without_a_full_stop_stand_alone(corpus: Corpus, name: str) -> None:
    found = paragraphs(name)
    for sentence in record(corpus, name).sentences:
        if not re.search(r"[.!?][\"”']?$", sentence.text):
            assert sentence.text in found


def test_one_article_is_a_rumour_and_the_other_plain(corpus: Corpus) -> None:
    counts = [sum(s.speculative for s in record(corpus, name).sentences) for name in ARTICLES]
    assert counts == [14, 1]
