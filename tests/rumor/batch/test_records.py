"""One row of input to a record, or to the reason why it is none."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest

from rumor.batch import records
from rumor.batch.records import Columns, Record, Rejected, parse_line, record_from, result_row

COLUMNS = Columns()
TEXT = "Pasar Rejosari konon tutup."


def parsed(line: str | bytes) -> Record | Rejected:
    return parse_line(line, COLUMNS, "berita.jsonl", 3)


def reason(line: str | bytes) -> str:
    result = parsed(line)
    assert isinstance(result, Rejected)
    assert (result.source, result.row) == ("berita.jsonl", 3)
    return result.reason


def test_line_is_a_record():
    line = json.dumps({"id": "k-1", "title": "Pasar", "text": TEXT, "penulis": "Untung"})

    assert parsed(line.encode()) == Record("berita.jsonl", 3, "k-1", "Pasar", TEXT)


def test_line_as_text_and_as_bytes_are_the_same_record():
    line = json.dumps({"text": TEXT}) + "\r\n"

    assert parsed(line) == parsed(line.encode()) == Record("berita.jsonl", 3, None, "", TEXT)


def test_columns_can_have_other_names():
    columns = Columns(text="isi", title="judul", id="nomor")
    row = {"isi": TEXT, "judul": "Pasar", "nomor": 7, "text": "lain"}

    assert record_from(row, columns, "a", 1) == Record("a", 1, "7", "Pasar", TEXT)


def test_byte_order_mark_before_a_line_is_no_part_of_it():
    line = json.dumps({"text": TEXT})

    assert isinstance(parsed(b"\xef\xbb\xbf" + line.encode()), Record)
    assert isinstance(parsed("\ufeff" + line), Record)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("7", "7"),
        (7, "7"),
        (7.5, "7.5"),
        (True, "true"),
        (None, None),
        (Decimal("1.20"), "1.20"),
        (datetime.date(2024, 5, 1), "2024-05-01"),
    ],
)
def test_id_of_any_scalar_is_kept_as_text(given, kept):
    record = record_from({"id": given, "text": TEXT}, COLUMNS, "a", 1)

    assert isinstance(record, Record)
    assert record.id == kept


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes, character 1)"),
        ('{"text": "a"} {"text": "b"}', "not JSON (Extra data, character 14)"),
        ("[1, 2]", "a list, not an object"),
        ('"teks"', "a string, not an object"),
        ("null", "null, not an object"),
        ("{}", "no 'text'"),
        ('{"text": null}', "'text' is null"),
        ('{"text": 5}', "'text' is a number, not a string"),
        ('{"text": true}', "'text' is a boolean, not a string"),
        ('{"text": ["a"]}', "'text' is a list, not a string"),
        ('{"text": NaN}', "'text' is a number, not a string"),
        ('{"text": ""}', "'text' is empty"),
        ('{"text": " \\n\\u00a0"}', "'text' is only white space"),
        ('{"text": "a", "title": 3}', "'title' is a number, not a string"),
        ('{"text": "a", "id": [1]}', "the id is a list, not a string or number"),
        ('{"text": "a", "id": {"n": 1}}', "the id is an object, not a string or number"),
        ("[" * 100_000, "not JSON that can be read"),
        ('{"id": ' + "9" * 5000 + ', "text": "a"}', "not JSON that can be read"),
    ],
)
def test_row_that_cannot_be_scored_is_rejected_with_the_reason(line, expected):
    assert reason(line) == expected
    assert reason(line.encode()) == expected


def test_bytes_that_are_no_utf8_are_rejected_and_shown_escaped():
    result = parsed(b'{"text": "caf\xe9"}')

    assert isinstance(result, Rejected)
    assert result.reason == "not UTF-8 (byte 13)"
    assert result.raw == '{"text": "caf\\xe9"}'


@pytest.mark.parametrize("key", ["text", "title", "id"])
def test_half_a_surrogate_pair_is_rejected(key):
    line = json.dumps({"text": TEXT, key: "Pasar \ud83d"})

    result = parsed(line)

    assert isinstance(result, Rejected)
    assert result.reason == f"'{key}' holds bytes that are not UTF-8, or half a surrogate pair"
    json.dumps(result.to_dict(), ensure_ascii=False).encode()  # can be written


def test_whole_surrogate_pair_is_a_character():
    record = parsed('{"text": "Pasar \\ud83d\\ude00"}')

    assert isinstance(record, Record)
    assert record.text == "Pasar \U0001f600"


def test_of_a_key_that_comes_twice_the_last_counts():
    record = parsed('{"text": "lama", "text": "baru"}')

    assert isinstance(record, Record)
    assert record.text == "baru"


def test_not_a_number_elsewhere_does_no_harm():
    assert isinstance(parsed('{"text": "a", "skor": NaN}'), Record)


def test_line_beyond_the_limit_is_rejected_unread(monkeypatch):
    monkeypatch.setattr(records, "ROW_LIMIT", 50)

    assert reason(json.dumps({"text": "a" * 50})) == records.TOO_LONG


def test_rejected_row_keeps_its_id():
    result = parsed('{"id": 12, "text": null}')

    assert isinstance(result, Rejected)
    assert result.to_dict() == {
        "source": "berita.jsonl",
        "row": 3,
        "id": "12",
        "reason": "'text' is null",
        "raw": '{"id": 12, "text": null}',
    }


def test_raw_row_is_kept_up_to_a_bound():
    result = parsed(json.dumps({"text": None, "isi": "x" * 100_000}))

    assert isinstance(result, Rejected)
    assert result.raw.startswith('{"text": null, "isi": "xxx')
    assert result.raw.endswith("x...")
    assert len(result.raw) == records.RAW_LIMIT + 3


def test_row_without_a_line_is_shown_as_json():
    result = record_from({"id": 1, "text": None}, COLUMNS, "a", 1)

    assert isinstance(result, Rejected)
    assert result.raw == '{"id":1,"text":null}'


def test_result_row_says_where_it_comes_from(tiny_scorer):
    row = result_row(tiny_scorer, Record("a.jsonl", 4, "k", "", TEXT), "article")

    assert tuple(row) == records.RESULT_COLUMNS
    assert (row["source"], row["row"], row["id"]) == ("a.jsonl", 4, "k")
    assert row["evidence"] == [{"kind": "hearsay", "text": "konon", "start": 15, "end": 20}]
