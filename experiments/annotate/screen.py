"""The state of a session as lines of text."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from rumor.experiments.annotate.messages import MESSAGES, Language, questions, rules
from rumor.experiments.annotate.session import Session, Step
from rumor.experiments.corpus.records import Span

WIDTH = 100
_NARROWEST = 20
_EXAMPLES = re.compile(r" \([^()]*\)")
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
# What an article holds must not steer the terminal.
_VISIBLE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True, slots=True)
class Look:
    """How the screen is written.

    Attributes
    ----------
    language : {"en", "id"}
    colour : bool
        Whether to set the sentence apart by brightness.
    show_score : bool
        Whether to show what the model thinks, which sways the annotator.
    """

    language: Language = "en"
    colour: bool = False
    show_score: bool = False


def screen(session: Session, look: Look, width: int, height: int) -> str:
    """Lay out what the annotator has to see to give the next answer.

    Parameters
    ----------
    session : Session
    look : Look
    width, height : int
        Columns and lines of the terminal. Where the questions do not fit, their examples in
        brackets are left out.

    Returns
    -------
    str
        Lines, each closed by a line break; the prompt is `prompt`.
    """
    width = max(min(width, WIDTH), _NARROWEST)
    lines = _lines(session, look, width, brief=False)
    if len(lines) >= height:  # the prompt takes a line too
        lines = _lines(session, look, width, brief=True)
    return "".join(f"{line}\n" for line in lines)


def prompt(session: Session, look: Look) -> str:
    """Return what stands before the cursor."""
    return MESSAGES[look.language][session.step.value]


def help_lines(width: int) -> list[str]:
    """Return the rules for hard cases, wrapped."""
    width = max(min(width, WIDTH), _NARROWEST)
    lines = []
    for paragraph in rules().split("\n"):
        lines += _wrap(paragraph.replace("**", ""), width) if paragraph else [""]
    return lines


def _lines(session: Session, look: Look, width: int, *, brief: bool) -> list[str]:
    say = MESSAGES[look.language]
    lines = [_progress(session, look)]
    item = session.item
    if item is not None:
        if item.title:
            lines += ["", *_wrap(f"{say['title']}: {item.title}", width)]
        if item.before:
            before = _wrap(f"{say['before']}: {item.before}", width)
            lines += ["", *(_styled(line, _DIM, look) for line in before)]
        sentence = _wrap(item.text, width, "  ")
        lines += ["", *(_styled(line, _BOLD, look) for line in sentence), ""]
        lines += _step(session, look, width, brief=brief)
    if session.notice is not None:
        text = say[session.notice.name].format_map(session.notice.values)
        lines += ["", *_wrap(f"* {text}", width)]
    return [*lines, ""]


def _progress(session: Session, look: Look) -> str:
    say = MESSAGES[look.language]
    parts = [say["progress"].format(number=session.number, total=session.total)]
    if session.skipped:
        parts.append(say["skipped"].format(count=session.skipped))
    if look.show_score and session.item is not None and session.item.score is not None:
        parts.append(say["score"].format(score=session.item.score))
    return ", ".join(parts)


def _step(session: Session, look: Look, width: int, *, brief: bool) -> list[str]:
    say = MESSAGES[look.language]
    asked = questions(look.language)
    lines = []
    if session.step is Step.LEVEL:
        for level, (name, question) in asked.items():
            asks = _EXAMPLES.sub("", question) if brief else question
            lines += _wrap(f"{level}  {name}: {asks}", width, "   ", hang=True)
    elif session.draft.level is not None:
        level = session.draft.level
        lines.append(say["chosen"].format(level=level, name=asked[level][0]))
    if session.step is Step.WHICH and session.item is not None:
        start, end = session.choices[0]
        words = _clean(session.item.text[start:end])
        lines.append(say["several"].format(words=words, count=len(session.choices)))
        for number, span in enumerate(session.choices, start=1):
            lines.append(f"  {number}  {_in_place(session.item.text, span)}")
    if session.step is not Step.LEVEL:
        lines += ["", *_wrap(say[f"ask {session.step.value}"], width)]
    deleted = say["yes" if session.draft.deleted else "no"]
    return [*lines, "", *_wrap(say["keys"].format(deleted=deleted), width)]


def _in_place(text: str, span: Span, room: int = 24) -> str:
    start, end = span
    left = ("…" if start > room else "") + text[max(0, start - room) : start]
    right = text[end : end + room] + ("…" if end + room < len(text) else "")
    return _clean(f"{left}[{text[start:end]}]{right}")


def _styled(text: str, code: str, look: Look) -> str:
    return f"{code}{text}{_RESET}" if look.colour else text


def _wrap(text: str, width: int, indent: str = "", *, hang: bool = False) -> list[str]:
    return textwrap.wrap(
        _clean(text),
        width,
        initial_indent="" if hang else indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    ) or [""]


def _clean(text: str) -> str:
    return text.translate(_VISIBLE)
