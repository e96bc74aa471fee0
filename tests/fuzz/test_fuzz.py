"""Each target is fuzzed for a moment, and what is broken is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from invariants import check_claim, check_spans
from materials import dictionary

from rumor.claims import Claim

HERE = Path(__file__).parent
TARGETS = sorted(path.stem.removeprefix("target_") for path in HERE.glob("target_*.py"))

BROKEN = """
WORDS = ()
def seeds():
    yield b"Jembatan itu dibuka Senin."
def check(data):
    assert not data.startswith(b"Ko"), "rusak"
"""


def run(program: str, *arguments: str | Path, env) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("atheris", reason="atheris is not installed")
    command = [sys.executable, HERE / program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=env)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_moment_of_fuzzing_finds_nothing(target, tmp_path, environment):
    asked = ("--target", target, "--seconds", "2", "--artifacts", tmp_path)
    done = run("run.py", *asked, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"| {target} |" in done.stdout


@pytest.mark.slow
def test_fuzzer_finds_what_is_broken(tmp_path, environment):
    (tmp_path / "target_broken.py").write_text(BROKEN)
    (tmp_path / "words").write_text(dictionary(("Ko",)))
    done = run(
        *("fuzz.py", "broken", "-max_total_time=60", f"-artifact_prefix={tmp_path}/"),
        f"-dict={tmp_path / 'words'}",
        env={**environment, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "AssertionError: rusak" in done.stdout
    (crash,) = tmp_path.glob("crash-*")
    assert crash.read_bytes().startswith(b"Ko")


def test_dictionary_is_one_libfuzzer_reads():
    lines = dictionary(('"text":',)).splitlines()
    assert len(lines) > 300
    assert r'"\x22text\x22:"' in lines
    assert all(line[0] == line[-1] == '"' and line.isascii() for line in lines)


@pytest.mark.parametrize(
    "spans",
    [[(0, 3)], [(0, 13), (12, 23)], [(0, 13), (13, 23)], [(0, 13), (14, 24)], [(14, 23), (0, 13)]],
    ids=["rest", "overlap", "blank", "beyond", "order"],
)
def test_wrong_spans_are_told(spans):
    check_spans("Konon retak.  Itu kabar.", [(0, 12), (14, 24)])
    with pytest.raises(AssertionError):
        check_spans("Konon retak.  Itu kabar", spans)


@pytest.mark.parametrize(
    ("score", "speculative", "level"),
    [
        (1.2, True, "hedged"),
        (float("nan"), False, "stated"),
        (0.9, True, "stated"),
        (0.9, False, "stated"),
        (0.1, False, "rumoured"),
    ],
)
def test_claim_that_contradicts_itself_is_told(score, speculative, level):
    with pytest.raises(AssertionError):
        check_claim(Claim("Konon.", 0, 6, score, speculative, level, [], [], False), 0.5)
