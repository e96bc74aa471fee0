"""`rumor corpus suggest`: articles to the sentences worth labelling next."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rumor.commands.options import whole_number
from rumor.errors import InputError, OutputError, RumorError
from rumor.experiments.annotate.candidates import read_candidates, unlabelled
from rumor.experiments.annotate.items import to_lines, write_items
from rumor.experiments.corpus import default_corpora, load_corpora
from rumor.scorer import Scorer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "articles",
        metavar="ARTICLES",
        nargs="+",
        help="plain-text articles, or folders of *.txt; `-` is standard input",
    )
    parser.add_argument(
        "--n",
        metavar="N",
        type=whole_number(1),
        default=100,
        help="how many sentences (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help="where to write them, for `rumor corpus label` (default: standard output)",
    )
    parser.add_argument("--model", metavar="PATH", help="a portable model instead of the shipped")
    parser.add_argument(
        "--known",
        metavar="CORPUS",
        type=Path,
        action="append",
        help="a corpus whose sentences need no label; give it again for more. Default: those "
        "that `rumor train` finds by itself",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=whole_number(0),
        default=0,
        help="decides between equally telling sentences (default: %(default)s)",
    )
    parser.epilog = (
        "Exit status: 0, or 2 when an article cannot be read; the others are used all the same."
    )


def run(arguments: argparse.Namespace) -> int:
    """Pick the sentences and write them.

    Returns
    -------
    int
        0, or 2 when an article could not be read.
    """
    output: Path | None = arguments.output
    if output is not None and not output.parent.is_dir():
        raise OutputError(output, "no such folder", "make it first")
    if output is not None and output.is_dir():
        raise OutputError(output, "is a folder", "name a file")
    corpora = load_corpora(arguments.known or default_corpora())
    known = [passage for corpus in corpora for passage in corpus.passages]
    scorer = Scorer.load(arguments.model)
    from rumor.experiments.annotate.suggest import choose

    bad: list[InputError] = []

    def complain(error: InputError) -> None:
        _say(f"rumor: {error}")
        bad.append(error)

    found = list(read_candidates(arguments.articles, scorer, complain))
    left = unlabelled(found, known)
    labelled = [sentence.text for passage in known for sentence in passage.sentences]
    chosen = choose(left, arguments.n, scorer.threshold, labelled, seed=arguments.seed)
    if not chosen:
        if bad and not found:
            return 2
        raise RumorError(
            f"{len(found)} sentences read, none that is new; give other articles, "
            "or fewer --known corpora"
        )
    if len(chosen) < arguments.n:
        _say(f"no more than {len(chosen)} sentences are new and differ from each other")
    if output is None:
        sys.stdout.writelines(f"{line}\n" for line in to_lines(chosen))
    else:
        write_items(chosen, output)
        _say(f"wrote {len(chosen)} of {len(found)} sentences to {output}")
    return 2 if bad else 0


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
