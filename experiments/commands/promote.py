"""`rumor promote`: the challenger becomes the champion, if it is not worse."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rumor.commands.options import whole_number
from rumor.errors import ModelError, RumorError
from rumor.experiments.commands.model_check import FLOORS
from rumor.experiments.commands.options import add_tracking_uri, model_name
from rumor.experiments.corpus import Corpus, default_corpora, load_corpora
from rumor.model_source import load_model, tracking_uri
from rumor.portable import PortableModel, read_model
from rumor.scorer import Scorer

if TYPE_CHECKING:
    from rumor.experiments.promotion import Compared

_NAME, _CHALLENGER = "rumor", "challenger"
_LEAST = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.description = (
        "Compare a registered version with the champion (the shipped model while there is none) "
        "on the dev sets, and give it the alias `champion` if it is worse on no pinned measure: "
        "worse is a paired 95 % interval of the difference that lies wholly on that side."
    )
    parser.epilog = (
        "Some forty measures are compared without correction for their number: of two equally "
        "good models one will now and then be called worse on one of them, and many measures "
        "share their sentences. A version that was tuned on the dev sets looks better on them "
        "than it is. Exit status: 0 promoted, or champion already; 1 refused; 2 wrong usage, or "
        "a version or store that cannot be used."
    )
    parser.add_argument(
        "--name",
        type=model_name,
        default=_NAME,
        help="the registered model (default: %(default)s)",
    )
    add_tracking_uri(parser)
    parser.add_argument(
        "--model-version",
        metavar="N",
        type=whole_number(1),
        help=f"the version to promote (default: that with the alias `{_CHALLENGER}`)",
    )
    parser.add_argument(
        "--resamples",
        metavar="N",
        type=whole_number(_LEAST),
        default=1000,
        help=f"bootstrap resamples behind each interval, {_LEAST} or more (default: %(default)s)",
    )
    parser.add_argument(
        "--force", action="store_true", help="promote it all the same; needs --reason"
    )
    parser.add_argument(
        "--reason", metavar="TEXT", default="", help="why, kept as a tag of the version"
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare, print, keep the evidence, and move the alias.

    Returns
    -------
    int
        0 if the version is the champion now, 1 if it was refused.
    """
    reason = " ".join(arguments.reason.split())
    if arguments.force != bool(reason):
        raise RumorError("--force and --reason TEXT go together; give both or neither")
    corpora = load_corpora(default_corpora())
    from rumor.experiments import registry
    from rumor.experiments.promotion import table
    from rumor.experiments.promotion_record import Decision, record

    uri, name = tracking_uri(arguments.tracking_uri), arguments.name
    version, before = _versions(uri, name, arguments.model_version)
    if version == before:
        _say(f"version {version} of {name} is the champion already")
        return 0
    challenger = load_model(f"models:/{name}/{version}", uri)
    against = "the shipped model" if before is None else f"version {before}"
    compared: list[Compared] = []
    try:
        champion = _champion(uri, name, before)
    except _UnusableError as error:
        unusable = f"{against} cannot be compared: {error}"
        _say(unusable)
    else:
        unusable = ""
        compared = _compare(champion, challenger, corpora, arguments.resamples)
        print(table(compared, "champion" if before else "shipped"))
    decision = Decision(
        name=name,
        version=version,
        against=against,
        compared=compared,
        unusable=unusable,
        reason=reason,
        resamples=arguments.resamples,
    )
    record(uri, decision, corpora)
    for one in decision.worse:
        _say(f"worse than {against}: {one}")
    if not decision.promoted:
        _say(
            f"rumor: version {version} of {name} was not promoted; to promote it all the same, "
            "give --force --reason TEXT"
        )
        return 1
    registry.move_champion(uri, name, version, before)
    _say(f"version {version} of {name} is the champion now")
    if before is not None:
        _say(
            f"version {before} has the alias {registry.PREVIOUS}; to go back: rumor promote "
            f"--name {name} --model-version {before} --force --reason TEXT"
        )
    return 0


class _UnusableError(Exception):
    """A champion that this release cannot use."""


def _versions(uri: str, name: str, wanted: int | None) -> tuple[str, str | None]:
    """Return the version to promote, and that of the champion if there is one."""
    from rumor.experiments.registry import CHAMPION
    from rumor.model_store import find_alias, open_client

    where = f"models:/{name}/{wanted}" if wanted else f"models:/{name}@{_CHALLENGER}"
    with open_client(uri, where) as client:
        before = find_alias(client, name, CHAMPION)
        if wanted is not None:
            return str(wanted), before
        version = find_alias(client, name, _CHALLENGER)
        if version is None:
            remedy = "register one with `rumor train --register`, or give --model-version"
            raise ModelError(where, f"no such version in {uri}", remedy)
        return version, before


def _champion(uri: str, name: str, version: str | None) -> PortableModel:
    """Read the model to compare with; what cannot be had at all is raised as it is."""
    from rumor.model_store import fetch

    with TemporaryDirectory(prefix="rumor-model-") as folder:
        path = version and fetch(f"models:/{name}/{version}", uri, Path(folder))
        try:
            return read_model(path) if path else Scorer.load().model
        except ModelError as error:
            raise _UnusableError(error.reason) from error


def _compare(
    champion: PortableModel, challenger: PortableModel, corpora: Sequence[Corpus], resamples: int
) -> list[Compared]:
    from tqdm import tqdm

    from rumor.experiments.gate import read_floors
    from rumor.experiments.promotion import compare, count_sets

    with as_file(files("rumor.experiments") / FLOORS) as path:
        floors = read_floors(path)
    if absent := {b.corpus for b in floors.values()} - {corpus.name for corpus in corpora}:
        _say(
            f"not compared on {', '.join(sorted(absent))}, which is not on this machine; "
            "get it with: rumor corpus fetch"
        )
    # disable=None: on a terminal only
    with tqdm(
        total=count_sets(corpora, floors), desc="comparing", disable=None, leave=False,
        file=sys.stderr,
    ) as bar:  # fmt: skip
        compared = compare(
            champion, challenger, corpora, floors, resamples=resamples, progress=bar.update
        )
    if not compared:
        raise RumorError("no dev set with pinned measures; pin them: rumor model check --update")
    return compared


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
