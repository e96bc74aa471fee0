"""Fuzzes one target: ``python tests/fuzz/fuzz.py TARGET [libFuzzer options] [CORPUS]``.

The options are those of libFuzzer. A file in place of the corpus is an input to try again.
"""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import islice

import atheris

import rumor  # noqa: F401  # first, as it chooses between sources and what is compiled from them

_FIRST = 40  # seeds that load what is imported only when it is met


def main() -> None:
    """Fuzz until time is up or something is found."""
    name = sys.argv.pop(1)
    # Only our code tells the fuzzer where it has been: what is below it has its own fuzzers.
    with atheris.instrument_imports(include=["rumor"]):
        target = import_module(f"target_{name}")
        for seed in islice(target.seeds(), _FIRST):
            target.check(seed)
    atheris.Setup(sys.argv, target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
