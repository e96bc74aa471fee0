"""`rumor score`: articles in, scored claims out."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from rumor.atomic import is_special, refuse_unwritable, replacing, unwritable
from rumor.claims import LEVELS
from rumor.commands.options import add_model_arguments, load_scorer, probability, whole_number
from rumor.errors import InputError
from rumor.inputs.arguments import add_input_arguments, input_options
from rumor.inputs.options import TABLES, InputOptions
from rumor.inputs.read import Place, format_of, list_places, read_place
from rumor.lang import Language, translate, translate_error
from rumor.progress import Progress
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
        type=_output,
        help="write there instead of to standard output; with `html`, a folder gets a page an "
        "article and an index",
    )
    shown = parser.add_argument_group("what is shown", "`html` shows everything all the same")
    shown.add_argument(
        "--top",
        metavar="N",
        type=whole_number(1),
        help="only the N most speculative claims of an article",
    )
    shown.add_argument(
        "--min-score",
        metavar="SCORE",
        type=probability,
        default=0.0,
        help="only claims that score so high",
    )
    shown.add_argument(
        "--level",
        choices=LEVELS,
        action="append",
        help="only claims of this level; give it again for more",
    )
    add_model_arguments(parser, pickles=True)
    gate = parser.add_argument_group("gate")
    gate.add_argument(
        "--fail-above",
        metavar="SCORE",
        type=probability,
        help="exit with status 1 if a claim scores higher, unless it is marked in the text with "
        "<!-- rumor: ignore -->",
    )
    add_input_arguments(parser)
    parser.epilog = (
        "Exit status: 0, or 1 when a claim is over the gate, or 2 when something cannot be read; "
        "the rest is scored all the same."
    )


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
            missing = translate("give a FILE, or `-` to type or pipe an article", arguments.lang)
            print(f"rumor score: {missing}", file=sys.stderr)
            return UNREADABLE
        names = [STDIN]
    view = View(
        top=arguments.top,
        min_score=arguments.min_score,
        levels=tuple(arguments.level or LEVELS),
        fail_above=arguments.fail_above,
    )
    options = input_options(arguments)
    places = list(list_places(names, options))
    scorer = load_scorer(arguments)
    with _progress(places, options, arguments) as progress:
        job = _Job(scorer, view, arguments.lang, progress)
        results = job.results(places, options)
        if arguments.format == HTML:
            _write_html(results, arguments.output, arguments.lang)
        else:
            with _opened(arguments.output) as stream:
                if arguments.format == TEXT:
                    pieces = text_report(results, _style(stream, arguments.lang), view)
                else:
                    pieces = MACHINE[arguments.format](results, view)
                for piece in pieces:
                    stream.write(piece)
    return job.status()


def _progress(
    places: Sequence[Place], options: InputOptions, arguments: argparse.Namespace
) -> Progress | contextlib.nullcontext[None]:
    """Show how far the job is, unless there is one article or the report goes to the terminal."""
    several = len(places) > 1
    table = any(isinstance(place, str) and format_of(place, options) in TABLES for place in places)
    here = arguments.output is None and sys.stdout.isatty()
    if here or not (several or table):
        return contextlib.nullcontext()
    # Nobody knows how many rows a table has before it is read.
    return Progress(len(places) if several else None, "articles", lang=arguments.lang)


class _Job:
    """Scores documents as they come, and keeps count of what the exit status tells."""

    def __init__(
        self, scorer: Scorer, view: View, lang: Language, progress: Progress | None
    ) -> None:
        self._scorer = scorer
        self._progress = progress
        self._view = view
        self._lang: Language = lang
        self._over = 0
        self._unreadable = 0

    def results(self, places: Iterable[Place], options: InputOptions) -> Iterator[Result]:
        for number, place in enumerate(places):
            for document in read_place(place, options):
                if isinstance(document, InputError):
                    self._tell(document)
                    continue
                result = Result(document, self._scorer.score(document.text, title=document.title))
                self._over += len(self._view.over_gate(result))
                if self._progress:
                    self._progress.update(number, 1)
                yield result

    def _tell(self, error: InputError) -> None:
        if self._progress:
            self._progress.clear()
        print(f"rumor: {translate_error(error, self._lang)}", file=sys.stderr)
        self._unreadable += 1

    def status(self) -> int:
        if self._over:
            claims = "1 claim scores" if self._over == 1 else f"{self._over} claims score"
            told = translate(f"{claims} above {self._view.fail_above}", self._lang)
            print(f"rumor: {told}", file=sys.stderr)
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


def _write_html(results: Iterator[Result], path: Path | None, lang: Language) -> None:
    from rumor.report.html.folder import write_report
    from rumor.report.html.page import render_report

    today = datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    if path is not None and (path.is_dir() or not (path.suffix or is_special(path))):
        write_report(list(results), path, lang=lang, date=today)
        return
    with _opened(path) as stream:
        stream.write(render_report(list(results), lang=lang, date=today))


def _style(stream: IO[str], lang: Language) -> Style:
    terminal = stream is sys.stdout and sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH) if terminal else WIDTH
    return Style(colour=colour, width=width, lang=lang)


def _output(text: str) -> Path:
    if not text:  # an unset variable of a shell; `Path` would take it for the working folder
        raise argparse.ArgumentTypeError("no file name")
    return Path(text)
