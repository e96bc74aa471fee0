"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from rumor.model_source import DEFAULT_URI


def add_tracking_uri(parser: argparse.ArgumentParser) -> None:
    """Declare the option that chooses the tracking store."""
    parser.add_argument(
        "--tracking-uri",
        metavar="URI",
        help="MLflow tracking store (default: MLFLOW_TRACKING_URI of the environment, else "
        f"{DEFAULT_URI})",
    )


def add_corpora(parser: argparse.ArgumentParser) -> None:
    """Declare the option that names labelled corpora."""
    parser.add_argument(
        "--corpus",
        metavar="PATH",
        type=Path,
        action="append",
        help="a labelled corpus (JSON lines); give it again for more. Default: the authored "
        "corpus, and the news that `rumor corpus fetch` rebuilt",
    )


def model_name(text: str) -> str:
    """Read an argument that names a registered model, which a reference must be able to."""
    if not text.strip() or text != text.strip() or set(text) & set("/:@"):
        raise argparse.ArgumentTypeError(f"{text!r} is no name: / : @ have a meaning of their own")
    return text
