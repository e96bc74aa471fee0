"""Posts and reports that are said to be gone, and posts as such (span rule ``deleted``)."""

from __future__ import annotations

from rumor.features.cues import Found, find_cues, is_negated
from rumor.features.sentence import Sentence

# What can be taken down: a deletion verb without one of these near it removes something else.
_REMOVABLE = ("post", "publication", "document", "hearsay")


def find(sentence: Sentence) -> Found:
    """Find mentions of posts, and of their deletion or withdrawal."""
    found = find_cues(sentence, ("post", "deletion"))
    if is_deleted(sentence):
        found.values["deletion/of-post"] = 1.0
    return found


def is_deleted(sentence: Sentence) -> bool:
    """Say whether the sentence tells that the post or report behind the claim is gone.

    Parameters
    ----------
    sentence : Sentence

    Returns
    -------
    bool
    """
    reading = sentence.reading
    told = [
        match
        for match in reading.by_kind.get("deletion", ())
        if not is_negated(reading, match.start)
    ]
    return bool(told) and any(
        kind in reading.by_kind or kind in sentence.before.by_kind for kind in _REMOVABLE
    )
