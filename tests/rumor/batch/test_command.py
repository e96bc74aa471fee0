"""`rumor batch`, from file to file."""

from __future__ import annotations

import csv
import json
import sys

import pytest

from rumor.cli import main

COLUMNS = ["source", "row", "id", "score", "speculative", "level", "evidence"]
TEXT = "Konon tiang jembatan retak."


def read_rows(path, read_jsonl) -> list[dict]:
    """Return result rows of any format with the same values, without their source."""
    if path.suffix == ".jsonl":
        rows = read_jsonl(path)
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                row
                | {
                    "row": int(row["row"]),
                    "id": row["id"] or None,
                    "score": float(row["score"]),
                    "speculative": {"true": True, "false": False}[row["speculative"]],
                    "evidence": json.loads(row["evidence"]),
                }
                for row in csv.DictReader(file)
            ]
    else:
        import pyarrow.parquet as pq

        table = pq.read_table(path).to_pylist()
        rows = [row | {"evidence": json.loads(row["evidence"])} for row in table]
    assert all(list(row) == COLUMNS for row in rows)
    return [{name: row[name] for name in COLUMNS[1:]} for row in rows]


def test_every_article_gets_a_row_in_order(
    tmp_path, batch, write_jsonl, read_jsonl, articles, tiny_scorer
):
    source, output = write_jsonl(tmp_path / "a.jsonl", articles(25)), tmp_path / "hasil.jsonl"

    status, error = batch(source, output, "--chunk", 10)

    assert status == 0
    assert error == "25 rows scored\n"
    rows = read_jsonl(output)
    assert [row["row"] for row in rows] == [*range(1, 26)]
    assert [row["id"] for row in rows] == [article["id"] for article in articles(25)]
    for row, article in zip(rows, articles(25), strict=True):
        scored = tiny_scorer.score(article["text"], title=article["title"])
        assert list(row) == COLUMNS
        assert row["source"] == "a.jsonl"
        assert row["score"] == scored.score
        assert row["level"] == scored.ranked()[0].level
        assert row["evidence"] == [
            item for claim in scored.to_dict()["claims"] for item in claim["evidence"]
        ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "hasil.jsonl"]


def test_unit_sentence_reads_each_text_as_one(
    tmp_path, batch, write_jsonl, read_jsonl, articles, tiny_scorer
):
    output = tmp_path / "hasil.jsonl"

    batch(write_jsonl(tmp_path / "a.jsonl", articles(3)), output, "--unit", "sentence")

    expected = [
        tiny_scorer.score_sentences([article["text"]], title=article["title"]).claims[0].score
        for article in articles(3)
    ]
    assert [row["score"] for row in read_jsonl(output)] == expected


def test_rows_are_the_same_whatever_the_formats(
    tmp_path, batch, write_jsonl, write_csv, write_parquet, read_jsonl, articles
):
    rows = articles(30)
    rows[4]["id"] = ""  # none, in CSV
    written = {
        "csv": write_csv(tmp_path / "a.csv", rows),
        "jsonl": write_jsonl(
            tmp_path / "a.jsonl", [{**row, "id": row["id"] or None} for row in rows]
        ),
        "parquet": write_parquet(
            tmp_path / "a.parquet", [{**row, "id": row["id"] or None} for row in rows]
        ),
    }
    results = []
    for name, source in written.items():
        for kind in ("csv", "jsonl", "parquet"):
            output = tmp_path / f"{name}-hasil.{kind}"
            assert batch(source, output)[0] == 0
            results.append(read_rows(output, read_jsonl))

    assert len(results) == 9
    assert results[0][4]["id"] is None
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_bytes_are_the_same_whatever_the_size_of_chunks(
    tmp_path, batch, write_jsonl, articles, kind
):
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    source = write_jsonl(tmp_path / "a.jsonl", [*articles(12), {"text": None}, *articles(8)])
    outputs = [tmp_path / f"hasil-{size}.{kind}" for size in (1, 7, 1000)]
    for size, output in zip((1, 7, 1000), outputs, strict=True):
        assert batch(source, output, "--chunk", size)[0] == 1

    assert len({output.read_bytes() for output in outputs}) == 1
    assert len({(tmp_path / f"{o.stem}.rejected.jsonl").read_bytes() for o in outputs}) == 1


