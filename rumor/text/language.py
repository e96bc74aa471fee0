"""Whether a text reads like Indonesian, by its everyday words; see `rumor.text.language_words`.

A glance at a few hundred words, not a language guesser: all that is asked is whether scores made
for Indonesian mean anything here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

from rumor.text.language_words import INDONESIAN, INDONESIAN_ONLY, MALAY, OTHERS

__all__ = ["reads_indonesian"]

SAMPLE: Final = 2000
"""So many characters are looked at, from all over the text."""

_PIECES: Final = 20
_LEAST_WORDS: Final = 12  # fewer tell nothing: a name and a place may be all there is
_LEAST_HITS: Final = 3
_MALAY_HITS: Final = 2
_MALAY_SHARE: Final = 0.02
# A table of results may have one everyday word in fifteen; a language of its own has none.
_STRANGE_WORDS: Final = 20
_STRANGE_SHARE: Final = 0.04
_OTHER_SCRIPT_LETTERS: Final = 20
_WORD: Final = re.compile(r"[^\W\d_]+")
_NOT_LATIN: Final = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")


def reads_indonesian(sentences: Sequence[str]) -> bool | None:
    """Tell whether a text reads like Indonesian.

    Parameters
    ----------
    sentences : sequence of str
        Of the text, in order. Some are looked at, from the beginning to the end of it, and of
        these the first characters.

    Returns
    -------
    bool or None
        None if there are too few words to tell.

    Examples
    --------
    >>> reads_indonesian(["Warga desa itu sudah lama menunggu jembatan yang akan dibangun."])
    True
    >>> reads_indonesian(["The people of the village have long waited for the promised bridge."])
    False
    >>> reads_indonesian(["Jembatan itu dibuka."]) is None
    True
    """
    sample = _sample(sentences)
    words = _WORD.findall(sample.lower())
    if not sample.isascii() and _in_another_script(sample, words):
        return False
    if len(words) < _LEAST_WORDS:
        return None
    hits: Counter[str] = Counter()
    for names, count in Counter(map(_lists().get, words)).items():
        for name in names or ():
            hits[name] += count
    ours = hits.pop(_OURS, 0)
    only_ours, malay = hits.pop(_ONLY_OURS, 0), hits.pop(_MALAY, 0)
    theirs = max(hits.values(), default=0)
    if theirs >= _LEAST_HITS and theirs > ours:
        return False
    if malay > only_ours and malay >= max(_MALAY_HITS, _MALAY_SHARE * len(words)):
        return False
    if ours >= _STRANGE_SHARE * len(words):
        return True
    return False if len(words) >= _STRANGE_WORDS else None


def _sample(sentences: Sequence[str]) -> str:
    step = max(1, len(sentences) // _PIECES)
    chosen = sentences[::step]
    most = SAMPLE // max(1, len(chosen))
    return " ".join(sentence[:most] for sentence in chosen)


def _in_another_script(sample: str, words: Sequence[str]) -> bool:
    strange = len(_NOT_LATIN.findall(sample))
    return strange >= _OTHER_SCRIPT_LETTERS and 2 * strange > sum(map(len, words))


_OURS, _ONLY_OURS, _MALAY = "Indonesian", "Indonesian only", "Malay"


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    """Return by each word the lists that it is in."""
    found: dict[str, tuple[str, ...]] = {}
    lists = {_OURS: INDONESIAN, _ONLY_OURS: INDONESIAN_ONLY, _MALAY: MALAY, **OTHERS}
    for name, words in lists.items():
        for word in words:
            found[word] = (*found.get(word, ()), name)
    return found
