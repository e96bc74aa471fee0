"""`rumor model compare`: the models that could be shipped, on the same splits."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rumor.commands.options import whole_number
from rumor.errors import FileError
from rumor.experiments.commands.options import add_corpora, add_tracking_uri
from rumor.experiments.commands.train import missing_corpora
from rumor.experiments.corpus import Corpus, default_corpora, load_corpora, seed_path
from rumor.experiments.corpus.sources import read_sources
from rumor.experiments.corpus.standoff import read_standoff
from rumor.experiments.unlabelled import folder_texts, source_texts, without_reprints
from rumor.model_source import tracking_uri

if TYPE_CHECKING:
    from rumor.experiments.candidates.blocks import Data
    from rumor.experiments.candidates.registry import Candidate
    from rumor.experiments.candidates.run import Outcome

_RESAMPLES = 1000
_NO_TEXT = "needs unlabelled text: give --unlabelled or --from"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_corpora(parser)
    parser.add_argument(
        "--candidate",
        metavar="NAME",
        action="append",
        default=[],
        help="only this candidate beside the shipped one; give it again for more (default: all)",
    )
    add_tracking_uri(parser)
    parser.add_argument(
        "--resamples",
        metavar="N",
        type=whole_number(1),
        default=_RESAMPLES,
        help="bootstrap resamples behind each interval (default: %(default)s)",
    )
    texts = parser.add_mutually_exclusive_group()
    texts.add_argument(
        "--unlabelled",
        metavar="DIR",
        type=Path,
        help="folder of *.txt files to learn word clusters from",
    )
    texts.add_argument(
        "--from",
        dest="origin",
        metavar="DIR",
        type=Path,
        help="folder of the source files of the news, as for `rumor corpus fetch`, to learn word "
        "clusters from",
    )


def run(arguments: argparse.Namespace) -> int:
    """Fit, measure, track and print.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    corpora = load_corpora(arguments.corpus or list(default_corpora()))
    for folder in (arguments.unlabelled, arguments.origin):
        if folder is not None and not folder.is_dir():
            raise FileError(folder, "no such folder", "give a folder of text to learn from")
    from tqdm import tqdm

    from rumor.experiments.candidates.blocks import NEIGHBOURS, prepare
    from rumor.experiments.candidates.clusters import learn_clusters
    from rumor.experiments.candidates.compare import compare
    from rumor.experiments.candidates.registry import choose_candidates, needed_blocks
    from rumor.experiments.candidates.run import FOLDS
    from rumor.experiments.candidates.table import table
    from rumor.experiments.candidates.track import log_comparison
    from rumor.experiments.tracking import tracked_run

    chosen = choose_candidates(arguments.candidate)
    texts: list[str] = []
    if NEIGHBOURS in needed_blocks(chosen):
        texts = _texts(arguments, corpora)
    candidates = [c for c in chosen if texts or NEIGHBOURS not in c.blocks]
    skipped = {c.name: _NO_TEXT for c in chosen if c not in candidates}
    blocks = needed_blocks(candidates)
    if not arguments.corpus and (missing := missing_corpora()):
        print(missing, file=sys.stderr)
    total = bool(texts) + len(blocks) + sum((FOLDS + 1) * bool(c.fit) for c in candidates)
    with tracked_run(tracking_uri(arguments.tracking_uri), "model compare"):
        # disable=None: on a terminal only
        with tqdm(total=total, disable=None, leave=False, file=sys.stderr) as bar:
            bar.set_description("clusters")
            clusters = learn_clusters(texts) if texts else None
            bar.update(bool(texts))
            bar.set_description("features")
            data = prepare(corpora, blocks, clusters, bar.update)
            outcomes = _outcomes(candidates, data, bar.set_description, bar.update)
            bar.set_description("bootstrap")
            comparison = compare(outcomes, data, resamples=arguments.resamples)
        text = table(comparison, outcomes, skipped)
        log_comparison(comparison, outcomes, skipped, corpora, text)
    print(text)
    return 0


def _texts(arguments: argparse.Namespace, corpora: Sequence[Corpus]) -> list[str]:
    """Read the unlabelled text, less everything that holds a dev sentence."""
    dev = [s.text for corpus in corpora for p in corpus.split("dev") for s in p.sentences]
    if arguments.unlabelled is not None:
        return without_reprints(folder_texts(arguments.unlabelled), dev)
    if arguments.origin is not None:
        sources = read_sources(seed_path("sources.json"))
        passages = read_standoff(seed_path("news.standoff.jsonl"))
        return without_reprints(source_texts(sources, passages, arguments.origin), dev)
    return []


def _outcomes(
    candidates: Sequence[Candidate],
    data: Data,
    describe: Callable[[str], object],
    progress: Callable[[], object],
) -> list[Outcome]:
    from rumor.experiments.candidates.run import blend, run_candidate

    outcomes: dict[str, Outcome] = {}
    for candidate in candidates:
        describe(candidate.name)
        outcomes[candidate.name] = (
            blend(candidate, data, outcomes)
            if candidate.parts
            else run_candidate(candidate, data, progress)
        )
    return list(outcomes.values())
