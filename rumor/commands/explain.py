"""`rumor explain`: why sentences scored as they did."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from rumor.claims import ScoredArticle
from rumor.commands.options import add_model_arguments, load_scorer
from rumor.errors import InputError
from rumor.explain import Explanation
from rumor.inputs.arguments import add_input_arguments, input_options
from rumor.inputs.document import Document
from rumor.inputs.read import read_documents
from rumor.lang import translate_error
from rumor.report.explanation import report
from rumor.report.machine import explain_report
from rumor.report.result import Result

TEXT, JSON = "text", "json"
GIVEN = "text"
"""What an article is called that stands on the command line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help="an article in any format that `rumor score` reads; `-` is standard input",
    )
    what.add_argument("--text", metavar="SENTENCE", help="explain this text instead of a file")
    parser.add_argument(
        "--title", metavar="TITLE", default="", help="title of the article, for context"
    )
    parser.add_argument(
        "--format",
        choices=(TEXT, JSON),
        default=TEXT,
        help="`text` for a person, `json` for programs (default: %(default)s)",
    )
    add_model_arguments(parser, pickles=True)
    add_input_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain every sentence of the text and print the result.

    Returns
    -------
    int
        0, or 2 if something could not be read.
    """
    scorer = load_scorer(arguments)
    status = 0
    explained: list[tuple[Result, list[Explanation]]] = []
    for document in _documents(arguments):
        if isinstance(document, InputError):
            print(f"rumor: {translate_error(document, arguments.lang)}", file=sys.stderr)
            status = 2
            continue
        found = scorer.explain(document.text, title=arguments.title or document.title)
        scored = ScoredArticle([each.claim for each in found], scorer.threshold)
        explained.append((Result(document, scored), found))
    if arguments.format == JSON:
        sys.stdout.writelines(explain_report(explained))
    else:
        each = (one for _, found in explained for one in found)
        parts = [report(one, scorer.threshold, arguments.lang) for one in each]
        if parts:
            print("\n\n".join(parts))
    return status


def _documents(arguments: argparse.Namespace) -> Iterable[Document | InputError]:
    if arguments.text is not None:
        if not arguments.text.strip():
            raise InputError("--text", "holds no text", "give an article")
        return [Document(GIVEN, arguments.text)]
    return read_documents([arguments.file], input_options(arguments))
