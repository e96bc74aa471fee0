"""Files of all formats to rows."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from rumor.batch import delimited, read, records
from rumor.batch.read import Reader
from rumor.batch.records import Columns, Record, Rejected
from rumor.batch.sources import find_sources, format_of
from rumor.errors import InputError, MissingExtraError

TEXT = "Konon tiang jembatan retak."


def read_all(path: Path, columns: Columns | None = None, **settings) -> tuple[list, list[str]]:
    """Return all rows of a path, and the errors of its files."""
    found, sources, _ = find_sources(path, settings.pop("format", None))
    reader = Reader(sources, found, columns or Columns(), **settings)
    items = list(reader)
    assert reader.position == reader.size
    return items, [str(error) for error in reader.errors]


def fields(items) -> list[tuple]:
    return [(item.row, item.id, item.title, item.text) for item in items]


def reasons(items) -> list[tuple[int, str]]:
    return [(item.row, item.reason) for item in items if isinstance(item, Rejected)]


# Which files


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.jsonl", "jsonl"),
        ("a.NDJSON", "jsonl"),
        ("a.jsonl.gz", "jsonl"),
        ("a.csv", "csv"),
        ("a.2024.tsv.gz", "csv"),
        ("a.parquet", "parquet"),
        ("a.parquet.gz", None),
        ("a.gz", None),
        ("a.txt", None),
        ("jsonl", None),
    ],
)
def test_suffix_tells_the_format(name, found):
    assert format_of(Path(name)) == found


def test_folder_is_read_with_all_in_it_sorted_by_name(tmp_path, write_jsonl, articles):
    (tmp_path / "desa").mkdir()
    for name in ("b.jsonl", "a.jsonl.gz", "desa/a.jsonl", "_mulai.jsonl", ".sisa.jsonl"):
        write_jsonl(tmp_path / name, articles(1))
    (tmp_path / "catatan.txt").write_text("bukan berita", encoding="utf-8")

    found, sources, left_out = find_sources(tmp_path)

    assert found == "jsonl"
    assert [source.name for source in sources] == ["a.jsonl.gz", "b.jsonl", "desa/a.jsonl"]
    assert left_out == 1


def test_folder_of_several_formats_wants_to_be_told_which(
    tmp_path, write_jsonl, write_csv, articles
):
    write_jsonl(tmp_path / "a.jsonl", articles(1))
    write_csv(tmp_path / "b.csv", articles(1))

    with pytest.raises(InputError, match=r"holds files of csv and jsonl; give --format"):
        find_sources(tmp_path)
    found, sources, left_out = find_sources(tmp_path, "csv")
    assert (found, [source.name for source in sources], left_out) == ("csv", ["b.csv"], 1)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tiada", "no such file; check the path"),
        ("kosong", "holds no file with a suffix of .jsonl"),
        ("berita.txt", "its suffix tells no format; give --format"),
    ],
)
def test_input_that_is_none_is_one_error(tmp_path, name, message):
    (tmp_path / "kosong").mkdir()
    (tmp_path / "berita.txt").write_text("x", encoding="utf-8")

    with pytest.raises(InputError) as raised:
        find_sources(tmp_path / name)
    assert str(tmp_path / name) in str(raised.value)
    assert message in str(raised.value)


# JSON lines


def test_blank_lines_do_not_count(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf\n{"text": "satu"}\r\n  \n\n{"text": "dua"}')

    items, errors = read_all(path)

    assert fields(items) == [(1, None, "", "satu"), (2, None, "", "dua")]
    assert errors == []


def test_rest_of_a_line_beyond_the_limit_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "ROW_LIMIT", 100)
    monkeypatch.setattr(read, "ROW_LIMIT", 100)
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "{"x" * 1000}"}}\n{{"text": "dua"}}\n', encoding="utf-8")

    items, _ = read_all(path)

    assert reasons(items) == [(1, records.TOO_LONG)]
    assert fields(items[1:]) == [(2, None, "", "dua")]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
def test_packed_file_gives_the_same_rows(tmp_path, write_jsonl, write_csv, articles, name):
    write = write_csv if "csv" in name else write_jsonl
    packed, _ = read_all(write(tmp_path / name, articles(20)))
    plain, _ = read_all(write(tmp_path / name.removesuffix(".gz"), articles(20)))

    assert fields(packed) == fields(plain)
    assert len(plain) == 20


def test_packed_file_that_ends_early_is_read_as_far_as_it_goes(tmp_path, write_jsonl, articles):
    path = write_jsonl(tmp_path / "a.jsonl.gz", articles(5000))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    items, errors = read_all(path)

    assert 0 < len(items) < 5000
    assert len(errors) == 1
    assert str(path) in errors[0]
    assert "end-of-stream" in errors[0]


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_of_each_dialect_gives_the_same_rows(
    tmp_path, write_csv, articles, delimiter, encoding
):
    items, errors = read_all(write_csv(tmp_path / "a.csv", articles(9), delimiter, encoding))

    assert errors == []
    assert fields(items) == [
        (row, article["id"], article["title"], article["text"])
        for row, article in enumerate(articles(9), 1)
    ]


def test_delimiter_can_be_given(tmp_path, write_csv, articles):
    path = write_csv(tmp_path / "a.csv", articles(2), "|")

    items, _ = read_all(path, delimiter="|")

    assert [item.text for item in items] == [article["text"] for article in articles(2)]


def test_empty_field_of_csv_is_a_missing_one(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'id,title,text\n,,"{TEXT}"\nk,,\n', encoding="utf-8")

    items, _ = read_all(path)

    assert fields(items[:1]) == [(1, None, "", TEXT)]
    assert reasons(items) == [(2, "'text' is empty")]


def test_rows_of_csv_with_too_few_or_too_many_fields_are_rejected(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'id,text\n1\n2,"{TEXT}",lebih\n\n3,"{TEXT}"\n', encoding="utf-8")

    items, _ = read_all(path)

    assert reasons(items) == [(1, "1 fields under 2 columns"), (2, "3 fields under 2 columns")]
    assert items[1].raw == f'["2","{TEXT}","lebih"]'
    assert fields(items[2:]) == [(3, "3", "", TEXT)]


def test_quotes_out_of_place_are_rejected_and_the_next_row_is_not(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        f'id,text\n1,"Kata "warga" itu"\n2,"{TEXT}"\n3,"tak selesai\n', encoding="utf-8"
    )

    items, _ = read_all(path)

    assert reasons(items) == [
        (1, "not CSV (',' expected after '\"')"),
        (3, "not CSV (unexpected end of data)"),
    ]
    assert fields(items[1:2]) == [(2, "2", "", TEXT)]


def test_row_of_csv_that_is_no_utf8_is_rejected(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n1,caf\xe9\n2,kopi\n")

    items, _ = read_all(path)

    assert reasons(items) == [
        (1, "'text' holds bytes that are not UTF-8, or half a surrogate pair")
    ]
    assert fields(items[1:]) == [(2, "2", "", "kopi")]


def test_field_of_csv_may_be_longer_than_the_parser_allows_by_default(tmp_path):
    import csv

    before = csv.field_size_limit()
    path = tmp_path / "a.csv"
    path.write_text("text\n" + "a b " * 100_000 + "\n", encoding="utf-8")

    items, _ = read_all(path)

    assert len(items[0].text) == 400_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("row", ["x" * 500, '"' + "x" * 500, "x," * 300])
def test_row_of_csv_without_end_is_rejected_and_the_next_is_not(tmp_path, monkeypatch, row):
    monkeypatch.setattr(delimited, "ROW_LIMIT", 100)
    path = tmp_path / "a.csv"
    path.write_text(f"id,text\n{row}\n2,kopi\n", encoding="utf-8")

    items, _ = read_all(path)

    assert [number for number, _ in reasons(items)][:1] == [1]
    assert items[0].reason.startswith(records.TOO_LONG)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "has no header; put the names of the columns first"),
        (b"id,isi\n1,kopi\n", "no column 'text'; it has id, isi; name the right one with --text"),
        (b"\xff\xfet\0e\0x\0t\0\n\0", "is UTF-16; save it as UTF-8"),
    ],
)
def test_csv_without_the_column_is_one_error_for_the_file(tmp_path, data, message):
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    items, errors = read_all(path)

    assert items == []
    assert len(errors) == 1
    assert f"{path}: {message}" in errors[0]


def test_file_without_the_column_does_not_stop_the_others(tmp_path, write_csv, articles):
    write_csv(tmp_path / "a.csv", [{"isi": TEXT}])
    write_csv(tmp_path / "b.csv", articles(3))

    items, errors = read_all(tmp_path)

    assert [item.source for item in items] == ["b.csv"] * 3
    assert len(errors) == 1


def test_title_column_must_be_there_only_if_it_was_named(tmp_path, write_csv):
    path = write_csv(tmp_path / "a.csv", [{"text": TEXT}])

    assert len(read_all(path)[0]) == 1
    items, errors = read_all(path, Columns(title="judul", named=frozenset({"judul"})))
    assert items == []
    assert "no column 'judul'" in errors[0]


# Parquet


def test_parquet_gives_the_same_rows_as_json_lines(tmp_path, write_parquet, write_jsonl, articles):
    rows = articles(50)

    table, _ = read_all(write_parquet(tmp_path / "a.parquet", rows))
    lines, _ = read_all(write_jsonl(tmp_path / "a.jsonl", rows))

    assert fields(table) == fields(lines)


def test_values_of_parquet_are_judged_like_those_of_json(tmp_path, write_parquet):
    rows = [{"id": 1, "text": TEXT}, {"id": None, "text": None}, {"id": 3, "text": " "}]

    items, _ = read_all(write_parquet(tmp_path / "a.parquet", rows))

    assert fields(items[:1]) == [(1, "1", "", TEXT)]
    assert reasons(items) == [(2, "'text' is null"), (3, "'text' is only white space")]


def test_text_column_of_parquet_that_holds_numbers_is_rejected_row_by_row(tmp_path, write_parquet):
    items, _ = read_all(write_parquet(tmp_path / "a.parquet", [{"text": 1}, {"text": 2}]))

    assert reasons(items) == [(row, "'text' is a number, not a string") for row in (1, 2)]


def test_string_of_parquet_that_is_no_utf8_is_rejected(tmp_path, write_parquet):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    broken = pa.array([b"kopi", b"caf\xe9"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": broken}), tmp_path / "a.parquet")

    items, _ = read_all(tmp_path / "a.parquet")

    assert fields(items[:1]) == [(1, None, "", "kopi")]
    assert reasons(items) == [(2, "'text' is not UTF-8 (byte 3)")]


def test_parquet_without_the_column_is_one_error(tmp_path, write_parquet):
    path = write_parquet(tmp_path / "a.parquet", [{"isi": TEXT}])

    items, errors = read_all(path)

    assert items == []
    assert f"{path}: no column 'text'; it has isi" in errors[0]


def test_file_that_is_no_parquet_is_one_error(tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    path.write_bytes(b"bukan tabel")

    items, errors = read_all(path)

    assert items == []
    assert f"{path}: not Parquet, or damaged behind row 0" in errors[0]


def test_parquet_without_its_library_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")

    with pytest.raises(MissingExtraError, match=r"rumor\[parquet\]"):
        read_all(tmp_path / "a.parquet")


# Chunks


def test_chunks_hold_all_rows_in_order(tmp_path, write_jsonl, articles):
    _, sources, _ = find_sources(write_jsonl(tmp_path / "a.jsonl", articles(23)))

    chunks = list(Reader(sources, "jsonl", Columns()).chunks(10))

    assert [(chunk.number, len(chunk.items)) for chunk in chunks] == [(0, 10), (1, 10), (2, 3)]
    assert [item.row for chunk in chunks for item in chunk.items] == [*range(1, 24)]


def test_chunk_of_long_texts_is_cut_short(tmp_path, write_jsonl, monkeypatch):
    monkeypatch.setattr(read, "CHUNK_CHARACTERS", 1000)
    rows = [{"text": "a" * 600} for _ in range(5)]
    _, sources, _ = find_sources(write_jsonl(tmp_path / "a.jsonl", rows))

    chunks = list(Reader(sources, "jsonl", Columns()).chunks(100))

    assert [len(chunk.items) for chunk in chunks] == [2, 2, 1]


def test_format_can_be_given_for_any_name(tmp_path):
    path = tmp_path / "berita.txt"
    path.write_bytes(gzip.compress(b'{"text": "kopi"}\n'))

    items, _ = read_all(path, format="jsonl")

    assert isinstance(items[0], Record)
    assert items[0].source == "berita.txt"
