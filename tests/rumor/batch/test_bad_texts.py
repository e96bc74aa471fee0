"""Rows of any text: the numbers of Python whatever the chunks and workers, or a rejection."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rumor.batch import records
from rumor.cli import main
from rumor.rows import row_of

GOOD = {"text": "Konon jembatan Kaligondang retak."}
REFUSED = {
    "empty": "'text' is empty",
    "white space": "'text' is only white space",
    "half a surrogate pair": "'text' holds bytes that are not UTF-8, or half a surrogate pair",
}


def numbers(row):
    return row["score"], row["level"], [(item["start"], item["end"]) for item in row["evidence"]]


def test_odd_text_is_scored_as_in_python_or_rejected_alone(
    batch, tmp_path, write_jsonl, read_jsonl, tiny_scorer, odd
):
    name, text = odd
    source = tmp_path / "berita.jsonl"
    rows = [json.dumps(row) for row in (GOOD, {"text": text}, GOOD)]
    source.write_text("\n".join(rows), encoding="utf-8")
    status, _ = batch(source, tmp_path / "hasil.jsonl")
    assert status == (1 if name in REFUSED else 0)
    scored = {row["row"]: numbers(row) for row in read_jsonl(tmp_path / "hasil.jsonl")}
    good = numbers(row_of(tiny_scorer, GOOD["text"]))
    assert (scored[1], scored[3]) == (good, good)
    if name in REFUSED:
        (rejected,) = read_jsonl(tmp_path / "hasil.rejected.jsonl")
        assert (rejected["row"], rejected["reason"]) == (2, REFUSED[name])
    else:
        assert scored[2] == numbers(row_of(tiny_scorer, text))


def check_every_article(scorer, texts, *options):
    """Score texts as one job and hold each to its score by itself."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "berita.jsonl"), Path(folder, "hasil.jsonl")
        source.write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts))
        assert main(["batch", str(source), str(target), *options]) == 0
        lines = target.read_text(encoding="utf-8").split("\n")[:-1]
    rows = [numbers(json.loads(line)) for line in lines]
    assert rows == [numbers(row_of(scorer, text)) for text in texts]


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_no_article_of_a_job_changes_another_whatever_the_chunks(scorer, any_articles, data):
    texts = data.draw(st.lists(any_articles, min_size=1, max_size=12))
    check_every_article(scorer, texts, "--chunk", str(data.draw(st.integers(1, 5))))


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_two_workers_give_the_numbers_of_python(scorer, any_articles, data):
    texts = data.draw(st.lists(any_articles, min_size=20, max_size=40))
    check_every_article(scorer, texts, "--workers", "2", "--chunk", "7")


@pytest.mark.parametrize("content", [b" ", b"a", b"\n"], ids=["blanks", "one line", "lines"])
def test_gzip_bomb_is_one_error_and_the_other_files_are_scored(
    batch, tmp_path, write_jsonl, read_jsonl, monkeypatch, content
):
    monkeypatch.setattr("rumor.batch.packed.UNSUSPECTED", 1_000_000)
    folder = tmp_path / "berita"
    folder.mkdir()
    (folder / "a-bom.jsonl.gz").write_bytes(gzip.compress(content * 5_000_000, 9))
    write_jsonl(folder / "b-baik.jsonl", [GOOD])
    status, error = batch(folder, tmp_path / "hasil.jsonl")
    assert status == 2
    assert "a-bom.jsonl.gz: unpacks to far more than it should; unpack it yourself" in error
    assert [row["source"] for row in read_jsonl(tmp_path / "hasil.jsonl")] == ["b-baik.jsonl"]


def test_text_of_parquet_without_end_is_rejected_alone(
    batch, tmp_path, write_parquet, read_jsonl, monkeypatch
):
    monkeypatch.setattr(records, "ROW_LIMIT", 1_000)
    source = write_parquet(tmp_path / "berita.parquet", [GOOD, {"text": "a" * 1_001}, GOOD])
    status, _ = batch(source, tmp_path / "hasil.jsonl")
    assert status == 1
    (rejected,) = read_jsonl(tmp_path / "hasil.rejected.jsonl")
    assert (rejected["row"], rejected["reason"]) == (2, records.TOO_LONG)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["berita.jsonl", "berita.csv"])
def test_table_in_utf16_is_one_error(batch, tmp_path, name, encoding):
    text = "text\nKonon.\n" if name.endswith("csv") else json.dumps(GOOD) * 3
    (tmp_path / name).write_bytes(text.encode(encoding))
    status, error = batch(tmp_path / name, tmp_path / "hasil.jsonl")
    assert status == 2
    assert f"{name}: is UTF-16; save it as UTF-8" in error
