"""Plain pages that ask the network for nothing: the reference of the interface, and of problems.

The usual viewers of OpenAPI load scripts from elsewhere, or weigh megabytes; this one is made here,
from the same document that ``/openapi.json`` gives.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from rumor.report.html.markup import EMPTY, Html, element, join, text
from rumor.serve.openapi import describe
from rumor.serve.problems import NOT_FOUND, PROBLEMS, Problem, ProblemError

_STYLE = Html("""
:root { color-scheme: light dark; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h2 { margin-top: 3rem; border-top: 1px solid; padding-top: 1rem; }
h2, code, pre { overflow-wrap: anywhere; }
pre { padding: .75rem; overflow-x: auto; border: 1px solid; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; }
td:first-child > code { overflow-wrap: normal; white-space: nowrap; }
dt { font-weight: 600; } dd { margin: 0 0 .75rem; }
""")
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_REFERENCE = "#/components/schemas/"


def add_pages(app: FastAPI) -> None:
    """Add ``/docs`` and ``/problems/{name}``.

    Parameters
    ----------
    app : FastAPI
    """

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return page("HTTP interface", reference_html(describe(app)))

    @app.get("/problems/{name}", include_in_schema=False)
    async def problem(name: str) -> HTMLResponse:
        if name not in PROBLEMS:
            raise ProblemError(NOT_FOUND, "there is no such type of problem")
        found = PROBLEMS[name]
        return page(found.title, problem_html(found))


def page(title: str, body: Html) -> HTMLResponse:
    """Put a small page round what it shows.

    Parameters
    ----------
    title : str
    body : Html

    Returns
    -------
    HTMLResponse
        Its policy forbids every request, every script, and every style but its own.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", text(f"{title} – rumor")),
        element("style", _STYLE),
    )
    main = element("body", element("main", element("h1", text(title)), body))
    return HTMLResponse(
        f"<!DOCTYPE html>\n{element('html', head, main, lang='en')}\n",
        headers={"Content-Security-Policy": POLICY},
    )


def prose(words: str) -> Html:
    """Escape a piece of text; what stands between backquotes becomes code, or a link to it."""
    return join(
        _code(part) if place % 2 else text(part) for place, part in enumerate(words.split("`"))
    )


def _code(part: str) -> Html:
    code = element("code", text(part))
    known = part.removeprefix("/problems/") in PROBLEMS
    return element("a", code, href=part) if known and part.startswith("/") else code


def problem_html(problem: Problem) -> Html:
    """Write what a type of problem means."""
    phrase = f"HTTP status {problem.status} {HTTPStatus(problem.status).phrase}"
    back = element("p", element("a", text("HTTP interface"), href="/docs"))
    return join((element("p", text(phrase)), element("p", prose(problem.meaning)), back))


def reference_html(document: Mapping[str, Any]) -> Html:
    """Write an OpenAPI document as a page: routes, what they take and give, and the schemas."""
    routes = [
        _route_html(method, path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    schemas = [
        _schema_html(name, schema) for name, schema in document["components"]["schemas"].items()
    ]
    problems = [
        element(
            "tr",
            element("td", text(str(problem.status))),
            element("td", element("a", text(problem.uri), href=problem.uri)),
            element("td", text(problem.title)),
        )
        for problem in PROBLEMS.values()
    ]
    return join(
        (
            element("p", text(document["info"]["description"])),
            element(
                "p",
                text("For programs: "),
                element("a", text("/openapi.json"), href="/openapi.json"),
            ),
            *routes,
            element("h2", text("Problems"), id="problems"),
            element("p", text("Every error is a problem document (RFC 9457) of one of these.")),
            element("table", *problems),
            element("h2", text("Schemas"), id="schemas"),
            element("dl", *schemas),
        )
    )


def _route_html(method: str, path: str, operation: Mapping[str, Any]) -> Html:
    content = operation.get("requestBody", {}).get("content", {})
    pieces = [
        element("h2", element("code", text(f"{method.upper()} {path}"))),
        *(element("p", prose(part)) for part in _paragraphs(operation)),
    ]
    for media_type, described in content.items():
        pieces.append(element("p", text(f"Takes {media_type}: "), _type(described["schema"])))
        pieces.append(element("pre", element("code", text(_curl(path, media_type)))))
    rows = [
        element("tr", element("td", text(status)), element("td", *_answer(told)))
        for status, told in operation["responses"].items()
    ]
    return join((*pieces, element("table", *rows)))


def _paragraphs(operation: Mapping[str, Any]) -> list[str]:
    told = str(operation.get("description", ""))
    return [" ".join(part.split()) for part in told.split("\n\n") if part.strip()]


def _curl(path: str, media_type: str) -> str:
    article = {"text": "Jembatan Kaligondang dikabarkan retak."}
    body = {"articles": [article]} if path.endswith("/batch") else article
    return f"curl -H 'Content-Type: {media_type}' -d '{json.dumps(body)}' http://HOST{path}"


def _answer(told: Mapping[str, Any]) -> Iterable[Html]:
    yield prose(told["description"])
    for media_type, described in told.get("content", {}).items():
        yield text(f" {media_type}: ")
        yield _type(described.get("schema", {}))


def _schema_html(name: str, schema: Mapping[str, Any]) -> Html:
    return join(
        (
            element("dt", element("code", text(name)), id=f"schema-{name}"),
            element("dd", prose(schema.get("description", "")), _properties(schema)),
        )
    )


def _properties(schema: Mapping[str, Any]) -> Html:
    parts = [schema, *schema.get("allOf", ())]
    required = {name for part in parts for name in part.get("required", ())}
    rows = [
        element(
            "tr",
            element("td", element("code", text(name))),
            element("td", _type(described)),
            element("td", text("required" if name in required else "optional")),
            element("td", prose(described.get("description", ""))),
        )
        for part in parts
        for name, described in part.get("properties", {}).items()
    ]
    inherited = [_type(part) for part in schema.get("allOf", ()) if "$ref" in part]
    also = element("p", text("All of "), *inherited, text(" and:")) if inherited else EMPTY
    return join((also, element("table", *rows))) if rows else _type(schema)


def _type(schema: Mapping[str, Any]) -> Html:
    """Write the type of a value; what has a name becomes a link to it."""
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix(_REFERENCE)
        return element("a", element("code", text(name)), href=f"#schema-{name}")
    if "anyOf" in schema:
        return join((_type(each) for each in schema["anyOf"]), text(" or "))
    if schema.get("type") == "array":
        return join((text("list of "), _type(schema.get("items", {}))))
    if "properties" in schema:
        return join((text("object: "), _properties(schema)))
    if "enum" in schema:
        return text(" | ".join(map(str, schema["enum"])))
    if "const" in schema:
        return text(str(schema["const"]))
    return text(str(schema.get("type", "any")) + _range(schema))


def _range(schema: Mapping[str, Any]) -> str:
    if "minimum" in schema and "maximum" in schema:
        return f" from {schema['minimum']} to {schema['maximum']}"
    return f" from {schema['minimum']}" if "minimum" in schema else ""
