"""The data card says what the data says."""

from __future__ import annotations

import json
import re

import pytest

from rumor.experiments.corpus import load_corpus, seed_path
from rumor.experiments.corpus.card import BLOCKS, Data, regenerate

PATH = seed_path("README.md")
CARD = PATH.read_text(encoding="utf-8")
PROSE = " ".join(CARD.split())
DATA = Data(PATH.parent)
CORPUS = load_corpus(seed_path("authored.jsonl"))
HEADINGS = """
## Dataset Description
### Dataset Summary
### Supported Tasks and Leaderboards
### Languages
## Dataset Structure
### Data Instances
### Data Fields
### Data Splits
## Dataset Creation
### Curation Rationale
### Source Data
#### Initial Data Collection and Normalization
#### Who are the source language producers?
### Annotations
#### Annotation process
#### Who are the annotators?
### Personal and Sensitive Information
## Considerations for Using the Data
### Social Impact of Dataset
### Discussion of Biases
### Other Known Limitations
## Additional Information
### Dataset Curators
### Licensing Information
### Citation Information
### Contributions
""".strip().splitlines()


def table(block: str) -> list[list[str]]:
    """Return the cells of a block of the card, below the header."""
    start = CARD.index(f"<!-- stats:{block} -->")
    lines = CARD[start : CARD.index("<!-- end -->", start)].splitlines()
    return [line.strip("| ").split(" | ") for line in lines[3:]]


def test_every_figure_is_what_the_data_gives() -> None:
    assert regenerate(CARD, DATA) == CARD  # else: rumor corpus stats --card seeds/README.md


def test_card_uses_every_block() -> None:
    assert sorted(re.findall(r"^<!-- stats:(\S+) -->$", CARD, flags=re.MULTILINE)) == sorted(BLOCKS)


def test_card_has_the_headings_of_the_template_in_order() -> None:
    assert re.findall(r"^#{2,4} .*$", CARD, flags=re.MULTILINE) == HEADINGS


def test_front_matter_is_yaml_with_what_the_hub_asks_for() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML, which comes with datasets, is not installed")
    front = yaml.safe_load(CARD.split("---\n")[1])
    assert (front["license"], front["language"]) == ("cc-by-4.0", ["id"])
    (*_, (_, _, sentences, *_)) = table("overview")
    assert 10_000 < int(sentences) < 100_000
    assert front["size_categories"] == ["10K<n<100K"]


def test_counts_of_levels_add_up_to_those_of_the_parts() -> None:
    for block, row in (("levels", 0), ("news-levels", 1)):
        assert sum(int(cells[3]) for cells in table(block)) == int(table("overview")[row][2])


def test_authored_counts_were_made_from_the_text() -> None:
    sentences = [s for p in CORPUS.passages for s in p.sentences]
    speculative = sum(s.level in ("2", "3") for s in sentences)
    cells = table("overview")[0]
    assert cells[1:3] == [str(len(CORPUS.passages)), str(len(sentences))]
    assert cells[8] == f"{100 * speculative / len(sentences):.1f} %"


def test_news_counts_were_made_from_the_labels() -> None:
    lines = seed_path("news.standoff.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    data = [s for record in records for s in record["sentences"] if not s.get("broken")]
    cells = table("overview")[1]
    assert cells[1:3] == [str(len(records)), str(len(data))]
    assert cells[3:8] == [str(sum(s["level"] == level for s in data)) for level in "N0123"]


def test_example_is_a_record_of_the_corpus() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", CARD, flags=re.DOTALL)
    lines = seed_path("authored.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(block) in [json.loads(line) for line in lines]


def test_example_label_is_one_of_the_news() -> None:
    (block,) = re.findall(r"```text\n(.*?)\n```", CARD, flags=re.DOTALL)
    assert block in seed_path("news.standoff.jsonl").read_text(encoding="utf-8")


def test_passages_are_of_the_length_the_card_gives() -> None:
    sizes = [len(passage.sentences) for passage in CORPUS.passages if passage.kind == "passage"]
    assert "three to seven in the authored part" in PROSE
    assert (min(sizes), max(sizes)) == (3, 7)


def test_no_authored_passage_has_a_sentence_before_it_as_the_card_says() -> None:
    assert "in the authored part `before` always is" in PROSE
    assert not any(passage.before for passage in CORPUS.passages)


def test_dev_split_has_the_one_article_the_card_names() -> None:
    (article,) = [p for p in CORPUS.split("dev") if p.kind == "article"]
    assert article.genre == "market"


def test_deleted_news_is_all_in_train_as_the_card_says() -> None:
    assert "Only 7 sentences of the news are about something deleted, all in train" in PROSE
    assert {cells[0]: cells[-1] for cells in table("news-splits")} == {
        "train": "7",
        "dev": "0",
        "all": "7",
    }


def test_most_training_labels_of_the_news_were_read_once_as_the_card_says() -> None:
    assert "Most of the training labels of the news were read once" in PROSE
    train = [s for p in DATA.news if p.split == "train" for s in p.sentences if not s.broken]
    assert sum(s.readings == 1 for s in train) > len(train) / 2


def test_the_news_dev_split_was_read_twice_as_the_card_says() -> None:
    assert "The whole dev split" in PROSE
    dev = [s for p in DATA.news if p.split == "dev" for s in p.sentences if not s.broken]
    assert min(s.readings for s in dev) == 2


def test_authored_part_has_the_cut_word_the_card_counts() -> None:
    from rumor.experiments.corpus import find_faults

    pytest.importorskip("datasketch", reason="datasketch is not installed")
    found = [finding.kind for finding in find_faults([CORPUS.path])]
    assert "and 1 of the authored part" in PROSE
    assert found == ["mid-word"]


def test_card_counts_the_rules_of_the_guidelines() -> None:
    text = seed_path("GUIDELINES.md").read_text(encoding="utf-8")
    rules = re.findall(r"^\d+\. ", text, flags=re.MULTILINE)
    assert f"{len(rules)} rules for hard cases" in CARD
