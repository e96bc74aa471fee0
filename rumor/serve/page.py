"""The page for people, at ``/``, and what its script asks for."""

from __future__ import annotations

import asyncio
import base64
import importlib.util
import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, unquote

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from rumor.inputs.options import SUFFIXES, TABLES
from rumor.report.html.markup import Html
from rumor.report.wording import LANGUAGES, Language
from rumor.serve.bodies import ScoreRequest, pointers
from rumor.serve.envelope import request_id_of
from rumor.serve.page_markup import About, Shown, example, page_html, policy
from rumor.serve.page_strings import PAGE
from rumor.serve.problems import BAD_REQUEST, MEDIA, UNREADABLE, ProblemError, invalid
from rumor.serve.service import Service
from rumor.serve.tasks import Answer, Article

FILE_NAME = "X-File-Name"
"""Header with the name of a file, percent-encoded: names belong in no address."""

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 10
_LONGEST_NAME = 200
_LOOK_SECONDS = 0.25
_LIBRARIES = {"html": "trafilatura", "pdf": "pypdf"}
_SHOWN = {"text": "TXT", "markdown": "Markdown"}
_TAG = re.compile(r"([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([0-9.]{1,5}))?")
_OLD_TAGS = {"in": "id"}  # as Java and old phones still call Indonesian


class ViewRequest(ScoreRequest):
    """An article to show, and the language to show it in."""

    lang: Language = "en"


def add_page(app: FastAPI, service: Service) -> None:
    """Add ``/`` and what its script asks for: ``/view``, ``/report`` and ``/read``.

    Parameters
    ----------
    app : FastAPI
    service : Service
        `service.run` has articles scored by a task of `rumor.serve.tasks.TASKS`; `service.settings`
        and `service.scorer` are for showing.
    """
    about = _about(service)

    async def run(request: Request, task: str, article: Article) -> bytes:
        answer = await run_while_connected(service, request, task, article)
        if not answer.sentences and "problem" in (told := json.loads(answer.body)):
            raise ProblemError(UNREADABLE, told["problem"]["en"], said=told["problem"])
        return answer.body

    @app.get("/", include_in_schema=False)
    async def start(request: Request, lang: str = "") -> HTMLResponse:
        return _page(about, language(lang, request), Shown())

    @app.post("/", include_in_schema=False)
    async def posted(request: Request) -> Response:
        form = _fields(await request.body(), request.headers.get("Content-Type", ""))
        lang = language(form.get("switch") or form.get("lang", ""), request)
        shown = Shown(form.get("text", ""), form.get("title", ""), form.get("threshold", ""))
        if form.get("example"):
            shown = replace(shown, text=example(), title="")
        if not shown.text.strip():
            problem = "" if form.get("switch") else "{empty}"
            return _page(about, lang, replace(shown, problem=problem))
        try:
            article = _posted_article(shown, lang)
            if form.get("download"):
                return _attachment(await run(request, "report", article))
            told = json.loads(await run(request, "view", article))
        except ProblemError as error:
            said = template_of(error, lang, request_id_of(request.scope))
            return _page(about, lang, replace(shown, problem=said), error.problem.status)
        html, facts = Html(told["html"]), Html(told["facts"])
        return _page(about, lang, replace(shown, html=html, facts=facts))

    @app.post("/view", include_in_schema=False)
    async def view(body: ViewRequest, request: Request) -> Response:
        return _json(await run(request, "view", _article(body)))

    @app.post("/report", include_in_schema=False)
    async def report(body: ViewRequest, request: Request) -> Response:
        return _attachment(await run(request, "report", _article(body)))

    @app.post("/read", include_in_schema=False)
    async def read(request: Request) -> Response:
        name = unquote(request.headers.get(FILE_NAME, ""))[-_LONGEST_NAME:] or "file"
        data = base64.b64encode(await request.body()).decode()
        return _json(await run(request, "read", Article(name, data)))


