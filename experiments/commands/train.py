"""`rumor train`: corpora to a tracked run and a portable model."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rumor.atomic import unwritable
from rumor.commands.options import whole_number
from rumor.errors import OutputError, RumorError
from rumor.experiments.commands.options import add_corpora, add_tracking_uri, model_name
from rumor.experiments.corpus import default_corpora, load_corpora
from rumor.experiments.corpus.paths import rebuilt_news
from rumor.model_source import tracking_uri
from rumor.portable import write_model

if TYPE_CHECKING:
    from rumor.experiments.train import Evaluation

_SHOWN = ("ap", "f1", "precision", "recall", "ece", "level_f1", "evidence_f1", "source_f1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_corpora(parser)
    parser.add_argument(
        "--output",
        metavar="PATH",
        type=Path,
        default=Path("rumor-id.json"),
        help="where to write the portable model (default: %(default)s)",
    )
    add_tracking_uri(parser)
    parser.add_argument("--run-name", metavar="NAME", help="name of the MLflow run")
    parser.add_argument(
        "--resamples",
        metavar="N",
        type=whole_number(1),
        default=1000,
        help="bootstrap resamples behind each interval (default: %(default)s)",
    )
    parser.add_argument(
        "--register",
        action="store_true",
        help="register the model as the next version, with the alias `challenger`; "
        "`rumor promote` makes it the champion",
    )
    parser.add_argument(
        "--register-as",
        metavar="NAME",
        type=model_name,
        help="with --register: the registered model (default: rumor)",
    )
    parser.epilog = (
        "The model file is replaced whole or not at all, and a version is registered when all of "
        "its run is logged, whenever the training is killed. Trainings may share a store and a "
        "model file; the last to end has its model in the file. Without room for the store the "
        "training ends with status 2: the model file is kept, nothing is registered, and the run "
        "is FAILED or, if not even that could be written, RUNNING until the next training ends it "
        "as KILLED. The pipeline.joblib of a run is a pickle: `rumor score --model PATH "
        "--allow-pickle` loads it, and runs whatever code is in it."
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, evaluate, track and write the model.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    if arguments.register_as and not arguments.register:
        raise RumorError("--register-as: names a registered model; give --register with it")
    # Here, so that --help and a wrong path answer at once, and without the extra.
    paths = arguments.corpus or list(default_corpora())
    corpora = load_corpora(paths)
    if not arguments.output.parent.is_dir():
        raise OutputError(arguments.output, "no such folder", "make it first")
    from rumor.experiments.tracking import log_training, tracked_run
    from rumor.experiments.train import train

    uri = tracking_uri(arguments.tracking_uri)
    if not arguments.corpus and (missing := missing_corpora()):
        _say(missing)
    with tracked_run(uri, arguments.run_name) as run_id:
        _say(f"training on {', '.join(str(path) for path in paths)}")
        trained = train(corpora, resamples=arguments.resamples)
        try:
            write_model(trained.model, arguments.output)
        except OSError as error:
            raise unwritable(arguments.output, error) from error
        _say(f"wrote {arguments.output}; logging run {run_id} to {uri}")
        log_training(trained)
    print(table(trained.evaluations))
    if arguments.register:  # the run has ended by now: what is registered is whole
        from rumor.experiments.registry import CHALLENGER, NAME, register_run, version_tags

        name = arguments.register_as or NAME
        version = register_run(uri, run_id, version_tags(trained), name)
        _say(f"registered version {version} of {name}, alias {CHALLENGER}")
    return 0


def missing_corpora() -> str:
    """Tell in one line what the default corpora lack on this machine; empty if nothing."""
    if rebuilt_news() is not None:
        return ""
    return (
        "training on the authored corpus alone: the labelled news is not on this machine; "
        "get it with: rumor corpus fetch"
    )


def table(evaluations: list[Evaluation]) -> str:
    """Lay the measures of each dev set out with their 95 % intervals.

    Parameters
    ----------
    evaluations : list of Evaluation

    Returns
    -------
    str
    """
    lines = [f"{'dev set':<16}{'n':>6}  " + "".join(f"{name:<22}" for name in _SHOWN)]
    for evaluation in evaluations:
        cells = "".join(f"{evaluation.measures[name]!s:<22}" for name in _SHOWN)
        lines.append(f"{evaluation.name:<16}{len(evaluation.scored):>6}  {cells}")
    return "\n".join(line.rstrip() for line in lines)


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
