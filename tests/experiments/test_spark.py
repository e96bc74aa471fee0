"""`rumor batch --engine spark` gives the rows of the local engine, from workers of their own."""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

import pyarrow.parquet as pq  # noqa: E402

from rumor.cli import main  # noqa: E402
from rumor.errors import OutputError  # noqa: E402
from rumor.experiments.spark import writing  # noqa: E402

pytestmark = pytest.mark.slow

TEXTS = [
    "Jembatan Kaligondang dikabarkan retak.\nCamat Weru Lestari mengatakan jembatan itu aman.",
    'Menurut posting yang kini dihapus, "Pasar Rejosari" bakal pindah; pedagang, katanya, setuju.',
    "Harga cabai turun dua hari berturut-turut.",
    "Mengapa jembatan itu retak?",
    "Rusdi Halimun diduga menggelapkan dana jembatan. Konon jumlahnya 3 miliar.",
    "Mungkin jembatan itu dibuka Senin. Sumber yang enggan disebut namanya membantahnya.",
]
HEADER = ("source", "row", "id", "score", "speculative", "level", "evidence")

# Run with -c in the checkout: workers of a cluster, which start elsewhere, find no `rumor` there.
DRIVER = """
import json, sys
from pathlib import Path
import rumor
from rumor.batch.job import Job
from rumor.cli import main
from rumor.experiments.spark import run_spark
from rumor.experiments.spark.session import open_session

if __name__ == "__main__":
    master, folder, *jobs = json.loads(sys.argv[1])
    with open_session(master) as spark:
        statuses = [main([*job, "--engine", "spark", "--master", master]) for job in jobs]
        source = Path(folder, "warta")
        cut = Job(source, Path(folder, "cut"), Path(folder, "cut.rejected"))
        outcome = run_spark(cut, rumor.load(), master, piece=500)
        context = spark.sparkContext
        code = context.parallelize([0], 1).map(lambda _: __import__("rumor").__file__).first()
        listed = context._jsc.sc().statusStore().executorList(False)
        executors = [listed.apply(number) for number in range(listed.size())]
        tasks = {each.id(): each.completedTasks() for each in executors}
    print(json.dumps({
        "statuses": statuses, "code": code, "tasks": tasks,
        "cut": [outcome.scored, outcome.rejected, outcome.status],
    }))
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory) -> Path:
    """Return a folder with articles in each format, some of them no articles."""
    folder = tmp_path_factory.mktemp("masukan")
    lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(TEXTS)]
    bad = ["bukan JSON", '{"id": "kosong", "text": " "}', '{"judul": "tanpa teks"}', ""]
    (folder / "warta").mkdir()
    for name, some in (("pagi.jsonl", lines * 2 + bad), ("sore #2 100%.jsonl", bad + lines[::-1])):
        (folder / "warta" / name).write_bytes("\n".join(some).encode() + b"\n\xff{}")
    with (folder / "warta.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "title", "text"])
        table.writerows((f"c{n}", "Jembatan\nKaligondang", text) for n, text in enumerate(TEXTS))
        table.writerow(["c9", "tanpa teks", ""])
    columns: dict[str, list[Any]] = {"id": [*range(len(TEXTS)), None], "text": [*TEXTS, None]}
    pq.write_table(pa.table(columns), folder / "warta.parquet", row_group_size=4)
    return folder


JOBS = {
    "jsonl": ("warta", ["--output-format", "jsonl", "--threshold", "0.3"]),
    "csv": ("warta.csv", ["--output-format", "csv", "--unit", "sentence"]),
    "parquet": ("warta.parquet", ["--output-format", "parquet", "--force"]),
}


def jobs(inputs: Path, outputs: Path) -> list[list[str]]:
    return [
        ["batch", str(inputs / source), str(outputs / name), *options]
        for name, (source, options) in JOBS.items()
    ]


@pytest.fixture(scope="module")
def local(inputs, tmp_path_factory) -> Path:
    """Return the folder of what the local engine makes of the inputs."""
    outputs = tmp_path_factory.mktemp("setempat")
    for job in jobs(inputs, outputs):
        assert main(job) == 1
    assert main(["batch", str(inputs / "warta"), str(outputs / "cut.jsonl")]) == 1
    return outputs


@pytest.fixture(scope="module", params=["local[2]", "local-cluster[2,1,1024]"])
def run(request, inputs, tmp_path_factory, checkout, environment) -> dict[str, Any]:
    """Return what Spark makes of them, in one session a master, and how that went."""
    if shutil.which("java", path=environment.get("PATH")) is None:
        pytest.skip("there is no Java")
    outputs = tmp_path_factory.mktemp("spark")
    home = tmp_path_factory.mktemp("rumah")
    for part in Path(pyspark.__file__).parent.iterdir():
        (home / part.name).symlink_to(part)  # a cluster of Spark's own writes its logs there
    (home / "conf").mkdir()
    (home / "conf" / "spark-defaults.conf").write_text(
        "spark.scheduler.minRegisteredResourcesRatio 1.0\n"  # both workers, before any task
        "spark.sql.shuffle.partitions 2\n"
        "spark.locality.wait 0\n"
    )
    task = [request.param, str(outputs), *jobs(inputs, outputs)]
    (outputs / "parquet").mkdir()
    (outputs / "parquet" / "part-00000-lama").write_text("of a job before, which --force replaces")
    (outputs / "warta").symlink_to(inputs / "warta")
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, json.dumps(task)],
        capture_output=True,
        text=True,
        cwd=checkout,
        env={
            **environment,
            "SPARK_HOME": os.fspath(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        },
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    return {**told, "outputs": outputs, "master": request.param, "stderr": done.stderr}


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of an output, whichever engine wrote it, in the order of their key."""
    rows: list[dict[str, Any]] = []
    parts = sorted(path.glob("part-*")) if path.is_dir() else [path]
    assert parts
    for part in parts:
        if path.name == "parquet":
            rows += pq.read_table(part).to_pylist()
        elif path.name == "csv":
            with part.open(encoding="utf-8", newline="") as file:
                rows += csv.DictReader(file)
        else:
            rows += map(json.loads, part.read_text(encoding="utf-8").splitlines())
    return sorted(rows, key=lambda row: (row["source"], int(row["row"])))


