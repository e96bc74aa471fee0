"""Where the characters of a document stand in its file."""

from __future__ import annotations

import pytest

from rumor.inputs.document import Document

TEXT = """# Jembatan retak
Tiang itu *diduga* rapuh.

- Konon lama.

| Kota | Weru |
|---|---|
Akhir."""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_line_and_column_are_those_of_the_file(tmp_path, read_one, suffix, end):
    path = tmp_path / f"berita.{suffix}"
    path.write_bytes(TEXT.replace("\n", end).encode())
    document = read_one(path)
    assert document.in_place
    for line, content in enumerate(TEXT.split("\n"), start=1):
        for word in ("retak", "rapuh", "Konon", "Weru", "Akhir"):
            if word in content:
                found = document.position(document.text.index(word))
                assert found == (line, content.index(word) + 1)


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_paragraph_separator_of_the_file_is_no_line_end(tmp_path, read_one, suffix):
    path = tmp_path / f"berita.{suffix}"
    path.write_text("Jembatan retak.\u2029Konon lama.\nAkhir.", encoding="utf-8")
    document = read_one(path)
    assert document.position(document.text.index("Akhir")) == (2, 1)


@pytest.mark.parametrize(("offset", "expected"), [(0, False), (3, True), (6, True), (7, False)])
def test_what_begins_within_an_ignored_part_is_ignored(offset, expected):
    assert Document("a", "abcdefghij", ignored=((3, 7),)).is_ignored(offset) is expected


def test_parts_to_ignore_may_lie_within_one_another():
    document = Document("a", "abcdefghij", ignored=((5, 6), (1, 9), (2, 3)))
    assert [at for at in range(10) if document.is_ignored(at)] == [1, 2, 3, 4, 5, 6, 7, 8]
