"""How the time of a regular expression grows with its input."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterable

from regex_attacks import Attack

_SCREENED = 400  # characters that every attack is first tried with
_SUSPECT = 80e-6  # seconds for them; a linear search takes a tenth of it
_SMALL, _LARGE = 2_000, 16_000
_TRIES = 3
_MOST = 0.8  # seconds until a run is broken off; a linear one takes thousandths
_CLOSER = 8  # attacks that are looked at closer
# Eight times the text: eight times the time if linear, 64 times if quadratic.
_TOLERATED = 20.0


def grows_faster(run: Callable[[str], object], attacks: Iterable[Attack]) -> str:
    """Name an attack whose time grows faster than its text.

    Parameters
    ----------
    run : callable
        What is timed.
    attacks : iterable of Attack

    Returns
    -------
    str
        Empty if there is none.
    """
    timed: list[tuple[float, Attack]] = []
    for attack in attacks:
        took = seconds(run, attack.text(_SCREENED))
        if took > _MOST and seconds(run, attack.text(_SCREENED)) > _MOST:
            return f"{attack}: broken off at {_SCREENED} characters"
        timed.append((took, attack))
    for took, attack in sorted(timed, key=lambda pair: -pair[0])[:_CLOSER]:
        if took < _SUSPECT:
            break
        if told := _compared(run, attack):
            return told
    return ""


def _compared(run: Callable[[str], object], attack: Attack) -> str:
    for _ in range(_TRIES):  # what else the machine does may slow one of them down, not all
        small, large = (seconds(run, attack.text(size)) for size in (_SMALL, _LARGE))
        if large <= _TOLERATED * small:
            return ""
        if large > _MOST:
            break
    return f"{attack}: {small * 1e3:.2f} ms for {_SMALL} characters, {large * 1e3:.2f} for {_LARGE}"


def seconds(run: Callable[[str], object], text: str) -> float:
    """Time one run by the processor's clock; infinite if it is broken off."""
    before = signal.signal(signal.SIGALRM, _out_of_time)
    signal.setitimer(signal.ITIMER_REAL, _MOST)
    start = time.process_time()
    try:
        run(text)
    except _OutOfTimeError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return time.process_time() - start


class _OutOfTimeError(Exception):
    """A run took too long."""


def _out_of_time(*_: object) -> None:
    raise _OutOfTimeError
