"""Memory does not grow with the input."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# Not `getrusage`: its peak is that of the process that started this one, if that was higher.
MEASURED = """
import re, sys
from pathlib import Path
from rumor.cli import main
status = main(sys.argv[1:])
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(status, int(peak) / 1024)
"""

FEW, MANY = 200, 4_000
"""Rows."""

ID = 5_000
"""Characters of an id: kept in records, results, parts and output."""

UNUSED = 15_000
"""Characters of a key that nobody asked for."""

INPUT = MANY * (ID + UNUSED) / 2**20
"""MiB of the larger input."""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures are those of Linux")
@pytest.mark.parametrize(
    ("kind", "workers"), [("jsonl", 1), ("jsonl", 2), ("csv", 1), ("parquet", 1)]
)
def test_peak_memory_of_twenty_times_the_rows_is_hardly_more(
    tmp_path, request, tiny_file, environment, checkout, kind, workers
):
    write = request.getfixturevalue(f"write_{kind}")
    options = ["--model", tiny_file, "--workers", workers, "--chunk", 50]
    peaks = []
    for count in (FEW, MANY):
        rows = [
            {"id": f"{row:0{ID}}", "text": f"Konon pasar {row} tutup.", "isi": f"{row:0{UNUSED}}"}
            for row in range(count)
        ]
        group = {"group": 100} if kind == "parquet" else {}
        source = write(tmp_path / f"{count}.{kind}", rows, **group)
        command = ["batch", source, tmp_path / f"hasil-{count}.jsonl", *options]
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *map(str, command)],
            cwd=checkout,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        status, peak = map(float, done.stdout.split())
        assert status == 0
        peaks.append(peak)
        source.unlink()

    assert peaks[1] - peaks[0] < INPUT / 4
