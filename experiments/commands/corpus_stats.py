"""`rumor corpus stats`: what corpora hold, and the figures of the data card."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rumor.atomic import write_file
from rumor.commands.options import whole_number
from rumor.errors import InputError
from rumor.experiments.corpus import default_corpora, load_corpora


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=Path,
        help="corpora (JSON lines); the default corpora when left out",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="`text` for a person, `json` for programs (default: %(default)s)",
    )
    parser.add_argument(
        "--top",
        metavar="N",
        type=whole_number(1),
        default=15,
        help="how many genres, and cue wordings a level, to list (default: %(default)s)",
    )
    parser.add_argument(
        "--card",
        metavar="CARD",
        type=Path,
        help="instead write the marked figures of this data card anew, from the corpora beside it",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the statistics, or write those of a card anew.

    The JSON is one object, described at `rumor.experiments.corpus.stats.describe`.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    if arguments.card is not None:
        return _renew(arguments.card)
    corpora = load_corpora(arguments.paths or default_corpora())
    if arguments.format == "json":
        from rumor.experiments.corpus.stats import describe

        print(json.dumps(describe(corpora, arguments.top), ensure_ascii=False, indent=1))
    else:
        from rumor.experiments.corpus.tables import report

        print(report(corpora, arguments.top))
    return 0


def _renew(path: Path) -> int:
    from rumor.experiments.corpus.card import Data, regenerate

    try:
        old = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(path, reason, "give the path of a data card") from None
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1} is not UTF-8"
        raise InputError(path, place, "save the card as UTF-8") from None
    new = regenerate(old, Data(path.parent), str(path))
    if new == old:
        print(f"{path}: up to date", file=sys.stderr)
    else:
        write_file(path, new)
        print(f"{path}: figures written anew", file=sys.stderr)
    return 0
