"""Each format of source is read as its entry says, and defects are told."""

from __future__ import annotations

import csv
import io
import json
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from rumor.errors import CorpusError
from rumor.experiments.corpus.readers import cell, read_rows
from rumor.experiments.corpus.sources import Source, SourceError, choose, read_sources
from rumor.experiments.corpus.standoff import read_standoff

ENTRY = {
    "repository": "https://github.com/wiratmo/kabar-contoh",
    "commit": "c0ffee",
    "path": "berita.csv",
    "sha256": "0" * 64,
    "bytes": 12,
    "raw": "wiratmo__kabar-contoh/berita.csv",
    "format": "csv",
    "encoding": "utf-8",
    "text_column": "isi",
}
REPLACED = "cp1252 (undefined bytes replaced)"


def source(kind: str, **changes: str) -> Source:
    made = Source(
        id="s1",
        repository="https://github.com/wiratmo/kabar-contoh",
        commit="c0ffee",
        path="berita",
        sha256="0" * 64,
        size=0,
        raw="berita",
        format=kind,
        encoding="utf-8",
        text_column="" if kind == "text" else "isi",
    )
    return replace(made, **changes)


def texts(made: Source, data: bytes) -> list[str]:
    return [cell(row, made.text_column) for row in read_rows(made, data)]


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.create_sheet("lain").append(["isi", "bukan ini"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as made:
        info = tarfile.TarInfo(name)
        info.type = kind
        info.linkname = "/etc/hostname" if kind == tarfile.SYMTYPE else ""
        info.size = len(data)
        made.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_csv_is_read_with_its_delimiter() -> None:
    data = b'isi;judul\n"Waduk Sarwo penuh; warga mengungsi.";Waduk\nHujan reda.;Cuaca\n'
    assert texts(source("csv", delimiter=";"), data) == [
        "Waduk Sarwo penuh; warga mengungsi.",
        "Hujan reda.",
    ]


def test_nul_characters_are_dropped_from_csv() -> None:
    assert texts(source("csv"), b"isi\nWad\0uk Sar\0wo penuh.\n") == ["Waduk Sarwo penuh."]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    data = "isi\nWaduk penuh.\n".encode("utf-8-sig")
    assert texts(source("csv", encoding="utf-8-sig"), data) == ["Waduk penuh."]


def test_bytes_that_cp1252_lacks_are_replaced() -> None:
    data = b"isi\n\x93Waduk\x94 penuh\x9d.\n"
    assert texts(source("csv", encoding=REPLACED), data) == ["“Waduk” penuh\ufffd."]


def test_bytes_that_an_encoding_lacks_are_told_unless_replaced() -> None:
    with pytest.raises(SourceError, match=r"unreadable as csv: byte 5 is not cp1252;"):
        read_rows(source("csv", encoding="cp1252"), b"isi\n\x9d\n")


def test_an_unknown_encoding_is_told() -> None:
    with pytest.raises(SourceError, match="unknown encoding sandi-rahasia"):
        read_rows(source("csv", encoding="sandi-rahasia"), b"isi\n")


def test_a_field_longer_than_the_limit_of_csv_is_read() -> None:
    limit = csv.field_size_limit()
    long = "kabar " * 40_000
    assert texts(source("csv"), f"isi\n{long}\n".encode()) == [long.strip()]
    assert csv.field_size_limit() == limit


def test_line_breaks_inside_a_field_are_spaces() -> None:
    assert texts(source("csv"), b'isi\r\n" Waduk\r\n\tpenuh. "\r\n') == ["Waduk penuh."]


def test_the_first_sheet_of_a_workbook_is_read_by_its_header() -> None:
    data = workbook([["no", "isi"], [1, "Waduk penuh."], [2, None], [3, 2031]])
    assert texts(source("xlsx"), data) == ["Waduk penuh.", "", "2031"]


def test_what_is_no_workbook_is_told() -> None:
    with pytest.raises(SourceError, match="unreadable as xlsx: File is not a zip file"):
        read_rows(source("xlsx"), b"bukan buku kerja")


def test_an_archive_that_is_no_workbook_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("catatan.txt", "bukan buku kerja")
    with pytest.raises(SourceError, match="unreadable as xlsx: not a workbook"):
        read_rows(source("xlsx"), out.getvalue())


def test_json_is_a_list_of_objects() -> None:
    data = json.dumps([{"isi": "Waduk  penuh."}, {"isi": None}]).encode()
    assert texts(source("json"), data) == ["Waduk penuh.", ""]


@pytest.mark.parametrize("data", [b"{", b'{"isi": "x"}', b"[1]"])
def test_other_json_is_told(data: bytes) -> None:
    with pytest.raises(SourceError, match="unreadable as json: not "):
        read_rows(source("json"), data)


def test_text_in_an_archive_is_read_by_lines() -> None:
    data = archive("kabar.txt", "Waduk penuh.\r\nKaf\xe9 tutup.\x85Sepi.\n".encode("latin-1"))
    made = source("text", member="kabar.txt", encoding="latin-1")
    assert texts(made, data) == ["Waduk penuh.", "Kaf\xe9 tutup. Sepi.", ""]


def test_a_member_that_is_not_there_is_told() -> None:
    with pytest.raises(SourceError, match=r"no file kabar\.txt in the archive"):
        read_rows(source("text", member="kabar.txt"), archive("lain.txt", b"x"))


def test_a_member_that_is_a_link_is_not_followed() -> None:
    data = archive("kabar.txt", b"", tarfile.SYMTYPE)
    with pytest.raises(SourceError, match=r"no file kabar\.txt in the archive"):
        read_rows(source("text", member="kabar.txt"), data)


def test_a_damaged_archive_is_told() -> None:
    data = archive("kabar.txt", b"Waduk penuh.\n" * 999)
    with pytest.raises(SourceError, match="unreadable as text"):
        read_rows(source("text", member="kabar.txt"), data[: len(data) // 2])


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(SourceError, match="no column isi; it has judul, tanggal;"):
        read_rows(source("csv"), b"judul,tanggal\nWaduk,Senin\n")


def listed(tmp_path: Path, **changes: object) -> Path:
    path = tmp_path / "sources.json"
    path.write_text(json.dumps({"s1": {**ENTRY, **changes}}), encoding="utf-8")
    return path


def test_sources_are_read_with_their_ids(tmp_path: Path) -> None:
    (found,) = read_sources(listed(tmp_path))
    assert (found.id, found.size, found.delimiter, found.title_column) == ("s1", 12, ",", "")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"raw": "../di-luar.csv"}, "raw leads out of its folder"),
        ({"raw": "/etc/hostname"}, "raw leads out of its folder"),
        ({"sha256": "abc"}, "sha256 is not 64 hexadecimal digits"),
        ({"format": "docx"}, "format is docx, none of csv, xlsx, json, text"),
        ({"bytes": "12"}, "bytes is no number"),
        ({"text_column": ""}, "text_column is no text"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused(
    tmp_path: Path, changes: dict[str, object], problem: str
) -> None:
    with pytest.raises(CorpusError, match=f"source s1: {problem}; restore the file"):
        read_sources(listed(tmp_path, **changes))


def test_sources_are_chosen_by_id_in_their_own_order() -> None:
    known = [source("csv", id=name) for name in ("a", "b", "c")]
    assert [found.id for found in choose(known, ["c", "a"])] == ["a", "c"]
    assert len(choose(known, [])) == 3


def test_a_standoff_record_that_lacks_something_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('\n{"id": "x-1"}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"labels\.jsonl:2: not a standoff record"):
        read_standoff(path)
