"""The routes that score: one article, many, and the reasons for a score."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI, Request, Response
from pydantic import ValidationError

from rumor.serve.bodies import BatchArticle, BatchRequest, ScoreRequest, pointers
from rumor.serve.direct import DirectRoute
from rumor.serve.encode import dump
from rumor.serve.envelope import request_id_of
from rumor.serve.openapi import BATCH_ANSWER, EXPLAIN_ANSWER, SCORE_ANSWER, answers
from rumor.serve.problems import (
    INTERNAL,
    INVALID,
    MALFORMED,
    MEDIA,
    NOT_READY,
    OVERLOADED,
    SLOW,
    TOO_LARGE,
    TOO_MANY,
    TOO_OFTEN,
    TOOK_TOO_LONG,
    ProblemError,
    invalid,
)
from rumor.serve.service import Service
from rumor.serve.tasks import HEAD, Article

NAME = "text"
"""What an article is called that came without a name."""

_OPENING = dump(HEAD)[:-1] + b","

_USUAL = (
    MALFORMED,
    SLOW,
    TOO_LARGE,
    MEDIA,
    INVALID,
    TOO_OFTEN,
    INTERNAL,
    OVERLOADED,
    TOOK_TOO_LONG,
    NOT_READY,
)
_OF_MANY = (*_USUAL, TOO_MANY)


def add_scoring(app: FastAPI, service: Service) -> None:
    """Add ``/v1/score``, ``/v1/score/batch`` and ``/v1/explain``.

    Parameters
    ----------
    app : FastAPI
    service : Service
    """

    async def score(body: ScoreRequest, request: Request) -> Response:
        """Score every sentence of an article, with the evidence as spans of its text."""
        article = Article(NAME, body.text, body.title, body.threshold)
        answer = await service.run(
            "score", article, service.deadline(), request_id_of(request.scope)
        )
        return _json(b'"article":', answer.body)

    async def score_batch(body: BatchRequest, request: Request) -> Response:
        """Score articles; the answer has one entry for each, in order.

        An article that cannot be scored has a problem in its place, with `status` 422, 500 or 503,
        and costs no other. `id` is repeated in either; an article without one is named by its
        place, such as `/articles/0`. What is not scored within the time limit has the problem
        `took-too-long`: send it again.
        """
        most = service.settings.max_batch
        if len(body.articles) > most:
            count = len(body.articles)
            raise ProblemError(
                TOO_MANY, f"{count} articles; at most {most} are taken", max_batch=most
            )
        request_id = request_id_of(request.scope)
        deadline = service.deadline()
        entries = [b""] * len(body.articles)
        left = iter(enumerate(body.articles))

        async def entry(place: int, item: Any) -> bytes:
            try:
                article = _article(place, item, body.threshold)
                return (await service.run("score", article, deadline, request_id)).body
            except ProblemError as problem:
                service.metrics.rejected.labels(problem.problem.name).inc()
                return dump(_named(place, item) | problem.document())

        async def take_turns() -> None:
            for place, item in left:
                entries[place] = await entry(place, item)

        # No more at a time than there are processes: others get their turn between them.
        await asyncio.gather(*(take_turns() for _ in range(service.pool.count)))
        return _json(b'"articles":[', b",".join(entries), b"]")

    async def explain(body: ScoreRequest, request: Request) -> Response:
        """Tell why each sentence scored as it did.

        `contributions` sum to `log_odds`; each `without` is the score that would be left without
        that part. `counterfactual` has the fewest cues that decide on which side of the threshold
        the claim is, and the score without them; null if none do. `margin` is the raw score.
        """
        article = Article(NAME, body.text, body.title, body.threshold)
        answer = await service.run(
            "explain", article, service.deadline(), request_id_of(request.scope)
        )
        return Response(answer.body, media_type="application/json")

    for path, endpoint, summary, told in (
        ("/v1/score", score, "Score an article", answers(SCORE_ANSWER, _USUAL)),
        ("/v1/score/batch", score_batch, "Score articles", answers(BATCH_ANSWER, _OF_MANY)),
        ("/v1/explain", explain, "Explain scores", answers(EXPLAIN_ANSWER, _USUAL)),
    ):
        app.router.add_api_route(
            path,
            endpoint,
            methods=["POST"],
            tags=["scoring"],
            summary=summary,
            responses=told,
            route_class_override=DirectRoute,
        )


def _article(place: int, item: object, threshold: float | None) -> Article:
    try:
        read = BatchArticle.model_validate(item)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        raise invalid(pointers(errors, ("articles", place))) from None
    name = f"/articles/{place}" if read.id is None else str(read.id)
    return Article(name, read.text, read.title, threshold, read.id)


def _named(place: int, item: object) -> dict[str, Any]:
    """Return what the client called an article, whatever else is wrong with it."""
    given = item.get("id") if isinstance(item, dict) else None
    whole = isinstance(given, int) and not isinstance(given, bool)
    if whole or (isinstance(given, str) and given.isprintable()):
        return {"id": given, "name": str(given)}
    return {"name": f"/articles/{place}"}


def _json(*pieces: bytes) -> Response:
    """Put the bytes that the processes made into an answer, without reading them again."""
    return Response(b"".join((_OPENING, *pieces, b"}")), media_type="application/json")
