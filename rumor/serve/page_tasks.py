"""What the scoring processes do for the page at ``/``: views, reports, and files to text.

Files come from anybody, so they are read here: a process can be ended, and the server goes on.
"""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Mapping

from rumor.errors import InputError, MissingExtraError, RumorError
from rumor.inputs.document import Document
from rumor.inputs.options import TABLES, Source
from rumor.inputs.plain import read_plain
from rumor.inputs.read import READERS, format_of
from rumor.lang import translate_error
from rumor.report.html.article import render_article
from rumor.report.html.folder import slug
from rumor.report.html.page import meta_html, render_report
from rumor.report.html.summary import summarise, title_of
from rumor.report.result import Result
from rumor.report.wording import LANGUAGES
from rumor.scorer import Scorer
from rumor.serve.encode import dump
from rumor.serve.tasks import Answer, Article, Task, with_threshold
from rumor.text.article import find_title

_TITLE_WORDS = 8
_FILE_NAME = "rumor-report"
_BLOCK_END = re.compile("(?<![ \t])[ \t]*+[\v\u2029][\v\u2029 \t]*")
_SPACES = re.compile(r"[ \t]{2,}")
_GAP = re.compile(r"\s+")


def view(scorer: Scorer, article: Article) -> Answer:
    """Score a text and write the report's view of it.

    Returns
    -------
    Answer
        JSON: ``html`` and ``facts`` to show, ``title``, ``score``, ``threshold`` and ``counts``;
        or ``problem``, in each language, if the text has a directive that is not known.
    """
    try:
        result = _scored(scorer, article)
    except InputError as error:
        return _told(error)
    summary = summarise(result)
    body = {
        "html": render_article(result, lang=article.lang),
        "facts": meta_html([result], article.lang, _today(), ""),
        "title": title_of(result),
        "score": summary.score,
        "threshold": result.article.threshold,
        "counts": {
            "sentences": len(result.article.claims),
            "claims": summary.claims,
            "speculative": summary.speculative,
            "deleted": summary.deleted,
            "ignored": summary.ignored,
        },
    }
    return Answer(dump(body), len(result.article.claims))


def report(scorer: Scorer, article: Article) -> Answer:
    """Score a text and write its report.

    Returns
    -------
    Answer
        JSON: ``html``, a page that stands alone, and ``file``, a name for it; or ``problem``.
    """
    try:
        result = _scored(scorer, article)
    except InputError as error:
        return _told(error)
    page = render_report([result], lang=article.lang, date=_today())
    name = f"{slug(title_of(result)) or _FILE_NAME}.html"
    return Answer(dump({"html": page, "file": name}), len(result.article.claims))


def read(_scorer: Scorer, article: Article) -> Answer:
    """Read a file.

    Parameters
    ----------
    article : Article
        Its name is the file's, and its text what the file holds, in Base64.

    Returns
    -------
    Answer
        JSON: ``text`` and ``title``; or ``problem``, in each language, if it cannot be read.
    """
    kind = format_of(article.name)
    try:
        if kind in TABLES:
            raise InputError(
                article.name, "is a table of articles", "give one article, or use `rumor score`"
            )
        document = READERS[kind](Source(article.name, base64.b64decode(article.text)))
    except (InputError, MissingExtraError) as error:
        return _told(error)
    return Answer(dump({"text": tidy(document.text), "title": document.title}), 0)


def tidy(text: str) -> str:
    """Write text whose markup was blanked out as somebody would type it.

    Parameters
    ----------
    text : str
        In which vertical tabs and paragraph separators end blocks.

    Returns
    -------
    str
        Blank lines end them; runs of spaces are one.
    """
    blocks = _BLOCK_END.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _GAP.sub(_paragraph_end, _SPACES.sub(" ", blocks)).strip()


def _paragraph_end(gap: re.Match[str]) -> str:
    return "\n\n" if gap[0].count("\n") > 1 else gap[0]


PAGE_TASKS: Mapping[str, Task] = {"view": view, "report": report, "read": read}
"""The tasks by name."""


def _scored(scorer: Scorer, article: Article) -> Result:
    """Score an article; one without title or heading is called by its first words."""
    read = read_plain(Source(article.name, article.text.encode()))
    scored = with_threshold(scorer, article).score(read.text, article.title)
    spans = [(claim.start, claim.end) for claim in scored.claims]
    name = article.title or find_title(read.text, spans) or _first_words(read.text)
    document = Document(" ".join(name.split()), read.text, article.title, ignored=read.ignored)
    return Result(document, scored)


def _first_words(text: str) -> str:
    words = text.split(maxsplit=_TITLE_WORDS)
    more = len(words) > _TITLE_WORDS
    return " ".join(words[:_TITLE_WORDS]) + (" …" if more else "")


def _told(error: RumorError) -> Answer:
    return Answer(dump({"problem": {lang: translate_error(error, lang) for lang in LANGUAGES}}), 0)


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()
