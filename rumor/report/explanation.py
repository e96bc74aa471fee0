"""An explanation for a person: the parts of a sentence and what each added to its score."""

from __future__ import annotations

from rumor.explain import Contribution, Explanation, counterfactual
from rumor.lang import Language, decimal, translate
from rumor.report.text import kind_name, level_name, visible

_WHAT = {
    "words": "the other words",
    "rest": "shape, sources and surroundings",
    "baseline": "where every sentence starts",
}


def report(explanation: Explanation, threshold: float, lang: Language = "en") -> str:
    """Lay out one explanation.

    Parameters
    ----------
    explanation : Explanation
    threshold : float
        Score from which a claim counts as speculative.
    lang : {"en", "id"}

    Returns
    -------
    str
        The sentence, its score, a line for each part (the strongest first) with what it adds in
        log-odds and the score without it, the sum, and what would have to change.
    """
    claim = explanation.claim
    side = "reaches" if claim.speculative else "stays below"
    level = level_name(claim.level, lang)
    parts = zip(explanation.contributions, explanation.without, strict=True)
    ranked = sorted(parts, key=lambda part: -abs(part[0].value))
    score = f"score {claim.score:.3f}, {level}: {side} the threshold {threshold:.3f}"
    total = f"sum, in log-odds (the raw margin {explanation.margin:+.2f}, calibrated)"
    lines = [
        visible(claim.text),
        f"  {translate(score, lang)}",
        f"  {translate('adds', lang):>6}  {translate('without it', lang):>10}",
        *(
            f"  {_number(part.value, lang)}  {decimal(f'{without:10.3f}', lang)}  "
            f"{_name(part, lang)}"
            for part, without in ranked
        ),
        f"  {_number(explanation.log_odds, lang)}              {translate(total, lang)}",
        f"  {translate(_change(explanation, threshold), lang)}",
    ]
    return "\n".join(lines)


def _number(value: float, lang: Language) -> str:
    return decimal(f"{value:+6.2f}", lang)


def _name(part: Contribution, lang: Language) -> str:
    if part.text:
        return f"{kind_name(part.kind, lang)}: {visible(part.text)}"
    return translate(_WHAT[part.kind], lang)


def _change(explanation: Explanation, threshold: float) -> str:
    found = counterfactual(explanation, threshold)
    side = "below" if explanation.claim.speculative else "above"
    if found is None:
        return f"would not come {side} the threshold if its cues were gone"
    cues = ", ".join(f"“{visible(part.text)}”" for part in found.cues)
    return f"{side} the threshold, at {found.score:.3f}, without {cues}"
