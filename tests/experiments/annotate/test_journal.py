"""The file of records: appended to, taken back, repaired, resumed."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

import pytest

from rumor.errors import CorpusError, OutputError
from rumor.experiments.annotate.journal import Journal, make_record, split_items
from rumor.experiments.annotate.session import Draft
from rumor.experiments.corpus import load_corpus

RECORD = partial(make_record, annotator="ana", genre="city", split="dev")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "labelled.jsonl"


def fill(path: Path, items) -> None:
    with Journal(path) as journal:
        for item in items:
            journal.append(RECORD(item, Draft("0")))


def test_a_record_keeps_all_that_was_decided(path, items):
    draft = Draft("3", cues=((0, 8),), sources=((9, 14),), deleted=True)
    with Journal(path) as journal:
        journal.append(RECORD(items[1], draft))
    (passage,) = load_corpus(path).passages
    (sentence,) = passage.sentences
    assert (passage.kind, passage.genre, passage.split) == ("passage", "city", "dev")
    assert (passage.title, passage.before) == (items[1].title, items[1].before)
    assert (passage.stratum, passage.sampled) == ("suggested", True)
    assert (sentence.text, sentence.level, sentence.deleted) == (items[1].text, "3", True)
    assert (sentence.cues, sentence.sources) == (((0, 8),), ((9, 14),))


def test_the_id_begins_with_the_annotator_and_differs_by_context(items):
    other = make_record(items[0], Draft("0"), annotator="", genre="", split="train")
    ids = {RECORD(item, Draft("0"))["id"] for item in items}
    assert len(ids) == len(items)
    assert all(identity.startswith("ana-") for identity in ids)
    assert f"ana-{other['id']}" in ids


def test_a_record_is_in_the_file_before_append_returns(path, items):
    with Journal(path) as journal:
        journal.append(RECORD(items[0], Draft("N")))
        assert len(load_corpus(path).passages) == 1


def test_records_are_added_behind_those_of_earlier_sessions(path, items):
    fill(path, items[:2])
    fill(path, items[2:])
    assert [p.sentences[0].text for p in load_corpus(path).passages] == [i.text for i in items]


def test_the_last_record_can_be_taken_back(path, items):
    fill(path, items[:2])
    before = path.read_bytes()
    with Journal(path) as journal:
        journal.append(RECORD(items[2], Draft("N")))
        journal.drop_last()
        assert path.read_bytes() == before
        journal.drop_last()
    assert len(load_corpus(path).passages) == 1


@pytest.mark.parametrize("kept", [1, 6, 40, -2])
def test_a_half_written_last_line_is_removed_and_told(path, items, kept):
    fill(path, items[:3])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:kept])
    with Journal(path) as journal:
        assert journal.repaired == 3
        assert len(journal.passages) == 2
        journal.append(RECORD(items[2], Draft("N")))
    assert len(load_corpus(path).passages) == 3


def test_a_first_line_cut_within_a_letter_is_removed(path, items):
    fill(path, items[:1])
    data = path.read_bytes().replace(b"Kaligondang", "Kaligondañ".encode())
    path.write_bytes(data[: data.index(b"\xb1")])
    with Journal(path) as journal:
        assert (journal.repaired, journal.passages) == (1, [])


def test_a_missing_last_line_break_is_put_back(path, items):
    fill(path, items[:2])
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    with Journal(path) as journal:
        assert journal.repaired is None
        journal.append(RECORD(items[2], Draft("N")))
    assert len(load_corpus(path).passages) == 3


def test_a_file_of_something_else_is_refused_and_left_alone(path):
    path.write_text("catatan rapat\nbukan korpus")
    with pytest.raises(CorpusError, match=r"labelled\.jsonl:1: not JSON"):
        Journal(path)
    assert path.read_text() == "catatan rapat\nbukan korpus"


def test_a_damaged_record_in_the_middle_is_named(path, items):
    fill(path, items[:3])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:30] + b"\n" + lines[2])
    with pytest.raises(CorpusError, match=r"labelled\.jsonl:2"):
        Journal(path)


def test_a_second_session_on_the_same_file_is_refused(path):
    pytest.importorskip("fcntl")
    with Journal(path), pytest.raises(OutputError, match="another session"):
        Journal(path)


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(OutputError, match="no such file or directory"):
        Journal(tmp_path / "tidak" / "ada.jsonl")


def test_nothing_of_a_record_stays_when_the_disk_is_full(path, items, monkeypatch):
    fill(path, items[:1])
    before = path.read_bytes()
    with Journal(path) as journal:
        really = os.write

        def half(file, data):
            if len(data) < 60:
                raise OSError(28, "No space left on device")
            return really(file, data[: len(data) // 2])

        monkeypatch.setattr(os, "write", half)
        with pytest.raises(OutputError, match="no space left"):
            journal.append(RECORD(items[1], Draft("N")))
        monkeypatch.undo()
    assert path.read_bytes() == before


def test_labelled_sentences_are_not_asked_again(path, items):
    fill(path, [items[3], items[1]])
    pending, last, total = split_items(items, load_corpus(path).passages)
    assert pending == [items[0], items[2], items[4], items[5]]
    assert (last, total) == ([items[3], items[1]], 6)


def test_only_records_of_these_sentences_can_be_undone(path, items):
    fill(path, [items[0], items[5], items[1]])
    _, last, _ = split_items(items[:3], load_corpus(path).passages)
    assert last == [items[1]]


def test_the_text_is_written_as_it_stands(path, items):
    fill(path, items[:1])
    assert json.loads(path.read_text(encoding="utf-8"))["sentences"][0]["text"] == items[0].text
