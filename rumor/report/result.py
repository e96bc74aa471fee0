"""A scored document, as the reports take it."""

from __future__ import annotations

from dataclasses import dataclass

from rumor.claims import Claim, ScoredArticle
from rumor.inputs.document import Document


@dataclass(frozen=True)
class Result:
    """A document and what scoring made of it.

    Attributes
    ----------
    document : Document
    article : ScoredArticle
        Spans are offsets in `document.text`.
    """

    document: Document
    article: ScoredArticle

    def is_ignored(self, claim: Claim) -> bool:
        """Whether the author has marked the claim with ``rumor: ignore``."""
        return self.document.is_ignored(claim.start)
