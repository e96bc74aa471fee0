"""Two labelled files to pairs of labels for the same sentence."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from rumor.experiments.annotate.items import Key, context_key
from rumor.experiments.corpus import Passage, Sentence, normalise
from rumor.experiments.examples import runs


@dataclass(frozen=True, slots=True)
class Placed:
    """A labelled sentence and where it stands.

    Attributes
    ----------
    passage : Passage
    index : int
        Its place in the passage, from 0.
    before : str
        The sentence before it.
    sentence : Sentence
    """

    passage: Passage
    index: int
    before: str
    sentence: Sentence

    @property
    def key(self) -> Key:
        """What makes it the same sentence in the same context."""
        return context_key(self.passage.title, self.before, self.sentence.text)

    @property
    def place(self) -> tuple[str, int, str]:
        """What makes it the same sentence in the same passage."""
        return self.passage.id, self.index, normalise(self.sentence.text)


def placed(passages: Sequence[Passage]) -> Iterator[Placed]:
    """Yield every sentence that is data; broken ones are context only."""
    for passage in passages:
        index = 0
        for sentences, before in runs(passage):
            for sentence in sentences:
                if not sentence.broken:
                    yield Placed(passage, index, before, sentence)
                before = sentence.text
                index += 1


def align(a: Sequence[Passage], b: Sequence[Passage]) -> list[tuple[Placed, Placed]]:
    """Find the sentences that two files share.

    Parameters
    ----------
    a, b : sequence of Passage

    Returns
    -------
    list of (Placed, Placed)
        In the order of `a`. The same text under the same title after the same sentence, or else
        the same text at the same place of a passage with the same id.
    """
    left, right = list(placed(a)), list(placed(b))
    partner: dict[int, int] = {}
    for identity in (attrgetter("key"), attrgetter("place")):
        taken = set(partner.values())
        waiting: defaultdict[object, deque[int]] = defaultdict(deque)
        for j, other in enumerate(right):
            if j not in taken:
                waiting[identity(other)].append(j)
        for i, one in enumerate(left):
            if i not in partner and (same := waiting.get(identity(one))):
                partner[i] = same.popleft()
    return [(left[i], right[j]) for i, j in sorted(partner.items())]
