"""Fuzzes all targets, one after the other: ``python tests/fuzz/run.py --seconds 20``.

Prints a table, and where something was found how to try it again. Exit status 1 then.

Every target starts from our own sentences and keeps what it learns in ``--corpus``, if that is
given, so that a later run goes on from there.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from materials import dictionary

HERE = Path(__file__).parent
TARGETS = ("segment", "match", "model", "http", "inputs", "twin")
_SECONDS_EACH = 20  # longest that a single input may take
_LONGEST = 1500  # bytes
_GRACE = 120
_STATUS = re.compile(r"#(?P<runs>\d+)\s+\w+ +cov: (?P<cov>\d+) ft: (?P<ft>\d+) corp: (?P<corp>\d+)")
_STAT = re.compile(r"stat::(\w+): +(\d+)")


@dataclass(frozen=True)
class Outcome:
    """What came of one target.

    Attributes
    ----------
    target : str
    runs, coverage, features, corpus : int
        Inputs tried; code edges reached, and these with how often; inputs that reached new ones.
    slowest : int
        Whole seconds that the slowest input took.
    seconds : float
    found : tuple of pathlib.Path
        Inputs that broke something, took too long or too much memory.
    told : str
        What the fuzzer printed last.
    """

    target: str
    runs: int
    coverage: int
    features: int
    corpus: int
    slowest: int
    seconds: float
    found: tuple[Path, ...]
    told: str


def fuzz(target: str, seconds: int, corpus: Path, artifacts: Path) -> Outcome | str:
    """Fuzz one target; give back why not if it cannot be."""
    module = import_module(f"target_{target}")
    if why := getattr(module, "why_not", str)():
        return why
    for folder in (corpus, artifacts):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(module.seeds()):
        (corpus / f"seed-{number:04}").write_bytes(seed)
    words = corpus.with_suffix(".dict")
    words.write_text(dictionary(module.WORDS), encoding="ascii")
    before = set(artifacts.iterdir())
    start = time.monotonic()
    done = subprocess.run(
        [
            *(sys.executable, HERE / "fuzz.py", target, f"-max_total_time={seconds}"),
            *(f"-timeout={_SECONDS_EACH}", f"-max_len={_LONGEST}", f"-dict={words}"),
            *(f"-artifact_prefix={artifacts}{os.sep}", "-print_final_stats=1", corpus),
        ],
        # The Python sources are what can be followed; the twin tells whether compiled ones differ.
        env={**os.environ, "RUMOR_PURE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds + _GRACE,
        check=False,
    )
    told = done.stdout.decode("utf-8", "replace")
    found = tuple(sorted(set(artifacts.iterdir()) - before))
    if done.returncode and not found:
        raise SystemExit(f"{target}: the fuzzer failed ({done.returncode})\n{told[-3000:]}")
    states = [state.groupdict() for state in _STATUS.finditer(told)]
    last = states[-1] if states else dict.fromkeys(("runs", "cov", "ft", "corp"), "0")
    stats = {name: int(value) for name, value in _STAT.findall(told)}
    return Outcome(
        target,
        runs=stats.get("number_of_executed_units", int(last["runs"])),
        coverage=int(last["cov"]),
        features=int(last["ft"]),
        corpus=int(last["corp"]),
        slowest=stats.get("slowest_unit_time_sec", 0),
        seconds=time.monotonic() - start,
        found=found,
        told=told,
    )


def fault(told: str) -> str:
    """Return what the fuzzer told of what it found: the exception, or else its last words."""
    _, mark, exception = told.partition(" === Uncaught Python exception: ===")
    return exception.partition("\n==")[0].strip() if mark else told[-2000:]


def row(outcome: Outcome) -> str:
    """Return the line of a target in the table."""
    cells = (
        outcome.target,
        f"{outcome.seconds:.0f}",
        f"{outcome.runs:,}",
        f"{outcome.runs / outcome.seconds:,.0f}",
        *map(str, (outcome.coverage, outcome.features, outcome.corpus, outcome.slowest)),
        str(len(outcome.found)),
    )
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Fuzz what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--target", action="append", choices=TARGETS, help="one of several; all if left out"
    )
    parser.add_argument("--seconds", type=int, default=20, help="for each target")
    parser.add_argument("--corpus", type=Path, help="folder for what is learnt")
    parser.add_argument("--artifacts", type=Path, default=Path("fuzz-found"), help="for finds")
    arguments = parser.parse_args()
    if find_spec("atheris") is None:
        parser.error("needs atheris; pip install '.[fuzz]'")
    with tempfile.TemporaryDirectory() as temporary:
        corpus = arguments.corpus or Path(temporary)
        head = (
            "target | seconds | inputs | a second | edges | features | corpus | slowest (s) | found"
        )
        print(f"| {head} |\n|{' --- |' * 9}", flush=True)
        outcomes = []
        for target in arguments.target or TARGETS:
            outcome = fuzz(target, arguments.seconds, corpus / target, arguments.artifacts)
            if isinstance(outcome, str):
                print(f"| {target} | {outcome} |", flush=True)
                continue
            print(row(outcome), flush=True)
            outcomes.append(outcome)
    for outcome in outcomes:
        for path in outcome.found:
            print(f"\n{fault(outcome.told)}\npython {HERE / 'fuzz.py'} {outcome.target} {path}")
    return int(any(outcome.found for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
