"""The application: routes, limits and answers to whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from rumor import __version__
from rumor.scorer import Scorer
from rumor.serve.bodies import pointers
from rumor.serve.envelope import REQUEST_ID, Envelope, request_id_of
from rumor.serve.heads import HeadLimit
from rumor.serve.limits import BodyLimit, ConcurrencyLimit, RateLimit
from rumor.serve.openapi import describe
from rumor.serve.page import add_page
from rumor.serve.pages import add_pages
from rumor.serve.pool import Pool
from rumor.serve.problems import (
    BAD_REQUEST,
    INTERNAL,
    MALFORMED,
    MEDIA,
    METHOD,
    NOT_FOUND,
    Problem,
    ProblemError,
    invalid,
)
from rumor.serve.scoring import add_scoring
from rumor.serve.service import Service
from rumor.serve.settings import Settings
from rumor.serve.status import add_status

_ABOUT = (
    "Scores the claims of Indonesian articles: the calibrated probability that the text puts a "
    "claim on a speculative footing (hedged or rumoured), with the evidence as spans. It judges "
    "footing, never truth."
)
_BY_STATUS: Mapping[int, tuple[Problem, str]] = {
    400: (MALFORMED, "it cannot be read as JSON: not UTF-8, or nested too deeply"),
    404: (NOT_FOUND, "no such path; see /docs"),
    405: (METHOD, "see the header Allow"),
}


def create_app(scorer: Scorer, settings: Settings, *, pool: Pool | None = None) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    scorer : Scorer
    settings : Settings
    pool : Pool, optional
        Processes that score, already running, which outlive the application; by default it starts
        `settings.workers` of its own with its lifespan, and ends them with it.

    Returns
    -------
    FastAPI
        An ASGI application; ``app.state.service`` is its `Service`.
    """
    service = Service(scorer, settings, pool or Pool(scorer, settings.workers))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if pool is not None:
            yield
            return
        await asyncio.to_thread(service.pool.start)
        try:
            yield
        finally:
            service.pool.close()

    app = FastAPI(
        title="rumor",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.service = service
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    add_scoring(app, service)
    add_status(app, service)
    add_pages(app)
    add_page(app, service)
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    _add_layers(app, service)
    return app


def _add_layers(app: FastAPI, service: Service) -> None:
    """Add the middleware, the innermost first."""
    settings = service.settings
    app.add_middleware(BodyLimit, max_bytes=settings.max_bytes, seconds=settings.timeout_seconds)
    app.add_middleware(ConcurrencyLimit, most=settings.max_requests)
    if settings.rate:
        app.add_middleware(RateLimit, rate=settings.rate, burst=settings.burst)
    if settings.cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors,
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", REQUEST_ID],
            expose_headers=[REQUEST_ID, "Retry-After"],
        )
    app.add_middleware(HeadLimit, max_bytes=settings.max_head, max_headers=settings.max_headers)
    app.add_middleware(Envelope, metrics=service.metrics, draining=lambda: service.draining)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    request.scope["rumor.problem"] = error.problem.name
    return error.response(request_id_of(request.scope))


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if errors and errors[0]["type"] == "json_invalid":
        reason = f"{errors[0]['ctx']['error']} at character {errors[0]['loc'][-1]}"
        return await _on_problem(request, ProblemError(MALFORMED, reason))
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        problem = ProblemError(
            MEDIA, "send Content-Type: application/json", headers={"Accept": "application/json"}
        )
        return await _on_problem(request, problem)
    told = [{**each, "loc": each["loc"][1:]} for each in errors]  # less "body"
    return await _on_problem(request, invalid(pointers(told)))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    fallback = (INTERNAL, "see the log") if error.status_code >= 500 else (BAD_REQUEST, "see /docs")
    problem, detail = _BY_STATUS.get(error.status_code, fallback)
    return await _on_problem(request, ProblemError(problem, detail, headers=error.headers))
