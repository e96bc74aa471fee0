"""A sentence in its context: what every feature family is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rumor.features.reading import Reading, read


class Sentence:
    """A sentence with what stands around it.

    Attributes
    ----------
    reading : Reading
        The sentence itself.
    before : Reading
        The sentence before; of an empty text where there is none.
    title : Reading
        The title of the article; of an empty text where there is none.
    """

    __slots__ = ("before", "reading", "title")

    def __init__(self, reading: Reading, before: Reading, title: Reading) -> None:
        self.reading = reading
        self.before = before
        self.title = title

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.reading, self.before, self.title) == (
            other.reading,
            other.before,
            other.title,
        )


def in_context(text: str, *, before: str = "", title: str = "") -> Sentence:
    """Put one sentence into its context.

    Parameters
    ----------
    text, before, title : str
        The sentence, the sentence before it and the title of the article.

    Returns
    -------
    Sentence
    """
    return next(iter(sequence([text], before=before, title=title)))


def sequence(texts: Iterable[str], *, before: str = "", title: str = "") -> Iterator[Sentence]:
    """Put sentences that follow on from each other into their context, reading each once.

    Parameters
    ----------
    texts : iterable of str
        Sentences in order.
    before : str
        The sentence before the first.
    title : str
        The title of the article.

    Yields
    ------
    Sentence
    """
    title_reading = read(title)
    previous = read(before)
    for text in texts:
        reading = read(text, in_quotation=previous.ends_quoted)
        yield Sentence(reading, previous, title_reading)
        previous = reading
