"""`rumor explain`: why sentences scored as they did."""

from __future__ import annotations

import argparse

from rumor.commands.score import add_model_arguments, load_scorer
from rumor.report.explanation import report
from rumor.text.files import read_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help="a plain-text article, UTF-8; `-` is standard input",
    )
    what.add_argument("--text", metavar="SENTENCE", help="explain this text instead of a file")
    parser.add_argument(
        "--title", metavar="TITLE", default="", help="title of the article, for context"
    )
    add_model_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain every sentence of the text and print the result.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    scorer = load_scorer(arguments)
    text = arguments.text if arguments.text is not None else read_text(arguments.file)
    explanations = scorer.explain(text, title=arguments.title)
    print("\n\n".join(report(explanation, scorer.threshold) for explanation in explanations))
    return 0
