"""Conditions: a claim that holds only if something else does (rule 13)."""

from __future__ import annotations

from rumor.features.family import Family

FAMILY = Family(("condition",))
