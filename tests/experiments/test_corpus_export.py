"""Corpora in the formats of other programs: what is written reads back the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rumor.cli import main
from rumor.experiments.corpus import (
    LEVEL_NAMES,
    Corpus,
    load_corpus,
    seed_path,
    to_conll,
    to_csv,
    to_folder,
)

FLAT = {"text": "Kapal Sinar Lontar sandar di Teluk Kelambu.", "level": "0", "sources": [[0, 18]]}
RUMOUR = {
    "text": "“Konon, katanya, ia pergi,” tulis akun @rakitbambu.",
    "level": "3",
    "cues": [[1, 6], [8, 15]],
    "sources": [[34, 50]],
    "deleted": True,
    "readings": 2,
}
BROKEN = {"text": "Mungkin Kapal Si", "level": "2", "cues": [[0, 7]], "broken": True}
CUT = {"text": "Dugaannya, Wibisana lupa.", "level": "2", "cues": [[0, 6]]}
NESTED = {"text": "Boleh jadi mungkin lupa.", "level": "2", "cues": [[0, 18], [11, 18]]}


def record(name: str, *sentences: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = {"id": name, "kind": "passage", "genre": "laut", "title": "", "before": ""}
    return {**plain, "split": "train", "sentences": list(sentences), **changes}


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in records), encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(
        tmp_path / "pesisir.jsonl",
        record("p-1", FLAT, RUMOUR, BROKEN, title='Kabar "Lontar", pagi ini', before="Sepi."),
        record("p-2", FLAT | {"text": "Kapal Sinar Lontar pulang."}, split="dev"),
    )


@pytest.fixture(scope="module")
def authored() -> Corpus:
    return load_corpus(seed_path("authored.jsonl"))


def export(form: str, output: Path, *arguments: str | Path) -> int:
    return main(["corpus", "export", "--to", form, "--output", str(output), *map(str, arguments)])


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(keepends=True)))


def conll_sentences(text: str) -> Iterator[dict[str, Any]]:
    """Read the sentences of a CoNLL-U Plus text, each with the spans its tags give."""
    for block in text.strip().split("\n\n"):
        lines = block.splitlines()
        comments = dict(
            line[2:].split(" = ", 1) for line in lines if line[0] == "#" and " = " in line
        )
        tokens = [line.split("\t") for line in lines if line[0] != "#"]
        spans = [spans_of(tokens, column) for column in (4, 5)]
        yield {**comments, "tokens": tokens, "cues": spans[0], "sources": spans[1]}


def spans_of(tokens: list[list[str]], column: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for token in tokens:
        if token[column] == "B":
            spans.append((int(token[2]), int(token[3])))
        elif token[column] == "I":
            spans[-1] = (spans[-1][0], int(token[3]))
    return spans


def test_csv_gives_back_every_level_and_span(authored: Corpus) -> None:
    rows = iter(csv_rows(to_csv([authored])))
    for passage in authored.passages:
        for index, sentence in enumerate(passage.sentences):
            row = next(rows)
            assert (row["id"], row["index"], row["text"]) == (passage.id, str(index), sentence.text)
            assert row["level"] == LEVEL_NAMES[sentence.level]
            assert row["deleted"] == str(sentence.deleted).lower()
            for key in ("cues", "sources"):
                assert tuple(map(tuple, json.loads(row[key]))) == getattr(sentence, key)
    assert next(rows, None) is None


def test_csv_tells_all_of_a_sentence(path: Path) -> None:
    row = csv_rows(to_csv([load_corpus(path)]))[1]
    assert row == {
        "corpus": "pesisir",
        "id": "p-1",
        "index": "1",
        "kind": "passage",
        "genre": "laut",
        "stratum": "",
        "split": "train",
        "title": 'Kabar "Lontar", pagi ini',
        "before": FLAT["text"],
        "text": RUMOUR["text"],
        "level": "rumoured",
        "speculative": "true",
        "deleted": "true",
        "broken": "false",
        "readings": "2",
        "cues": "[[1, 6], [8, 15]]",
        "sources": "[[34, 50]]",
    }


def test_first_sentence_has_what_stands_before_the_passage(path: Path) -> None:
    assert [row["before"] for row in csv_rows(to_csv([load_corpus(path)]))][::3] == ["Sepi.", ""]


def test_sentences_of_a_contrast_set_have_no_context(tmp_path: Path) -> None:
    texts = ["Lupa?", "Ia lupa.", "Ia lupa, kata Jarwo.", "Ia mungkin lupa.", "Konon ia lupa."]
    sentences = [{"text": t, "level": level} for t, level in zip(texts, "N0123", strict=True)]
    path = write(tmp_path / "k.jsonl", record("k", *sentences, kind="contrast"))
    assert {row["before"] for row in csv_rows(to_csv([load_corpus(path)]))} == {""}


def test_conll_gives_back_every_level_and_span_but_the_widened(authored: Corpus) -> None:
    written = to_conll([authored])
    sentences = conll_sentences(written.text)
    changed = 0
    for passage in authored.passages:
        for index, sentence in enumerate(passage.sentences):
            read = next(sentences)
            assert read["sent_id"] == f"{passage.id}:{index}"
            assert (read["text"], read["level"]) == (sentence.text, LEVEL_NAMES[sentence.level])
            assert (read.get("deleted") == "true") == sentence.deleted
            for key in ("cues", "sources"):
                changed += len(set(getattr(sentence, key)) ^ set(read[key])) > 0
    assert next(sentences, None) is None
    assert changed <= written.widened + written.nested <= 1


def test_conll_tokens_lie_where_they_say(path: Path) -> None:
    for sentence in conll_sentences(to_conll([load_corpus(path)]).text):
        for number, (place, form, start, end, *_) in enumerate(sentence["tokens"], start=1):
            assert int(place) == number
            assert sentence["text"][int(start) : int(end)] == form


def test_conll_tags_spans_side_by_side_apart(path: Path) -> None:
    first, second, *_ = conll_sentences(to_conll([load_corpus(path)]).text)
    assert (first["cues"], first["sources"]) == ([], [(0, 18)])
    assert (second["cues"], second["sources"]) == ([(1, 6), (8, 15)], [(34, 50)])


def test_conll_names_its_columns_first(path: Path) -> None:
    first = to_conll([load_corpus(path)]).text.splitlines()[0]
    assert first.split(" = ")[1].split()[:2] == ["ID", "FORM"]


def test_conll_tells_of_the_passage_once(path: Path) -> None:
    lines = to_conll([load_corpus(path)]).text.splitlines()
    assert [line for line in lines if line.startswith("# newdoc")] == [
        "# newdoc id = p-1",
        "# newdoc id = p-2",
    ]
    assert lines.count('# title = Kabar "Lontar", pagi ini') == 1


def test_conll_widens_a_span_that_cuts_a_token_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "k.jsonl", record("k", CUT))
    assert export("conll", tmp_path / "k.conllup", path) == 0
    (read,) = conll_sentences((tmp_path / "k.conllup").read_text(encoding="utf-8"))
    assert read["cues"] == [(0, 9)]
    assert "widened spans that cut a token: 1" in capsys.readouterr().err


def test_conll_keeps_the_outer_of_nested_spans_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "k.jsonl", record("k", NESTED))
    assert export("conll", tmp_path / "k.conllup", path) == 0
    (read,) = conll_sentences((tmp_path / "k.conllup").read_text(encoding="utf-8"))
    assert read["cues"] == [(0, 18)]
    assert "left out spans inside another, which tags cannot tell: 1" in capsys.readouterr().err


def test_folder_has_a_card_and_a_file_a_split_without_broken_sentences(path: Path) -> None:
    files = to_folder([load_corpus(path)])
    assert sorted(files) == ["README.md", "data/dev.jsonl", "data/train.jsonl"]
    rows = [json.loads(line) for line in files["data/train.jsonl"].splitlines()]
    assert [(row["id"], row["index"]) for row in rows] == [("p-1", 0), ("p-1", 1)]
    assert rows[1]["cues"][1] == {"start": 8, "end": 15, "text": "katanya"}


def test_folder_without_dev_sentences_has_no_dev_split(tmp_path: Path) -> None:
    files = to_folder([load_corpus(write(tmp_path / "k.jsonl", record("k", FLAT)))])
    assert "data/dev.jsonl" not in files
    assert "split: dev" not in files["README.md"]


def test_card_of_the_folder_has_front_matter(path: Path) -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML, which comes with datasets, is not installed")
    front = yaml.safe_load(to_folder([load_corpus(path)])["README.md"].split("---\n")[1])
    assert (front["license"], front["language"]) == ("cc-by-4.0", ["id"])
    assert front["size_categories"] == ["n<1K"]
    assert front["task_categories"] == ["text-classification", "token-classification"]


@pytest.mark.slow
def test_folder_loads_with_datasets_offline(
    authored: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    datasets = pytest.importorskip("datasets", reason="the package datasets is not installed")
    folder = tmp_path / "hf"
    assert export("hf", folder, authored.path) == 0
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    expected = {
        split: [s for p in authored.split(split) for s in p.sentences] for split in ("train", "dev")
    }
    assert {split: len(rows) for split, rows in loaded.items()} == {
        split: len(sentences) for split, sentences in expected.items()
    }
    levels = loaded["dev"].features["level"]
    for row, sentence in zip(loaded["dev"], expected["dev"], strict=True):
        assert (row["text"], row["deleted"]) == (sentence.text, sentence.deleted)
        assert levels.int2str(row["level"]) == LEVEL_NAMES[sentence.level]
        for key in ("cues", "sources"):
            spans = tuple((span["start"], span["end"]) for span in row[key])
            assert spans == getattr(sentence, key)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write(tmp_path / "berita.jsonl", record("b-1", RUMOUR, stratum="cue"))


@pytest.mark.parametrize("form", ["hf", "csv", "conll"])
def test_news_is_refused(
    news: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(form, tmp_path / "keluar", news) == 2
    err = capsys.readouterr().err
    assert "belongs to the outlets and must not be published" in err
    assert "--include-news" in err
    assert not (tmp_path / "keluar").exists()


def test_news_is_written_when_asked_for_with_a_warning(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export("hf", tmp_path / "keluar", news, "--include-news") == 0
    assert "do not publish it" in capsys.readouterr().err
    card = (tmp_path / "keluar" / "README.md").read_text(encoding="utf-8")
    assert "license: other" in card
    assert "never publish it" in card


def test_news_is_never_written_into_a_checkout(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "rumor"\n')
    assert export("csv", tmp_path / "keluar.csv", news, "--include-news") == 2
    assert "give a folder outside of it" in capsys.readouterr().err


def test_without_paths_the_rebuilt_news_is_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUMOR_DATA", str(tmp_path))
    news = write(tmp_path / "news.jsonl", record("b-1", RUMOUR, stratum="cue"))
    assert export("csv", tmp_path / "keluar.csv") == 0
    rows = csv_rows((tmp_path / "keluar.csv").read_text(encoding="utf-8"))
    assert {row["corpus"] for row in rows} == {"authored"}
    assert f"{news}: news, left out" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["csv", "hf"])
def test_existing_output_is_refused(
    path: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "keluar"
    assert export(form, output, path) == 0
    assert export(form, output, path) == 2
    assert "exists already; give another name, or replace it with --force" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("form", ["csv", "conll", "hf"])
def test_force_replaces_an_earlier_export(path: Path, tmp_path: Path, form: str) -> None:
    output = tmp_path / "keluar"
    assert export(form, output, path) == 0
    write(path, record("q", FLAT))
    assert export(form, output, path, "--force") == 0
    files = [output] if output.is_file() else [f for f in output.rglob("*") if f.is_file()]
    assert not any("p-1" in file.read_text(encoding="utf-8") for file in files)
    assert len(files) == (2 if form == "hf" else 1)  # no dev split any more


def test_force_never_removes_other_files(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "dokumen"
    output.mkdir()
    (output / "catatan.txt").write_text("penting")
    assert export("hf", output, path, "--force") == 2
    assert "holds catatan.txt, which is not ours" in capsys.readouterr().err
    assert (output / "catatan.txt").read_text() == "penting"


@pytest.mark.parametrize(("form", "reason"), [("csv", "is a folder"), ("hf", "is not a folder")])
def test_force_does_not_turn_a_file_into_a_folder_nor_back(
    path: Path, tmp_path: Path, form: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "keluar"
    if form == "csv":
        output.mkdir()
    else:
        output.write_text("")
    assert export(form, output, path, "--force") == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("form", ["csv", "hf"])
def test_a_failed_write_leaves_nothing_behind(
    path: Path,
    tmp_path: Path,
    form: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "tujuan"
    target.mkdir()

    def fail(self: Path, other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    assert export(form, target / "keluar", path) == 2
    assert "no space left on device; write somewhere else or make room" in capsys.readouterr().err
    assert list(target.iterdir()) == []


def test_a_missing_folder_is_named(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export("csv", tmp_path / "tiada" / "keluar.csv", path) == 2
    assert "its folder does not exist; make it first" in capsys.readouterr().err
