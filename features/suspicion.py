"""Suspicion and accusation: what is suspected rather than found (rule 11)."""

from __future__ import annotations

from rumor.features.family import Family

FAMILY = Family(("suspicion",))
