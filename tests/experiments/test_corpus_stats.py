"""The figures of corpora, and the command that prints them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rumor.cli import main
from rumor.errors import InputError
from rumor.experiments.corpus import describe, load_corpora, load_corpus
from rumor.experiments.corpus.card import BLOCKS, Data, regenerate

FLAT = {"text": "Warga Dusun Kelambu menanam pisang.", "level": "0"}
HEDGED = {"text": "Mungkin panennya lebat.", "level": "2", "cues": [[0, 7]], "readings": 2}
RUMOUR = {
    "text": "Konon, kata Pak Jarwo, kiriman itu mungkin sudah dihapus.",
    "level": "3",
    "cues": [[0, 5], [35, 42]],
    "sources": [[12, 21]],
    "deleted": True,
}
BARE = {"text": "Begitu pula ladang sebelahnya.", "level": "3"}
BROKEN = {"text": "Mungkin Warga Du", "level": "2", "cues": [[0, 7]], "broken": True}


def record(name: str, *sentences: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = {"id": name, "kind": "passage", "genre": "tani", "title": "", "before": ""}
    return {**plain, "split": "train", "sentences": list(sentences), **changes}


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in records), encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(
        tmp_path / "kebun.jsonl",
        record("k-1", FLAT, HEDGED, RUMOUR, BROKEN),
        record("k-2", BARE, split="dev", genre="pasar", stratum="cue"),
    )


@pytest.fixture
def figures(path: Path) -> dict[str, Any]:
    return describe(load_corpora([path]))["corpora"][0]


def test_counts_passages_sentences_and_words(figures: dict[str, Any]) -> None:
    assert (figures["passages"], figures["sentences"], figures["words"]) == (2, 4, 21)


def test_broken_sentences_are_counted_apart_only(figures: dict[str, Any]) -> None:
    assert (figures["broken"], figures["cue_spans"]) == (1, 3)


def test_counts_levels_by_name(figures: dict[str, Any]) -> None:
    expected = {"none": 0, "stated": 1, "attributed": 0, "hedged": 1, "rumoured": 2}
    assert figures["levels"] == expected


def test_gives_the_speculative_share(figures: dict[str, Any]) -> None:
    assert (figures["speculative"], figures["speculative_share"]) == (3, 0.75)


def test_counts_deleted_reread_and_sources(figures: dict[str, Any]) -> None:
    assert (figures["deleted"], figures["reread"]) == (1, 1)
    assert (figures["source_spans"], figures["with_source"]) == (1, 1)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("kind", {"passage": 4}),
        ("split", {"dev": 1, "train": 3}),
        ("genre", {"pasar": 1, "tani": 3}),
        ("stratum", {"cue": 1}),
    ],
)
def test_counts_again_for_each_value(
    figures: dict[str, Any], key: str, expected: dict[str, int]
) -> None:
    counted = figures["by"][key]
    assert {value: counts["sentences"] for value, counts in counted.items()} == expected


def test_lists_cue_wordings_of_each_level_in_lower_case(figures: dict[str, Any]) -> None:
    cues = figures["cues"]
    assert cues["hedged"] == {"spans": 1, "wordings": 1, "top": [["mungkin", 1]]}
    assert cues["rumoured"]["top"] == [["konon", 1], ["mungkin", 1]]
    assert cues["all"] == {"spans": 3, "wordings": 2, "top": [["mungkin", 2], ["konon", 1]]}


def test_cues_a_speculative_sentence_and_those_without(figures: dict[str, Any]) -> None:
    assert (figures["cues"]["mean"], figures["cues"]["without"]) == (1.0, 1)


def test_top_limits_the_wordings_but_not_their_number(path: Path) -> None:
    cues = describe(load_corpora([path]), top=1)["all"]["cues"]["rumoured"]
    assert (len(cues["top"]), cues["wordings"]) == (1, 2)


def test_a_corpus_without_speculation_has_no_mean(tmp_path: Path) -> None:
    path = write(tmp_path / "datar.jsonl", record("d-1", FLAT))
    assert describe(load_corpora([path]))["all"]["cues"]["mean"] == 0.0


def test_command_prints_the_same_as_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "stats", str(path), "--format", "json", "--top", "10"]) == 0
    assert json.loads(capsys.readouterr().out) == describe([load_corpus(path)])


def test_command_prints_aligned_tables(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "stats", str(path)]) == 0
    out = capsys.readouterr().out
    assert "split  passages  sentences" in out
    assert "train         1          3" in out
    assert "rumoured: 2 spans, 2 wordings: konon 1, mungkin 1" in out


def test_table_says_how_many_rows_it_leaves_out(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "stats", str(path), "--top", "1"]) == 0
    assert "and 1 more; --top 2 shows all" in capsys.readouterr().out


def test_several_corpora_are_summed(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write(tmp_path / "datar.jsonl", record("d-1", FLAT))
    assert main(["corpus", "stats", str(path), str(other)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.split()[:3] == ["all", "3", "5"]


def test_missing_corpus_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "stats", str(tmp_path / "tiada.jsonl")]) == 2
    assert "tiada.jsonl: no such file" in capsys.readouterr().err


@pytest.fixture
def card(tmp_path: Path) -> Path:
    write(tmp_path / "authored.jsonl", record("k-1", FLAT, HEDGED))
    card = tmp_path / "README.md"
    card.write_text("# Kartu\n\n<!-- stats:splits -->\nusang\n<!-- end -->\n\nAkhir.\n")
    return card


def test_card_block_is_written_anew_and_the_rest_kept(card: Path) -> None:
    assert main(["corpus", "stats", "--card", str(card)]) == 0
    text = card.read_text(encoding="utf-8")
    assert text.startswith("# Kartu\n\n<!-- stats:splits -->\n| split | passages |")
    assert "| train | 1 | 2 | 0 | 1 | 0 | 1 | 0 | 50.0 % | 0 |" in text
    assert "usang" not in text
    assert text.endswith("<!-- end -->\n\nAkhir.\n")


def test_writing_a_card_twice_changes_nothing(
    card: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["corpus", "stats", "--card", str(card)])
    first = card.read_bytes()
    main(["corpus", "stats", "--card", str(card)])
    assert card.read_bytes() == first
    assert capsys.readouterr().err.endswith("up to date\n")


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("<!-- stats:cuaca -->\n<!-- end -->\n", "kartu:1: no such block: cuaca; use one of"),
        ("<!-- stats:splits -->\n", "kartu: block splits has no end; close it with"),
        (
            "<!-- stats:splits -->\n<!-- stats:kinds -->\n<!-- end -->\n",
            "kartu:2: in block splits, no end before this: kinds; close it with",
        ),
    ],
    ids=["unknown", "unclosed", "nested"],
)
def test_a_faulty_card_is_named_with_line_and_remedy(
    tmp_path: Path, card: str, reason: str
) -> None:
    write(tmp_path / "authored.jsonl", record("k-1", FLAT))
    with pytest.raises(InputError) as caught:
        regenerate(card, Data(tmp_path), "kartu")
    assert str(caught.value).startswith(reason)


def test_a_missing_card_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "stats", "--card", str(tmp_path / "tiada.md")]) == 2
    assert capsys.readouterr().err.endswith(
        "no such file or directory; give the path of a data card\n"
    )


def test_news_blocks_count_labels_without_text(tmp_path: Path) -> None:
    place = {"row": 0, "start": 0, "end": 9, "sha256": "0123456789abcdef", "level": "3"}
    news = {"id": "n-1", "source": "aa", "stratum": "active", "split": "dev", "sentences": [place]}
    write(tmp_path / "news.standoff.jsonl", news)
    source = {"aa": {"repository": "https://github.com/contoh/berita"}}
    (tmp_path / "sources.json").write_text(json.dumps(source))
    data = Data(tmp_path)
    assert "| active | 1 | 1 | 0 | 0 | 0 | 0 | 1 | 100.0 % | 0 |" in BLOCKS["news-strata"](data)
    assert "| `active`, `positive` | 1 | 1 |" in BLOCKS["news-dev"](data)
    assert "| [contoh/berita](https://github.com/contoh/berita) | 1 | 1 | 1 |" in BLOCKS[
        "news-sources"
    ](data)
