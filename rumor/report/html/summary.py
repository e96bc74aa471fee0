"""An article in a line: its score, and how many of its claims are speculative or lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rumor.report.html.markup import Html, element
from rumor.report.html.passages import Marked, number_claims
from rumor.report.html.strings import decimal, said
from rumor.report.result import Result
from rumor.report.wording import Language
from rumor.text.article import find_title


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of an article.

    Attributes
    ----------
    score : float
        Of the article.
    claims, speculative, deleted, ignored : int
        Claims in all; those from the threshold on, and those that rest on a deleted post or
        report, both without the ignored; those that the author has marked to be ignored.
    """

    score: float
    claims: int
    speculative: int
    deleted: int
    ignored: int


def summarise(result: Result, sentences: Sequence[Marked] | None = None) -> Summary:
    """Count the claims of an article.

    Parameters
    ----------
    result : Result
    sentences : sequence of Marked, optional
        Its sentences, where they are already numbered.

    Returns
    -------
    Summary
    """
    numbered = number_claims(result) if sentences is None else sentences
    claims = [marked for marked in numbered if marked.number]
    counted = [marked.claim for marked in claims if not marked.ignored]
    return Summary(
        score=result.article.score,
        claims=len(claims),
        speculative=sum(claim.speculative for claim in counted),
        deleted=sum(claim.deleted for claim in counted),
        ignored=len(claims) - len(counted),
    )


def summary_html(summary: Summary, lang: Language) -> Html:
    """Write the counts as a line."""
    if not summary.claims:
        return _line(["{no_claims}"], lang)
    templates = [f"{{summary|{summary.speculative}|{summary.claims}}}"]
    if summary.claims == 1:
        templates = [f"{{summary_one|{summary.speculative}}}"]
    templates.append(f"{{article_score|{decimal(summary.score)}}}")
    if summary.deleted:
        templates.append(f"{{rests_on_deleted|{summary.deleted}}}")
    if summary.ignored:
        templates.append(f"{{ignored_count|{summary.ignored}}}")
    return _line(templates, lang)


def _line(templates: Sequence[str], lang: Language) -> Html:
    items = (said("li", template, lang) for template in templates)
    return element("ul", *items, class_="summary", role="list")


def title_of(result: Result) -> str:
    """Return the title of an article: the one given, a heading it begins with, or its name."""
    document = result.document
    spans = [(claim.start, claim.end) for claim in result.article.claims]
    title = document.title or find_title(document.text, spans) or document.name
    return " ".join(title.split())
