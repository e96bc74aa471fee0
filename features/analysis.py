"""What is noted of a sentence: cues, sources, and the named numbers that a model weighs.

Nearly all numbers are 1: something is so, or it is not. They are noted by name only, those that
always come together as one tuple, which is spelled once and shared by all sentences. A model looks
up what a tuple of names weighs once as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rumor.features.cues import Cue, cue_of, note_neighbours, pattern_of, span_of
from rumor.features.lexicon import Match
from rumor.features.sentence import Sentence
from rumor.features.sources import Source
from rumor.features.words import first_offsets


@dataclass(slots=True)
class Analysis:
    """What the families find in a sentence.

    Attributes
    ----------
    sentence : Sentence
    deleted : bool
        Whether the post or report behind the claim is said to be gone.
    cue_words : list of Match
        Matches that are cues; the families add to this and to the lists below.
    groups : list of tuple of str
        Named numbers of value 1 that come together.
    names : list of str
        Further ones of value 1; a name may stand more than once and means the same.
    measures : dict of str to float
        Those of other values.
    found_sources : list of Source
        Who answers for the claim.
    """

    sentence: Sentence
    deleted: bool = False
    cue_words: list[Match] = field(default_factory=list)
    groups: list[tuple[str, ...]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    measures: dict[str, float] = field(default_factory=dict)
    found_sources: list[Source] = field(default_factory=list)

    def note_cues(self, kinds: Iterable[str], *, as_cues: bool = True) -> bool:
        """Note the matches of some kinds with their numbers.

        Parameters
        ----------
        kinds : iterable of str
            Kinds of lexicon entries.
        as_cues : bool
            Whether they are cues; function words give numbers only.

        Returns
        -------
        bool
            Whether there is any.
        """
        reading = self.sentence.reading
        seen = False
        for kind in kinds:
            matches = reading.by_kind.get(kind)
            if matches is None:
                continue
            seen = True
            if as_cues:
                self.cue_words += matches
            for match in matches:
                self.groups.append(pattern_of(reading, match))
                note_neighbours(self.names, reading, match)
        return seen

    @property
    def cues(self) -> list[Cue]:
        """The cues with all their numbers, in order of the text."""
        in_order = sorted(self.cue_words, key=lambda match: match.start)
        return [cue_of(self.sentence.reading, match) for match in in_order]

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
