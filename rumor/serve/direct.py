"""Routes that read a body that is in order by themselves, and leave any other to FastAPI.

What FastAPI does around a route (dependencies, exit stacks, its way to read a body) takes longer
than scoring an article. A body that is in order needs none of it. One that is not is read by
FastAPI after all, so that there is one place which tells what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_type_hints

from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

_JSON = b"application/json"


class DirectRoute(APIRoute):
    """A route whose endpoint takes `body`, a pydantic model, and `request`, and nothing else.

    It stands behind a layer that gives the whole body in one message, `BodyLimit`.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self._model: type[BaseModel] = get_type_hints(endpoint)["body"]
        self._usual = self.app
        self.app = self._direct

    async def _direct(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        body = self._read(scope, message)
        if body is None:
            await self._usual(scope, _again(message, receive), send)
            return
        response = await self.endpoint(body=body, request=Request(scope, receive))
        await response(scope, receive, send)

    def _read(self, scope: Scope, message: Message) -> BaseModel | None:
        kinds = [value for name, value in scope["headers"] if name == b"content-type"]
        if message.get("more_body", False) or kinds != [_JSON]:
            return None
        try:
            return self._model.model_validate(json.loads(message["body"]))
        except (ValueError, RecursionError):  # pydantic's is one of the former
            return None


def _again(message: Message, receive: Receive) -> Receive:
    """Return what gives a message that was taken once more."""
    taken = [message]

    async def again() -> Message:
        return taken.pop() if taken else await receive()

    return again