@pytest.mark.slow
def test_bytes_are_the_same_whatever_the_number_of_workers(tmp_path, batch, write_jsonl, articles):
    source = write_jsonl(tmp_path / "a.jsonl", [*articles(30), {"text": None}, *articles(30)])
    outputs = [tmp_path / f"hasil-{workers}.jsonl" for workers in (1, 2, 3)]
    for workers, output in zip((1, 2, 3), outputs, strict=True):
        assert batch(source, output, "--workers", workers, "--chunk", 4)[0] == 1

    assert len({output.read_bytes() for output in outputs}) == 1
    assert len({(tmp_path / f"{o.stem}.rejected.jsonl").read_bytes() for o in outputs}) == 1


def test_rejected_rows_go_to_a_file_of_their_own_and_do_not_stop_the_job(
    tmp_path, batch, write_jsonl, read_jsonl, articles
):
    source = write_jsonl(tmp_path / "a.jsonl", [*articles(2), {"id": 9, "text": ""}, *articles(1)])
    with source.open("ab") as file:
        file.write(b"{rusak\n")

    status, error = batch(source, tmp_path / "hasil.jsonl")

    rejected = tmp_path / "hasil.rejected.jsonl"
    assert status == 1
    assert error == f"3 rows scored, 2 rejected: {rejected}\n"
    assert [row["row"] for row in read_jsonl(tmp_path / "hasil.jsonl")] == [1, 2, 4]
    empty, broken = read_jsonl(rejected)
    assert empty == {
        "source": "a.jsonl",
        "row": 3,
        "id": "9",
        "reason": "'text' is empty",
        "raw": '{"id": 9, "text": ""}',
    }
    assert broken["row"] == 5
    assert broken["raw"] == "{rusak"
    assert "id" not in broken


def test_rejected_rows_can_go_elsewhere(tmp_path, batch, write_jsonl, read_jsonl):
    source = write_jsonl(tmp_path / "a.jsonl", [{"text": None}])

    status, _ = batch(source, tmp_path / "hasil.jsonl", "--rejected", tmp_path / "sisa.jsonl")

    assert status == 1
    assert (tmp_path / "hasil.jsonl").read_bytes() == b""
    assert len(read_jsonl(tmp_path / "sisa.jsonl")) == 1


def test_folder_is_one_job(tmp_path, batch, write_csv, read_jsonl, articles):
    (tmp_path / "berita" / "desa").mkdir(parents=True)
    write_csv(tmp_path / "berita" / "b.csv", articles(2))
    write_csv(tmp_path / "berita" / "desa" / "a.csv.gz", articles(3))

    status, error = batch(tmp_path / "berita", tmp_path / "hasil.jsonl", "--chunk", 4)

    assert (status, error) == (0, "5 rows scored\n")
    rows = read_jsonl(tmp_path / "hasil.jsonl")
    places = [("b.csv", 1), ("b.csv", 2), *(("desa/a.csv.gz", row) for row in (1, 2, 3))]
    assert [(row["source"], row["row"]) for row in rows] == places


def test_file_of_a_folder_that_cannot_be_read_is_told_and_the_others_are_scored(
    tmp_path, batch, write_csv, read_jsonl, articles
):
    (tmp_path / "berita").mkdir()
    write_csv(tmp_path / "berita" / "a.csv", [{"isi": TEXT}])
    write_csv(tmp_path / "berita" / "b.csv", articles(2))

    status, error = batch(tmp_path / "berita", tmp_path / "hasil.jsonl")

    assert status == 2
    assert "a.csv: no column 'text'; it has isi" in error
    assert error.endswith("2 rows scored\n")
    assert len(read_jsonl(tmp_path / "hasil.jsonl")) == 2


def test_job_of_which_nothing_can_be_read_writes_nothing(tmp_path, batch, write_csv):
    source = write_csv(tmp_path / "a.csv", [{"isi": TEXT}])

    status, error = batch(source, tmp_path / "hasil.jsonl")

    assert status == 2
    assert "no column 'text'" in error
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_columns_can_be_named(tmp_path, batch, write_csv, read_jsonl):
    source = write_csv(tmp_path / "a.csv", [{"nomor": 7, "judul": "Jembatan", "isi": TEXT}])

    status, _ = batch(
        source,
        tmp_path / "hasil.jsonl",
        *("--text-column", "isi", "--title-column", "judul", "--id-column", "nomor"),
    )

    assert status == 0
    assert read_jsonl(tmp_path / "hasil.jsonl")[0]["id"] == "7"


