"""What can go wrong with a request, each with a name, a status and an explanation.

Answers follow RFC 9457, "Problem Details for HTTP APIs".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"

_MOST_ERRORS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """A type of problem.

    Attributes
    ----------
    name : str
        Last part of the type's URI reference, ``/problems/NAME``.
    status : int
        HTTP status.
    title : str
    meaning : str
        When it arises and what to do about it.
    """

    name: str
    status: int
    title: str
    meaning: str

    @property
    def uri(self) -> str:
        """The URI reference that identifies the type."""
        return f"/problems/{self.name}"


MALFORMED = Problem(
    "malformed-json",
    400,
    "The body is not JSON",
    "The body must be JSON (RFC 8259) in UTF-8. `detail` tells where reading stopped. JSON that is "
    "nested too deeply to be read counts as malformed too.",
)
BAD_REQUEST = Problem(
    "bad-request",
    400,
    "The request cannot be read",
    "The request breaks HTTP itself, for instance with a Content-Length that is no number, or is "
    "ambiguous about where its body ends.",
)
NOT_FOUND = Problem(
    "not-found", 404, "There is nothing here", "See /docs for the paths that there are."
)
METHOD = Problem(
    "method-not-allowed",
    405,
    "The path does not take this method",
    "The header Allow of the answer names the methods that it takes.",
)
SLOW_HEAD = Problem(
    "slow-head",
    408,
    "The head of the request took too long to arrive",
    "The request line and all headers must arrive within a time limit of the service. The "
    "connection is closed; send the request again on a new one.",
)
SLOW = Problem(
    "slow-body",
    408,
    "The body took too long to arrive",
    "The whole body must arrive within the time limit of the service, and sooner when others need "
    "its place. Send it again on a faster connection, or in smaller parts.",
)
TOO_LARGE = Problem(
    "too-large",
    413,
    "The body is too large",
    "The service reads bodies up to a limit, which `max_bytes` of the problem tells, and no more "
    "of a larger one. Send articles one at a time, or ask the operator to raise --max-bytes.",
)
TOO_MANY = Problem(
    "too-many-articles",
    413,
    "There are too many articles in the request",
    "`max_batch` of the problem tells how many one request may hold. Send them in several, use "
    "`rumor batch`, or ask the operator to raise --max-batch.",
)
MEDIA = Problem(
    "unsupported-media-type",
    415,
    "The body is of a type that is not read here",
    "Send JSON, with the header Content-Type: application/json.",
)
INVALID = Problem(
    "invalid",
    422,
    "The request is not as described",
    "The body is JSON, but not what /docs asks for. Each of `errors` has a JSON pointer (RFC 6901) "
    "to a place in the body and what is wrong there: a key is missing, a value is of another type "
    "or out of range, or a text is empty, holds a NUL or half of a surrogate pair.",
)
UNREADABLE = Problem(
    "unreadable-file",
    422,
    "The file or text cannot be read",
    "A file sent to the page for people is damaged, empty, protected or of a format that is not "
    "read here, or a text has a `rumor:` directive that is not known. `said` of the problem tells "
    "which, in English and Indonesian.",
)
TOO_OFTEN = Problem(
    "too-many-requests",
    429,
    "The client makes too many requests",
    "Requests are counted for each client address. Wait the seconds that the header Retry-After "
    "tells.",
)
HEAD_TOO_LARGE = Problem(
    "head-too-large",
    431,
    "The head of the request is too large",
    "The request line with all headers, or the number of headers, is over a limit of the service. "
    "Send fewer and shorter ones; an article belongs in the body.",
)
INTERNAL = Problem(
    "internal",
    500,
    "The service failed",
    "The fault is ours, not the request's. Tell the operator the `request_id` of the problem: the "
    "log has a line with it.",
)
OVERLOADED = Problem(
    "overloaded",
    503,
    "The service is busy",
    "As many requests, or connections, as the service takes on are being worked on. Wait the "
    "seconds that the header Retry-After tells.",
)
TOOK_TOO_LONG = Problem(
    "took-too-long",
    503,
    "Scoring took too long",
    "The time limit of the service ran out before the text was scored, because it is long or many "
    "others are waiting. Send less at a time, or ask the operator for a higher --timeout-seconds "
    "or more --workers.",
)
NOT_READY = Problem(
    "not-ready",
    503,
    "The service is not ready",
    "It is starting or about to stop, or its processes do not answer. Send requests elsewhere.",
)

PROBLEMS: Mapping[str, Problem] = {
    problem.name: problem
    for problem in (
        MALFORMED,
        BAD_REQUEST,
        NOT_FOUND,
        METHOD,
        SLOW_HEAD,
        SLOW,
        TOO_LARGE,
        TOO_MANY,
        MEDIA,
        INVALID,
        UNREADABLE,
        TOO_OFTEN,
        HEAD_TOO_LARGE,
        INTERNAL,
        OVERLOADED,
        TOOK_TOO_LONG,
        NOT_READY,
    )
}
"""All types by name."""


class ProblemError(Exception):
    """A request that ends with a problem.

    Attributes
    ----------
    problem : Problem
    detail : str
        What is wrong with this request; never holds text of an article.
    headers : mapping of str to str
        For the answer.
    members : mapping of str to object
        Further members of the problem document.
    """

    def __init__(
        self,
        problem: Problem,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        self.problem = problem
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members
        super().__init__(f"{problem.name}: {detail}")

    def document(self, request_id: str = "") -> dict[str, Any]:
        """Return the problem document as plain dicts, lists, strings and numbers."""
        document = {
            "type": self.problem.uri,
            "title": self.problem.title,
            "status": self.problem.status,
            "detail": self.detail,
            **self.members,
        }
        return document | ({"request_id": request_id} if request_id else {})

    def response(self, request_id: str = "") -> JSONResponse:
        """Return the answer to the request."""
        return JSONResponse(
            self.document(request_id), self.problem.status, self.headers, media_type=MEDIA_TYPE
        )


def invalid(errors: Sequence[Mapping[str, str]]) -> ProblemError:
    """Make the problem of a body that is not as described.

    Parameters
    ----------
    errors : sequence of mapping
        Each with ``pointer`` and ``detail``.

    Returns
    -------
    ProblemError
    """
    count = len(errors)
    detail = f"{count} place{'s' if count != 1 else ''} in the body cannot be used"
    listed = [dict(error) for error in errors[:_MOST_ERRORS]]
    return ProblemError(INVALID, detail, errors=listed)
