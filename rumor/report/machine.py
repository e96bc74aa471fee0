"""Scored articles for programs: one JSON object, JSON lines, or CSV.

All three have the same names for the same things; `rumor/report/rumor-1.schema.json` describes the
JSON object, and `claim` in it a line of JSON lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rumor import __version__
from rumor.claims import Claim, Evidence, Span
from rumor.csv_line import csv_line
from rumor.explain import Explanation, counterfactual
from rumor.report.result import Result
from rumor.report.view import EVERYTHING, View

SCHEMA_VERSION = 1

CSV_COLUMNS = (
    "article",
    "line",
    "column",
    "start",
    "end",
    "score",
    "speculative",
    "level",
    "deleted",
    "ignored",
    "evidence",
    "sources",
    "text",
    "warnings",
)
_HEAD: dict[str, Any] = {"schema": SCHEMA_VERSION, "generator": f"rumor {__version__}"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_report(results: Iterable[Result], view: View = EVERYTHING) -> Iterator[str]:
    """Write results as one JSON object.

    Parameters
    ----------
    results : iterable of Result
        Taken one at a time: what was written is not kept.
    view : View

    Yields
    ------
    str
        Pieces of the text; the last ends the line.
    """
    yield json.dumps(_HEAD, ensure_ascii=False, indent=1)[:-2] + ',\n "articles": ['
    for number, result in enumerate(results):
        text = json.dumps(article_dict(result, view), ensure_ascii=False, indent=1)
        yield ("," if number else "") + ("\n" + text).replace("\n", "\n  ")
    yield "\n ]\n}\n"


def jsonl_report(results: Iterable[Result], view: View = EVERYTHING) -> Iterator[str]:
    """Write one JSON object a line, one line a claim."""
    for result in results:
        warnings = _warnings(result)
        for claim in view.claims(result):
            record = {"article": result.document.name} | claim_dict(result, claim)
            record["warnings"] = warnings
            yield json.dumps(record, ensure_ascii=False) + "\n"


def csv_report(results: Iterable[Result], view: View = EVERYTHING) -> Iterator[str]:
    """Write a table, one row a claim.

    Text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP's note
    on CSV injection advises.
    """
    yield csv_line(CSV_COLUMNS)
    for result in results:
        warnings = "; ".join(warning.code for warning in result.article.warnings)
        for claim in view.claims(result):
            line, column = result.document.position(claim.start)
            yield csv_line(
                (
                    _cell(result.document.name),
                    line,
                    column,
                    claim.start,
                    claim.end,
                    claim.score,
                    _truth(claim.speculative),
                    claim.level,
                    _truth(claim.deleted),
                    _truth(result.is_ignored(claim)),
                    _cell("; ".join(f"{item.kind}: {item.text}" for item in claim.evidence)),
                    _cell("; ".join(source.text for source in claim.sources)),
                    _cell(claim.text),
                    warnings,
                )
            )


def explain_report(
    explained: Iterable[tuple[Result, Sequence[Explanation]]],
) -> Iterator[str]:
    """Write why claims scored as they did as one JSON object.

    Parameters
    ----------
    explained : iterable of (Result, sequence of Explanation)

    Yields
    ------
    str
        ``{"schema": 1, "generator": ..., "articles": [{"name", "title", "score", "threshold",
        "warnings", "sentences": [{"claim", "margin", "log_odds", "contributions",
        "counterfactual"}]}]}``.
    """
    articles = [
        {
            "name": result.document.name,
            "title": result.document.title,
            "score": result.article.score,
            "threshold": result.article.threshold,
            "warnings": _warnings(result),
            "sentences": [explanation_dict(result, each) for each in explanations],
        }
        for result, explanations in explained
    ]
    yield json.dumps(_HEAD | {"articles": articles}, ensure_ascii=False, indent=1) + "\n"


def article_dict(result: Result, view: View = EVERYTHING) -> dict[str, Any]:
    """Return one result as plain dicts, lists, strings and numbers.

    Parameters
    ----------
    result : Result
    view : View
        `counts` and `score` are of the whole article all the same.

    Returns
    -------
    dict
    """
    document, article = result.document, result.article
    claims = [claim for claim in article.claims if claim.level != "none"]
    return {
        "name": document.name,
        "title": document.title,
        "in_place": document.in_place,
        "score": article.score,
        "threshold": article.threshold,
        "warnings": _warnings(result),
        "counts": {
            "sentences": len(article.claims),
            "claims": len(claims),
            "speculative": sum(claim.speculative for claim in claims),
            "deleted": sum(claim.deleted for claim in claims),
            "over_gate": len(view.over_gate(result)),
        },
        "claims": [claim_dict(result, claim) for claim in view.claims(result)],
    }


def claim_dict(result: Result, claim: Claim) -> dict[str, Any]:
    """Return one claim as plain dicts, lists, strings and numbers."""
    told = _span(result, claim)  # added to, and not copied: this is most of what an answer costs
    told["score"] = claim.score
    told["speculative"] = claim.speculative
    told["level"] = claim.level
    told["evidence"] = [{"kind": item.kind, **_span(result, item)} for item in claim.evidence]
    told["sources"] = [_span(result, source) for source in claim.sources]
    told["deleted"] = claim.deleted
    told["ignored"] = result.is_ignored(claim)
    return told


def explanation_dict(result: Result, explanation: Explanation) -> dict[str, Any]:
    """Return why a claim scored as it did as plain dicts, lists, strings and numbers.

    Parameters
    ----------
    result : Result
        What the claim is of.
    explanation : Explanation

    Returns
    -------
    dict
        ``counterfactual`` is None if no cues decide on which side of the threshold the claim is.
    """
    other = counterfactual(explanation, result.article.threshold)
    return {
        "claim": claim_dict(result, explanation.claim),
        "margin": explanation.margin,
        "log_odds": explanation.log_odds,
        "contributions": [
            asdict(part) | {"without": left}
            for part, left in zip(explanation.contributions, explanation.without, strict=True)
        ],
        "counterfactual": other
        and {"cues": [asdict(cue) for cue in other.cues], "score": other.score},
    }


def _warnings(result: Result) -> list[dict[str, Any]]:
    return [asdict(warning) for warning in result.article.warnings]


def _span(result: Result, span: Claim | Evidence | Span) -> dict[str, Any]:
    line, column = result.document.position(span.start)
    end_line, end_column = result.document.position(span.end)
    return {
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _truth(value: bool) -> str:
    return "true" if value else "false"