@pytest.mark.parametrize("name", JOBS)
def test_spark_gives_the_rows_of_the_local_engine(run, local, name):
    expected = rows_of(local / name)
    assert len(expected) >= len(TEXTS)
    assert tuple(expected[0]) == HEADER
    assert rows_of(run["outputs"] / name) == expected


@pytest.mark.parametrize("name", JOBS)
def test_spark_rejects_the_rows_that_the_local_engine_rejects(run, local, name):
    expected = rows_of(local / f"{name}.rejected.jsonl")
    assert rows_of(run["outputs"] / f"{name}.rejected.jsonl") == expected
    assert run["statuses"] == [1, 1, 1]


def test_files_cut_into_pieces_give_the_same_rows(run, local):
    expected = rows_of(local / "cut.jsonl")
    assert rows_of(run["outputs"] / "cut") == expected
    rejected = rows_of(local / "cut.rejected.jsonl")
    assert rows_of(run["outputs"] / "cut.rejected") == rejected
    assert run["cut"] == [len(expected), len(rejected), 1]


def test_an_output_is_marked_as_whole_and_nothing_else_is_left(run):
    names = {path.name for path in (run["outputs"] / "jsonl").iterdir()}
    assert "_SUCCESS" in names
    assert all(name.endswith(".jsonl") for name in names - {"_SUCCESS"})
    made = {f"{name}{end}" for name in JOBS for end in ("", ".rejected.jsonl")}
    left = {path.name for path in run["outputs"].iterdir()}
    assert left == made | {"warta", "cut", "cut.rejected"}


def test_the_terminal_shows_the_counts_and_none_of_what_spark_writes(run):
    lines = [line.split(":")[0] for line in run["stderr"].splitlines() if line]
    assert lines == [
        "18 rows scored, 8 rejected",
        "6 rows scored, 1 rejected",
        "6 rows scored, 1 rejected",
    ]


def test_both_workers_of_a_cluster_take_part_with_the_code_they_were_sent(run):
    if run["master"] == "local[2]":
        pytest.skip("one process runs all tasks")
    workers = {name: tasks for name, tasks in run["tasks"].items() if name != "driver"}
    assert len(workers) == 2
    assert all(workers.values())
    assert ".zip" in run["code"]


def batch(inputs: Path, output: Path, *options: str) -> int:
    """Run the command on what it must refuse before Spark starts."""
    return main(["batch", str(inputs / "warta"), str(output), "--engine", "spark", *options])


def test_a_master_that_does_not_answer_is_one_error(inputs, tmp_path, capsys):
    if shutil.which("java") is None:
        pytest.skip("there is no Java")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{closed.getsockname()[1]}"
        assert batch(inputs, tmp_path / "hasil.jsonl", "--master", master) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"--master {master}: does not answer (connection refused)" in told
    assert not list(tmp_path.iterdir())


def test_without_java_the_error_tells_what_to_install(inputs, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert batch(inputs, tmp_path / "hasil.jsonl") == 2
    told = capsys.readouterr().err
    assert told.startswith(
        "rumor: Spark needs Java, which is not installed; install a Java runtime"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Java is a shell script")
def test_a_java_that_is_too_old_is_named(inputs, tmp_path, capsys, monkeypatch):
    (tmp_path / "bin").mkdir()
    java = tmp_path / "bin" / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert batch(inputs, tmp_path / "hasil.jsonl") == 2
    assert f"{java} is Java 8, too old for Spark; install" in capsys.readouterr().err


def test_without_pyspark_the_error_names_the_extra(inputs, tmp_path, capsys, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("rumor.experiments.spark")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert batch(inputs, tmp_path / "hasil.jsonl") == 2
    assert "pip install 'rumor[spark]'" in capsys.readouterr().err


def test_an_output_that_exists_is_refused(inputs, tmp_path, capsys):
    (tmp_path / "hasil.jsonl").mkdir()
    assert batch(inputs, tmp_path / "hasil.jsonl") == 2
    assert f"{tmp_path / 'hasil.jsonl'}: exists already" in capsys.readouterr().err


def test_force_replaces_part_files_but_no_other_folder(tmp_path):
    output = tmp_path / "hasil.jsonl"
    output.mkdir()
    (output / "part-00000-lama.jsonl").write_text("lama")
    with pytest.raises(OutputError, match="exists already"):
        writing.check_output(output, force=False)
    writing.check_output(output, force=True)
    (output / "catatan.txt").write_text("milik orang")
    with pytest.raises(OutputError, match=r"holds catatan\.txt, which is not ours"):
        writing.check_output(output, force=True)


def test_what_is_published_takes_the_place_of_what_was_there(tmp_path):
    output = tmp_path / "hasil.jsonl"
    output.mkdir()
    (output / "part-00000-lama.jsonl").write_text("lama")
    with writing.scratch_beside(output) as scratch:
        (scratch / "new").mkdir()
        (scratch / "new" / "part-00000-baru.jsonl").write_text("baru")
        writing.publish(scratch / "new", output)
    assert [path.name for path in output.iterdir()] == ["part-00000-baru.jsonl"]
    assert list(tmp_path.iterdir()) == [output]
