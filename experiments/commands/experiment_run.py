"""`rumor experiment run`: configurations to tracked runs, in parallel and resumable."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rumor.commands.options import whole_number
from rumor.errors import OutputError, RumorError
from rumor.experiments.commands.options import add_tracking_uri
from rumor.experiments.commands.train import missing_corpora
from rumor.model_source import tracking_uri

if TYPE_CHECKING:
    from rumor.experiments.config import Config
    from rumor.experiments.plan import Plan, Task
    from rumor.experiments.sweep import Outcome
    from rumor.experiments.trial import Failure

_RESAMPLES = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "configs",
        metavar="CONFIG",
        nargs="*",
        help="path of a configuration (TOML), or the name of one that comes with rumor; several "
        "become one sweep, each a run nested in it",
    )
    parser.add_argument(
        "--list", action="store_true", help="list the configurations that come with rumor"
    )
    parser.add_argument(
        "--ablate",
        action="store_true",
        help="train each also without every feature family in turn, and without words",
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=whole_number(1),
        help="trainings at a time, each a process (default: the number of cores)",
    )
    parser.add_argument(
        "--resamples",
        metavar="N",
        type=whole_number(1),
        default=_RESAMPLES,
        help="bootstrap resamples behind each interval (default: %(default)s)",
    )
    add_tracking_uri(parser)
    parser.add_argument(
        "--output", metavar="DIR", type=Path, help="folder to keep each portable model in"
    )
    parser.add_argument("--again", action="store_true", help="train anew what was finished before")
    parser.add_argument(
        "--take-over",
        action="store_true",
        help="go on where a process began that cannot be seen from here, such as one on another "
        "machine; make sure that it has ended",
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, track and print.

    Returns
    -------
    int
        1 if a training failed.
    """
    from rumor.experiments.config import find_config, read_config, shipped_configs

    if arguments.list:
        _list([read_config(path) for path in shipped_configs().values()])
        return 0
    if not arguments.configs:
        raise RumorError("no CONFIG given; --list tells those that come with rumor")
    configs = [read_config(find_config(given)) for given in arguments.configs]
    if arguments.output is not None:
        _make_folder(arguments.output)
    from joblib import cpu_count
    from tqdm import tqdm

    from rumor.experiments.ledger import Ledger
    from rumor.experiments.plan import make_plan
    from rumor.experiments.store import store_errors
    from rumor.experiments.sweep import run_sweep
    from rumor.experiments.sweep_table import table
    from rumor.experiments.variants import variants

    plan = make_plan(variants(configs, ablate=arguments.ablate), arguments.resamples)
    for name, other in plan.same.items():
        _say(f"{name} is the same as {other}: trained once")
    if any(config.by_default for config in configs) and (missing := missing_corpora()):
        _say(missing)
    alone = len(configs) == 1 and not configs[0].grid and not arguments.ablate
    uri = tracking_uri(arguments.tracking_uri)
    # disable=None: on a terminal only
    with (
        store_errors(uri),
        tqdm(total=len(plan.tasks), disable=None, leave=False, file=sys.stderr) as bar,
    ):

        def begun(run_id: str, finished: int) -> None:
            tqdm.write(_greeting(plan, run_id, uri, finished), file=sys.stderr)
            bar.update(finished)

        def ended(task: Task, failed: Failure | None) -> None:
            if failed is not None or bar.disable:
                state = "finished" if failed is None else "failed"
                tqdm.write(f"{state}: {task.variant.name}", file=sys.stderr)
            bar.update()

        bar.refresh()
        outcome = run_sweep(
            plan,
            Ledger(uri),
            name="" if alone else _name(configs, ablate=arguments.ablate),
            params=_params(configs, plan, ablate=arguments.ablate),
            jobs=arguments.jobs or cpu_count(),
            output=arguments.output,
            again=arguments.again,
            take_over=arguments.take_over,
            begun=begun,
            report=ended,
        )
    _tell(plan, outcome, arguments.output)
    if outcome.runs:
        print(table(plan, outcome.runs))
    return 1 if outcome.failures else 0


def _list(configs: Sequence[Config]) -> None:
    width = max(len(config.name) for config in configs)
    for config in configs:
        print(f"{config.name:<{width}}  {config.description}")


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "cannot be made").lower()
        raise OutputError(path, reason, "give a folder within one that exists") from None


def _name(configs: Sequence[Config], *, ablate: bool) -> str:
    names = ", ".join(config.name for config in configs)
    return f"{'ablation' if ablate else 'sweep'} of {names}"


def _params(configs: Sequence[Config], plan: Plan, *, ablate: bool) -> dict[str, object]:
    grids = {f"grid.{c.name}.{name}": values for c in configs for name, values in c.grid.items()}
    return {
        "configs": ", ".join(config.name for config in configs),
        "ablate": ablate,
        "trainings": len(plan.tasks),
        "resamples": plan.resamples,
        **grids,
    }


def _greeting(plan: Plan, run_id: str, uri: str, finished: int) -> str:
    count = len(plan.tasks)
    what = f"{count} training{'s' if count > 1 else ''}"
    what += f", {finished} finished before" if finished else ""
    return f"{what}; logging to {uri}" + (f", in run {run_id}" if run_id else "")


def _tell(plan: Plan, outcome: Outcome, output: Path | None) -> None:
    """Tell what is not in the table: what was there before, and what failed."""
    names = [task.variant.name for task in plan.tasks if task.digest in outcome.before]
    if len(names) == len(plan.tasks):
        _say(f"finished before, as run {outcome.run_id}; --again trains anew")
    if names and output is not None:
        _say(f"no model written for what was finished before: {', '.join(names)}")
    if outcome.failures:
        _say(f"{len(outcome.failures)} of {len(plan.tasks)} trainings failed:")
        for name, failure in outcome.failures.items():
            _say(f"  {name}: {failure.reason}")


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
