"""What requests must look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

_UNKNOWN = "extra_forbidden"
_NO_OBJECT = "should be an object"
_REASONS = {
    _UNKNOWN: "unknown key",
    "missing": "is missing",
    "model_type": _NO_OBJECT,
    "model_attributes_type": _NO_OBJECT,
}
_BRANCHES = ("str", "int", "function-after[_is_text(), str]")
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")


def _is_text(text: str) -> str:
    if "\0" not in text and _can_be_written(text):  # much faster than to search for what is not
        return text
    found = _NOT_TEXT.search(text)
    if found is not None:
        what = "a NUL" if found[0] == "\0" else "half of a surrogate pair"
        raise ValueError(f"holds {what} (character {found.start()}): not text")
    return text


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _some_text(text: str) -> str:
    if not text.strip():
        raise ValueError("holds no text")
    return text


Text = Annotated[
    str,
    AfterValidator(_is_text),
    AfterValidator(_some_text),
    Field(
        description="An article: plain text. A heading on its first line serves as the title if "
        "none is given. Offsets in the answer count its characters (code points) from 0.",
        examples=["Jembatan Kaligondang dikabarkan retak."],
    ),
]
Title = Annotated[
    str,
    AfterValidator(_is_text),
    Field(description="Title of the article, for context only; it is not scored."),
]
Threshold = Annotated[
    float | None,
    Field(
        ge=0.0,
        le=1.0,
        allow_inf_nan=False,
        description="Score from which a claim counts as speculative; the service's own if left "
        "out or null.",
    ),
]


class _Body(BaseModel):
    # A misspelt key is told, not ignored; "0.5" is no number and 1 no text.
    model_config = ConfigDict(extra="forbid", strict=True)


class ScoreRequest(_Body):
    """An article to score or to explain."""

    text: Text
    title: Title = ""
    threshold: Threshold = None


class BatchArticle(_Body):
    """One article of a batch."""

    id: Annotated[
        Annotated[str, AfterValidator(_is_text)] | int | None,
        Field(description="What you call it: repeated in the answer."),
    ] = None
    text: Text
    title: Title = ""


class BatchRequest(_Body):
    """Articles to score."""

    # Each is checked by itself, so that a bad one does not cost the others.
    articles: Annotated[
        list[Any],
        Field(min_length=1),
        WithJsonSchema(
            {
                "type": "array",
                "minItems": 1,
                "items": {"$ref": "#/components/schemas/BatchArticle"},
                "title": "Articles",
            }
        ),
    ]
    threshold: Threshold = None


def pointers(
    errors: Iterable[Mapping[str, Any]], before: Sequence[str | int] = ()
) -> list[dict[str, str]]:
    """Turn pydantic's errors into JSON pointers with reasons.

    Parameters
    ----------
    errors : iterable of mapping
        Each with ``loc``, ``msg`` and ``type``; what was given is left alone.
    before : sequence of str or int
        Where in the body they are.

    Returns
    -------
    list of dict
        Each with ``pointer`` and ``detail``.
    """
    told: dict[str, str] = {}
    for error in errors:
        path = [*before, *_without_branches(error)]
        pointer = "".join(f"/{_escaped(str(part))}" for part in path)
        told.setdefault(pointer, _reason(error))
    return [{"pointer": pointer, "detail": detail} for pointer, detail in told.items()]


def _without_branches(error: Mapping[str, Any]) -> Sequence[str | int]:
    # For `str | int` pydantic appends which of the two it tried.
    path = cast("tuple[str | int, ...]", error["loc"])
    if error["type"] == _UNKNOWN:
        return path
    return [part for part in path if part not in _BRANCHES]


def _reason(error: Mapping[str, Any]) -> str:
    if not error["loc"]:  # versions of FastAPI differ over a body that is empty or null
        return _NO_OBJECT
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return _REASONS.get(error["type"], message[:1].lower() + message[1:])


def _escaped(part: str) -> str:
    """Escape a key as RFC 6901 says; it may be long, or no text, when it is one of the client's."""
    clean = part.encode("utf-8", "replace").decode()[:100]
    return clean.replace("~", "~0").replace("/", "~1")
