"""`rumor model check`: the quality gate."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from rumor.atomic import write_file
from rumor.commands.options import add_model_reference, whole_number
from rumor.errors import InputError, RumorError
from rumor.experiments.corpus import default_corpora, load_corpora
from rumor.experiments.corpus.tables import plain
from rumor.scorer import Scorer

if TYPE_CHECKING:
    from rumor.experiments.contrast import ContrastReport
    from rumor.experiments.gate import Bounds, Check, Measured

FLOORS = "floors.toml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.description = (
        "Measure a model on the dev sets and hold it to pinned floors. Exit status: 0 all are "
        "kept, 1 one is not, 2 wrong usage or a corpus other than the one they were measured on."
    )
    add_model_reference(parser)
    parser.add_argument(
        "--floors", metavar="PATH", type=Path, help="a file of floors instead of the shipped one"
    )
    parser.add_argument(
        "--resamples",
        metavar="N",
        type=whole_number(0),
        default=0,
        help="bootstrap resamples behind 95 %% intervals (default: %(default)s, none)",
    )
    parser.add_argument(
        "--update", action="store_true", help="raise the floors to what is measured now"
    )
    parser.add_argument(
        "--lower", action="store_true", help="with --update: lower those that are not kept"
    )
    parser.add_argument(
        "--reason", metavar="TEXT", default="", help="why they are lowered, for the changelog"
    )
    parser.add_argument(
        "--changelog",
        metavar="PATH",
        type=Path,
        default=Path("CHANGELOG.md"),
        help="where the reason goes (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Measure, compare and print; write the floors when asked to.

    Returns
    -------
    int
        0 if every floor is kept or was written anew, 1 if not.
    """
    reason = " ".join(arguments.reason.split())
    if arguments.lower and not (arguments.update and reason):
        raise RumorError("--lower: lowers pinned floors; give --update and --reason TEXT with it")
    scorer = Scorer.load(arguments.model, tracking=arguments.tracking_uri)
    corpora = load_corpora(default_corpora())
    from rumor.experiments import gate
    from rumor.experiments.contrast import contrast_report

    with as_file(files("rumor.experiments") / FLOORS) as shipped:
        path: Path = arguments.floors or shipped
    floors = {} if arguments.update and not path.exists() else gate.read_floors(path)
    if not arguments.update:
        gate.require_digests(floors, corpora)
    measured = gate.measure_sets(scorer.model, corpora, arguments.resamples)
    checks = gate.compare(floors, measured)
    if checks:  # none when the first floors are pinned
        print(_table(checks))
    for split, seen in (("dev", "unseen"), ("train", "seen in training")):
        passages = [passage for corpus in corpora for passage in corpus.passages]
        chosen = [passage for passage in passages if passage.split == split]
        report = contrast_report(scorer, chosen, resamples=arguments.resamples)
        print(_contrast_line(f"{split} ({seen})", report))
    if missed := gate.unchecked(floors, measured):
        _say(
            f"not checked, as the labelled news is not on this machine: {', '.join(missed)}; "
            "get it with: rumor corpus fetch"
        )
    failed = [check for check in checks if not check.passed]
    if arguments.update and (arguments.lower or not failed):
        _write(path, floors, measured, arguments, reason)
        return 0
    for check in failed:
        _say(f"rumor: {check.complaint()}; see `rumor model check --help` about --lower")
    if not failed:
        _say(f"{len(checks)} floors kept")
    return 1 if failed else 0


def add_to_changelog(changelog: str, entry: str, where: str) -> str:
    """Add an entry under Unreleased, Changed.

    Parameters
    ----------
    changelog : str
        Its text.
    entry : str
        One line.
    where : str
        Its name, for messages.

    Returns
    -------
    str

    Raises
    ------
    rumor.errors.InputError
        If it has no section Unreleased.
    """
    lines = changelog.splitlines()
    start = next((i for i, text in enumerate(lines) if text.startswith("## [Unreleased]")), None)
    if start is None:
        raise InputError(where, "no section `## [Unreleased]`", "add one")
    end = _section_end(lines, start, ("## ",))
    added = [f"- {entry}"]
    try:
        changed = lines.index("### Changed", start, end)
    except ValueError:
        added = ["", "### Changed", "", *added]
    else:
        end = _section_end(lines, changed, ("## ", "### "))
    while not lines[end - 1].strip():
        end -= 1
    return "\n".join([*lines[:end], *added, *lines[end:]]) + "\n"


def _write(
    path: Path,
    floors: dict[str, Bounds],
    measured: dict[str, Measured],
    arguments: argparse.Namespace,
    reason: str,
) -> None:
    from rumor.experiments import gate

    new = gate.update(floors, measured, lower=arguments.lower)
    if changes := gate.lowered(floors, new):
        changelog: Path = arguments.changelog
        try:
            old = changelog.read_text(encoding="utf-8")
        except OSError as error:
            cause = (error.strerror or "cannot be read").lower()
            raise InputError(changelog, cause, "give the changelog with --changelog") from None
        entry = f"Quality floors lowered: {reason} ({'; '.join(changes)})."
        write_file(changelog, add_to_changelog(old, entry, str(changelog)))
        _say(f"{changelog}: {len(changes)} lowered floors noted")
    write_file(path, gate.write_floors(new))
    _say(f"{path}: written")


def _section_end(lines: Sequence[str], start: int, heads: tuple[str, ...]) -> int:
    following = range(start + 1, len(lines))
    return next((i for i in following if lines[i].startswith(heads)), len(lines))


def _table(checks: list[Check]) -> str:
    header = ["dev set", "measure", "value", "floor", "verdict"]
    return plain(header, [_row(check) for check in checks])


def _row(check: Check) -> list[str]:
    value = "-"
    if check.value is not None:
        low = check.value.low
        value = f"{check.value.value:.4f}" if math.isnan(low) else str(check.value)
    from rumor.experiments.paired import CEILINGS

    sign = "<=" if check.measure in CEILINGS else ">="
    verdict = "ok" if check.passed else "FAILED"
    return [check.dev_set, check.measure, value, f"{sign} {check.limit:.3f}", verdict]


def _contrast_line(name: str, report: ContrastReport) -> str:
    right, levels = report.count("sets_right"), report.count("levels_right")
    pairs = report.measures["pairs_right"].value
    return (
        f"contrast sets, {name}: {right} of {report.sets} ranked wholly right, "
        f"{pairs:.3f} of the pairs; all five levels right in {levels}"
    )


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
