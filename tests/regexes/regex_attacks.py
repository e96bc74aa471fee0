"""Adversarial inputs for a regular expression, made from its own structure.

What makes a backtracking engine slow is a run that the expression can read in several ways, or from
several starts, before something that it cannot read. So from the parsed expression come *pumps*
(what each repeated part repeats, the letters that its parts tell apart, and pairs of these),
*prefixes* (what leads up to each repeated part) and *suffixes* (letters that few of its parts take,
also behind what may follow a repeated part).
"""

from __future__ import annotations

import re
import re._compiler as compiler  # the library's own parser: the only one that knows all it compiles
import re._constants as codes
import re._parser as parser
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

_USUAL = "aZ7 \t\n\r.,-_'\"!(é\u2029\0"
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_ONE = (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY)
_LONG = 8  # a part that is repeated less often than that cannot be slow
_VARIANTS = 4
_MOST_PAIRED = 8
_MOST_PREFIXES = 8
_MOST_SUFFIXES = 10


@dataclass(frozen=True)
class Attack:
    """A family of texts, one for each size."""

    prefix: str
    pump: str
    suffix: str

    def text(self, size: int) -> str:
        """Return a text of about `size` characters."""
        return self.prefix + self.pump * max(size // len(self.pump), 1) + self.suffix

    def __str__(self) -> str:
        return f"{self.prefix!r} + {self.pump!r} * n + {self.suffix!r}"


def attacks(pattern: str, flags: int = 0) -> list[Attack]:
    """Make the attacks on an expression.

    Parameters
    ----------
    pattern : str
    flags : int
        Of `re`.

    Returns
    -------
    list of Attack
        Without repetitions.
    """
    shape = _Shape(parser.parse(pattern, flags), flags)
    pumps = dict.fromkeys([*shape.bodies, *shape.letters, *shape.pairs, *shape.prefixes])
    prefixes = list(dict.fromkeys(["", *shape.prefixes]))[:_MOST_PREFIXES]
    suffixes = list(dict.fromkeys(["", "\0", "\n", shape.rarest, *shape.rests]))[:_MOST_SUFFIXES]
    return [Attack(*parts) for parts in product(prefixes, filter(None, pumps), suffixes)]


class _Shape:
    """What an expression is made of."""

    def __init__(self, tree: parser.SubPattern, flags: int) -> None:
        atoms = {repr(atom): atom for atom in _atoms(tree)}
        known = {letter for atom in atoms.values() for letter in _letters(atom)}
        self._pool = tuple(dict.fromkeys([*_USUAL, *sorted(known)]))
        self._members = {
            key: self._taken(compiler.compile(parser.SubPattern(tree.state, [atom]), flags))
            for key, atom in atoms.items()
        }
        self._groups: dict[int, str] = {}
        self.letters = self._apart(list(self._members))
        wide = self._apart([key for key, atom in atoms.items() if atom[0] != codes.LITERAL])
        few = wide[:_MOST_PAIRED]
        self.pairs = [a + b for a, b in product(few, repeat=2) if a != b]
        self.rarest = min(
            self._pool, key=lambda letter: sum(letter in m for m in self._members.values())
        )
        self.bodies: list[str] = []
        self.prefixes: list[str] = []
        self.rests: list[str] = []
        self._visit(tree, "", "")
        self.prefixes.append(self._sample(tree, 1))

    def _taken(self, atom: re.Pattern[str]) -> str:
        return "".join(letter for letter in self._pool if atom.fullmatch(letter))

    def _apart(self, keys: list[str]) -> list[str]:
        """Return one letter for each set of parts that take it."""
        classes: dict[tuple[bool, ...], str] = {}
        for letter in self._pool:
            classes.setdefault(tuple(letter in self._members[key] for key in keys), letter)
        return list(classes.values())

    def _visit(self, sequence: parser.SubPattern, prefix: str, rest: str) -> None:
        items = list(sequence)
        for place, item in enumerate(items):
            code, value = item
            after = self._sample(items[place + 1 :], 1) + rest
            if code in _REPEATS and value[1] >= _LONG:
                self.prefixes.append(prefix)
                self.rests.append(f"{after}\0")
                self.bodies += (self._sample(value[2], choice) for choice in range(_VARIANTS))
            for part in _parts(item):
                self._visit(part, prefix, after)
            prefix += self._sample([item], 0)

    def _sample(self, sequence: parser.SubPattern | list, choice: int) -> str:
        """Return a text that the parts would take, as far as they do not look around."""
        out = ""
        for item in sequence:
            code, value = item
            if code in _ONE:
                members = self._members[repr(item)] or "a"
                out += members[choice % len(members)]
            elif code in _REPEATS:
                out += self._sample(value[2], choice) * (value[0] + choice % 2)
            elif code == codes.BRANCH:
                out += self._sample(value[1][choice % len(value[1])], choice)
            elif code == codes.SUBPATTERN:
                self._groups[value[0]] = self._sample(value[3], choice)
                out += self._groups[value[0]]
            elif code == codes.ATOMIC_GROUP:
                out += self._sample(value, choice)
            elif code == codes.GROUPREF:
                out += self._groups.get(value, "")
        return out


def _parts(item: tuple) -> Iterator[parser.SubPattern]:
    """Yield the expressions within a part of an expression."""
    code, value = item
    if code in _REPEATS:
        yield value[2]
    elif code == codes.BRANCH:
        yield from value[1]
    elif code == codes.SUBPATTERN:
        yield value[3]
    elif code == codes.ATOMIC_GROUP:
        yield value
    elif code in (codes.ASSERT, codes.ASSERT_NOT):
        yield value[1]


def _atoms(tree: parser.SubPattern) -> Iterator[tuple]:
    for item in tree:
        if item[0] in _ONE:
            yield item
        for part in _parts(item):
            yield from _atoms(part)


def _letters(atom: tuple) -> Iterator[str]:
    """Yield the letters that a part names."""
    code, value = atom
    if code in (codes.LITERAL, codes.NOT_LITERAL):
        yield chr(value)
    elif code == codes.IN:
        for kind, what in value:
            if kind == codes.LITERAL:
                yield chr(what)
            elif kind == codes.RANGE:
                yield from map(chr, what)
