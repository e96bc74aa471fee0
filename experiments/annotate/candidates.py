"""Articles to scored sentences in context, less those that are labelled already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rumor.errors import InputError
from rumor.experiments.annotate.items import Item
from rumor.experiments.corpus import Passage, normalise
from rumor.features.tokens import tokenize
from rumor.scorer import Scorer
from rumor.text.article import find_title
from rumor.text.files import STDIN, read_text
from rumor.text.segment import sentence_spans

FEWEST_WORDS = 3
STRATUM = "suggested"
"""What a labelled record says of how its sentence was picked."""


def article_files(names: Iterable[str]) -> Iterator[str | InputError]:
    """Name the files to read, each once.

    Parameters
    ----------
    names : iterable of str
        Files; folders, of which every ``*.txt`` is read, at any depth; ``-``.

    Yields
    ------
    str or rumor.errors.InputError
        The error stands in the place of a folder that holds no article.
    """
    seen = set()
    for name in names:
        found: list[str | InputError] = [name]
        if name != STDIN and Path(name).is_dir():
            found = [str(path) for path in sorted(Path(name).rglob("*.txt")) if path.is_file()]
            if not found:
                found = [InputError(name, "no *.txt file in this folder", "name the articles")]
        for file in found:
            place = file if isinstance(file, InputError) or file == STDIN else Path(file).resolve()
            if place not in seen:
                seen.add(place)
                yield file


def read_candidates(
    names: Iterable[str], scorer: Scorer, complain: Callable[[InputError], None]
) -> Iterator[Item]:
    """Score every sentence of the articles but their headings.

    Parameters
    ----------
    names : iterable of str
        As `article_files` takes them.
    scorer : rumor.scorer.Scorer
    complain : callable
        Is given the error of each article that cannot be used; the others are.

    Yields
    ------
    Item
    """
    for name in article_files(names):
        try:
            if isinstance(name, InputError):
                raise name
            yield from sentences(read_text(name), name, scorer)
        except InputError as error:
            complain(error)


def sentences(text: str, source: str, scorer: Scorer) -> Iterator[Item]:
    """Score the sentences of one article.

    Parameters
    ----------
    text : str
    source : str
        Name of its file.
    scorer : rumor.scorer.Scorer

    Yields
    ------
    Item
        Without the heading and without what is too short to be a sentence.
    """
    title = find_title(text, sentence_spans(text))
    claims = scorer.score(text).claims[1 if title else 0 :]
    before = ""
    for claim in claims:
        flat = " ".join(claim.text.split())
        if sum(word[0].isalpha() for word in tokenize(flat).words) >= FEWEST_WORDS:
            score = round(claim.score, 6)
            yield Item(" ".join(title.split()), before, flat, source, claim.start, score, STRATUM)
        before = flat


def unlabelled(items: Iterable[Item], known: Iterable[Passage]) -> list[Item]:
    """Leave out sentences that a corpus holds, and repetitions.

    Parameters
    ----------
    items : iterable of Item
    known : iterable of Passage

    Returns
    -------
    list of Item
        In order; of several with the same text the first.
    """
    seen = {normalise(sentence.text) for passage in known for sentence in passage.sentences}
    left = []
    for item in items:
        text = normalise(item.text)
        if text not in seen:
            seen.add(text)
            left.append(item)
    return left
