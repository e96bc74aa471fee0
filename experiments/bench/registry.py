"""All rows by name, and running those that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rumor.errors import RumorError
from rumor.experiments.bench import article_rows, command_rows, load_rows, sentence_rows
from rumor.experiments.bench.context import Context
from rumor.experiments.bench.row import DifferenceError, Row


@dataclass(frozen=True, slots=True)
class Measurement:
    """What is measured together.

    Attributes
    ----------
    rows : tuple of Row
        What it gives, without figures.
    measure : callable
        Gives them with figures.
    """

    rows: tuple[Row, ...]
    measure: Callable[[Context], Sequence[Row]]


MEASUREMENTS: Mapping[str, Measurement] = MappingProxyType(
    {
        "tfidf": Measurement((sentence_rows.BAG_OF_WORDS,), sentence_rows.measure_tfidf),
        "spacy": Measurement((sentence_rows.PHRASES,), sentence_rows.measure_spacy),
        "articles": Measurement((article_rows.ARTICLES,), article_rows.measure_articles),
        "cold": Measurement(
            (command_rows.COLD_TIME, command_rows.COLD_MEMORY), command_rows.measure_cold
        ),
        "size": Measurement((command_rows.INSTALLED,), command_rows.measure_size),
        "growth": Measurement(
            (article_rows.LONG_TEXT, article_rows.MANY_SENTENCES), article_rows.measure_growth
        ),
        "memory": Measurement((command_rows.BATCH_MEMORY,), command_rows.measure_batch_memory),
        "workers": Measurement(
            (load_rows.WORKERS, load_rows.WORKERS_MEMORY), load_rows.measure_workers
        ),
        "rest": Measurement(
            (load_rows.REST, load_rows.REST_TAIL, load_rows.REST_ERRORS), load_rows.measure_rest
        ),
    }
)
"""By the name that `rumor bench --only` takes, in the order of the table."""


def chosen(only: Collection[str], skip: Collection[str]) -> list[str]:
    """Return the names to measure, in the order of the table.

    Parameters
    ----------
    only, skip : collection of str
        Names of `MEASUREMENTS`; all are measured if the first is empty.
    """
    return [name for name in MEASUREMENTS if (not only or name in only) and name not in skip]


def measure(
    context: Context,
    names: Sequence[str],
    measurements: Mapping[str, Measurement] = MEASUREMENTS,
) -> Iterator[Row]:
    """Measure, one after the other.

    Parameters
    ----------
    context : Context
    names : sequence of str
    measurements : mapping of str to Measurement

    Yields
    ------
    Row
        With figures, or with what kept them from being measured: one that fails leaves the others
        as they are.
    """
    for number, name in enumerate(names, start=1):
        wanted = measurements[name]
        context.say(f"{number}/{len(names)} {name}")
        try:
            yield from wanted.measure(context)
        except DifferenceError as error:
            yield from (replace(row, wrong=str(error)) for row in wanted.rows)
        except RumorError as error:
            yield from (replace(row, missing=str(error)) for row in wanted.rows)
