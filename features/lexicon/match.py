"""All cue lists in one trie, matched in a single pass over the tokens."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rumor.features.lexicon.entry import Entry, load_entries

_END = ""  # no token is empty, so this key cannot meet one


class Match:
    """Tokens ``[start, end)`` that an entry matches.

    Attributes
    ----------
    entry : Entry
    kind, key : str
        Of the entry; here, as they are asked for most.
    start, end : int
    """

    __slots__ = ("end", "entry", "key", "kind", "start")

    def __init__(self, entry: Entry, start: int, end: int) -> None:
        self.entry = entry
        self.kind = entry.kind
        self.key = entry.key
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Match):
            return NotImplemented
        mine, theirs = (self.key, self.start, self.end), (other.key, other.start, other.end)
        return mine == theirs

    def __repr__(self) -> str:
        return f"Match({self.key!r}, {self.start}, {self.end})"


class Lexicon:
    """A matcher over entries.

    Parameters
    ----------
    entries : iterable of Entry
        Where two entries match the same tokens, the later one wins.

    Notes
    -----
    The trie is walked from each token that begins some form, as far as the longest form, so the
    time is linear in the number of tokens.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._root: dict[str, Any] = {}
        for entry in self.entries:
            for form in entry.forms:
                node = self._root
                for token in form:
                    node = node.setdefault(token, {})
                node[_END] = entry

    def find(self, lower: list[str]) -> list[Match]:
        """Find the cue words of a text, leftmost and longest first, without overlaps.

        Parameters
        ----------
        lower : list of str, shape (n_tokens,)
            Tokens in lower case.

        Returns
        -------
        list of Match
            In order of their start.
        """
        matches: list[Match] = []
        root: dict[str, Any] = self._root
        total = len(lower)
        position = 0
        match: Match | None
        while position < total:
            node: dict[str, Any] | None = root.get(lower[position])
            if node is None:
                position += 1
                continue
            if len(node) == 1 and _END in node:  # a single word, as most are
                entry = node[_END]
                if entry.conditional and _undone(entry, lower, position, position + 1):
                    entry = None
                match = None if entry is None else Match(entry, position, position + 1)
            else:
                end, entry = _longest(node, lower, position, position + 1)
                match = None if entry is None else Match(entry, position, end)
            if match is None:
                position += 1
                continue
            matches.append(match)
            position = match.end
        return matches


def _longest(
    node: dict[str, Any], lower: list[str], start: int, position: int
) -> tuple[int, Entry | None]:
    end, entry = position, node.get(_END)
    if entry is not None and entry.conditional and _undone(entry, lower, start, position):
        entry = None
    if position < len(lower):
        for key in (lower[position], "*"):
            child: dict[str, Any] | None = node.get(key)
            if child is not None:
                further, found = _longest(child, lower, start, position + 1)
                if found is not None and (entry is None or further > end):
                    end, entry = further, found
    return end, entry


def _undone(entry: Entry, lower: list[str], start: int, end: int) -> bool:
    return (start > 0 and lower[start - 1] in entry.unless_before) or (
        end < len(lower) and lower[end] in entry.unless_after
    )


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Return the Indonesian cue lists, read once a process.

    Returns
    -------
    Lexicon
    """
    return Lexicon(load_entries())