def language(asked: str, request: Request) -> Language:
    """Return the language to show: the one asked for, else what the browser prefers."""
    for known in LANGUAGES:
        if asked == known:
            return known
    found = _TAG.finditer(request.headers.get("Accept-Language", ""))
    ranked = sorted(found, key=lambda tag: -_quality(tag[2]))
    for tag in ranked:
        primary = tag[1].lower()
        for known in LANGUAGES:
            if _OLD_TAGS.get(primary, primary) == known:
                return known
    return "en"


def template_of(error: ProblemError, lang: Language, request_id: str) -> str:
    """Return the template of what the page says of a problem.

    Parameters
    ----------
    error : ProblemError
    lang : {"en", "id"}
        For problems whose words are not the page's own.
    request_id : str

    Returns
    -------
    str
    """
    if error.problem is UNREADABLE:
        return _bare(error.members["said"][lang])
    places = [each.get("pointer") for each in error.members.get("errors", ())]
    if places == ["/threshold"]:
        return "{bad_threshold}"
    key = f"problem:{error.problem.name}"
    return f"{{{key}|{request_id}}}" if key in PAGE.words(lang) else _bare(error.problem.title)


def _bare(words: str) -> str:
    return words.translate({ord("{"): "(", ord("}"): ")"})  # braces are for templates


def _quality(written: str | None) -> float:
    try:
        return float(written or 1.0)
    except ValueError:
        return 0.0


def _about(service: Service) -> About:
    suffixes = {
        suffix: kind
        for suffix, kind in SUFFIXES.items()
        if kind not in TABLES
        and (kind not in _LIBRARIES or importlib.util.find_spec(_LIBRARIES[kind]) is not None)
    }
    return About(
        threshold=service.scorer.threshold,
        precise=service.scorer.model.precise_threshold,
        max_bytes=service.settings.max_bytes,
        formats=tuple(dict.fromkeys(_SHOWN.get(kind, kind.upper()) for kind in suffixes.values())),
        suffixes=tuple(suffixes),
    )


async def run_while_connected(
    service: Service, request: Request, task: str, article: Article
) -> Answer:
    """Have an article worked on until the browser goes away; the page drops requests often.

    Parameters
    ----------
    service : Service
    request : Request
    task : str
        Of `rumor.serve.tasks.TASKS`.
    article : Article

    Returns
    -------
    Answer

    Raises
    ------
    ProblemError
        As `Service.run` does, or if nobody waits for the answer any more.
    """
    running = asyncio.ensure_future(
        service.run(task, article, service.deadline(), request_id_of(request.scope))
    )
    try:
        while not running.done():
            await asyncio.wait((running,), timeout=_LOOK_SECONDS)
            if not running.done() and await request.is_disconnected():
                raise ProblemError(BAD_REQUEST, "the client has gone")
        return running.result()
    finally:
        running.cancel()


def _article(body: ViewRequest) -> Article:
    return Article("text", body.text, body.title, body.threshold, lang=body.lang)


def _page(about: About, lang: Language, shown: Shown, status: int = 200) -> HTMLResponse:
    return HTMLResponse(
        page_html(about, lang, shown), status, {"Content-Security-Policy": policy()}
    )


def _attachment(body: bytes) -> Response:
    told = json.loads(body)
    disposition = f'attachment; filename="{told["file"]}"'
    return HTMLResponse(told["html"], headers={"Content-Disposition": disposition})


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def _fields(body: bytes, kind: str) -> dict[str, str]:
    """Read what a form posted."""
    if kind.partition(";")[0].strip().lower() != _FORM:
        raise ProblemError(MEDIA, f"send Content-Type: {_FORM}", headers={"Accept": _FORM})
    try:
        fields = parse_qs(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise ProblemError(BAD_REQUEST, f"more than {_MOST_FIELDS} fields") from None
    return {name: values[-1].replace("\r\n", "\n") for name, values in fields.items()}


def _posted_article(shown: Shown, lang: Language) -> Article:
    try:
        threshold = float(shown.threshold.replace(",", ".")) if shown.threshold else None
    except ValueError:
        raise invalid([{"pointer": "/threshold", "detail": "is not a number"}]) from None
    try:
        body = ViewRequest(text=shown.text, title=shown.title, threshold=threshold, lang=lang)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        raise invalid(pointers(errors)) from None
    return _article(body)
