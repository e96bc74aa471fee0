"""Any text to sentences."""

from __future__ import annotations

from collections.abc import Iterator

from invariants import check_spans
from materials import articles, passages, text_of

from rumor.text.article import find_title
from rumor.text.segment import sentence_spans

WORDS: tuple[str, ...] = ()


def seeds() -> Iterator[bytes]:
    """Yield texts to start from."""
    yield from (" ".join(sentences).encode() for _, sentences in passages())
    yield from (article.encode() for article in articles())


def check(data: bytes) -> None:
    """Spans are those of sentences, and blanks around the text move them and no more."""
    text = text_of(data)
    spans = sentence_spans(text)
    check_spans(text, spans)
    moved = [(start + 2, end + 2) for start, end in spans]
    assert sentence_spans(f"  {text}  ") == moved
    title = find_title(text, spans)
    assert not title or title == text[slice(*spans[0])]
