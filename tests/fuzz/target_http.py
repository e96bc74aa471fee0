"""Any request to the service, in its process: the application without the server before it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI
from materials import passages

import rumor
from rumor.serve.app import create_app
from rumor.serve.problems import MEDIA_TYPE, PROBLEMS
from rumor.serve.settings import Settings
from rumor.serve.tasks import TASKS, Answer, Article

_JSON = "Content-Type: application/json"
_POSTS = ("/v1/score", "/v1/score/batch", "/v1/explain", "/view", "/report")
_GETS = ("/", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/v1/model", "/nowhere")
WORDS = (
    '"text":', '"title":', '"threshold":', '"articles":[', '"id":', '"lang":"id"', "\\ud800",
    "\\u0000", "1e999", "NaN", "null", "[[[[[[[[", '{"a":', "\r\n\r\n", "Content-Length: 5",
    "Accept-Language: id", "Content-Type: text/plain", "X-Request-ID: a", "text=Konon",
    "application/x-www-form-urlencoded", "File-Name: a.docx", *_POSTS,
)  # fmt: skip


class _Pool:
    """Scores in this process; what goes wrong is kept, as the service only tells that it did."""

    alive = True
    count = 1
    restarts = 0
    fault: Exception | None = None

    def __init__(self, scorer: rumor.Scorer) -> None:
        self._scorer = scorer
        self.last_answer = time.monotonic()

    def submit(self, task: str, article: Article, deadline: float) -> asyncio.Future[Answer]:
        """Score at once; the article goes through JSON, as it does on its way to a process."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        try:
            sent = json.loads(json.dumps(asdict(article)))
            future.set_result(TASKS[task](self._scorer, Article(**sent)))
        except Exception as error:
            self.fault = error
            raise
        return future


@cache
def _service() -> tuple[FastAPI, _Pool, asyncio.AbstractEventLoop]:
    scorer = rumor.load()
    pool = _Pool(scorer)
    settings = Settings(max_bytes=20_000, max_batch=5)
    return create_app(scorer, settings, pool=pool), pool, asyncio.new_event_loop()


def seeds() -> Iterator[bytes]:
    """Yield requests to start from."""
    for _, (title, sentences) in zip(range(12), passages(), strict=False):
        article = {"text": " ".join(sentences[:2]), "title": title}
        for path in _POSTS:
            batch = {"articles": [article, {"text": "Konon.", "id": 7}], "threshold": 0.5}
            body = json.dumps(batch if path.endswith("batch") else article, ensure_ascii=False)
            yield f"POST {path}\r\n{_JSON}\r\n\r\n{body}".encode()
    for path in _GETS:
        yield f"GET {path}\r\nAccept-Language: id-ID,id;q=0.9\r\n\r\n".encode()
    form = "Content-Type: application/x-www-form-urlencoded"
    yield f"POST /\r\n{form}\r\n\r\ntext=Konon+retak.&lang=id".encode()
    for name in ("berita.txt", "berita.md", "berita.html"):
        yield f"POST /read\r\nFile-Name: {name}\r\n\r\n# Jembatan\n\nKonon retak.".encode()


def check(data: bytes) -> None:
    """Every request gets an answer of a known type, and none of them is that the service failed."""
    app, pool, loop = _service()
    pool.fault = None
    status, headers, body = loop.run_until_complete(_answer(app, data))
    if pool.fault is not None:
        raise pool.fault
    assert status < 500, (status, body[:200])
    assert headers[b"x-request-id"]
    assert headers[b"x-content-type-options"] == b"nosniff"
    kind = headers.get(b"content-type", b"").decode()
    if kind == MEDIA_TYPE:
        told = json.loads(body)
        problem = PROBLEMS[told["type"].removeprefix("/problems/")]
        assert told["status"] == problem.status == status
        assert all(told[key] for key in ("title", "detail", "request_id"))
    elif status >= 400:
        assert kind.startswith("text/html"), (status, kind)  # told on the page for people
    elif kind.startswith("application/json"):
        _check_answer(json.loads(body))


def _check_answer(told: Any) -> None:
    for article in [told.get("article"), *told.get("articles", ())]:
        if article and "type" not in article:
            assert 0.0 <= article["score"] <= 1.0
            assert all(0.0 <= claim["score"] <= 1.0 for claim in article["claims"])


async def _answer(app: FastAPI, data: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    head, _, body = data.partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    method, _, target = line.partition(b" ")
    path, _, query = target.partition(b"?")
    if not any(field.lower().startswith(b"host:") for field in fields):
        fields.append(b"Host: weru.example")
    named = (field.partition(b":") for field in fields)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method.decode("latin-1").upper()[:20] or "GET",
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.strip().lower(), value.strip()) for name, _, value in named],
        "client": ("192.0.2.1", 5000),
        "server": ("127.0.0.1", 8080),
    }
    half = len(body) // 2
    chunks = [
        {"type": "http.request", "body": body[:half], "more_body": True},
        {"type": "http.request", "body": body[half:], "more_body": False},
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if chunks:
            return chunks.pop(0)
        return await asyncio.get_running_loop().create_future()  # the client stays

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    content = b"".join(message.get("body", b"") for message in rest)
    return start["status"], dict(start["headers"]), content
