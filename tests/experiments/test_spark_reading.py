"""The pieces that Spark's workers read hold the rows that the local engine reads."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pd = pytest.importorskip("pandas", reason="pandas is not installed")
pytest.importorskip("pyspark", reason="pyspark is not installed")

from rumor.batch.read import Item, Reader  # noqa: E402
from rumor.batch.records import Columns  # noqa: E402
from rumor.batch.sources import Source, find_sources  # noqa: E402
from rumor.experiments.spark import reading, writing  # noqa: E402

COLUMNS = Columns()
LINES = [
    json.dumps({"id": "tj-1", "text": "Pelabuhan Tanjung Wulan kabarnya ditutup."}),
    "",
    json.dumps({"id": "tj-2", "text": "Dermaga dibuka Senin.", "title": "Dermaga"}),
    "bukan JSON",
    json.dumps({"id": 3, "text": "Kapal “Sri Malini” diduga karam — tanpa saksi."}, ensure_ascii=0),
    json.dumps({"id": "tj-4", "text": None}),
    json.dumps({"id": "tj-5", "text": "Tarif mungkin naik."}),
]


@pytest.fixture
def plain(tmp_path: Path) -> Source:
    path = tmp_path / "pelabuhan utara.jsonl"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    (source,) = find_sources(path)[1]
    return source


def read_pieces(pieces: list[reading.Piece]) -> list[Item]:
    return [item for piece in pieces for item in reading.PieceReader(piece, "jsonl", COLUMNS)]


def counted(pieces: list[reading.Piece]) -> list[reading.Piece]:
    counts = [sum(1 for _ in reading.PieceReader(piece, "jsonl", COLUMNS)) for piece in pieces]
    return reading.number(pieces, counts)


@pytest.mark.parametrize("end", ["\n", "\r\n", ""], ids=["lf", "crlf", "no last line end"])
def test_pieces_of_any_size_hold_each_row_once_under_its_own_number(plain, end):
    joined = (end or "\n").join(LINES) + end
    plain.path.write_bytes(joined.encode())
    whole = list(Reader([plain], "jsonl", COLUMNS))
    (source,) = find_sources(plain.path)[1]
    for size in range(1, source.size + 2):
        assert read_pieces(counted(reading.cut([source], "jsonl", size))) == whole, size
    assert [item.row for item in whole] == [1, 2, 3, 4, 5, 6]


def test_rows_of_each_file_are_numbered_from_one(plain):
    other = plain.path.with_name("pelabuhan selatan.jsonl")
    other.write_bytes(plain.path.read_bytes())
    sources = find_sources(plain.path.parent)[1]
    items = read_pieces(counted(reading.cut(sources, "jsonl", 50)))
    assert items == list(Reader(sources, "jsonl", COLUMNS))


def test_a_file_that_is_packed_is_not_cut(plain):
    packed = plain.path.with_name("arsip.jsonl.gz")
    packed.write_bytes(gzip.compress(plain.path.read_bytes()))
    sources = find_sources(packed)[1]
    assert reading.cut(sources, "jsonl", 10) == [reading.Piece(sources[0])]


def test_csv_is_not_cut_because_its_line_ends_may_stand_in_a_field(plain):
    assert reading.cut([plain], "csv", 10) == [reading.Piece(plain)]


def test_a_piece_survives_the_way_to_a_worker_whatever_its_file_is_called(tmp_path):
    source = Source(Path(bytes(tmp_path).decode(), "kabar\udcff 100%.jsonl"), "kabar", 12, 34)
    piece = reading.Piece(source, 3, 9, 2)
    names = [column.split()[0] for column in reading.PIECES.split(",")]
    (row,) = pd.DataFrame([piece.to_row()], columns=names).itertuples(index=False)
    assert reading.Piece.from_row(row) == piece


def test_a_file_that_cannot_be_read_becomes_a_row_that_tells_why(plain):
    plain.path.unlink()
    names = [column.split()[0] for column in reading.PIECES.split(",")]
    frame = pd.DataFrame([reading.Piece(plain).to_row()], columns=names)
    (rows,) = reading.read(iter([frame]), "jsonl", COLUMNS, "")
    (row,) = rows.itertuples(index=False)
    assert row.kind == "failed"
    assert str(reading.failure(row)) == f"{plain.path}: no such file or directory; check the file"


def test_part_files_of_csv_have_one_header_however_many_frames_they_come_in():
    frame = pd.DataFrame(
        {
            "source": ["warta.csv"],
            "row": [1],
            "id": [None],
            "score": [0.1],
            "speculative": [False],
            "level": ["stated"],
            "evidence": ["[]"],
        }
    )
    parts = [part["value"][0] for part in writing.to_lines(iter([frame, frame]), "csv")]
    assert parts == [
        "source,row,id,score,speculative,level,evidence\nwarta.csv,1,,0.1,false,stated,[]",
        "warta.csv,1,,0.1,false,stated,[]",
    ]
