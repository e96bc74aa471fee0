"""What all rows of one run share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rumor.experiments.bench.fresh import Environments
from rumor.experiments.corpus import Corpus
from rumor.scorer import Scorer


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured.

    Attributes
    ----------
    repeats : int
        Pairs of timings of a row.
    seconds : float
        That each timing lasts, about.
    processes : int
        Pairs of processes of the row that starts them.
    rows : int
        Articles of a small batch job; the large one has four times as many.
    sentences : int
        Of the batch job that one and two workers do.
    load : float
        Seconds that the service is under load.
    clients : int
        Its connections.
    """

    repeats: int = 21
    seconds: float = 0.25
    processes: int = 25
    rows: int = 2_000
    sentences: int = 200_000
    load: float = 60.0
    clients: int = 200


FULL = Effort()
QUICK = Effort(
    repeats=5, seconds=0.05, processes=7, rows=200, sentences=10_000, load=3.0, clients=20
)


@dataclass(frozen=True)
class Context:
    """The model, the texts and the folders of a run.

    Attributes
    ----------
    scorer : Scorer
    corpus : Corpus
        Labelled sentences: the peers learn from its train split.
    folder : pathlib.Path
        An empty folder that is removed afterwards.
    effort : Effort
    say : callable
        Is told, in a line, what is done.
    """

    scorer: Scorer
    corpus: Corpus
    folder: Path
    effort: Effort = FULL
    say: Callable[[str], object] = lambda _: None

    @cached_property
    def environments(self) -> Environments:
        """Fresh environments, made when a row first asks for them."""
        return Environments(self.folder / "environments", self.say)
