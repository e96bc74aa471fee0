"""Speculative claims in SARIF 2.1.0, the format of static analysis results.

OASIS (2020), "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rumor import __version__
from rumor.claims import Caution, Claim, Evidence
from rumor.inputs.document import Document
from rumor.report.result import Result
from rumor.report.text import visible
from rumor.report.view import EVERYTHING, View

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

NO_EVIDENCE = "rumor/wording"

RULES = {
    "rumor/hedge": "The claim is hedged: marked as possible or probable.",
    "rumor/suspicion": "The claim is a suspicion or an accusation not yet settled.",
    "rumor/forecast": "The claim is a forecast, an expectation or a hope.",
    "rumor/condition": "The claim holds under a condition that is not said to be met.",
    "rumor/hearsay": "The claim is passed on from hearsay.",
    "rumor/report": "The claim is taken from a report that the text does not answer for.",
    "rumor/unnamed": "The claim rests on a source that is not named.",
    "rumor/collective": "The claim rests on people in general, not on somebody.",
    "rumor/deletion": "The post or report behind the claim is said to be gone.",
    "rumor/unconfirmed": "The claim is said to be unconfirmed.",
    NO_EVIDENCE: "The claim is speculative by its wording as a whole.",
}
"""Rule ids, one a kind of evidence, and what a claim under them is like."""


def sarif_report(results: Iterable[Result], view: View = EVERYTHING) -> Iterator[str]:
    """Write speculative claims, and those over the gate, as a SARIF log with one run.

    Parameters
    ----------
    results : iterable of Result
    view : View
        A claim over its gate is an ``error``; another that is rumoured a ``warning``, hedged a
        ``note``. Claims marked to be ignored are there with a suppression. A warning about an
        article is a notification of the run.

    Yields
    ------
    str
    """
    ids = list(RULES)
    found = []
    notices = []
    for result in results:
        notices += [_notice(result, warning) for warning in result.article.warnings]
        over = {claim.start for claim in view.over_gate(result)}
        for claim in view.claims(result):
            if claim.speculative or claim.start in over:
                found.append(_result(result, claim, ids, over=claim.start in over))
    driver = {
        "name": "rumor",
        "semanticVersion": __version__,
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": text},
                "defaultConfiguration": {"level": "warning"},
            }
            for name, text in RULES.items()
        ],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}
    if notices:
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notices}]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    yield json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _notice(result: Result, warning: Caution) -> dict[str, Any]:
    return {
        "descriptor": {"id": f"rumor/{warning.code}"},
        "level": "warning",
        "message": {"text": warning.message},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(result.document)}}],
    }


def _result(result: Result, claim: Claim, ids: list[str], *, over: bool) -> dict[str, Any]:
    rule = f"rumor/{claim.evidence[0].kind}" if claim.evidence else NO_EVIDENCE
    level = "error" if over else "warning" if claim.level == "rumoured" else "note"
    words = ", ".join(f"{item.kind}: {visible(item.text)}" for item in claim.evidence)
    entry = {
        "ruleId": rule,
        "ruleIndex": ids.index(rule),
        "level": level,
        "rank": round(100 * claim.score, 2),
        "message": {
            "text": f"{claim.level}, score {claim.score:.2f}" + (f" ({words})" if words else "")
        },
        "locations": [_location(result, claim)],
        "partialFingerprints": {"sentence/v1": _fingerprint(claim.text)},
        "properties": {"score": claim.score, "level": claim.level, "deleted": claim.deleted},
    }
    if result.document.in_place and claim.evidence:
        entry["relatedLocations"] = [
            _location(result, item) | {"id": number, "message": {"text": item.kind}}
            for number, item in enumerate(claim.evidence)
        ]
    if result.is_ignored(claim):
        entry["suppressions"] = [{"kind": "inSource"}]
    return entry


def _location(result: Result, span: Claim | Evidence) -> dict[str, Any]:
    document = result.document
    physical: dict[str, Any] = {"artifactLocation": _artifact(document)}
    if document.in_place:
        line, column = document.position(span.start)
        end_line, end_column = document.position(span.end)
        physical["region"] = {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
            "charOffset": span.start,
            "charLength": span.end - span.start,
            "snippet": {"text": span.text},
        }
    return {"physicalLocation": physical}


def _artifact(document: Document) -> dict[str, str]:
    return {"uri": _uri(document.path or document.name)}


def _uri(name: str) -> str:
    if name.startswith(("http://", "https://")):
        return name
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _fingerprint(text: str) -> str:
    """Digest a sentence, so that a viewer knows it again after other lines have moved."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:16]
