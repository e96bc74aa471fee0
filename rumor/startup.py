"""Starting without garbage collection: what is loaded stays, and looking through it is in vain."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Put the collector off while modules, cue lists and weights are loaded.

    It otherwise looks through all of them again and again as they grow, a tenth of the time that a
    command takes for one article. Afterwards it works as before.
    """
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if worked:
            gc.enable()
