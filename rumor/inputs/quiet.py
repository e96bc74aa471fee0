"""Libraries that tell of every oddity of a file, kept from writing among our output."""

from __future__ import annotations

import logging
from functools import cache


@cache
def quiet(library: str) -> None:
    """Keep the log of a library off standard error; a program that set up logging still gets it.

    Parameters
    ----------
    library : str
        Name of its logger.
    """
    logging.getLogger(library).addHandler(logging.NullHandler())
