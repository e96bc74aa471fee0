"""Matters said to be unconfirmed, unanswered or unknown (rule 8)."""

from __future__ import annotations

from rumor.features.family import Family

FAMILY = Family(("unconfirmed",))
