"""One text read once: its tokens, the lexicon's matches, and how its clauses and quotations run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rumor.features.lexicon import Lexicon, Match, shipped_lexicon
from rumor.features.tokens import Tokens, tokenize

MAIN, CONTENT, RELATIVE, SUBORDINATE = "main", "content", "relative", "subordinate"

QUOTES = frozenset('"“”„‟«»')
_OPENING = frozenset("“„«")
_CLOSING = frozenset("”»")
_BEFORE_CLOSING = frozenset(",.?!…")
_KEEPS_CLAUSE = frozenset(("dan", "serta", "atau", "lalu", "kemudian"))
_COMPLEMENTIZER = "bahwa"


@dataclass(slots=True)
class Reading:
    """What can be said of a text without looking at its neighbours.

    Attributes
    ----------
    text : str
    tokens : Tokens
    matches : list of Match
        In order, without overlaps.
    by_kind : dict of str to list of Match
        The same by the kind of their entry.
    clauses : list of str, shape (n_tokens,)
        The clause each token stands in: ``main``, ``content`` (after ``bahwa``), ``relative``
        (after ``yang``) or ``subordinate``.
    quoted : list of bool, shape (n_tokens,)
        Whether a token stands inside a quotation.
    starts_quoted, ends_quoted : bool
        Whether a quotation runs in from the text before, or on into the text after.
    """

    text: str
    tokens: Tokens
    matches: list[Match]
    by_kind: dict[str, list[Match]] = field(default_factory=dict)
    clauses: list[str] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    starts_quoted: bool = False
    ends_quoted: bool = False


def read(text: str, *, in_quotation: bool = False, lexicon: Lexicon | None = None) -> Reading:
    """Read a text.

    Parameters
    ----------
    text : str
        A sentence or a title.
    in_quotation : bool
        Whether the text before left a quotation open.
    lexicon : Lexicon, optional
        The shipped cue lists when left out.

    Returns
    -------
    Reading
    """
    tokens = tokenize(text)
    matches = (lexicon or shipped_lexicon()).find(tokens.lower)
    reading = Reading(text, tokens, matches)
    for match in matches:
        reading.by_kind.setdefault(match.entry.kind, []).append(match)
    reading.starts_quoted = _starts_quoted(tokens.words, in_quotation)
    _follow(reading)
    return reading


def _starts_quoted(words: Sequence[str], in_quotation: bool) -> bool:
    marks = [i for i, word in enumerate(words) if word in QUOTES]
    if not marks:
        return in_quotation
    first = marks[0]
    if words[first] in _CLOSING:
        return True
    if words[first] in _OPENING or first == 0:
        return False
    # An odd straight quote after a comma or stop closes what an earlier sentence opened.
    return len(marks) % 2 == 1 and words[first - 1] in _BEFORE_CLOSING


def _follow(reading: Reading) -> None:
    words, lower = reading.tokens.words, reading.tokens.lower
    starting = {match.start: match for match in reading.matches}
    clause, quoted, position = MAIN, reading.starts_quoted, 0
    while position < len(words):
        word, end = words[position], position + 1
        match = starting.get(position)
        if match is not None:
            end = match.end
            clause = _clause_from(match, lower[position], position, clause)
        elif word in QUOTES:
            clause, quoted = MAIN, not quoted
        elif word in ",;:":
            clause = MAIN
        reading.clauses += [clause] * (end - position)
        reading.quoted += [quoted] * (end - position)
        if clause == RELATIVE and match is not None and match.entry.kind == "determiner":
            clause = MAIN  # "pria yang diduga pelaku itu | ditangkap"
        position = end
    reading.ends_quoted = quoted


def _clause_from(match: Match, word: str, position: int, clause: str) -> str:
    kind = match.entry.kind
    if kind == "relative" and position > 0:
        return RELATIVE
    if kind == "subordinator":
        return CONTENT if word == _COMPLEMENTIZER else SUBORDINATE
    if kind == "coordinator" and word not in _KEEPS_CLAUSE:
        return MAIN
    return clause
