"""An explanation for a person: the parts of a sentence and what each added to its score."""

from __future__ import annotations

from rumor.explain import Contribution, Explanation, counterfactual
from rumor.report.text import visible

_WHAT = {
    "words": "the other words",
    "rest": "shape, sources and surroundings",
    "baseline": "where every sentence starts",
}


def report(explanation: Explanation, threshold: float) -> str:
    """Lay out one explanation.

    Parameters
    ----------
    explanation : Explanation
    threshold : float
        Score from which a claim counts as speculative.

    Returns
    -------
    str
        The sentence, its score, a line for each part (the strongest first) with what it adds in
        log-odds and the score without it, the sum, and what would have to change.
    """
    claim = explanation.claim
    side = "reaches" if claim.speculative else "stays below"
    parts = zip(explanation.contributions, explanation.without, strict=True)
    ranked = sorted(parts, key=lambda part: -abs(part[0].value))
    return "\n".join(
        [
            visible(claim.text),
            f"  score {claim.score:.3f}, {claim.level}: {side} the threshold {threshold:.3f}",
            "    adds  without it",
            *(f"  {part.value:+6.2f}  {without:10.3f}  {_name(part)}" for part, without in ranked),
            f"  {explanation.log_odds:+6.2f}              sum, in log-odds "
            f"(the raw margin {explanation.margin:+.2f}, calibrated)",
            f"  {_change(explanation, threshold)}",
        ]
    )


def _name(part: Contribution) -> str:
    return f"{part.kind}: {visible(part.text)}" if part.text else _WHAT[part.kind]


def _change(explanation: Explanation, threshold: float) -> str:
    found = counterfactual(explanation, threshold)
    side = "below" if explanation.claim.speculative else "above"
    if found is None:
        return f"would not come {side} the threshold if its cues were gone"
    cues = ", ".join(f"“{visible(part.text)}”" for part in found.cues)
    return f"{side} the threshold, at {found.score:.3f}, without {cues}"
