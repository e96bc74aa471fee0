"""Hedges: words that mark a claim as possible, apparent or merely thought (rules 1, 14, 17).

Hedging words, and the modals ``bisa`` and ``dapat``.
"""

from __future__ import annotations

from rumor.features.family import Family

FAMILY = Family(("hedge", "modal"))
