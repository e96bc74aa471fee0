"""One training of a sweep, in a worker process that never talks to the tracking store."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rumor.errors import RumorError
from rumor.experiments.corpus import Corpus, load_corpora
from rumor.experiments.train import Trained, train


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a training failed.

    Attributes
    ----------
    reason : str
        One line.
    traceback : str
    """

    reason: str
    traceback: str


def ignore_interrupts() -> None:
    """Leave Ctrl-C, which reaches workers too, to the process that began them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def attempt(
    paths: Sequence[Path], digests: Sequence[str], settings: dict[str, Any], resamples: int
) -> Trained | Failure:
    """Train on corpora; whatever goes wrong is the result.

    Parameters
    ----------
    paths : sequence of pathlib.Path
    digests : sequence of str
        The sha256 that each is to have.
    settings : dict
        By scikit-learn's names.
    resamples : int

    Returns
    -------
    Trained or Failure
    """
    try:
        corpora = _corpora(tuple(paths))
        for corpus, expected in zip(corpora, digests, strict=True):
            if corpus.sha256 != expected:
                raise RumorError(f"{corpus.path}: changed while the sweep ran; start it again")
        return train(corpora, settings=settings, resamples=resamples)
    except Exception as error:  # noqa: BLE001 - recorded with its traceback, and the rest go on
        return failure(error)


def failure(error: BaseException) -> Failure:
    """Return what there is to say of an exception."""
    message = " ".join(str(error).split())
    reason = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return Failure(reason, "".join(traceback.format_exception(error)))


@lru_cache(maxsize=1)
def _corpora(paths: tuple[Path, ...]) -> tuple[Corpus, ...]:
    """Read corpora once a worker, as most trainings of a sweep share theirs."""
    return load_corpora(paths)
