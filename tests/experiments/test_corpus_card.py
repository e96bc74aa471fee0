"""The data card says what the data says."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence

import pytest

from rumor.experiments.corpus import (
    KINDS,
    LEVEL_NAMES,
    LEVELS,
    SPLITS,
    Corpus,
    Passage,
    load_corpus,
    seed_path,
)

CARD = seed_path("README.md").read_text(encoding="utf-8")
CORPUS = load_corpus(seed_path("authored.jsonl"))
SENTENCES = [sentence for passage in CORPUS.passages for sentence in passage.sentences]
GENRES = tuple(sorted({passage.genre for passage in CORPUS.passages}))


def row(name: str, passages: Sequence[Passage]) -> str:
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    levels = Counter(sentence.level for sentence in sentences)
    share = 100 * sum(sentence.speculative for sentence in sentences) / len(sentences)
    cells = [
        name,
        len(passages),
        len(sentences),
        *(levels[level] for level in LEVELS),
        f"{share:.1f} %",
        sum(sentence.deleted for sentence in sentences),
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def table(first: str) -> list[str]:
    """Return the rows below the header whose first cell is `first`."""
    lines = CARD.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first} |")) + 2
    end = next(i for i in range(start, len(lines)) if not lines[i].startswith("|"))
    return lines[start:end]


@pytest.mark.parametrize(("key", "values"), [("kind", KINDS), ("split", SPLITS), ("genre", GENRES)])
def test_table_counts_what_the_corpus_holds(key: str, values: Sequence[str]) -> None:
    expected = [
        row(value, [passage for passage in CORPUS.passages if getattr(passage, key) == value])
        for value in values
    ]
    assert sorted(table(key)) == sorted([*expected, row("all", CORPUS.passages)])


def test_level_table_counts_what_the_corpus_holds() -> None:
    expected = []
    for level in LEVELS:
        chosen = [sentence for sentence in SENTENCES if sentence.level == level]
        expected.append(
            [
                f"`{level}`",
                LEVEL_NAMES[level],
                str(len(chosen)),
                f"{100 * len(chosen) / len(SENTENCES):.1f} %",
                str(sum(len(sentence.cues) for sentence in chosen)),
                str(sum(bool(sentence.sources) for sentence in chosen)),
                str(sum(sentence.deleted for sentence in chosen)),
            ]
        )
    cells = [line.strip("| ").split(" | ") for line in table("level")]
    assert [[*line[:2], *line[3:]] for line in cells] == expected  # the third is prose


def wordings(corpus: Corpus) -> set[str]:
    return {
        sentence.text[start:end].casefold()
        for passage in corpus.passages
        for sentence in passage.sentences
        for start, end in sentence.cues
    }


@pytest.mark.parametrize(
    "claim",
    [
        f"{len(CORPUS.passages)} passages with {len(SENTENCES)} sentences "
        f"({sum(len(sentence.text.split()) for sentence in SENTENCES)} words)",
        f"{sum(len(sentence.cues) for sentence in SENTENCES)} spans, "
        f"{len(wordings(CORPUS))} different wordings",
        f"{sum(len(sentence.sources) for sentence in SENTENCES)} spans)",
        f"sha256 `{CORPUS.sha256}`",
    ],
)
def test_card_states_the_figure(claim: str) -> None:
    assert claim in " ".join(CARD.split())


def test_example_is_a_record_of_the_corpus() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", CARD, flags=re.DOTALL)
    lines = seed_path("authored.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(block) in [json.loads(line) for line in lines]


def test_passages_are_of_the_length_the_card_gives() -> None:
    sizes = [len(passage.sentences) for passage in CORPUS.passages if passage.kind == "passage"]
    assert "three to seven consecutive sentences" in CARD
    assert (min(sizes), max(sizes)) == (3, 7)


def test_no_passage_has_a_sentence_before_it_as_the_card_says() -> None:
    assert "here `before` always is" in CARD
    assert not any(passage.before for passage in CORPUS.passages)


def test_dev_split_has_the_one_article_the_card_names() -> None:
    (article,) = [p for p in CORPUS.split("dev") if p.kind == "article"]
    assert article.genre == "market"


def test_card_counts_the_rules_of_the_guidelines() -> None:
    text = seed_path("GUIDELINES.md").read_text(encoding="utf-8")
    rules = re.findall(r"^\d+\. ", text, flags=re.MULTILINE)
    assert f"{len(rules)} rules for hard cases" in CARD
