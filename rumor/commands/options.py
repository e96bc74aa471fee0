"""Options that commands share: which model, and from which score on a claim is flagged."""

from __future__ import annotations

import argparse

from rumor.model_source import DEFAULT_URI, REFERENCES
from rumor.scorer import Scorer


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that choose model and threshold."""
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
    scorer = Scorer.load(
        arguments.model, threshold=arguments.threshold, tracking=arguments.tracking_uri
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
