"""Cue lists as data: TOML files of entries, each with the sentences that hold it to its meaning."""

from __future__ import annotations

from rumor.features.lexicon.entry import JOINING, SETTLING, UNSURE, Entry, load_entries
from rumor.features.lexicon.match import Lexicon, Match, shipped_lexicon

__all__ = [
    "JOINING",
    "SETTLING",
    "UNSURE",
    "Entry",
    "Lexicon",
    "Match",
    "load_entries",
    "shipped_lexicon",
]
