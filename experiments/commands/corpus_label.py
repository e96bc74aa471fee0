"""`rumor corpus label`: a terminal loop for a person who labels sentences."""

from __future__ import annotations

import argparse
import functools
import re
import sys
from pathlib import Path

from rumor.errors import OutputError
from rumor.experiments.annotate.items import read_items
from rumor.experiments.annotate.journal import Journal, make_record, split_items
from rumor.experiments.annotate.messages import LANGUAGES
from rumor.experiments.annotate.screen import Look
from rumor.experiments.annotate.session import Session
from rumor.experiments.annotate.terminal import label, open_console, wants_colour
from rumor.experiments.corpus.records import SPLITS

_NAME = re.compile(r"\w[\w.-]*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="sentences that `rumor corpus suggest` picked"
    )
    parser.add_argument(
        "--output",
        metavar="PATH",
        type=Path,
        default=Path("labelled.jsonl"),
        help="a corpus that the records are added to; sentences in it are passed over, so the "
        "same command resumes (default: %(default)s)",
    )
    parser.add_argument(
        "--annotator", metavar="NAME", type=_name, help="begins the id of each record"
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="en", help="of the screen (default: %(default)s)"
    )
    parser.add_argument(
        "--split", choices=SPLITS, default="train", help="of the records (default: %(default)s)"
    )
    parser.add_argument(
        "--genre", default="news", help="subject or outlet of the sentences (default: %(default)s)"
    )
    parser.add_argument(
        "--show-score", action="store_true", help="show the model's score, which sways judgement"
    )
    parser.epilog = (
        "Keys: n 0 1 2 3 the level, u undo, s skip, d the post or report behind it is deleted, "
        "? the rules for hard cases, q quit. Each decision is on the disk before the next question."
    )


def run(arguments: argparse.Namespace) -> int:
    """Label until the annotator quits.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    items = read_items(arguments.file)
    output: Path = arguments.output
    if output.exists() and output.samefile(arguments.file):
        raise OutputError(output, "is the file of sentences itself", "give another --output")
    with Journal(output) as journal:
        if journal.repaired is not None:
            _say(f"{output}:{journal.repaired}: was cut off half written; removed, asked again")
        pending, last, total = split_items(items, journal.passages)
        if not pending:
            _say(f"all {total} sentences of {arguments.file} are in {output}; nothing to do")
            return 0
        record = functools.partial(
            make_record,
            annotator=arguments.annotator or "",
            genre=arguments.genre,
            split=arguments.split,
        )
        session = Session(pending, journal, record, labelled=last, total=total)
        look = Look(arguments.lang, wants_colour(), arguments.show_score)
        try:
            with open_console() as console:
                label(session, console, look)
        finally:
            _say(_summary(session, output))
    return 0


def _summary(session: Session, output: Path) -> str:
    left = session.total - session.number + (1 if session.item else 0) + session.skipped
    taken_back = f"; {-session.kept} taken back" if session.kept < 0 else ""
    return f"{max(session.kept, 0)} added to {output}{taken_back}; {left} of {session.total} left"


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise argparse.ArgumentTypeError(
            f"{value!r} is no plain name; use letters, digits, dots and hyphens"
        )
    return value


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
