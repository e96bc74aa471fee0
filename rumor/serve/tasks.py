"""What the scoring processes do: an article in, the bytes of an answer out.

Nothing here or below knows of HTTP: a scoring process does not load the web framework.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rumor import __version__
from rumor.claims import ScoredArticle
from rumor.inputs.document import Document
from rumor.report.machine import SCHEMA_VERSION, article_dict, explanation_dict
from rumor.report.result import Result
from rumor.report.wording import Language
from rumor.scorer import Scorer
from rumor.serve.encode import dump, dump_result

HEAD: Mapping[str, Any] = {"schema": SCHEMA_VERSION, "generator": f"rumor {__version__}"}
"""What every answer begins with."""


@dataclass(frozen=True, slots=True)
class Article:
    """What a task is given.

    Attributes
    ----------
    name : str
        What the answer calls it.
    text, title : str
    threshold : float or None
        Score from which a claim counts as speculative; the service's if None.
    id : str, int or None
        What the client calls it, repeated in the answer.
    lang : {"en", "id"}
        Language of what is for people.
    """

    name: str
    text: str
    title: str = ""
    threshold: float | None = None
    id: str | int | None = None
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task gives back.

    Attributes
    ----------
    body : bytes
        JSON, or whatever the task makes.
    sentences : int
        How many were scored.
    """

    body: bytes
    sentences: int


PROBE = Article("probe", "Jembatan Kaligondang dikabarkan retak.")
"""What is scored to see whether scoring works."""

Task: TypeAlias = Callable[[Scorer, Article], Answer]


def score(scorer: Scorer, article: Article) -> Answer:
    """Score an article: one of `articles` in ``rumor/report/rumor-1.schema.json``."""
    document = Document(article.name, article.text, article.title)
    scored = with_threshold(scorer, article).score(article.text, article.title)
    body = dump_result(article_dict(Result(document, scored)))
    if article.id is not None:  # may be a number of any size
        body = b'{"id":' + dump(article.id) + b"," + body[1:]
    return Answer(body, len(scored.claims))


def explain(scorer: Scorer, article: Article) -> Answer:
    """Tell why each sentence scored as it did."""
    scorer = with_threshold(scorer, article)
    explanations = scorer.explain(article.text, article.title)
    scored = ScoredArticle([each.claim for each in explanations], scorer.threshold)
    result = Result(Document(article.name, article.text, article.title), scored)
    body = {
        **HEAD,
        "title": article.title,
        "score": scored.score,
        "threshold": scored.threshold,
        "sentences": [explanation_dict(result, each) for each in explanations],
    }
    return Answer(dump_result(body), len(explanations))


def _of_page(name: str) -> Task:
    def task(scorer: Scorer, article: Article) -> Answer:
        from rumor.serve.page_tasks import PAGE_TASKS  # a service for programs never needs them

        return PAGE_TASKS[name](scorer, article)

    return task


TASKS: Mapping[str, Task] = {
    "score": score,
    "explain": explain,
    "view": _of_page("view"),
    "report": _of_page("report"),
    "read": _of_page("read"),
}
"""The tasks by name."""


def with_threshold(scorer: Scorer, article: Article) -> Scorer:
    """Return the scorer with the threshold that an article asks for."""
    if article.threshold is None:
        return scorer
    return Scorer(scorer.model, threshold=article.threshold)
