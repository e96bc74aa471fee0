"""Scored articles for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rumor.claims import ScoredArticle

SCHEMA_VERSION = 1


def to_json(articles: Sequence[tuple[str, ScoredArticle]]) -> str:
    """Write scored articles as one JSON object.

    Parameters
    ----------
    articles : sequence of (name, ScoredArticle)

    Returns
    -------
    str
        ``{"schema": 1, "articles": [{"name": ..., "score": ..., "claims": [...]}, ...]}``.
    """
    listed = [{"name": name} | article.to_dict() for name, article in articles]
    return json.dumps({"schema": SCHEMA_VERSION, "articles": listed}, ensure_ascii=False, indent=1)
