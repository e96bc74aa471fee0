"""`rumor score`: articles in, scored claims out."""

from __future__ import annotations

import argparse
import os
import shutil
import sys

from rumor.claims import ScoredArticle
from rumor.errors import InputError
from rumor.report.machine import to_json
from rumor.report.text import WIDTH, Style, report
from rumor.scorer import Scorer
from rumor.text.files import STDIN, read_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="plain-text articles, UTF-8; `-` is standard input, which is also read when no FILE "
        "is given and something is piped in",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="`text` for a person, `json` for programs (default: %(default)s)",
    )
    add_model_arguments(parser)
    parser.epilog = (
        "Exit status: 0, or 2 when a file cannot be read; the others are scored all the same."
    )


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that choose model and threshold."""
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument(
        "--threshold",
        metavar="SCORE",
        type=_probability,
        help="score from which a claim counts as speculative (default: the model's own)",
    )
    limit.add_argument(
        "--precise",
        action="store_true",
        help="flag only what is 90 %% sure, by the model's own count, and miss more",
    )
    parser.add_argument("--model", metavar="PATH", help="a portable model instead of the shipped")


def load_scorer(arguments: argparse.Namespace) -> Scorer:
    """Load the scorer that those arguments ask for."""
    scorer = Scorer.load(arguments.model, threshold=arguments.threshold)
    if arguments.precise:
        return Scorer(scorer.model, threshold=scorer.model.precise_threshold)
    return scorer


def run(arguments: argparse.Namespace) -> int:
    """Score the files and print the result.

    Returns
    -------
    int
        0, or 2 when a file could not be read.
    """
    names = arguments.files
    if not names:
        if sys.stdin is not None and sys.stdin.isatty():
            print("rumor score: give a FILE, or `-` to type or pipe an article", file=sys.stderr)
            return 2
        names = [STDIN]
    scorer = load_scorer(arguments)
    scored: list[tuple[str, ScoredArticle]] = []
    status = 0
    style = _style()
    for name in names:
        try:
            article = scorer.score(read_text(name))
        except InputError as error:
            print(f"rumor: {error}", file=sys.stderr)
            status = 2
            continue
        label = "standard input" if name == STDIN else name
        if arguments.format == "text":
            print(("\n\n" if scored else "") + report(label, article, style))
        scored.append((label, article))
    if arguments.format == "json":
        print(to_json(scored))
    return status


def _style() -> Style:
    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH) if terminal else WIDTH
    return Style(colour=colour, width=width)


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number between 0 and 1")
    return value
