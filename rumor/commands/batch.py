"""`rumor batch`: many articles in, one row of score, level and evidence each out."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

from rumor.atomic import refuse_unwritable
from rumor.batch.columnar import keep_little
from rumor.batch.job import CHUNKS, FORMATS, Format, Job, Outcome
from rumor.batch.local import run_local
from rumor.batch.parts import was_publishing
from rumor.batch.records import Columns
from rumor.batch.sources import find_sources, format_of
from rumor.commands.options import add_model_arguments, load_scorer, whole_number
from rumor.errors import MissingExtraError, OutputError
from rumor.lang import translate, translate_error
from rumor.rows import UNITS

ENGINES = ("local", "spark")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "input",
        metavar="INPUT",
        type=Path,
        help="JSON lines, CSV or Parquet: a file (.gz too, but for Parquet), or a folder of files",
    )
    parser.add_argument(
        "output",
        metavar="OUTPUT",
        type=Path,
        help="file to write: a row of source, row, id, score, speculative, level and evidence for "
        "each row of INPUT, in its order; with --engine spark a folder of such files, in any "
        "order",
    )
    parser.add_argument(
        "--format", choices=FORMATS, help="format of INPUT (default: what its suffix tells)"
    )
    parser.add_argument(
        "--output-format", choices=FORMATS, help="format of OUTPUT (default: likewise)"
    )
    names = parser.add_argument_group("columns, or keys, of INPUT")
    names.add_argument(
        "--text-column", metavar="NAME", default="text", help="text to score (default: text)"
    )
    names.add_argument(
        "--title-column",
        metavar="NAME",
        help="title of its article, for context (default: title, if there is one)",
    )
    names.add_argument(
        "--id-column", metavar="NAME", help="what OUTPUT names it by (default: id, if there is one)"
    )
    names.add_argument(
        "--delimiter", metavar="CHAR", type=_delimiter, help="of CSV; `tab` for a tab"
    )
    add_model_arguments(parser, pickles=True)
    parser.add_argument(
        "--unit",
        choices=UNITS,
        default="article",
        help="what a text is: an article to split, or one sentence (default: %(default)s)",
    )
    running = parser.add_argument_group("running")
    running.add_argument(
        "--workers", metavar="N", type=whole_number(1), help="processes that score (default: 1)"
    )
    running.add_argument(
        "--chunk",
        metavar="N",
        type=whole_number(1),
        help=f"rows scored and kept at a time (default: {CHUNKS['article']} articles, or "
        f"{CHUNKS['sentence']} sentences)",
    )
    running.add_argument(
        "--rejected",
        metavar="PATH",
        type=Path,
        help="where rows go that cannot be scored, as JSON lines (default: OUTPUT with "
        ".rejected.jsonl for its suffix)",
    )
    running.add_argument(
        "--restart", action="store_true", help="throw away what an interrupted job has finished"
    )
    running.add_argument(
        "--force", action="store_true", help="replace OUTPUT and rejected rows that exist"
    )
    running.add_argument(
        "--engine", choices=ENGINES, default="local", help="(default: %(default)s)"
    )
    running.add_argument(
        "--master",
        metavar="URL",
        help="of a Spark cluster that sees INPUT and OUTPUT at the same paths, for --engine spark "
        "(default: all cores of this machine)",
    )
    parser.epilog = (
        "A job that was interrupted goes on where it stopped when the same command is given again. "
        "Exit status: 0 if all rows were scored, 1 if some were rejected, 2 for wrong usage or a "
        "file that cannot be read."
    )


def run(arguments: argparse.Namespace) -> int:
    """Score INPUT into OUTPUT, and say on standard error how many rows.

    Returns
    -------
    int
        0 if all rows were scored, 1 if some were rejected, 2 if a file could not be read.
    """

    def note(line: str) -> None:
        print(f"rumor: {translate(line, arguments.lang)}", file=sys.stderr)

    spark = arguments.engine == "spark"
    other = ("workers", "chunk", "restart") if spark else ("master",)
    misplaced = next((name for name in other if getattr(arguments, name)), None)
    if misplaced is not None:
        wrong = f"--{misplaced} is for --engine {'local' if spark else 'spark'}"
        print(f"rumor batch: {translate(wrong, arguments.lang)}", file=sys.stderr)
        return 2
    format, sources, left_out = find_sources(arguments.input, arguments.format)
    job = make_job(arguments, format)
    if "parquet" in (job.format, job.output_format):
        keep_little()  # where it is missing, that is said before hours of work, not after
    if left_out:
        note(f"{job.input}: {left_out:,} other files left out")
    scorer = load_scorer(arguments)
    try:
        if spark:
            outcome = _spark(job, scorer, arguments.master)
        else:
            outcome = run_local(job, scorer, sources, note, arguments.lang)
    except KeyboardInterrupt:
        if not spark:
            note("finished rows are kept; give the same command again to go on")
        raise
    for error in outcome.errors:
        print(f"rumor: {translate_error(error, arguments.lang)}", file=sys.stderr)
    rejected = f", {outcome.rejected:,} rejected: {job.rejected}" if outcome.rejected else ""
    print(translate(f"{outcome.scored:,} rows scored{rejected}", arguments.lang), file=sys.stderr)
    return outcome.status


def make_job(arguments: argparse.Namespace, format: Format) -> Job:
    """Make the job that arguments ask for.

    Parameters
    ----------
    arguments : argparse.Namespace
    format : {"jsonl", "csv", "parquet"}
        Of the input.

    Returns
    -------
    Job

    Raises
    ------
    rumor.errors.OutputError
        If the output has no format, exists, or is in the way of the input.
    """
    output: Path = arguments.output
    packed = output.suffix.lower() == ".gz"
    output_format = None if packed else arguments.output_format or format_of(output)
    if output_format is None:
        reason = "packed output is not written" if packed else "its suffix tells no format"
        remedy = "leave .gz off" if packed else f"give --output-format {'|'.join(FORMATS)}"
        raise OutputError(output, reason, remedy)
    rejected = arguments.rejected or output.with_name(f"{output.stem}.rejected.jsonl")
    spark = arguments.engine == "spark"
    job = Job(
        input=arguments.input,
        output=output,
        rejected=rejected,
        format=format,
        output_format=output_format,
        columns=_columns(arguments),
        unit=arguments.unit,
        delimiter=arguments.delimiter or "",
        chunk=arguments.chunk or CHUNKS[arguments.unit],
        workers=arguments.workers or 1,
        restart=arguments.restart,
        force=arguments.force or (not spark and was_publishing(output)),
    )
    _apart(job)
    if not spark:  # which writes folders, and looks after them itself
        refuse_unwritable(output, option="OUTPUT", force=job.force)
        refuse_unwritable(rejected, option="--rejected", force=job.force)
    return job


def _columns(arguments: argparse.Namespace) -> Columns:
    given = [name for name in (arguments.title_column, arguments.id_column) if name is not None]
    return Columns(
        text=arguments.text_column,
        title="title" if arguments.title_column is None else arguments.title_column,
        id="id" if arguments.id_column is None else arguments.id_column,
        named=frozenset(given),
    )


def _apart(job: Job) -> None:
    source, output, rejected = (
        Path(os.path.realpath(path)) for path in (job.input, job.output, job.rejected)
    )
    if output == rejected:
        raise OutputError(job.rejected, "is OUTPUT too", "give --rejected another name")
    for path, real in ((job.output, output), (job.rejected, rejected)):
        if real == source or source in real.parents:
            raise OutputError(path, "is INPUT, or lies in it", "write somewhere else")


def _spark(job: Job, scorer: object, master: str | None) -> Outcome:
    # By name: scoring must not import the part that needs more than the standard library.
    try:
        engine = importlib.import_module("rumor.experiments.spark")
        outcome: Outcome = engine.run_spark(job, scorer, master)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("rumor"):
            raise
        raise MissingExtraError("`rumor batch --engine spark`", "spark", str(error.name)) from error
    return outcome


def _delimiter(text: str) -> str:
    value = "\t" if text in ("tab", "\\t") else text
    if len(value) != 1 or value in '"\r\n':
        raise argparse.ArgumentTypeError(f"{text!r} is not one character, or `tab`")
    return value
