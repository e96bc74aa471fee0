"""`rumor corpus agree`: how far two annotators agree."""

from __future__ import annotations

import argparse
from pathlib import Path

from rumor.errors import RumorError
from rumor.experiments.annotate.align import align, placed
from rumor.experiments.corpus import load_corpus


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("a", metavar="A", type=Path, help="a labelled corpus (JSON lines)")
    parser.add_argument("b", metavar="B", type=Path, help="another with some of its sentences")
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="`text` for a person, `json` for programs (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare the labels and print the result.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    a, b = load_corpus(arguments.a), load_corpus(arguments.b)
    pairs = align(a.passages, b.passages)
    if not pairs:
        raise RumorError(
            f"{a.path}, {b.path}: no sentence in common; give two labellings of the same sentences"
        )
    from rumor.experiments.annotate.agreement import compare
    from rumor.experiments.annotate.agreement_report import to_json, to_text

    alone = tuple(sum(1 for _ in placed(corpus.passages)) - len(pairs) for corpus in (a, b))
    lay_out = to_json if arguments.format == "json" else to_text
    print(lay_out(compare(pairs), (str(a.path), str(b.path)), (alone[0], alone[1])))
    return 0
