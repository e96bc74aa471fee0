"""`rumor corpus fetch`: the labels of real news and its public sources to a corpus."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rumor.errors import FileError, RumorError
from rumor.experiments.corpus.download import Downloader
from rumor.experiments.corpus.fetch import Fetched, fetch_news, kept_records, write_records
from rumor.experiments.corpus.local import LocalFolder
from rumor.experiments.corpus.paths import NEWS, VARIABLE, cache_folder, data_folder, refuse_ours
from rumor.experiments.corpus.seeds import seed_path
from rumor.experiments.corpus.sources import Source, choose, read_sources
from rumor.experiments.corpus.standoff import Standoff, read_standoff


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.description = (
        "Rebuild the labelled news, whose text is not ours to publish, from its public sources. "
        "Exit status: 0 all is rebuilt, 1 something was skipped and the rest written, 2 nothing "
        "could be used."
    )
    parser.add_argument(
        "--from",
        dest="origin",
        metavar="DIR",
        type=Path,
        help="read the source files from a local folder instead of downloading them",
    )
    parser.add_argument(
        "--to",
        dest="target",
        metavar="DIR",
        type=Path,
        help=f"folder for {NEWS} (default: ${VARIABLE}, else your data folder, where `rumor "
        "train` looks)",
    )
    parser.add_argument(
        "--source",
        dest="ids",
        metavar="ID",
        nargs="+",
        action="extend",
        default=[],
        help="only these sources, by their ids in sources.json; what is there of the others stays",
    )


def run(arguments: argparse.Namespace) -> int:
    """Fetch, rebuild and write.

    Returns
    -------
    int
        0 if everything asked for was rebuilt, 1 if something was skipped.

    Raises
    ------
    rumor.errors.RumorError
        If nothing could be used, or an argument cannot be.
    """
    sources = choose(read_sources(seed_path("sources.json")), arguments.ids)
    passages = read_standoff(seed_path("news.standoff.jsonl"))
    target: Path = arguments.target or data_folder()
    refuse_ours(target)
    fetched = _fetch(sources, passages, arguments.origin)
    for error in fetched.skipped:
        _say(f"rumor: skipped {error}")
    for name, count in fetched.unmatched.items():
        noun = "passage" if count == 1 else "passages"
        _say(f"rumor: source {name}: {count} {noun} left out: not the text that was labelled")
    print(
        f"{fetched.sentences[0]} of {fetched.sentences[1]} sentences in "
        f"{fetched.passages[0]} of {fetched.passages[1]} passages rebuilt"
    )
    path = target / NEWS
    if not fetched.records:
        raise RumorError(f"nothing could be rebuilt; {path} is left as it was")
    kept = kept_records(path, passages, fetched.records)
    together = {**kept, **fetched.records}
    write_records(path, [together[p.id] for p in passages if p.id in together])
    stayed = f", {len(kept)} of them from an earlier fetch" if kept else ""
    _say(f"wrote {path}: {len(together)} passages{stayed}")
    return 0 if fetched.complete else 1


def _fetch(
    sources: tuple[Source, ...], passages: tuple[Standoff, ...], origin: Path | None
) -> Fetched:
    from tqdm import tqdm

    if origin is not None and not origin.is_dir():
        raise FileError(origin, "no such folder", "give the folder of the source files")
    total = sum(source.size for source in sources)
    # disable=None: on a terminal only
    with tqdm(
        total=total, disable=None, unit="B", unit_scale=True, leave=False, file=sys.stderr
    ) as bar:
        before = 0

        def show(size: int) -> None:
            bar.update(before + size - bar.n)

        def done(source: Source) -> None:
            nonlocal before
            before += source.size
            show(0)

        if origin is not None:
            return fetch_news(sources, passages, LocalFolder(origin), done)
        cache = cache_folder()
        refuse_ours(cache)
        return fetch_news(sources, passages, Downloader(cache, progress=show), done)


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
