"""What the tests of batch jobs share: files of articles, and the command run here or apart."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rumor.cli import main

ROOT = Path(__file__).parents[3]

Row = dict[str, Any]


@pytest.fixture(scope="session")
def articles() -> Callable[[int], list[Row]]:
    """Return a function that makes rows of articles, each with another text and id."""

    def make(count: int) -> list[Row]:
        return [
            {
                "id": f"berita-{index}",
                "title": f"Kabar desa ke-{index}",
                "text": f"Jembatan nomor {index} dibuka Senin. Konon tiang ke-{index} retak, "
                f'kata "warga"; mungkin {index} orang tahu.\nCamat, Weru Lestari, diam.',
            }
            for index in range(1, count + 1)
        ]

    return make


@pytest.fixture(scope="session")
def write_jsonl() -> Callable[..., Path]:
    """Return a function that writes rows as JSON lines, packed if the name says so."""

    def write(path: Path, rows: Sequence[Row]) -> Path:
        data = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
        return path

    return write


@pytest.fixture(scope="session")
def write_csv() -> Callable[..., Path]:
    """Return a function that writes rows as CSV, packed if the name says so."""

    def write(
        path: Path, rows: Sequence[Row], delimiter: str = ",", encoding: str = "utf-8"
    ) -> Path:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
        data = text.getvalue().encode(encoding)
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
        return path

    return write


@pytest.fixture(scope="session")
def write_parquet() -> Callable[..., Path]:
    """Return a function that writes rows as Parquet, in small row groups."""
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

    def write(path: Path, rows: Sequence[Row], group: int = 7) -> Path:
        pq.write_table(pa.Table.from_pylist(list(rows)), path, row_group_size=group)
        return path

    return write


@pytest.fixture(scope="session")
def read_jsonl() -> Callable[[Path], list[Row]]:
    """Return a function that reads JSON lines."""

    def read(path: Path) -> list[Row]:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]

    return read


@pytest.fixture
def batch(tiny_file, capsys) -> Callable[..., tuple[int, str]]:
    """Return a function that runs `rumor batch` here: status and standard error."""

    def run(*arguments: object) -> tuple[int, str]:
        status = main(["batch", "--model", str(tiny_file), *map(str, arguments)])
        captured = capsys.readouterr()
        assert captured.out == ""
        return status, captured.err

    return run


class Apart:
    """A job in a process group of its own, with its output and the folder of its parts."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self.output = output
        self.parts = output.with_name(f"{output.name}.parts")

    def await_parts(self, count: int) -> None:
        """Wait until so many chunks are finished; fail if the job ends before."""
        deadline = time.monotonic() + 60
        while len(list(self.parts.glob("*.jsonl"))) < count:
            if self.process.poll() is not None:
                pytest.fail(f"ended too early: {self.error()}")
            assert time.monotonic() < deadline, "no chunk was finished in time"
            time.sleep(0.01)

    def signal(self, number: int) -> None:
        """Signal the whole group, as a terminal does."""
        os.killpg(self.process.pid, number)

    def error(self) -> str:
        """Wait for the end and return what it said on standard error."""
        return self.process.communicate(timeout=60)[1].decode()


@pytest.fixture
def batch_apart(tiny_file, environment) -> Iterator[Callable[..., Apart]]:
    """Return a function that starts `rumor batch INPUT OUTPUT ...` in a process group."""
    if os.name != "posix":
        pytest.skip("process groups are those of POSIX")
    started: list[Apart] = []

    def start(source: Path, output: Path, *arguments: object, **settings: Any) -> Apart:
        options = ["--model", str(tiny_file), *map(str, arguments)]
        process = subprocess.Popen(
            [sys.executable, "-m", "rumor", "batch", str(source), str(output), *options],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            **settings,
        )
        started.append(Apart(process, output))
        return started[-1]

    yield start
    for job in started:
        if job.process.poll() is None:
            job.signal(signal.SIGKILL)
        job.process.communicate(timeout=60)
