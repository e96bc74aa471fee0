"""A feature family: the kinds of words it notes, and what it makes of the sentence besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rumor.features.analysis import Analysis


class Family(NamedTuple):
    """A feature family.

    Attributes
    ----------
    kinds : tuple of str
        Kinds of lexicon entries whose matches give numbers.
    as_cues : bool
        Whether those matches are cues; function words are none.
    note : callable, optional
        Notes further numbers on an analysis; it looks at the sentence, not at what is noted.
    """

    kinds: tuple[str, ...] = ()
    as_cues: bool = True
    note: Callable[[Analysis], None] | None = None
