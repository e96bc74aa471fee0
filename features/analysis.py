"""What is noted of a sentence: cues, sources, and the named numbers that a model weighs.

Nearly all numbers are 1: something is so, or it is not. They are noted by name only, those that
always come together as one tuple, which is spelled once and shared by all sentences. A model looks
up what a tuple of names weighs once as well.
"""

from __future__ import annotations

from collections.abc import Collection

from rumor.features.cues import Cue, cue_of, neighbours_of, pattern_of, sides_of, span_of
from rumor.features.lexicon import UNSURE
from rumor.features.lexicon.match import Match
from rumor.features.sentence import Sentence
from rumor.features.sources import Source
from rumor.features.words import first_offsets


class Analysis:
    """What the families find in a sentence.

    Attributes
    ----------
    sentence : Sentence
    deleted : bool
        Whether the post or report behind the claim is said to be gone.
    cue_words : list of Match
        Matches that are cues, in order of the text; the families add to the lists below.
    groups : list of tuple of str
        Named numbers of value 1 that come together.
    names : list of str
        Further ones of value 1; a name may stand more than once and means the same.
    measures : dict of str to float
        Those of other values.
    found_sources : list of Source
        Who answers for the claim.
    """

    __slots__ = (
        "cue_words", "deleted", "found_sources", "groups", "measures", "names", "sentence",
    )  # fmt: skip

    def __init__(
        self,
        sentence: Sentence,
        deleted: bool = False,
        measures: dict[str, float] | None = None,
    ) -> None:
        self.sentence = sentence
        self.deleted = deleted
        self.cue_words: list[Match] = []
        self.groups: list[tuple[str, ...]] = []
        self.names: list[str] = []
        self.measures: dict[str, float] = {} if measures is None else measures
        self.found_sources: list[Source] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Analysis) and all(
            getattr(self, name) == getattr(other, name)
            for name in ("sentence", "deleted", "cues", "values", "found_sources")
        )

    def note_matches(self, cues: Collection[str], words: Collection[str] = ()) -> None:
        """Note the numbers of the lexicon's matches.

        Parameters
        ----------
        cues : collection of str
            Kinds of lexicon entries that are cues.
        words : collection of str
            Kinds that give numbers, but are no cues.
        """
        reading = self.sentence.reading
        match: Match
        for match in reading.matches:
            if match.kind in cues:
                self.cue_words.append(match)
            elif match.kind not in words:
                continue
            self.groups.append(pattern_of(reading, match))
            self.groups.append(sides_of(reading, match))
            if match.kind in UNSURE:
                self.names += neighbours_of(reading, match)

    @property
    def cues(self) -> list[Cue]:
        """The cues with all their numbers, in order of the text."""
        return [cue_of(self.sentence.reading, match) for match in self.cue_words]

    @property
    def sources(self) -> list[tuple[int, int]]:
        """0-based character spans of who answers for the claim."""
        return [
            span_of(self.sentence.reading, source.start, source.end)
            for source in self.found_sources
            if source.end > source.start
        ]

    @property
    def values(self) -> dict[str, float]:
        """All named numbers of the families; one that is left out is 0."""
        values = dict.fromkeys(self.names, 1.0)
        for group in self.groups:
            values.update(dict.fromkeys(group, 1.0))
        return values | self.measures

    @property
    def words(self) -> dict[str, int]:
        """Names of the words and pairs of words that occur, with the offset of the first."""
        return first_offsets(self.sentence.reading.tokens)
