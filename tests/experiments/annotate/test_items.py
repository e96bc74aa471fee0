"""Sentences that wait for a label, written and read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rumor.errors import InputError, OutputError
from rumor.experiments.annotate.items import Item, read_items, write_items


def test_what_is_written_is_read(tmp_path, items):
    path = tmp_path / "saran.jsonl"
    write_items(items, path)
    assert read_items(path) == items


def test_a_text_alone_is_enough(tmp_path):
    path = tmp_path / "saran.jsonl"
    path.write_text('{"text": "Konon  ia\\tpergi."}\n', encoding="utf-8")
    assert read_items(path) == [Item("", "", "Konon ia pergi.")]


def test_the_same_sentence_in_the_same_context_is_read_once(tmp_path, items):
    path = tmp_path / "saran.jsonl"
    again = replace(items[0], source="lain.txt", text=items[0].text.upper())
    write_items([*items, again], path)
    assert read_items(path) == items


def test_the_same_sentence_in_another_context_is_another(items):
    assert replace(items[0], before="").digest != items[0].digest


def test_a_failed_write_leaves_what_was_there(tmp_path, items):
    path = tmp_path / "saran.jsonl"
    path.write_text("lama")
    with pytest.raises(UnicodeEncodeError):
        write_items([items[0], replace(items[1], text="\ud800")], path)
    assert [p.name for p in tmp_path.iterdir()] == ["saran.jsonl"]
    assert path.read_text() == "lama"


def test_a_place_that_cannot_be_written_is_named(tmp_path, items):
    with pytest.raises(OutputError, match=r"tidak.*no such file"):
        write_items(items, tmp_path / "tidak" / "saran.jsonl")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no sentences"),
        (b'{"text": "Ia pergi."}\nbukan', ":2: not JSON"),
        (b"[1]", ":1: not an object"),
        (b'{"title": "Judul"}', ":1: no text"),
        (b'{"text": 7}', ":1: text: not a string"),
        (b'{"text": "Ia.", "score": "tinggi"}', ":1: score is not a number"),
        (b'{"text": "\\ud800"}', ":1: text: half a surrogate"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, ":1: not JSON"),
    ],
)
def test_a_bad_file_gets_one_error_that_names_the_place(tmp_path, content, said):
    path = tmp_path / "saran.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_items(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_items(tmp_path / "tiada.jsonl")
