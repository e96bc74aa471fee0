"""`rumor model save`: a folder that MLflow loads and serves."""

from __future__ import annotations

import argparse
import sys
from importlib.resources import as_file, files
from pathlib import Path

from rumor.commands.options import add_model_reference
from rumor.model_source import resolve_model
from rumor.scorer import SHIPPED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.description = (
        "Save a model as a folder in MLflow's format. It carries the code that scores, so that "
        "whoever loads or serves it needs MLflow and pandas, and nothing of ours."
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="to make; may be there, empty")
    add_model_reference(parser)


def run(arguments: argparse.Namespace) -> int:
    """Save the model.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    with as_file(files("rumor.model") / SHIPPED) as shipped:
        path = shipped
        if arguments.model is not None:
            path = resolve_model(arguments.model, arguments.tracking_uri)
        from rumor.experiments.logged_model import save_model

        save_model(path, arguments.folder)
    print(
        f"{arguments.folder}: saved; serve it with: "
        f"mlflow models serve -m {arguments.folder} --env-manager local",
        file=sys.stderr,
    )
    return 0
