"""Cue lists as data: TOML files of entries, each with the sentences that hold it to its meaning."""

from __future__ import annotations

from rumor.features.lexicon.entry import Entry, load_entries
from rumor.features.lexicon.match import Lexicon, Match, shipped_lexicon

__all__ = ["Entry", "Lexicon", "Match", "load_entries", "shipped_lexicon"]
