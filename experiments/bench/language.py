"""How often the warning about the language is given: wrongly on Indonesian, rightly on others.

Passages of the corpora are Indonesian. So is what stands in ``languages.toml`` under that name,
beside short texts in other languages. A file that is named is taken for one text in another
language, and read in pieces of 50 words. Run ``python -m rumor.experiments.bench.language``.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from rumor.errors import RumorError
from rumor.experiments.corpus import default_corpora, load_corpus
from rumor.text.files import read_text
from rumor.text.language import reads_indonesian
from rumor.text.segment import sentence_spans

__all__ = ["foreign_texts", "main"]

WORDS: Final = 50
"""Words of a piece of a file."""

Verdicts = Counter[bool | None]


def foreign_texts() -> list[tuple[str, str]]:
    """Return the packaged texts with their languages, Indonesian among them."""
    with (files("rumor.experiments") / "languages.toml").open("rb") as file:
        return [(entry["language"], entry["text"].strip()) for entry in tomllib.load(file)["text"]]


def split(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _pieces(text: str) -> Iterator[str]:
    words = text.split()
    for first in range(0, len(words), WORDS):
        piece = words[first : first + WORDS]
        if len(piece) == WORDS or not first:
            yield " ".join(piece)


def _verdicts(texts: Iterable[Sequence[str]]) -> Verdicts:
    return Counter(map(reads_indonesian, texts))


def _rows(paths: Sequence[Path]) -> Iterator[tuple[str, Verdicts]]:
    for corpus in map(load_corpus, default_corpora()):
        passages = ([each.text for each in passage.sentences] for passage in corpus.passages)
        yield f"Indonesian: {corpus.path.name}", _verdicts(passages)
    found: dict[str, list[Sequence[str]]] = {}
    for language, text in foreign_texts():
        found.setdefault(language, []).append(split(text))
    for language, texts in sorted(found.items(), key=lambda item: item[0] != "Indonesian"):
        yield f"{language}: languages.toml", _verdicts(texts)
    for path in paths:
        yield path.name, _verdicts(map(split, _pieces(read_text(str(path)))))


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m rumor.experiments.bench.language",
        description="How often texts get the warning that they do not read like Indonesian.",
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="*", type=Path, help="plain text in another language"
    )
    try:
        rows = list(_rows(parser.parse_args(argv).files))
    except RumorError as error:
        print(error, file=sys.stderr)
        return 2
    wide = max(len(name) for name, _ in rows)
    print(f"{'':{wide}}  texts  warned  undetermined")
    for name, verdicts in rows:
        warned, unknown = verdicts[False], verdicts[None]
        share = f"({warned / verdicts.total():.2%})" if verdicts.total() else ""
        print(f"{name:{wide}}  {verdicts.total():5}  {warned:6}  {unknown:12}  {share}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
