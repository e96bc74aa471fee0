from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from rumor.cli import main
from rumor.errors import InputError, RumorError
from rumor.experiments.corpus import load_corpus
from rumor.experiments.model_card import (
    ablate,
    describe,
    examine,
    regenerate,
    require_corpora,
)
from rumor.experiments.train import Trained
from rumor.features.extract import FAMILIES
from rumor.portable import read_model, write_model
from rumor.scorer import SHIPPED

CARD = Path(str(files("rumor.model") / "README.md")).read_text(encoding="utf-8")
HEADER = "# Card\n\nBy hand.\n\n"


def block(name: str, text: str) -> str:
    return f"<!-- card:{name} -->\n{text}\n<!-- end -->\n"


def test_card_is_that_of_the_shipped_model() -> None:
    with as_file(files("rumor.model") / SHIPPED) as path:
        said = describe(path, read_model(path))
    stale = [name for name, text in said.items() if block(name, text) not in CARD]
    assert not stale, "the model was trained again: run `rumor corpus fetch`, `rumor model card`"


def test_card_has_no_empty_block() -> None:
    names = re.findall(r"^<!-- card:(\S+) -->$", CARD, flags=re.MULTILINE)
    assert len(names) == len(set(names)) == 9
    assert not re.findall(r"^<!-- card:\S+ -->\n<!-- end -->$", CARD, flags=re.MULTILINE)


def test_card_ablates_every_family() -> None:
    rows = CARD[CARD.index("<!-- card:ablation -->") :].split("<!-- end -->")[0]
    missing = [name for name in (*FAMILIES, "words") if f"| {name} |" not in rows]
    assert not missing, "a family is new: run `rumor model card` without --no-ablation"


def test_card_describes_twenty_errors() -> None:
    assert re.findall(r"^(\d+)\. ", CARD, flags=re.MULTILINE) == [str(n) for n in range(1, 21)]


def test_only_the_named_blocks_are_written_anew() -> None:
    card = HEADER + block("a", "old") + "Between.\n" + block("b", "old")
    assert regenerate(card, {"a": "new\nlines"}) == (
        HEADER + block("a", "new\nlines") + "Between.\n" + block("b", "old")
    )


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("<!-- card:a -->\n", "card: block a has no end"),
        ("<!-- card:a -->\n<!-- card:b -->\n<!-- end -->\n", "card:2: in block a"),
        ("Nothing.\n", "card: no block a"),
    ],
)
def test_a_card_with_broken_markers_is_refused(card: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        regenerate(card, {"a": "new"})


def test_a_corpus_other_than_that_of_the_training_is_refused(trained: Trained) -> None:
    with pytest.raises(RumorError, match=r"corpus small: .* not on this machine"):
        require_corpora(trained.model, [])
    require_corpora(trained.model, trained.corpora)


def test_errors_add_up_to_those_of_the_evaluation(trained: Trained) -> None:
    blocks = examine(trained.model, trained.corpora, resamples=5)
    (evaluation,) = trained.evaluations
    wrong = int((evaluation.judged.gold != evaluation.judged.flagged).sum())
    (total,) = re.findall(r"^\| all \|.* (\d+) \|$", blocks["errors"], flags=re.MULTILINE)
    assert int(total) == wrong
    assert f"| {len(evaluation.scored)} |" in blocks["errors"]


def test_levels_have_recall_and_precision(trained: Trained) -> None:
    levels = examine(trained.model, trained.corpora, resamples=5)["levels"]
    assert len(levels.splitlines()) == 2 + 5
    assert re.search(r"\| `2` hedged \| \d+ \| \d+ \| [01]\.\d+ \[", levels)


@pytest.mark.slow
def test_ablation_has_a_row_a_family(small_corpus: Path) -> None:
    rows = ablate([load_corpus(small_corpus)], resamples=5)["ablation"].splitlines()[2:]
    assert [row.split(" | ")[0].lstrip("| ") for row in rows] == [*FAMILIES, "words"]


def test_command_refuses_a_card_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "card", "--output", str(tmp_path / "none.md")]) == 2
    assert "give the path of a model card" in capsys.readouterr().err


def test_command_needs_the_corpora_of_the_training(
    tmp_path: Path, trained: Trained, capsys: pytest.CaptureFixture[str]
) -> None:
    card, model = tmp_path / "card.md", tmp_path / "model.json"
    card.write_text(CARD, encoding="utf-8")
    write_model(trained.model, model)
    assert main(["model", "card", "--output", str(card), "--model", str(model)]) == 2
    assert "run `rumor corpus fetch`" in capsys.readouterr().err
