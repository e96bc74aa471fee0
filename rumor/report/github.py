"""Speculative claims as annotations of a GitHub Actions run.

Format: "Workflow commands for GitHub Actions", GitHub documentation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rumor.claims import Claim
from rumor.report.result import Result
from rumor.report.text import visible
from rumor.report.view import EVERYTHING, View


def github_report(results: Iterable[Result], view: View = EVERYTHING) -> Iterator[str]:
    """Write a workflow command for each speculative claim, each over the gate and each warning.

    Parameters
    ----------
    results : iterable of Result
    view : View
        A claim over its gate is an error; another that is rumoured a warning, hedged a notice.
        Claims that are marked to be ignored are left out.

    Yields
    ------
    str
        Lines with their ends.
    """
    for result in results:
        for warning in result.article.warnings:
            file = f" file={_property(result.document.path)}" if result.document.path else ""
            yield f"::warning{file}::{_data(visible(result.document.name))}: {warning.message}\n"
        over = {claim.start for claim in view.over_gate(result)}
        for claim in view.claims(result):
            if claim.start in over:
                yield _command("error", result, claim)
            elif claim.speculative and not result.is_ignored(claim):
                yield _command("warning" if claim.level == "rumoured" else "notice", result, claim)


def _command(name: str, result: Result, claim: Claim) -> str:
    document = result.document
    place = {"title": f"{claim.level}, score {claim.score:.2f}"}
    if document.path:
        place["file"] = document.path
    if document.path and document.in_place:
        line, column = document.position(claim.start)
        end_line, end_column = document.position(claim.end)
        place |= {"line": str(line), "endLine": str(end_line)}
        if line == end_line:  # GitHub takes columns of one line only, the last included
            place |= {"col": str(column), "endColumn": str(end_column - 1)}
    properties = ",".join(f"{key}={_property(value)}" for key, value in place.items())
    evidence = ", ".join(f"{item.kind}: {item.text}" for item in claim.evidence)
    message = f"{claim.text} ({evidence})" if evidence else claim.text
    return f"::{name} {properties}::{_data(visible(message))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
