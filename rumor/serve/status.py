"""The routes for whoever runs the service: alive, ready, how busy, and with which model."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from rumor.serve.openapi import answers
from rumor.serve.problems import NOT_READY, ProblemError
from rumor.serve.service import Service
from rumor.serve.tasks import HEAD

_STATE: dict[str, Any] = {
    "type": "object",
    "required": ["status"],
    "properties": {"status": {"type": "string"}},
}


def add_status(app: FastAPI, service: Service) -> None:
    """Add ``/healthz``, ``/readyz``, ``/metrics`` and ``/v1/model``.

    Parameters
    ----------
    app : FastAPI
    service : Service
    """

    async def healthz() -> Response:
        """Tell that the process is alive, whatever it is at."""
        return JSONResponse({"status": "alive"})

    async def readyz() -> Response:
        """Tell whether requests should be sent here: a sentence is scored, or was just now."""
        reason = await service.why_not_ready()
        if reason:
            raise ProblemError(NOT_READY, reason, headers={"Retry-After": "1"})
        return JSONResponse({"status": "ready"})

    ready = answers(_STATE, [NOT_READY])
    for path, endpoint, told in (
        ("/healthz", healthz, answers(_STATE, [])),
        ("/readyz", readyz, ready),
    ):
        app.add_api_route(path, endpoint, methods=["GET"], tags=["operation"], responses=told)
        app.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False)

    @app.get(
        "/metrics",
        tags=["operation"],
        response_class=Response,
        responses={
            200: {"description": "Prometheus's text format.", "content": {"text/plain": {}}}
        },
    )
    async def metrics() -> Response:
        """Give the counters: requests, seconds, sentences, what was rejected and why."""
        service.metrics.restarts.set(service.pool.restarts)
        body, media_type = service.metrics.render()
        return Response(body, headers={"Content-Type": media_type})

    @app.get("/v1/model", tags=["operation"], responses=answers({"type": "object"}, []))
    async def model() -> Response:
        """Tell which model scores: its version, what it was trained on, how well it does."""
        return JSONResponse(model_dict(service))


def model_dict(service: Service) -> dict[str, Any]:
    """Describe the model and the threshold in force.

    Parameters
    ----------
    service : Service

    Returns
    -------
    dict
        What the model's file says of itself; a key it lacks is null. `measures` have value, lower
        and upper bound of the 95 % interval, for each dev set.
    """
    model = service.scorer.model
    about = model.about
    keys = (
        "version",
        "schema_hash",
        "feature_digest",
        "corpora",
        "training_sentences",
        "settings",
        "measures",
    )
    return {
        **HEAD,
        "threshold": service.scorer.threshold,
        "model_threshold": model.threshold,
        "precise_threshold": model.precise_threshold,
        **{key: about.get(key) for key in keys},
    }
