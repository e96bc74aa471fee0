"""What the OpenAPI document says of answers: the published schema of results, and problems."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from rumor.serve.bodies import BatchArticle
from rumor.serve.problems import MEDIA_TYPE, Problem

Schema: TypeAlias = dict[str, Any]

_COMPONENTS = "#/components/schemas/"


def _ref(name: str) -> Schema:
    return {"$ref": _COMPONENTS + name}


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "required": [*properties], "properties": dict(properties)}


_HEAD: Mapping[str, Schema] = {"schema": {"const": 1}, "generator": {"type": "string"}}
_NUMBER: Schema = {"type": "number"}

SCORE_ANSWER = _object({**_HEAD, "article": _ref("article")})
BATCH_ANSWER = _object(
    {
        **_HEAD,
        "articles": {"type": "array", "items": {"anyOf": [_ref("article"), _ref("Problem")]}},
    }
)
_CUE = {
    "kind": {"type": "string"},
    "text": {"type": "string"},
    "start": {"type": "integer"},
    "end": {"type": "integer"},
    "value": {"type": "number", "description": "In log-odds."},
}
_EXPLANATION = _object(
    {
        "claim": _ref("claim"),
        "margin": _NUMBER,
        "log_odds": _NUMBER,
        "contributions": {
            "type": "array",
            "items": _object({**_CUE, "without": _ref("probability")}),
        },
        "counterfactual": {
            "anyOf": [
                _object(
                    {
                        "cues": {"type": "array", "items": _object(_CUE)},
                        "score": _ref("probability"),
                    }
                ),
                {"type": "null"},
            ]
        },
    }
)
EXPLAIN_ANSWER = _object(
    {
        **_HEAD,
        "title": {"type": "string"},
        "score": _ref("probability"),
        "threshold": _ref("probability"),
        "sentences": {"type": "array", "items": _ref("Explanation")},
    }
)

_PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "URI reference; open it for an explanation."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": _object(
                {
                    "pointer": {"type": "string", "description": "RFC 6901."},
                    "detail": {"type": "string"},
                }
            ),
        },
    },
}


def answers(schema: Schema, problems: Iterable[Problem]) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a route.

    Parameters
    ----------
    schema : dict
        Of the answer when all went well.
    problems : iterable of Problem

    Returns
    -------
    dict
        As FastAPI takes it for ``responses``.
    """
    told: dict[int | str, dict[str, Any]] = {
        200: {"description": "Done.", "content": {"application/json": {"schema": schema}}}
    }
    for problem in sorted(problems, key=lambda each: each.status):
        title = f"{problem.title}: `{problem.uri}`."
        if problem.status in told:
            told[problem.status]["description"] += f" {title}"
        else:
            content = {MEDIA_TYPE: {"schema": _ref("Problem")}}
            told[problem.status] = {"description": title, "content": content}
    return told


def describe(app: FastAPI) -> Schema:
    """Return the OpenAPI document of the application, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):  # ours are problems
            schemas.pop(unused, None)
        batch = BatchArticle.model_json_schema(ref_template=_COMPONENTS + "{model}")
        schemas |= _published() | {
            "BatchArticle": batch,
            "Explanation": _EXPLANATION,
            "Problem": _PROBLEM,
        }
        app.openapi_schema = document
    return app.openapi_schema


@cache
def _published() -> Schema:
    """Return the parts of the schema of results, with references as OpenAPI has them."""
    text = (files("rumor.report") / "rumor-1.schema.json").read_text(encoding="utf-8")
    parts: Schema = json.loads(text.replace("#/$defs/", _COMPONENTS))["$defs"]
    return parts
