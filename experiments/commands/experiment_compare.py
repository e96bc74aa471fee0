"""`rumor experiment compare`: tracked trainings side by side, and which differences are real."""

from __future__ import annotations

import argparse
import json
import sys

from rumor.commands.options import whole_number
from rumor.errors import RumorError
from rumor.experiments.commands.options import add_tracking_uri
from rumor.model_source import tracking_uri

_RESAMPLES = 400
_LATEST = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = (
        "Exit status: 0 when the runs were compared; 2 for wrong usage, or runs or a store that "
        "cannot be used."
    )
    parser.add_argument(
        "runs",
        metavar="RUN",
        nargs="*",
        help="a training: its id, the beginning of its id, or its name (the latest finished of "
        "that name); when left out, the latest finished trainings",
    )
    add_tracking_uri(parser)
    parser.add_argument(
        "--reference",
        metavar="RUN",
        help="the run that the others are held against (default: the first given, or the oldest)",
    )
    parser.add_argument(
        "--measures",
        metavar="A,B",
        type=_names,
        help="what to compare (default: ap,f1,ece,level_f1,evidence_f1,source_f1); `all` for all",
    )
    parser.add_argument(
        "--sets",
        metavar="A,B",
        type=_names,
        default=[],
        help="dev sets, e.g. news-hard (default: those of whole corpora)",
    )
    parser.add_argument(
        "--resamples",
        metavar="N",
        type=whole_number(1),
        default=_RESAMPLES,
        help="bootstrap resamples behind each interval (default: %(default)s)",
    )
    parser.add_argument(
        "--filter",
        metavar="FILTER",
        default="",
        help="without RUN: only trainings that match, in MLflow's language, e.g. "
        "\"params.classify__C = '0.015'\"",
    )
    parser.add_argument(
        "--max",
        metavar="N",
        type=whole_number(1),
        default=_LATEST,
        help="without RUN: compare at most so many (default: %(default)s)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="`text` for a person, `json` for programs (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Find the runs, compare them and print.

    The JSON is one object, described at `rumor.experiments.compare_runs_report.as_json`.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    if arguments.runs and arguments.filter:
        raise RumorError("--filter chooses among all trainings; leave it out, or name no RUN")
    from tqdm import tqdm

    from rumor.experiments.compare_runs import DEFAULT_MEASURES, chosen_sets, compare_runs
    from rumor.experiments.compare_runs_report import as_json, as_text
    from rumor.experiments.metrics import MEASURES
    from rumor.experiments.runs import Runs

    measures = _measures(arguments.measures, DEFAULT_MEASURES, list(MEASURES))
    store = Runs(tracking_uri(arguments.tracking_uri))
    found = [store.find(name) for name in arguments.runs] or store.latest(
        arguments.max, arguments.filter
    )
    held = store.find(arguments.reference) if arguments.reference else None
    chosen = {run.info.run_id: run for run in ([held] if held else []) + found}
    if len(chosen) < 2:
        raise RumorError(_too_few(len(chosen), arguments))
    runs = [store.read(run) for run in chosen.values()]
    reference = runs[0]
    total = len(chosen_sets(reference, arguments.sets)) * (len(runs) - 1)
    # disable=None: on a terminal only
    with tqdm(total=total, disable=None, leave=False, file=sys.stderr, desc="bootstrap") as bar:

        def progress(pair: str) -> None:
            bar.set_postfix_str(pair)
            bar.update()

        comparison = compare_runs(
            runs,
            reference,
            sets=arguments.sets,
            measures=measures,
            resamples=arguments.resamples,
            progress=progress,
        )
    if arguments.format == "json":
        print(json.dumps(as_json(comparison), ensure_ascii=False, indent=1))
    else:
        print(as_text(comparison))
    return 0


def _measures(given: list[str] | None, default: tuple[str, ...], known: list[str]) -> list[str]:
    if given is None:
        return list(default)
    if given == ["all"]:
        return known
    if unknown := [name for name in given if name not in known]:
        raise RumorError(f"--measures {unknown[0]}: no such measure; choose of {', '.join(known)}")
    return given


def _too_few(found: int, arguments: argparse.Namespace) -> str:
    if arguments.runs:
        return "only one run is named; name two or more, or none for the latest"
    if arguments.filter:
        return f"--filter matches {found} finished trainings; it takes two to compare"
    if arguments.max < 2:
        return "--max 1 leaves nothing to compare; give 2 or more"
    return (
        f"there is {found} finished training; it takes two to compare: train again with rumor train"
    )


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of names between commas")
    return list(dict.fromkeys(names))
