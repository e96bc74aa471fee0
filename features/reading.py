"""One text read once: its tokens, the lexicon's matches, and how its clauses and quotations run."""

from __future__ import annotations

from rumor.features.lexicon.match import Lexicon, Match, shipped_lexicon
from rumor.features.tokens import Tokens, tokenize

MAIN, CONTENT, RELATIVE, SUBORDINATE = "main", "content", "relative", "subordinate"

QUOTES = frozenset('"“”„‟«»')
_OPENING = frozenset("“„«")
_CLOSING = frozenset("»")
_BRACKETS = frozenset("([{-–—/'‘")
_PAUSES = frozenset(",;:")
_KEEPS_CLAUSE = frozenset(("dan", "serta", "atau", "lalu", "kemudian"))
_COMPLEMENTIZER = "bahwa"


class Reading:
    """What can be said of a text without looking at its neighbours.

    Parameters
    ----------
    text : str
    tokens : Tokens
    matches : list of Match
        In order, without overlaps.

    Attributes
    ----------
    text, tokens, matches
        As given.
    by_kind : dict of str to list of Match
        The matches by the kind of their entry.
    clauses : list of str, shape (n_tokens,)
        The clause each token stands in: ``main``, ``content`` (after ``bahwa``), ``relative``
        (after ``yang``) or ``subordinate``.
    quoted : list of bool, shape (n_tokens,)
        Whether a token stands inside a quotation.
    starts_quoted, ends_quoted : bool
        Whether a quotation runs in from the text before, or on into the text after.
    """

    __slots__ = (
        "by_kind", "clauses", "ends_quoted", "matches", "quoted", "starts_quoted", "text", "tokens",
    )  # fmt: skip

    def __init__(self, text: str, tokens: Tokens, matches: list[Match]) -> None:
        self.text = text
        self.tokens = tokens
        self.matches = matches
        self.by_kind: dict[str, list[Match]] = {}
        self.clauses: list[str] = []
        self.quoted: list[bool] = []
        self.starts_quoted = False
        self.ends_quoted = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reading) and all(
            getattr(self, name) == getattr(other, name)
            for name in ("text", "matches", "clauses", "quoted", "starts_quoted", "ends_quoted")
        )


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
    by_kind: dict[str, list[Match]] = reading.by_kind
    for match in matches:
        kind = match.kind
        if kind in by_kind:
            by_kind[kind].append(match)
        else:
            by_kind[kind] = [match]
    _follow(reading, in_quotation=in_quotation)
    return reading


def _opens(text: str, start: int, end: int) -> bool | None:
    """Say whether a quotation mark opens (True), closes (False) or could do either (None)."""
    mark = text[start]
    if mark in _OPENING or mark in _CLOSING:
        return mark in _OPENING
    free_before = start == 0 or text[start - 1].isspace() or text[start - 1] in _BRACKETS
    free_after = end == len(text) or not (text[end].isalnum() or text[end] in _BRACKETS)
    return None if free_before == free_after else free_before


def _directions(reading: Reading) -> dict[int, bool | None]:
    """Give the direction of each quotation mark by its token; an inch mark is none."""
    tokens, text = reading.tokens, reading.text
    marks = {
        i: _opens(text, tokens.starts[i], tokens.ends[i])
        for i, word in enumerate(tokens.words)
        if word in QUOTES
    }
    if len(marks) == 1:
        (only,) = marks
        if marks[only] is False and only > 0 and tokens.words[only - 1][0].isdigit():
            return {}  # 'layar 14" dan tipis'
    return marks


def _follow(reading: Reading, *, in_quotation: bool) -> None:
    words: list[str] = reading.tokens.words
    lower: list[str] = reading.tokens.lower
    matches: list[Match] = reading.matches
    clauses: list[str] = reading.clauses
    quoted: list[bool] = reading.quoted
    marks: dict[int, bool | None] = {}
    told = in_quotation
    if not QUOTES.isdisjoint(lower):
        marks = _directions(reading)
        # The first mark that is clear tells how the sentence began, whatever was thought before it.
        told = next((not opens for opens in marks.values() if opens is not None), told)
    depth = int(told)
    reading.starts_quoted = told
    clause = MAIN
    total = len(words)
    position = 0
    upcoming = 0
    match: Match | None = matches[0] if matches else None
    while position < total:
        inside = depth > 0
        if match is not None and position == match.start:
            kind: str = match.kind
            if position or kind != "relative":  # nothing stands before it to be described
                clause = _clause_from(kind, lower[position], clause)
            while position < match.end:
                clauses.append(clause)
                quoted.append(inside)
                position += 1
            if clause == RELATIVE and kind == "determiner":
                clause = MAIN  # "pria yang diduga pelaku itu | ditangkap"
            upcoming += 1
            match = matches[upcoming] if upcoming < len(matches) else None
            continue
        if marks and position in marks:
            opens = marks[position]
            if depth == 0 if opens is None else opens:
                depth += 1
            elif depth:
                depth -= 1
            clause, inside = MAIN, True
        elif lower[position] in _PAUSES:
            clause = MAIN
        clauses.append(clause)
        quoted.append(inside)
        position += 1
    reading.ends_quoted = depth > 0


def _clause_from(kind: str, word: str, clause: str) -> str:
    if kind == "relative":
        return RELATIVE
    if kind == "subordinator":
        return CONTENT if word == _COMPLEMENTIZER else SUBORDINATE
    if kind == "coordinator" and word not in _KEEPS_CLAUSE:
        return MAIN
    return clause
