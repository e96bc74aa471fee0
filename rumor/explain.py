"""Why a sentence scored as it did: what each cue, the other words and the rest added to the score.

The model is linear, so the log-odds of its score are a sum: a baseline, and a weight for each named
number that the sentence has. Here each of these is laid to the account of one part of the sentence,
so that the parts sum to the log-odds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rumor.claims import Claim
from rumor.features.analysis import Analysis
from rumor.features.cues import Cue, cue_of
from rumor.portable import PortableModel, logistic


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one part of a sentence adds to the log-odds of its score.

    Attributes
    ----------
    kind : str
        Kind of the cue; or ``words`` for all words outside cues, ``rest`` for shape, sources and
        surroundings, ``baseline`` for what every sentence starts from.
    text : str
        The words of the cue; empty for the others.
    start, end : int
        0-based character offsets of the cue, in the coordinates of the claim; both 0 for the
        others.
    value : float
        In log-odds; below 0 it speaks against speculation.
    """

    kind: str
    text: str
    start: int
    end: int
    value: float


def cue_values(
    model: PortableModel, analysis: Analysis, kinds: Container[str] | None = None
) -> list[tuple[Cue, float]]:
    """Tell what each cue adds to the margin, with the words it is made of.

    Parameters
    ----------
    model : PortableModel
    analysis : Analysis
    kinds : container of str, optional
        Kinds of cues to look at; all when left out. Cues of different kinds share no number.

    Returns
    -------
    list of (Cue, float)
        In order of the cues; a number that two cues share counts for the first.
    """
    reading = analysis.sentence.reading
    total = len(reading.tokens)
    words: list[float] = []
    counted: dict[str, set[str]] = {}
    result: list[tuple[Cue, float]] = []
    for match in analysis.cue_words:
        kind = match.kind
        if kinds is not None and kind not in kinds:
            continue
        words = words or model.first_words(reading.tokens)
        cue = cue_of(reading, match)
        if kind in counted:
            value = model.weight([name for name in cue.names if name not in counted[kind]])
            counted[kind].update(cue.names)
        else:
            value = model.weight(cue.names)
            if len(reading.by_kind[kind]) > 1:
                counted[kind] = set(cue.names)
        for position in range(match.start, match.end):
            value += words[position] + words[total + position]  # the word, the pair it begins
        result.append((cue, value))
    return result


def contributions(
    model: PortableModel, text: str, analysis: Analysis, start: int = 0
) -> list[Contribution]:
    """Divide the log-odds of a sentence among its parts.

    Parameters
    ----------
    model : PortableModel
    text : str
        The sentence that was analysed.
    analysis : Analysis
    start : int
        Offset of the sentence in the text that was scored.

    Returns
    -------
    list of Contribution
        One a cue, in order, then ``words``, ``rest`` and ``baseline``. They sum to the log-odds.
    """
    cues = cue_values(model, analysis)
    in_cues = {name for cue, _ in cues for name in cue.names}
    outside = uncovered(analysis.words, [cue for cue, _ in cues])
    rest = sum(
        model.weight([name]) * value
        for name, value in analysis.values.items()
        if name not in in_cues
    )
    others = {
        "words": model.slope * model.weight(outside),
        "rest": model.slope * rest,
        "baseline": model.slope * model.intercepts[0] + model.offset,
    }
    return [
        Contribution(
            cue.kind,
            text[cue.start : cue.end],
            start + cue.start,
            start + cue.end,
            model.slope * value,
        )
        for cue, value in cues
    ] + [Contribution(kind, "", 0, 0, value) for kind, value in others.items()]


def uncovered(places: Mapping[str, int], cues: Sequence[Cue]) -> list[str]:
    """Return the names whose places lie in no cue.

    Parameters
    ----------
    places : mapping of str to int
        Character offsets by name.
    cues : sequence of Cue
        In order of their start; they may overlap.

    Returns
    -------
    list of str
        In the order of `places`.
    """
    starts = [cue.start for cue in cues]
    reached = [0, *accumulate((cue.end for cue in cues), max)]
    return [name for name, at in places.items() if at >= reached[bisect_right(starts, at)]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a claim scored as it did.

    Attributes
    ----------
    claim : Claim
    margin : float
        The raw score: what the model sums up before it is calibrated.
    log_odds : float
        The calibrated score before it is turned into a probability: the sum of the contributions.
    contributions : list of Contribution
    without : list of float
        For each contribution, the score that would be left without it.
    """

    claim: Claim
    margin: float
    log_odds: float
    contributions: list[Contribution]
    without: list[float]


def explain(model: PortableModel, claim: Claim, analysis: Analysis) -> Explanation:
    """Explain the score of a claim.

    Parameters
    ----------
    model : PortableModel
    claim : Claim
        What scoring made of the sentence.
    analysis : Analysis
        What the features found in it.

    Returns
    -------
    Explanation
    """
    parts = contributions(model, claim.text, analysis, claim.start)
    log_odds = sum(part.value for part in parts)
    without = [logistic(log_odds - part.value) for part in parts]
    return Explanation(claim, model.margins(analysis)[0], log_odds, parts, without)


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have to be gone from a sentence for it to count differently.

    Attributes
    ----------
    cues : list of Contribution
        The fewest cues without which the claim would be on the other side of the threshold, the
        strongest first.
    score : float
        The score that would be left.
    """

    cues: list[Contribution]
    score: float


def counterfactual(explanation: Explanation, threshold: float) -> Counterfactual | None:
    """Find the fewest cues that decide on which side of the threshold a claim is.

    Parameters
    ----------
    explanation : Explanation
    threshold : float
        Score from which a claim counts as speculative.

    Returns
    -------
    Counterfactual or None
        None if it would stay on its side without any of its cues. Contributions add up, so taking
        the strongest first takes the fewest (Wachter, Mittelstadt & Russell 2018, "Counterfactual
        explanations without opening the black box": the smallest change with another outcome).
    """
    speculative = logistic(explanation.log_odds) >= threshold
    sign = 1 if speculative else -1
    helping = [part for part in explanation.contributions if part.text and sign * part.value > 0]
    helping.sort(key=lambda part: -sign * part.value)
    left = explanation.log_odds
    for count, part in enumerate(helping, start=1):
        left -= part.value
        if (logistic(left) >= threshold) != speculative:
            return Counterfactual(helping[:count], logistic(left))
    return None
