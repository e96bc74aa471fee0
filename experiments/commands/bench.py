"""`rumor bench`: how fast and how large, beside yardsticks measured in the same run."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rumor.atomic import refuse_unwritable, write_file
from rumor.commands.options import add_model_reference
from rumor.errors import InputError
from rumor.experiments.bench.context import FULL, QUICK, Context
from rumor.experiments.bench.machine import PURE, facts
from rumor.experiments.bench.registry import MEASUREMENTS, chosen, measure
from rumor.experiments.bench.render import as_data, as_markdown, as_text
from rumor.experiments.bench.row import Row
from rumor.experiments.bench.texts import training_sentences
from rumor.experiments.corpus import Corpus, load_corpus, seed_path
from rumor.scorer import Scorer

FINE, MISSED, WRONG = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.description = (
        "Measure speed, size and memory beside yardsticks in the same run, and hold the ratios to "
        "their goals. Before anything is timed, its results are compared with those of the plain "
        "computation."
    )
    parser.add_argument(
        "--list", action="store_true", help="only tell what would be measured, beside what"
    )
    which = parser.add_argument_group("what is measured")
    for name, what in (("--only", "measure nothing but this"), ("--skip", "leave this out")):
        which.add_argument(
            name,
            metavar="NAME",
            nargs="+",
            action="extend",
            choices=tuple(MEASUREMENTS),
            default=[],
            help=f"{what}: {', '.join(MEASUREMENTS)}",
        )
    which.add_argument(
        "--quick", action="store_true", help="fewer and shorter repeats, for a first look"
    )
    which.add_argument(
        "--pure",
        action="store_true",
        help=f"measure the pure Python form, as {PURE}=1 in the environment does",
    )
    which.add_argument(
        "--corpus",
        metavar="PATH",
        type=Path,
        help="take sentences and articles from this labelled corpus (default: the authored one)",
    )
    add_model_reference(parser)
    told = parser.add_argument_group("what is told")
    told.add_argument(
        "--format",
        choices=("text", "markdown"),
        default="text",
        help="layout of the table (default: %(default)s)",
    )
    told.add_argument(
        "--json", metavar="PATH", type=Path, help="write all figures there too, as JSON"
    )
    told.add_argument(
        "--check",
        action="store_true",
        help="exit with status 1 if a goal is missed, or could not be measured",
    )
    parser.epilog = (
        "Exit status: 0, or 1 with --check when a goal is missed, or 2 when results differ from "
        "those of the plain computation."
    )


def run(arguments: argparse.Namespace) -> int:
    """Measure and print.

    Returns
    -------
    int
        0, 1 if goals are missed and that was to be checked, 2 if results differ.
    """
    if arguments.pure and os.environ.get(PURE) != "1":
        environment = {**os.environ, PURE: "1"}  # heeded as modules are loaded, which these are
        command = [sys.executable, *sys.orig_argv[1:]]
        return subprocess.run(command, env=environment, check=False).returncode
    names = chosen(arguments.only, arguments.skip)
    if arguments.list:
        for name in names:
            for row in MEASUREMENTS[name].rows:
                print(f"{name:<9} {row.what}; beside {row.against}: {row.goal}")
        return FINE
    if arguments.json is not None:
        refuse_unwritable(arguments.json, option="--json", force=True)
    corpus = load_corpus(arguments.corpus or seed_path("authored.jsonl"))
    _require_both_sides(corpus)
    scorer = Scorer.load(arguments.model, tracking=arguments.tracking_uri)
    known = facts() | {"quick": arguments.quick}  # before: the load is that of others
    rows = _measured(scorer, corpus, names, quick=arguments.quick)
    _report(arguments, rows, known)
    return status(rows, check=arguments.check)


def status(rows: Sequence[Row], *, check: bool) -> int:
    """Return the exit status of a run.

    Parameters
    ----------
    rows : sequence of Row
    check : bool
        Whether a goal that is missed, or was not measured, is a failure.
    """
    if any(row.wrong for row in rows):
        return WRONG
    return MISSED if check and not all(row.reached for row in rows) else FINE


def _measured(scorer: Scorer, corpus: Corpus, names: Sequence[str], *, quick: bool) -> list[Row]:
    def say(line: str) -> None:
        print(f"rumor bench: {line}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="rumor-bench-") as folder:
        context = Context(scorer, corpus, Path(folder), QUICK if quick else FULL, say)
        return list(measure(context, names))


def _report(arguments: argparse.Namespace, rows: Sequence[Row], known: dict[str, Any]) -> None:
    print((as_markdown if arguments.format == "markdown" else as_text)(rows, known))
    if arguments.json is not None:
        data = json.dumps(as_data(rows, known), ensure_ascii=False, indent=1)
        write_file(arguments.json, f"{data}\n")


def _require_both_sides(corpus: Corpus) -> None:
    """Refuse a corpus that the bag of words cannot learn from."""
    _, labels = training_sentences(corpus)
    if len(set(labels)) < 2:
        reason = "its train split does not hold both speculative sentences and others"
        raise InputError(corpus.path, reason, "give a labelled corpus")
