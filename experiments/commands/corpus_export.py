"""`rumor corpus export`: corpora in the formats that other programs read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rumor.atomic import refuse_existing, write_file
from rumor.errors import CorpusError
from rumor.experiments.corpus import Corpus, default_corpora, load_corpora
from rumor.experiments.corpus.atomic import write_folder
from rumor.experiments.corpus.paths import refuse_ours


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
        "--to",
        choices=("hf", "csv", "conll"),
        required=True,
        help="`hf`: a folder for Hugging Face `datasets`, with its card; `csv`: one table, a row "
        "a sentence, spans as JSON; `conll`: token columns (CoNLL-U Plus) with cue and source tags",
    )
    parser.add_argument(
        "--output",
        metavar="PATH",
        type=Path,
        required=True,
        help="the folder (`hf`) or file to write",
    )
    parser.add_argument("--force", action="store_true", help="replace what is there")
    parser.add_argument(
        "--include-news",
        action="store_true",
        help="write sampled news too; its text belongs to the outlets and must not be published",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the corpora, and say on standard error what a format could not hold.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    refuse_existing(arguments.output, force=arguments.force)
    corpora = load_corpora(arguments.paths or default_corpora())
    if not arguments.include_news:
        corpora = _ours(corpora, given=bool(arguments.paths))
    elif any(_sampled(corpus) for corpus in corpora):
        refuse_ours(arguments.output)
    if arguments.to == "hf":
        from rumor.experiments.corpus.hub import FILES, to_folder

        write_folder(arguments.output, to_folder(corpora), known=FILES)
    elif arguments.to == "csv":
        from rumor.experiments.corpus.rows import to_csv

        write_file(arguments.output, to_csv(corpora))
    else:
        _write_conll(corpora, arguments.output)
    names = ", ".join(corpus.name for corpus in corpora)
    _say(f"{arguments.output}: wrote {names} as {arguments.to}")
    if any(_sampled(corpus) for corpus in corpora):
        _say(f"{arguments.output}: the news text belongs to the outlets; do not publish it")
    return 0


def _ours(corpora: Sequence[Corpus], *, given: bool) -> tuple[Corpus, ...]:
    news = [corpus for corpus in corpora if _sampled(corpus)]
    if news and given:
        raise CorpusError(
            [
                f"{corpus.path}: holds news, whose text belongs to the outlets and must not be "
                "published; leave it out, or add --include-news for use at home"
                for corpus in news
            ]
        )
    for corpus in news:
        _say(f"{corpus.path}: news, left out; --include-news writes it too, for use at home")
    return tuple(corpus for corpus in corpora if corpus not in news)


def _sampled(corpus: Corpus) -> bool:
    return any(passage.sampled for passage in corpus.passages)


def _write_conll(corpora: Sequence[Corpus], path: Path) -> None:
    from rumor.experiments.corpus.conll import to_conll

    written = to_conll(corpora)
    write_file(path, written.text)
    if written.widened:
        _say(f"{path}: widened spans that cut a token: {written.widened}")
    if written.nested:
        _say(f"{path}: left out spans inside another, which tags cannot tell: {written.nested}")


def _say(message: str) -> None:
    print(message, file=sys.stderr)
