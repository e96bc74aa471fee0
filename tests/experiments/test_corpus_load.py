"""Corpus files: what loads, and what is said of what does not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from rumor.errors import CorpusError
from rumor.experiments.corpus import load_corpora, load_corpus, shared_texts
from rumor.experiments.corpus.load import MAX_LISTED

TEXT = "Pasar Wanasari kabarnya dipindah pekan depan."  # 45 characters; 15-23 is "kabarnya"


def sentence(text: str = TEXT, level: str = "3", **more: Any) -> dict[str, Any]:
    return {"text": text, "level": level, **more}


def record(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": "x-1",
        "kind": "passage",
        "genre": "market",
        "title": "Pasar Wanasari",
        "before": "",
        "split": "train",
        "sentences": [sentence(cues=[[15, 23]])],
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not ...}


def write(path: Path, *records: object) -> Path:
    lines = [line if isinstance(line, str) else json.dumps(line) for line in records]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def problems(*paths: Path) -> tuple[str, ...]:
    with pytest.raises(CorpusError) as caught:
        load_corpora(paths)
    return tuple(caught.value.problems)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "uji.jsonl"


def test_reads_every_field_of_a_record(path: Path) -> None:
    full = sentence(cues=[[15, 23]], sources=[[0, 14]], deleted=True, broken=False, readings=2)
    write(path, record(before="Tadi sepi.", stratum="cue", sentences=[full]))
    (passage,) = load_corpus(path).passages
    assert (passage.id, passage.kind, passage.genre) == ("x-1", "passage", "market")
    assert (passage.title, passage.before) == ("Pasar Wanasari", "Tadi sepi.")
    assert (passage.split, passage.stratum, passage.sampled) == ("train", "cue", True)
    (read,) = passage.sentences
    assert (read.text, read.level, read.speculative) == (TEXT, "3", True)
    assert (read.cues, read.sources) == (((15, 23),), ((0, 14),))
    assert (read.deleted, read.broken, read.readings) == (True, False, 2)


def test_leaves_what_is_not_given_at_its_default(path: Path) -> None:
    write(path, record(sentences=[sentence("Pasar Wanasari buka.", "0")]))
    (passage,) = load_corpus(path).passages
    (read,) = passage.sentences
    assert (passage.stratum, passage.sampled) == ("", False)
    assert (read.cues, read.sources, read.speculative) == ((), (), False)
    assert (read.deleted, read.broken, read.readings) == (False, False, 1)


def test_corpus_knows_its_name_path_and_digest(path: Path) -> None:
    corpus = load_corpus(str(write(path, record())))
    assert (corpus.name, corpus.path) == ("uji", path)
    assert corpus.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_split_gives_only_its_passages(path: Path) -> None:
    other = record(id="x-2", split="dev", sentences=[sentence("Toko tutup.", "0")])
    corpus = load_corpus(write(path, record(), other))
    assert [passage.id for passage in corpus.split("dev")] == ["x-2"]


def test_split_refuses_a_misspelt_name(path: Path) -> None:
    corpus = load_corpus(write(path, record()))
    with pytest.raises(ValueError, match="no split 'tset'; use one of train, dev"):
        corpus.split("tset")  # type: ignore[arg-type]


def test_skips_blank_lines_but_counts_them(path: Path) -> None:
    write(path, "", record(), "  ", record(split="test"))
    assert problems(path) == (f"{path}:4: split is 'test'; use one of train, dev",)


def test_accepts_windows_line_ends_and_a_byte_order_mark(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(record()).encode() + b"\r\n")
    assert len(load_corpus(path).passages) == 1


def test_accepts_a_cue_inside_a_longer_one(path: Path) -> None:
    write(path, record(sentences=[sentence(cues=[[15, 32], [15, 23]])]))
    assert load_corpus(path).passages[0].sentences[0].cues == ((15, 23), (15, 32))


def test_accepts_a_speculative_sentence_without_cues(path: Path) -> None:
    write(path, record(sentences=[sentence()]))
    assert load_corpus(path).passages[0].sentences[0].speculative


SENTENCES = {
    "missing level": (
        {"text": TEXT},
        "sentences[0].level is missing; add it, a string",
    ),
    "unknown key": (
        sentence(cue=[]),
        "sentences[0].cue is not a known key; known are text, level, cues, sources, deleted, "
        "broken, readings",
    ),
    "unknown level": (
        sentence(level="4"),
        "sentences[0].level is '4'; use one of N, 0, 1, 2, 3",
    ),
    "number for level": (
        sentence(level=3),  # type: ignore[arg-type]
        "sentences[0].level is the number 3; it has to be a string",
    ),
    "no object": (
        TEXT,
        "sentences[0] is a string; write an object with text and level",
    ),
    "empty text": (
        sentence(" "),
        "sentences[0].text is empty; remove the sentence or write it",
    ),
    "stray whitespace": (
        sentence("Kabarnya  pindah."),
        "sentences[0].text has stray whitespace; single spaces only, none at the ends",
    ),
    "half a character": (
        sentence("Kabarnya \ud83d pindah."),
        "sentences[0].text holds half a surrogate pair; write the whole character",
    ),
    "cues of a stated claim": (
        sentence(level="0", cues=[[15, 23]]),
        "sentences[0] has cues at level 0; cues belong to levels 2 and 3 only",
    ),
    "span past the end": (
        sentence(cues=[[15, 46]]),
        "sentences[0].cues[0] is [15, 46] in a text of 45 characters; "
        "it needs 0 <= start < end <= length",
    ),
    "span before the start": (
        sentence(sources=[[-1, 5]]),
        "sentences[0].sources[0] is [-1, 5] in a text of 45 characters; "
        "it needs 0 <= start < end <= length",
    ),
    "empty span": (
        sentence(cues=[[15, 15]]),
        "sentences[0].cues[0] is [15, 15] in a text of 45 characters; "
        "it needs 0 <= start < end <= length",
    ),
    "span of three": (
        sentence(cues=[[1, 2, 3]]),
        "sentences[0].cues[0] is [1, 2, 3]; a span is [start, end], whole numbers",
    ),
    "span of truth values": (
        sentence(cues=[[False, True]]),
        "sentences[0].cues[0] is [False, True]; a span is [start, end], whole numbers",
    ),
    "words for spans": (
        sentence(cues=["kabarnya"]),
        "sentences[0].cues[0] is a string; a span is [start, end], whole numbers",
    ),
    "span with a space": (
        sentence(cues=[[14, 23]]),
        "sentences[0].cues[0] begins or ends with a space; leave the space out",
    ),
    "crossing spans": (
        sentence(cues=[[15, 32], [24, 38]]),
        "sentences[0].cues holds [15, 32] and [24, 38], which cross; merge them",
    ),
    "span twice": (
        sentence(sources=[[0, 5], [0, 5]]),
        "sentences[0].sources holds [0, 5] twice; keep one",
    ),
    "number for a flag": (
        sentence(deleted=1),
        "sentences[0].deleted is the number 1; it has to be true or false",
    ),
    "flag for a number": (
        sentence(readings=True),
        "sentences[0].readings is true; it has to be a whole number",
    ),
    "no reading": (
        sentence(readings=0),
        "sentences[0].readings is 0; count the annotators, 1 or more",
    ),
}


@pytest.mark.parametrize(("item", "reason"), SENTENCES.values(), ids=SENTENCES.keys())
def test_tells_what_is_wrong_with_a_sentence(path: Path, item: object, reason: str) -> None:
    write(path, record(sentences=[sentence("Toko buka.", "0")]), record(id="x-2", sentences=[item]))
    assert problems(path) == (f"{path}:2: {reason}",)


RECORDS = {
    "missing key": (record(genre=...), "genre is missing; add it, a string"),
    "unknown key": (
        record(judul="x"),
        "judul is not a known key; known are id, kind, genre, title, before, split, sentences, "
        "stratum",
    ),
    "null": (record(title=None), "title is null; it has to be a string"),
    "empty id": (record(id=""), "id is empty; give the passage one"),
    "kind": (record(kind="poem"), "kind is 'poem'; use one of passage, contrast, article"),
    "split": (record(split="Dev"), "split is 'Dev'; use one of train, dev"),
    "no sentences": (
        record(sentences=[]),
        "sentences is empty; a passage has at least one",
    ),
    "sentences no list": (
        record(sentences={}),
        "sentences is an object; it has to be a list",
    ),
    "contrast of one": (
        record(kind="contrast"),
        "a contrast set has five sentences, this has 1; write one a level",
    ),
    "no object": ([], "a record is an object, not []; write one passage a line"),
    "bad JSON": (
        '{"id": "x-1" "kind"}',
        "not JSON at column 14: expecting ',' delimiter; write one object a line",
    ),
    "two records": (
        "{} {}",
        "not JSON at column 4: extra data; write one object a line",
    ),
    "key twice": ('{"id": "x-1", "id": "x-2"}', "not a record: key id is given twice; correct it"),
    "nested": ("[" * 200_000, "nested too deeply; write one object a line"),
}


@pytest.mark.parametrize(("line", "reason"), RECORDS.values(), ids=RECORDS.keys())
def test_tells_what_is_wrong_with_a_record(path: Path, line: object, reason: str) -> None:
    write(path, record(id="x-0", sentences=[sentence("Toko buka.", "0")]), line)
    assert problems(path) == (f"{path}:2: {reason}",)


def test_tells_the_byte_that_is_not_utf8(path: Path) -> None:
    path.write_bytes(b'{"id": "caf\xe9"}\n')
    assert problems(path) == (f"{path}:1: byte 12 is not UTF-8; save the file as UTF-8",)


def test_tells_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", record(split="tes", kind="esai"), "{")
    second = write(tmp_path / "b.jsonl", record(sentences=[]))
    assert [line.split(": ")[0] for line in problems(first, second)] == [
        f"{first}:1",
        f"{first}:1",
        f"{first}:2",
        f"{second}:1",
    ]


def test_counts_the_problems_past_the_cap(path: Path) -> None:
    write(path, *["{"] * (MAX_LISTED + 7))
    with pytest.raises(CorpusError, match=r"^57 problems in the corpus:") as caught:
        load_corpus(path)
    assert len(caught.value.problems) == MAX_LISTED
    assert str(caught.value).endswith("\nand 7 more")


def test_refuses_an_id_twice_in_a_file(path: Path) -> None:
    write(path, record(), record())
    assert problems(path) == (
        f"{path}:2: id 'x-1' is that of {path}:1 too; give each passage its own",
    )


def test_refuses_an_id_of_another_corpus(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", record())
    second = write(tmp_path / "b.jsonl", record())
    assert problems(first, second) == (
        f"{second}:1: id 'x-1' is that of {first}:1 too; give each passage its own",
    )


def test_refuses_two_corpora_of_one_name(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", record())
    assert problems(first, first) == (
        f"{first}: {first} has the same name; give or name them apart",
    )


def test_refuses_a_written_sentence_in_both_splits(path: Path) -> None:
    shouted = record(id="x-2", split="dev", sentences=[sentence(TEXT.upper())])
    write(path, record(), shouted)
    assert problems(path) == (
        f"{path}:1: a sentence of this train passage stands in the dev split too, at {path}:2; "
        "keep it in one",
    )


def test_refuses_a_written_sentence_in_the_dev_split_of_sampled_text(path: Path) -> None:
    write(path, record(), record(id="x-2", split="dev", stratum="random"))
    assert len(problems(path)) == 1


def test_accepts_sampled_text_that_outlets_reprint(path: Path) -> None:
    write(path, record(stratum="cue"), record(id="x-2", split="dev", stratum="cue"))
    corpus = load_corpus(path)
    assert shared_texts(corpus.passages) == {TEXT.lower()}


def test_a_broken_sentence_is_not_shared(path: Path) -> None:
    broken = record(id="x-2", split="dev", sentences=[sentence(broken=True)])
    write(path, record(), broken)
    assert shared_texts(load_corpus(path).passages) == frozenset()


def test_tells_of_a_missing_file(path: Path) -> None:
    assert problems(path) == (
        f"{path}: no such file or directory; give the path of a readable corpus file",
    )


def test_tells_of_a_folder(tmp_path: Path) -> None:
    assert problems(tmp_path) == (
        f"{tmp_path}: is a directory; give the path of a readable corpus file",
    )


def test_tells_of_an_empty_file(path: Path) -> None:
    path.write_text("\n \n", encoding="utf-8")
    assert problems(path) == (f"{path}: the file is empty; a corpus has one passage a line",)
