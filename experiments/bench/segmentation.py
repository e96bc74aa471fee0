"""Sentence segmentation measured on the `# text =` lines of UD treebanks.

The sentences of a file are joined by one blank in blocks of 20 and every system must find them
again. A boundary is the end of a sentence, counted in characters that are not whitespace; the end
of the block is left out, since nobody can miss it. Intervals are 95% bootstrap intervals over
blocks. Run ``python -m rumor.experiments.bench.segmentation [FILES...]``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from rumor.errors import InputError, MissingExtraError, RumorError
from rumor.text.segment import sentence_spans

__all__ = ["blocks", "boundaries", "compare", "main", "read_sentences"]

DEFAULT_FOLDER: Final = Path(__file__).resolve().parents[3] / "shared" / "bench" / "ud"
BLOCK: Final = 20
RESAMPLES: Final = 2000
SEED: Final = 20180520

Splitter = Callable[[str], Iterable[str]]
Counts = npt.NDArray[np.int64]

_TEXT: Final = "# text = "


def read_sentences(path: Path) -> list[str]:
    """Read the sentences of a CoNLL-U file.

    Parameters
    ----------
    path : pathlib.Path
        A UTF-8 file with one ``# text =`` line a sentence.

    Returns
    -------
    list of str
        The sentences, in order.

    Raises
    ------
    rumor.errors.InputError
        If the file cannot be read or holds no such line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"cannot be read ({error})", "give a CoNLL-U file") from error
    texts = [" ".join(line[len(_TEXT) :].split()) for line in lines if line.startswith(_TEXT)]
    if not texts:
        raise InputError(path, "has no '# text =' line", "give a CoNLL-U file")
    return texts


def blocks(sentences: Sequence[str], size: int = BLOCK) -> Iterator[Sequence[str]]:
    """Yield the sentences `size` at a time; the last block may be shorter."""
    for first in range(0, len(sentences), size):
        yield sentences[first : first + size]


def boundaries(text: str, segments: Iterable[str]) -> set[int]:
    """Find where segments end.

    Each segment is sought from the end of the one before, so neither repeated sentences nor
    changed whitespace disturb the count; one that is not found is skipped.

    Parameters
    ----------
    text : str
        The text that was split.
    segments : iterable of str
        What a system made of it, in order.

    Returns
    -------
    set of int
        Ends, in characters that are not whitespace, without the end of the text.
    """
    squeezed = "".join(text.split())
    ends = set()
    cursor = 0
    for segment in segments:
        wanted = "".join(segment.split())
        found = squeezed.find(wanted, cursor)
        if wanted and found >= 0:
            cursor = found + len(wanted)
            ends.add(cursor)
    return ends - {len(squeezed)}


def _ours(text: str) -> Iterator[str]:
    return (text[start:end] for start, end in sentence_spans(text))


def _naive(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def _pysbd() -> Splitter:
    try:
        import pysbd
    except ImportError as error:
        raise MissingExtraError("the segmentation benchmark", "test", "pysbd") from error
    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    # Its offsets go wrong on repeated sentences, so only the text of each span is used.
    return lambda text: [span.sent for span in segmenter.segment(text)]


def compare(sentences: Sequence[str], split: Splitter) -> Counts:
    """Count hits, false alarms and misses of a system.

    Parameters
    ----------
    sentences : sequence of str
        The true sentences.
    split : callable
        Takes a text and returns its segments as strings.

    Returns
    -------
    numpy.ndarray of shape (n_blocks, 3)
        True positives, false positives and false negatives of each block.
    """
    rows = []
    for block in blocks(sentences):
        text = " ".join(block)
        true, found = boundaries(text, block), boundaries(text, split(text))
        rows.append((len(true & found), len(found - true), len(true - found)))
    return np.array(rows, dtype=np.int64)


def _scores(counts: Counts) -> tuple[float, float, float]:
    hits, false, missed = (int(n) for n in counts.sum(axis=0))
    return (
        hits / max(1, hits + false),
        hits / max(1, hits + missed),
        2 * hits / max(1, 2 * hits + false + missed),
    )


def _interval(counts: Counts) -> tuple[float, float]:
    rng = np.random.default_rng(SEED)
    drawn = counts[rng.integers(len(counts), size=(RESAMPLES, len(counts)))].sum(axis=1)
    f1 = 2 * drawn[:, 0] / np.maximum(1, 2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2])
    low, high = np.quantile(f1, [0.025, 0.975])
    return float(low), float(high)


def _table(files: Sequence[Path]) -> Iterator[str]:
    systems: dict[str, Splitter] = {"rumor": _ours, "pysbd": _pysbd(), "naive": _naive}
    corpora = {path.name: read_sentences(path) for path in files}
    counts = {
        (file, name): compare(sentences, split)
        for file, sentences in corpora.items()
        for name, split in systems.items()
    }
    if len(corpora) > 1:
        for name in systems:
            counts["pooled", name] = np.concatenate([counts[file, name] for file in corpora])
    wide = max(len(file) for file, _ in counts)
    yield f"{'file':{wide}}  system  precision  recall      f1  95% interval"
    for (file, name), rows in counts.items():
        precision, recall, f1 = _scores(rows)
        low, high = _interval(rows)
        yield (
            f"{file:{wide}}  {name:6}  {precision:9.4f}  {recall:6.4f}  {f1:6.4f}"
            f"  {low:.4f}-{high:.4f}"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m rumor.experiments.bench.segmentation",
        description="Sentence boundaries of UD treebanks: ours, pysbd and a naive split.",
    )
    parser.add_argument("files", nargs="*", type=Path, help=f"default: {DEFAULT_FOLDER}/*.conllu")
    files = parser.parse_args(argv).files or sorted(DEFAULT_FOLDER.glob("*.conllu"))
    try:
        if not files:
            raise InputError(DEFAULT_FOLDER, "holds no *.conllu file", "name the files to measure")
        for line in _table(files):
            print(line)
    except RumorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