def test_threshold_decides_what_is_speculative(tmp_path, batch, write_jsonl, read_jsonl):
    source = write_jsonl(tmp_path / "a.jsonl", [{"text": TEXT}])

    batch(source, tmp_path / "rendah.jsonl", "--threshold", "0.5")
    batch(source, tmp_path / "tinggi.jsonl", "--threshold", "0.99")

    assert read_jsonl(tmp_path / "rendah.jsonl")[0]["speculative"] is True
    assert read_jsonl(tmp_path / "tinggi.jsonl")[0]["speculative"] is False


def test_empty_file_gives_an_empty_output(tmp_path, batch):
    (tmp_path / "a.jsonl").touch()

    assert batch(tmp_path / "a.jsonl", tmp_path / "hasil.csv") == (0, "0 rows scored\n")
    assert (tmp_path / "hasil.csv").read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"


# What must not be overwritten


def test_output_that_exists_is_left_alone(tmp_path, batch, write_jsonl, articles):
    source, output = write_jsonl(tmp_path / "a.jsonl", articles(2)), tmp_path / "hasil.jsonl"
    output.write_text("penting", encoding="utf-8")

    status, error = batch(source, output)

    assert status == 2
    assert f"{output}: exists already; give another name, or replace it with --force" in error
    assert output.read_text(encoding="utf-8") == "penting"
    assert batch(source, output, "--force")[0] == 0
    assert len(output.read_text(encoding="utf-8").splitlines()) == 2


def test_rejected_rows_of_an_earlier_job_do_not_outlive_its_output(
    tmp_path, batch, write_jsonl, articles
):
    source, output = write_jsonl(tmp_path / "a.jsonl", [{"text": None}]), tmp_path / "hasil.jsonl"
    batch(source, output)
    write_jsonl(source, articles(1))

    assert batch(source, output, "--force")[0] == 0
    assert not (tmp_path / "hasil.rejected.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{0}/a.jsonl", "{0}/a.jsonl", "--force"], "is INPUT, or lies in it"),
        (["{0}", "{0}/hasil.jsonl"], "is INPUT, or lies in it"),
        (["{0}/a.jsonl", "{0}/b.jsonl", "--rejected", "{0}/b.jsonl"], "is OUTPUT too"),
        (["{0}/a.jsonl", "{0}/hasil"], "its suffix tells no format; give --output-format"),
        (["{0}/a.jsonl", "{0}/hasil.jsonl.gz"], "packed output is not written; leave .gz off"),
        (["{0}/a.jsonl", "{0}/tiada/hasil.jsonl"], "its folder does not exist; make it first"),
        (["{0}/a.jsonl", "{0}/b.jsonl", "--master", "local[2]"], "--master is for --engine spark"),
        *(
            (["{0}/a.jsonl", "{0}/b.jsonl", "--engine", "spark", *option], "is for --engine local")
            for option in (["--workers", "2"], ["--chunk", "2"], ["--restart"])
        ),
    ],
)
def test_wrong_usage_is_one_error_and_touches_nothing(
    tmp_path, batch, write_jsonl, articles, arguments, message
):
    source = write_jsonl(tmp_path / "a.jsonl", articles(1))
    before = source.read_bytes()

    status, error = batch(*(part.format(tmp_path) for part in arguments))

    assert status == 2
    assert message in error
    assert source.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.parametrize(
    "option", [["--chunk", "0"], ["--workers", "-1"], ["--delimiter", "::"], ["--unit", "kata"]]
)
def test_option_out_of_range_is_wrong_usage(tmp_path, option, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["batch", str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl"), *option])

    assert stopped.value.code == 2
    assert option[0] in capsys.readouterr().err


def test_parquet_without_its_library_is_told_before_any_work(
    tmp_path, batch, write_jsonl, articles, monkeypatch
):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    status, error = batch(write_jsonl(tmp_path / "a.jsonl", articles(1)), tmp_path / "b.parquet")

    assert status == 2
    assert "pip install 'rumor[parquet]'" in error
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_json_lines_and_csv_load_nothing_that_is_not_of_the_plain_install(
    tmp_path, write_jsonl, articles, tiny_file, environment, checkout
):
    import subprocess

    source = write_jsonl(tmp_path / "a.jsonl", articles(2))
    arguments = ["batch", str(source), str(tmp_path / "b.csv"), "--model", str(tiny_file)]
    code = (
        "import sys\n"
        "from rumor.cli import main\n"
        f"assert main({arguments!r}) == 0\n"
        "print({name.partition('.')[0] for name in sys.modules}"
        " & {'pyarrow', 'numpy', 'pandas', 'sklearn', 'mlflow', 'tqdm', 'pyspark'})"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout == "set()\n"
