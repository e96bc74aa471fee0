"""The weights of a linear model as a table, and the sums over it.

A sentence has some hundred named numbers, nearly all of them 1. Their rows are looked up by name;
those of names that come as one tuple are remembered, as the same tuples come again and again.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from rumor.features.analysis import Analysis
from rumor.features.tokens import Tokens
from rumor.features.words import WordNumbers

WIDTH = 5
"""Columns of a table."""

_REMEMBERED = 1 << 15
"""Tuples whose rows are kept; when there are more, all are forgotten."""


class WeightTable(Mapping[str, tuple[float, ...]]):
    """A row of weights for each name.

    Parameters
    ----------
    names : sequence of str, length n
        Each once.
    weights : array of float, shape (n * 5,)
        Row after row: for the score and for the levels none, stated, attributed and rumoured.
    """

    def __init__(self, names: Sequence[str], weights: array[float]) -> None:
        self._weights = weights
        self._table = Rows(weights)
        self._numbers = dict(zip(names, range(len(names)), strict=True))
        self._words = WordNumbers(self._numbers.items())
        self._remembered: dict[tuple[str, ...], tuple[int, ...]] = {}

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[float]]) -> WeightTable:
        """Return the table of a mapping; of a table, itself."""
        if isinstance(rows, WeightTable):
            return rows
        return cls(list(rows), array("d", chain.from_iterable(rows.values())))

    def __getitem__(self, name: str) -> tuple[float, ...]:
        start = self._numbers[name] * WIDTH
        return tuple(self._weights[start : start + WIDTH])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __reduce__(self) -> tuple[object, ...]:
        return WeightTable, (list(self._numbers), self._weights)

    def first(self, names: Iterable[str]) -> float:
        """Sum what names of value 1 weigh for the score; a name that is not here is 0."""
        numbers: dict[str, int] = self._numbers
        return sum([self._weights[numbers[name] * WIDTH] for name in names if name in numbers])

    def first_words(self, tokens: Tokens) -> list[float]:
        """Tell what words and pairs weigh for the score where they stand first.

        Parameters
        ----------
        tokens : Tokens

        Returns
        -------
        list of float, length 2 * n_tokens
            In the order of `rumor.features.words.word_names`; 0 where a name has stood before.
        """
        seen: set[int] = {-1}
        values: list[float] = []
        for number in self._words.find(tokens):
            values.append(0.0 if number in seen else self._weights[number * WIDTH])
            seen.add(number)
        return values

    def totals(self, analysis: Analysis, start: Sequence[float]) -> Sequence[float]:
        """Sum the rows of all that a sentence has.

        Parameters
        ----------
        analysis : Analysis
        start : sequence of float, shape (5,)
            What to begin with.

        Returns
        -------
        sequence of float, shape (5,)
            Summed in an order that depends on nothing but what the sentence has.
        """
        numbers: dict[str, int] = self._numbers
        measures: dict[str, float] = analysis.measures
        measured = [(numbers[name], measures[name]) for name in measures if name in numbers]
        return self._table.sum(start, self._found(analysis), measured)

    def _found(self, analysis: Analysis) -> list[int]:
        """List the rows of the numbers of value 1; one may stand there more than once."""
        found: list[int] = []
        remembered: dict[tuple[str, ...], tuple[int, ...]] = self._remembered
        for group in analysis.groups:
            rows = remembered.get(group)
            found.extend(self._remember(group) if rows is None else rows)
        numbers: dict[str, int] = self._numbers
        name: str
        for name in analysis.names:
            number = numbers.get(name)
            if number is not None:
                found.append(number)
        found += self._words.find(analysis.sentence.reading.tokens)
        return found

    def _remember(self, group: tuple[str, ...]) -> tuple[int, ...]:
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        rows = tuple([self._numbers[name] for name in group if name in self._numbers])
        self._remembered[group] = rows
        return rows


class Rows:
    """Rows of five numbers that can be summed.

    Parameters
    ----------
    values : array of float, shape (n * 5,)
    """

    __slots__ = ("count", "values")

    def __init__(self, values: array[float]) -> None:
        self.values = values
        self.count = len(values) // WIDTH

    def sum(
        self, start: Sequence[float], once: Sequence[int], measured: Iterable[tuple[int, float]]
    ) -> Sequence[float]:
        """Sum rows: those of `measured` times a value, those of `once` however often they come."""
        score, none, stated, attributed, rumoured = start
        for number, value in measured:
            place = number * 5
            score += self.values[place] * value
            none += self.values[place + 1] * value
            stated += self.values[place + 2] * value
            attributed += self.values[place + 3] * value
            rumoured += self.values[place + 4] * value
        seen = bytearray(self.count // 8 + 1)  # a bit a row
        for number in once:
            if number < 0:  # a word without a row
                continue
            byte, bit = number >> 3, 1 << (number & 7)
            if seen[byte] & bit:
                continue
            seen[byte] |= bit
            place = number * 5
            score += self.values[place]
            none += self.values[place + 1]
            stated += self.values[place + 2]
            attributed += self.values[place + 3]
            rumoured += self.values[place + 4]
        return [score, none, stated, attributed, rumoured]
