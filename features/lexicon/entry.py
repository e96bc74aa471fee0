"""Entries of the cue lists and the TOML that holds them.

A file is a list of ``[[entry]]`` tables:

``kind``
    What the words do, e.g. ``hearsay``; one of `KINDS`.
``forms``
    Patterns over lower-case tokens, separated by spaces: ``word``, ``one|other``, ``word~`` (the
    word with or without ``-nya``, ``-lah``, ``-kah`` or ``-pun``), ``word?`` (optional), ``*`` (any
    one token), ``*3`` (up to three tokens).
``cue``
    Sentences in which it is a cue, the cue in square brackets.
``not``
    Sentences in which the same words are no cue.
``unless_before``, ``unless_after``
    Words that end the cue's sense when they stand directly before or after it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import product

UNSURE = frozenset(
    {
        "hedge", "modal", "suspicion", "forecast", "hope", "condition", "hearsay", "topic",
        "report", "unnamed", "collective", "post", "deletion", "unconfirmed",
    }
)  # fmt: skip
"""Kinds of words that can put a claim on a speculative footing."""

SETTLING = frozenset(
    {
        "denial", "certainty", "stance", "speech", "according", "role", "institution",
        "publication", "document", "speaker",
    }
)  # fmt: skip
"""Kinds of words that settle a claim, or name who answers for it."""

JOINING = frozenset(
    {
        "relative", "subordinator", "coordinator", "negation", "question", "plan", "boilerplate",
        "lookalike", "colloquial", "determiner",
    }
)  # fmt: skip
"""Kinds of words that tell how a sentence hangs together."""

KINDS = UNSURE | SETTLING | JOINING
"""What the words of an entry can do."""

_CLITICS = ("", "nya", "lah", "kah", "pun")
_KEYS = {"kind", "forms", "cue", "not", "unless_before", "unless_after"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One group of forms with one meaning.

    Attributes
    ----------
    name : str
        Name of the entry: its first form.
    kind : str
        One of `KINDS`.
    forms : tuple of tuple of str
        Token patterns with alternatives, clitics and optional parts multiplied out; ``*`` stands
        for any one token.
    unless_before, unless_after : frozenset of str
        Tokens beside the match that undo it.
    cue, counter : tuple of str
        Example sentences; in `cue` the cue stands in square brackets.
    source : str
        File the entry stands in.
    key : str
        Kind and name in one.
    conditional : bool
        Whether a token beside the match can undo it.
    """

    name: str
    kind: str
    forms: tuple[tuple[str, ...], ...]
    unless_before: frozenset[str]
    unless_after: frozenset[str]
    cue: tuple[str, ...]
    counter: tuple[str, ...]
    source: str
    key: str = field(init=False, compare=False)
    conditional: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.kind}={self.name}")
        object.__setattr__(self, "conditional", bool(self.unless_before or self.unless_after))


def expand(form: str) -> Iterator[tuple[str, ...]]:
    """Multiply a form out into plain token patterns.

    Parameters
    ----------
    form : str
        A form as written in the TOML.

    Yields
    ------
    tuple of str
        One token pattern.

    Raises
    ------
    ValueError
        If an alternative is empty.
    """
    choices: list[list[tuple[str, ...]]] = []
    for part in form.split():
        if part[0] == "*":
            most = int(part[1:] or 1)
            least = 0 if len(part) > 1 else 1
            choices.append([("*",) * n for n in range(least, most + 1)])
            continue
        optional = part.endswith("?") and part != "?"
        words: list[tuple[str, ...]] = []
        for word in (part[:-1] if optional else part).split("|"):
            stem = word.removesuffix("~")
            if not stem:
                raise ValueError(f"form {form!r} has an empty alternative")
            words += [(stem + c,) for c in (_CLITICS if word.endswith("~") else ("",))]
        choices.append([*words, ()] if optional else words)
    for parts in product(*choices):
        tokens = tuple(token for part in parts for token in part)
        if tokens and tokens[0] != "*":
            yield tokens


def load_entries(language: str = "id") -> tuple[Entry, ...]:
    """Read the cue lists of a language.

    Parameters
    ----------
    language : str
        Name of a folder beside this module.

    Returns
    -------
    tuple of Entry
        Sorted by file, then in file order.

    Raises
    ------
    ValueError
        If an entry breaks the format; the message names the file and the entry.
    """
    folder = files("rumor.features.lexicon") / language
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    entries: list[Entry] = []
    for name in names:
        tables = tomllib.loads((folder / name).read_text(encoding="utf-8")).get("entry", [])
        entries += [_entry(table, name, number) for number, table in enumerate(tables, start=1)]
    return tuple(entries)


def _entry(table: dict[str, object], source: str, number: int) -> Entry:
    where = f"{source}, entry {number}"
    unknown = table.keys() - _KEYS
    if unknown:
        raise ValueError(f"{where}: unknown key {sorted(unknown)[0]!r}")
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"{where}: kind {kind!r} is not known")
    strings = {key: _strings(table.get(key, []), f"{where}, {key}") for key in _KEYS - {"kind"}}
    if not strings["forms"]:
        raise ValueError(f"{where}: no forms")
    try:
        forms = tuple(dict.fromkeys(t for form in strings["forms"] for t in expand(form)))
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error
    return Entry(
        name=" ".join(forms[0]),
        kind=kind,
        forms=forms,
        unless_before=frozenset(strings["unless_before"]),
        unless_after=frozenset(strings["unless_after"]),
        cue=strings["cue"],
        counter=strings["not"],
        source=source,
    )


def _strings(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{where}: want a list of strings")
    return tuple(value)
