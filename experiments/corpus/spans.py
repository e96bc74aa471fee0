"""Where spans meet words: which cut one, and how to widen those that do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from rumor.experiments.corpus.records import Span
from rumor.features.tokens import Tokens


def widen(tokens: Tokens, span: Span) -> Span:
    """Return the span from the start of its first token to the end of its last.

    Parameters
    ----------
    tokens : rumor.features.tokens.Tokens
        Of the text that the span is in.
    span : (int, int)
        Characters of the text, neither first nor last a space.

    Returns
    -------
    (int, int)
        The span itself, unless it starts or ends inside a token.
    """
    first, last = token_range(tokens, span)
    return tokens.starts[first], tokens.ends[last - 1]


def token_range(tokens: Tokens, span: Span) -> Span:
    """Return the tokens that a span touches, as first and one after the last.

    Parameters
    ----------
    tokens : rumor.features.tokens.Tokens
    span : (int, int)
        As for `widen`.

    Returns
    -------
    (int, int)
    """
    start, end = span
    return bisect_right(tokens.ends, start), bisect_left(tokens.starts, end)
