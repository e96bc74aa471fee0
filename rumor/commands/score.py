"""`rumor score`: articles in, scored claims out."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from rumor.atomic import refuse_unwritable, replacing, unwritable
from rumor.claims import LEVELS
from rumor.errors import InputError
from rumor.inputs.arguments import add_input_arguments, input_options
from rumor.inputs.document import Document
from rumor.inputs.read import read_documents
from rumor.model_source import DEFAULT_URI, REFERENCES
from rumor.report.formats import FORMATS, HTML, MACHINE, TEXT
from rumor.report.result import Result
from rumor.report.text import WIDTH, Style, text_report
from rumor.report.view import View
from rumor.scorer import Scorer
from rumor.text.files import STDIN

FINE, OVER_GATE, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="articles: text, Markdown, HTML, DOCX, PDF, tables with an article a row (JSON lines, "
        "CSV, Parquet), folders of these, or URLs; `-` is standard input, which is also read when "
        "no FILE is given and something is piped in",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default=TEXT,
        help="`text` and `html` for people, `github` for annotations of a workflow run, the others "
        "for programs (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        metavar="PATH",
        type=Path,
        help="write there instead of to standard output; with `html`, a folder gets a page an "
        "article and an index",
    )
    shown = parser.add_argument_group("what is shown", "`html` shows everything all the same")
    shown.add_argument(
        "--top", metavar="N", type=_count, help="only the N most speculative claims of an article"
    )
    shown.add_argument(
        "--min-score",
        metavar="SCORE",
        type=_probability,
        default=0.0,
        help="only claims that score so high",
    )
    shown.add_argument(
        "--level",
        choices=LEVELS,
        action="append",
        help="only claims of this level; give it again for more",
    )
    add_model_arguments(parser)
    gate = parser.add_argument_group("gate")
    gate.add_argument(
        "--fail-above",
        metavar="SCORE",
        type=_probability,
        help="exit with status 1 if a claim scores higher, unless it is marked in the text with "
        "<!-- rumor: ignore -->",
    )
    add_input_arguments(parser)
    parser.epilog = (
        "Exit status: 0, or 1 when a claim is over the gate, or 2 when something cannot be read; "
        "the rest is scored all the same."
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
    add_model_reference(parser)


def add_model_reference(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that say which model, and in which store it is looked up."""
    parser.add_argument(
        "--model",
        metavar="MODEL",
        help="instead of the shipped model: a portable model, a folder with one, or one in an "
        f"MLflow store: {REFERENCES}",
    )
    parser.add_argument(
        "--tracking-uri",
        metavar="URI",
        help="MLflow store that MODEL is looked up in (default: MLFLOW_TRACKING_URI of the "
        f"environment, else {DEFAULT_URI})",
    )


def load_scorer(arguments: argparse.Namespace) -> Scorer:
    """Load the scorer that those arguments ask for."""
    scorer = Scorer.load(
        arguments.model, threshold=arguments.threshold, tracking=arguments.tracking_uri
    )
    if arguments.precise:
        return Scorer(scorer.model, threshold=scorer.model.precise_threshold)
    return scorer


def run(arguments: argparse.Namespace) -> int:
    """Score the articles and write the report.

    Returns
    -------
    int
        0, 1 if a claim is over the gate, or 2 if something could not be read.
    """
    names = arguments.files
    if not names:
        if sys.stdin is not None and sys.stdin.isatty():
            print("rumor score: give a FILE, or `-` to type or pipe an article", file=sys.stderr)
            return UNREADABLE
        names = [STDIN]
    view = View(
        top=arguments.top,
        min_score=arguments.min_score,
        levels=tuple(arguments.level or LEVELS),
        fail_above=arguments.fail_above,
    )
    job = _Job(load_scorer(arguments), view)
    results = job.results(read_documents(names, input_options(arguments)))
    if arguments.format == HTML:
        _write_html(results, arguments.output)
    else:
        with _opened(arguments.output) as stream:
            if arguments.format == TEXT:
                pieces = text_report(results, _style(stream), view)
            else:
                pieces = MACHINE[arguments.format](results, view)
            for piece in pieces:
                stream.write(piece)
    return job.status()


class _Job:
    """Scores documents as they come, and keeps count of what the exit status tells."""

    def __init__(self, scorer: Scorer, view: View) -> None:
        self._scorer = scorer
        self._view = view
        self._over = 0
        self._unreadable = 0

    def results(self, documents: Iterable[Document | InputError]) -> Iterator[Result]:
        for document in documents:
            if isinstance(document, InputError):
                print(f"rumor: {document}", file=sys.stderr)
                self._unreadable += 1
                continue
            result = Result(document, self._scorer.score(document.text, title=document.title))
            self._over += len(self._view.over_gate(result))
            yield result

    def status(self) -> int:
        if self._over:
            claims = "1 claim scores" if self._over == 1 else f"{self._over} claims score"
            print(f"rumor: {claims} above {self._view.fail_above}", file=sys.stderr)
        return UNREADABLE if self._unreadable else OVER_GATE if self._over else FINE


@contextlib.contextmanager
def _opened(path: Path | None) -> Iterator[IO[str]]:
    """Open the output: standard output, or a file that appears whole or not at all."""
    if path is None:
        yield sys.stdout
        return
    refuse_unwritable(path, option="--output", force=True)
    try:
        with replacing(path) as binary:
            # What UTF-8 cannot say, such as half a surrogate pair, is escaped as on the terminal.
            stream = io.TextIOWrapper(
                binary, encoding="utf-8", errors="backslashreplace", newline=""
            )
            yield stream
            stream.detach()  # flushed, and left open for `replacing` to close
    except OSError as error:
        raise unwritable(path, error) from error


def _write_html(results: Iterator[Result], path: Path | None) -> None:
    from rumor.report.html.folder import write_report
    from rumor.report.html.page import render_report

    today = datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    if path is not None and (path.is_dir() or not path.suffix):
        write_report(list(results), path, date=today)
        return
    with _opened(path) as stream:
        stream.write(render_report(list(results), date=today))


def _style(stream: IO[str]) -> Style:
    terminal = stream is sys.stdout and sys.stdout.isatty()
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


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)
