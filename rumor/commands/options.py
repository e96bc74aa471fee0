"""Options that commands share: which model, which threshold; and what reads their values."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rumor.model_source import DEFAULT_URI, REFERENCES
from rumor.scorer import Scorer
from rumor.startup import uncollected

_HIGHEST_PORT = 65535
_DIGITS = 9  # more would be a slip, and Python refuses to read thousands


def add_model_arguments(parser: argparse.ArgumentParser, *, pickles: bool = False) -> None:
    """Declare the arguments that choose model and threshold.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    pickles : bool
        Whether the command can be told to load a pickle. Never for what answers strangers.
    """
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument(
        "--threshold",
        metavar="SCORE",
        type=probability,
        help="score from which a claim counts as speculative (default: the model's own)",
    )
    limit.add_argument(
        "--precise",
        action="store_true",
        help="flag only what is 90 %% sure, by the model's own count, and miss more",
    )
    add_model_reference(parser)
    if pickles:
        parser.add_argument(
            "--allow-pickle",
            action="store_true",
            help="let MODEL be the joblib pipeline of a training too; to load it runs whatever "
            "code is in it, so only from somebody you trust",
        )


def add_model_reference(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that say which model, and in which store it is looked up."""
    parser.add_argument(
        "--model",
        metavar="MODEL",
        help="instead of the shipped model: a portable model, a folder with one, or one in an "
        f"MLflow store: {REFERENCES}",
    )
    parser.add_argument(
        "--tracking-uri",
        metavar="URI",
        help="MLflow store that MODEL is looked up in (default: MLFLOW_TRACKING_URI of the "
        f"environment, else {DEFAULT_URI})",
    )


def load_scorer(arguments: argparse.Namespace) -> Scorer:
    """Load the scorer that those arguments ask for."""
    with uncollected():
        scorer = Scorer.load(
            arguments.model,
            threshold=arguments.threshold,
            tracking=arguments.tracking_uri,
            allow_pickle=getattr(arguments, "allow_pickle", False),  # not every command has it
        )
    if arguments.precise:
        return Scorer(scorer.model, threshold=scorer.model.precise_threshold)
    return scorer


def probability(text: str) -> float:
    """Read the value of an option that is a probability."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number between 0 and 1")
    return value


def whole_number(least: int) -> Callable[[str], int]:
    """Return what reads the value of an option that is a whole number, `least` or more."""

    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > _DIGITS or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} up")
        return int(text)

    return read


def port(text: str) -> int:
    """Read the value of an option that is a port, or 0 for any that is free."""
    if not (text.isdecimal() and len(text) <= _DIGITS and int(text) <= _HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to {_HIGHEST_PORT}")
    return int(text)
