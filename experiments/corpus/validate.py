"""One decoded record to one passage, or the reasons why not.

Every reason ends in what to do about it; the loader puts file and line before it.
"""

from __future__ import annotations

import reprlib
from collections.abc import Collection, Mapping
from typing import Any, cast

from rumor.experiments.corpus.records import (
    KINDS,
    LEVELS,
    SPLITS,
    Kind,
    Level,
    Passage,
    Sentence,
    Span,
    Split,
)

_NAMES = {str: "a string", list: "a list", bool: "true or false", int: "a whole number"}
_PASSAGE = {
    "id": str,
    "kind": str,
    "genre": str,
    "title": str,
    "before": str,
    "split": str,
    "sentences": list,
}
_PASSAGE_MAY = {"stratum": str}
_SENTENCE = {"text": str, "level": str}
_SENTENCE_MAY = {"cues": list, "sources": list, "deleted": bool, "broken": bool, "readings": int}
_SPECULATIVE = ("2", "3")


def read_passage(record: object) -> tuple[Passage | None, list[str]]:
    """Turn a decoded JSON value into a passage.

    Parameters
    ----------
    record : object
        What `json.loads` gave for one line.

    Returns
    -------
    passage : Passage or None
        None when there are problems.
    problems : list of str
        All that is wrong with the record, in reading order.
    """
    if not isinstance(record, dict):
        return None, [f"a record is an object, not {_describe(record)}; write one passage a line"]
    problems = _check_keys(record, _PASSAGE, _PASSAGE_MAY, "")
    if not record.get("id", "-"):
        problems.append("id is empty; give the passage one")
    problems += _check_choice(record, "kind", KINDS, "")
    problems += _check_choice(record, "split", SPLITS, "")
    items = record.get("sentences")
    sentences: list[Sentence] = []
    if isinstance(items, list):
        problems += _check_number(items, record.get("kind"))
        for index, item in enumerate(items):
            sentence, found = _read_sentence(item, f"sentences[{index}]")
            problems += found
            if sentence is not None:
                sentences.append(sentence)
    if problems:
        return None, problems
    passage = Passage(
        id=record["id"],
        kind=cast(Kind, record["kind"]),
        genre=record["genre"],
        title=record["title"],
        before=record["before"],
        split=cast(Split, record["split"]),
        sentences=tuple(sentences),
        stratum=record.get("stratum", ""),
    )
    return passage, []


def _read_sentence(item: object, where: str) -> tuple[Sentence | None, list[str]]:
    if not isinstance(item, dict):
        reason = f"{where} is {_describe(item)}; write an object with text and level"
        return None, [reason]
    problems = _check_keys(item, _SENTENCE, _SENTENCE_MAY, f"{where}.")
    problems += _check_choice(item, "level", LEVELS, f"{where}.")
    text, level = item.get("text"), item.get("level")
    if isinstance(text, str):
        problems += _check_text(text, f"{where}.text")
        for key in ("cues", "sources"):
            if isinstance(spans := item.get(key), list):
                problems += _check_spans(spans, text, f"{where}.{key}")
    if item.get("cues") and level in LEVELS and level not in _SPECULATIVE:
        problems.append(f"{where} has cues at level {level}; cues belong to levels 2 and 3 only")
    if type(readings := item.get("readings", 1)) is int and readings < 1:
        problems.append(f"{where}.readings is {readings}; count the annotators, 1 or more")
    if problems:
        return None, problems
    sentence = Sentence(
        text=item["text"],
        level=cast(Level, level),
        cues=_spans(item.get("cues", [])),
        sources=_spans(item.get("sources", [])),
        deleted=item.get("deleted", False),
        broken=item.get("broken", False),
        readings=item.get("readings", 1),
    )
    return sentence, []


def _check_keys(
    item: Mapping[str, object],
    required: Mapping[str, type],
    optional: Mapping[str, type],
    prefix: str,
) -> list[str]:
    known = {**required, **optional}
    problems = [
        f"{prefix}{key} is missing; add it, {_NAMES[required[key]]}"
        for key in required
        if key not in item
    ]
    for key, value in item.items():
        if key not in known:
            problems.append(f"{prefix}{key} is not a known key; known are {', '.join(known)}")
        elif type(value) is not known[key]:  # exact: true is no number, nor 1 a flag
            problems.append(
                f"{prefix}{key} is {_describe(value)}; it has to be {_NAMES[known[key]]}"
            )
        elif isinstance(value, str) and not _encodable(value):
            problems.append(f"{prefix}{key} holds half a surrogate pair; write the whole character")
    return problems


def _check_choice(
    item: Mapping[str, object], key: str, choices: Collection[str], prefix: str
) -> list[str]:
    value = item.get(key)
    if not isinstance(value, str) or value in choices:
        return []
    return [f"{prefix}{key} is {reprlib.repr(value)}; use one of {', '.join(choices)}"]


def _check_number(items: list[object], kind: object) -> list[str]:
    if not items:
        return ["sentences is empty; a passage has at least one"]
    if kind == "contrast" and len(items) != len(LEVELS):
        return [f"a contrast set has five sentences, this has {len(items)}; write one a level"]
    return []


def _check_text(text: str, where: str) -> list[str]:
    if not text.strip():
        return [f"{where} is empty; remove the sentence or write it"]
    if " ".join(text.split()) != text:
        return [f"{where} has stray whitespace; single spaces only, none at the ends"]
    return []


def _check_spans(spans: list[object], text: str, where: str) -> list[str]:
    problems = []
    good: list[Span] = []
    for index, span in enumerate(spans):
        if not (isinstance(span, list) and len(span) == 2 and all(type(n) is int for n in span)):
            problems.append(
                f"{where}[{index}] is {_describe(span)}; a span is [start, end], whole numbers"
            )
            continue
        start, end = span
        if not 0 <= start < end <= len(text):
            problems.append(
                f"{where}[{index}] is [{start}, {end}] in a text of {len(text)} characters; "
                "it needs 0 <= start < end <= length"
            )
        elif text[start].isspace() or text[end - 1].isspace():
            problems.append(f"{where}[{index}] begins or ends with a space; leave the space out")
        else:
            good.append((start, end))
    # Annotators do mark a cue inside a longer one, so nesting is fine; crossing is a slip.
    for (a, b), (c, d) in zip(sorted(good), sorted(good)[1:], strict=False):
        if (a, b) == (c, d):
            problems.append(f"{where} holds [{a}, {b}] twice; keep one")
        elif a < c < b < d:
            problems.append(f"{where} holds [{a}, {b}] and [{c}, {d}], which cross; merge them")
    return problems


def _spans(spans: list[list[int]]) -> tuple[Span, ...]:
    return tuple(sorted((start, end) for start, end in spans))


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _describe(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "a string"
    if isinstance(value, list):
        return repr(value) if len(repr(value)) <= 40 else "a list"
    return "an object" if isinstance(value, dict) else f"the number {value}"
