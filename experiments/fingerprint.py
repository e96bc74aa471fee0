"""What the features say today of sentences that are always at hand: the examples of the cue lists.

The schema hash that a model is checked against when it is loaded covers the cue lists, not the code
that reads them. A model records this digest as well, and a test holds the shipped model to it, so
that no change of the code leaves it behind unnoticed.
"""

from __future__ import annotations

import hashlib

from rumor.features.extract import analyse
from rumor.features.lexicon import shipped_lexicon
from rumor.features.sentence import in_context


def feature_digest() -> str:
    """Digest the analyses of all example sentences.

    Returns
    -------
    str
        16 hex digits.
    """
    digest = hashlib.sha256()
    for entry in shipped_lexicon().entries:
        before = ""
        for example in entry.cue + entry.counter:
            text = example.translate({ord("["): None, ord("]"): None})
            found = analyse(in_context(text, before=before))
            row = sorted(found.values.items()), list(found.words), found.sources, found.deleted
            digest.update(repr(row).encode())
            before = text
    return digest.hexdigest()[:16]
