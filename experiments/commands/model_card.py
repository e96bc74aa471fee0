"""`rumor model card`: the figures of the model card, measured anew."""

from __future__ import annotations

import argparse
import sys
from importlib.resources import as_file, files
from pathlib import Path

from rumor.atomic import write_file
from rumor.errors import InputError
from rumor.experiments.corpus import default_corpora, load_corpora
from rumor.portable import read_model
from rumor.scorer import SHIPPED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.description = (
        "Write the marked figures of the model card anew, from the shipped model and the corpora "
        "it was trained on; the text between them stays."
    )
    parser.add_argument(
        "--output",
        metavar="CARD",
        type=Path,
        default=Path("rumor/model/README.md"),
        help="the card (default: %(default)s)",
    )
    parser.add_argument(
        "--model", metavar="PATH", type=Path, help="a portable model instead of the shipped one"
    )
    parser.add_argument(
        "--no-ablation",
        action="store_true",
        help="keep the block of models trained without a family of features, which takes minutes",
    )


def run(arguments: argparse.Namespace) -> int:
    """Measure and write.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    path: Path = arguments.output
    try:
        old = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(path, reason, "give the path of a model card") from None
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1} is not UTF-8"
        raise InputError(path, place, "save the card as UTF-8") from None
    with as_file(files("rumor.model") / SHIPPED) as shipped:
        model_path: Path = arguments.model or shipped
    model = read_model(model_path)
    corpora = load_corpora(default_corpora())
    from rumor.experiments.model_card import (
        ablate,
        describe,
        examine,
        regenerate,
        require_corpora,
    )

    require_corpora(model, corpora)
    blocks = describe(model_path, model) | examine(model, corpora)
    if arguments.no_ablation:
        _say("kept the block of ablations, which may be those of an earlier model")
    else:
        _say("training without each family in turn; this takes minutes")
        blocks |= ablate(corpora)
    new = regenerate(old, blocks, str(path))
    if new == old:
        _say(f"{path}: up to date")
    else:
        write_file(path, new)
        _say(f"{path}: figures written anew")
    return 0


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
