"""The weights of a linear model as a table, and the sums over it.

A sentence has some hundred named numbers, nearly all of them 1. Their rows are looked up by name;
those of names that come as one tuple are remembered, as the same tuples come again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

from rumor.features.analysis import Analysis
from rumor.features.words import word_names

Row: TypeAlias = tuple[float, float, float, float, float]

_REMEMBERED = 1 << 15
"""Tuples whose rows are kept; when there are more, all are forgotten."""


class WeightTable(Mapping[str, Row]):
    """A row of weights for each name.

    Parameters
    ----------
    names : sequence of str, length n
        Each once.
    rows : sequence of tuple of float, shape (n, 5)
        For the score and for the levels none, stated, attributed and rumoured.
    """

    def __init__(self, names: Sequence[str], rows: Sequence[Row]) -> None:
        self._rows = list(rows)
        self._numbers = dict(zip(names, range(len(names)), strict=True))
        self._remembered: dict[tuple[str, ...], tuple[int, ...]] = {}

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[float]]) -> WeightTable:
        """Return the table of a mapping; of a table, itself."""
        if isinstance(rows, WeightTable):
            return rows
        return cls(list(rows), [cast("Row", tuple(row)) for row in rows.values()])

    def __getitem__(self, name: str) -> Row:
        return self._rows[self._numbers[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __reduce__(self) -> tuple[object, ...]:
        return WeightTable, (list(self._numbers), self._rows)

    def first(self, names: Iterable[str]) -> float:
        """Sum what names of value 1 weigh for the score; a name that is not here is 0."""
        numbers: dict[str, int] = self._numbers
        rows: list[Row] = self._rows
        return sum([rows[numbers[name]][0] for name in names if name in numbers])

    def totals(self, analysis: Analysis, start: Sequence[float]) -> list[float]:
        """Sum the rows of all that a sentence has.

        Parameters
        ----------
        analysis : Analysis
        start : sequence of float, shape (5,)
            What to begin with.

        Returns
        -------
        list of float, shape (5,)
            Summed in an order that depends on nothing but the sentence.
        """
        score: float
        none: float
        stated: float
        attributed: float
        rumoured: float
        a: float
        b: float
        c: float
        d: float
        e: float
        value: float
        score, none, stated, attributed, rumoured = start
        rows: list[Row] = self._rows
        numbers: dict[str, int] = self._numbers
        for name, value in analysis.measures.items():
            number = numbers.get(name)
            if number is not None:
                a, b, c, d, e = rows[number]
                score += a * value
                none += b * value
                stated += c * value
                attributed += d * value
                rumoured += e * value
        for number in dict.fromkeys(self._found(analysis)):  # each counts once
            a, b, c, d, e = rows[number]
            score += a
            none += b
            stated += c
            attributed += d
            rumoured += e
        return [score, none, stated, attributed, rumoured]

    def _found(self, analysis: Analysis) -> list[int]:
        """List the rows of the numbers of value 1; one may stand there more than once."""
        found: list[int] = []
        remembered: dict[tuple[str, ...], tuple[int, ...]] = self._remembered
        for group in analysis.groups:
            rows = remembered.get(group)
            found.extend(self._remember(group) if rows is None else rows)
        numbers: dict[str, int] = self._numbers
        name: str
        names: list[str] = analysis.names
        for name in names:
            number = numbers.get(name)
            if number is not None:
                found.append(number)
        words: list[str] = word_names(analysis.sentence.reading.tokens)
        for name in words:
            number = numbers.get(name)
            if number is not None:
                found.append(number)
        return found

    def _remember(self, group: tuple[str, ...]) -> tuple[int, ...]:
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        rows = tuple([self._numbers[name] for name in group if name in self._numbers])
        self._remembered[group] = rows
        return rows
