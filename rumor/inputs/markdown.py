"""Markdown with its markup blanked out: every character that is left stays where it is.

What is blanked out becomes spaces, so that offsets are those of the file. Where a block ends
without a blank line - a heading, a list item, a table cell - the end is marked for the segmenter
by vertical tabs in place of markup, or, where a heading leaves none to replace, by a paragraph
separator in place of its line feed.

Follows CommonMark 0.31 as far as prose needs it, with the tables, footnotes and strike-through of
GitHub and the front matter of static sites.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator

from rumor.inputs.document import Range
from rumor.inputs.ignore import blank, blank_spans, comments

_FRONT = re.compile(
    r"\A\ufeff?(---|\+\+\+)[^\S\r\n]*(?:\r\n?|\n)(.*?)(?:\r\n?|\n)?^(?:\1|\.\.\.)[^\S\r\n]*$",
    re.DOTALL | re.MULTILINE,
)
_TITLE = re.compile(
    r"""^title[ \t]*[:=][ \t]*"""
    r"""(?:"((?:[^"\\\r\n]|\\.)*)"|'((?:[^'\r\n]|'')*)'|([^\s"'|>&*!{\[][^\r\n]*+))[ \t]*\r?$""",
    re.MULTILINE,
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_FENCE = re.compile(r" {0,3}(?:>\s?|[-*+] +)*(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r"[ \t]*>")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)(?:\[[ xX]\](?=\s))?")
# The number of an item has few digits; `2024. Lalu` goes on with a wrapped paragraph.
_YEAR = re.compile(r"[ \t]*\d{3,}[.)]")
_DIVISION = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*+(?:\|[ \t]*+:?-+:?[ \t]*+)*(?:\|[ \t]*+)?$")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)([^\]]+)\]:[ \t]*\S.*$")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
_DIRECTIVE_LINE = re.compile(r" {0,3}(?:(?::{3,}|!{3})[ \t]*[\w{].*|:{3,}[ \t]*)$")
_RAW = ("script", "style", "pre", "code")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}|\{%[^%]*%\}")
_TICKS = re.compile(r"(?<!\\)`+")
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<(?:https?|ftp|mailto):[^<>\s]*>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]*\]){0,500}+)\](\((?:[^()\n]|\([^()\n]*\))*\)|[ ]?\[[^\[\]\n]*\])"
)
_SHORTCUT = re.compile(r"\[([^\[\]^][^\[\]]*)\](?![\[(:])")
_NOTE_MARK = re.compile(r"\[\^[^\[\]\s]+\]")
_ATTRIBUTES = re.compile(r"\{[:#.][^{}\n]*\}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\\(?=\r?\n)")
_EMPHASIS = re.compile(
    r"(?<![\\*])\*{1,3}(?=[^\s*])|(?<=[^\s*\\])\*{1,3}(?!\*)"
    r"|(?<![\w\\])_{1,3}(?=[^\s_])|(?<=[^\s_\\])_{1,3}(?!\w)|(?<!~)~~(?!~)|(?<!=)==(?=\S)|(?<=\S)==(?!=)"
)
_BLOCK_END = "\v"  # a break for the segmenter, and no line end for an editor
_PARAGRAPH_END = "\u2029"


def title_of(text: str) -> str:
    """Return the title in the front matter of a Markdown text, or an empty string.

    Only a title on one line counts: bare, or in quotation marks.
    """
    front = _FRONT.match(text)
    found = _TITLE.search(front[2]) if front else None
    if not found:
        return ""
    if found[1] is not None:
        return re.sub(r"\\(.)", r"\1", found[1]).strip()
    return (found[2].replace("''", "'") if found[2] is not None else found[3]).strip()


def visible(text: str) -> str:
    """Return a Markdown text with front matter and code blanked out, comments kept."""
    masked = _FRONT.sub(lambda match: blank(match[0]), text, count=1)
    masked = _without_code(masked)
    return blank_spans(masked, _code_spans(masked))


def mask(shown: str) -> str:
    """Blank the markup of a Markdown text out.

    Parameters
    ----------
    shown : str
        As `visible` gives it.

    Returns
    -------
    str
        Of the same length; lines begin where they did.
    """
    text = shown.replace(_PARAGRAPH_END, " ")
    text = blank_spans(text, comments(text))
    for name in _RAW:
        text = blank_spans(text, _elements(text, name))
    for pattern in (_TEMPLATE, _IMAGE, _AUTOLINK, _TAG):
        text = pattern.sub(lambda match: blank(match[0]), text)
    labels = {found[1].casefold() for found in map(_DEFINITION.match, _lines(text)) if found}
    text = _blocks(text)
    for _ in range(2):  # a linked image leaves a link
        text = _LINK.sub(_keep_first, text)
    text = _NOTE_MARK.sub(lambda match: blank(match[0]), text)
    text = _SHORTCUT.sub(
        lambda match: _keep_first(match) if match[1].casefold() in labels else match[0], text
    )
    text = _ATTRIBUTES.sub(lambda match: blank(match[0]), text)
    text = _EMPHASIS.sub(lambda match: blank(match[0]), text)
    text = _ESCAPE.sub(" ", text)
    return _ENTITY.sub(_entity, text)


def _lines(text: str) -> list[str]:
    return [match[0] for match in _LINE.finditer(text) if match[0]]


def _body(line: str) -> tuple[str, str]:
    """Part a line from its line end."""
    body = line.rstrip("\r\n")
    return body, line[len(body) :]


def _code_spans(text: str) -> Iterator[Range]:
    """Find the code spans that are in no comment; of the two, the one that begins first wins."""
    at = end = 0  # of what is read, and of the paragraph there
    comment = next(comments(text), None)
    while found := _TICKS.search(text, at):
        while comment and comment[1] <= found.start():
            comment = next(comments(text, comment[1]), None)
        if comment and comment[0] < found.start():
            at = comment[1]
            continue
        at = found.end()
        if at > end:
            paragraph = _BLANK_LINE.search(text, at)
            end = paragraph.start() if paragraph else len(text)
        closing = next((run for run in _TICKS.finditer(text, at, end) if run[0] == found[0]), None)
        if closing:
            at = closing.end()
            yield found.start(), at


def _elements(text: str, name: str) -> Iterator[Range]:
    """Find the elements of HTML with a name, from tag to tag."""
    ends = [match.end() for match in re.finditer(rf"</{name}\s*>", text, re.IGNORECASE)]
    at = 0
    for tag in re.finditer(rf"<{name}\b[^<>]*>", text, re.IGNORECASE):
        following = bisect_right(ends, tag.end())
        if tag.start() >= at and following < len(ends):
            at = ends[following]
            yield tag.start(), at


def _without_code(text: str) -> str:
    """Blank fenced and indented code out."""
    fence, out = "", []
    after_blank, in_list = True, False
    for line in _lines(text):
        body, _ = _body(line)
        found = _FENCE.match(body)
        if fence:
            closes = body.strip().strip(">").strip()
            if found and closes.startswith(fence) and not closes.strip(fence[0]):
                fence = ""
            out.append(blank(line))
            continue
        if found:
            fence = found[1]
            out.append(blank(line))
            continue
        if not body.strip():
            after_blank = True
            out.append(line)
            continue
        indented = body.startswith(("    ", "\t"))
        code = indented and after_blank and not in_list
        out.append(blank(line) if code else line)
        if _ITEM.match(body):
            in_list = True
        elif not indented and after_blank:
            in_list = False
        after_blank = code
    return "".join(out)


def _blocks(text: str) -> str:
    """Blank the marks of headings, lists, quotations, tables and rules out."""
    lines = _lines(text)
    bodies = [_body(line)[0] for line in lines]
    tabular = _table_lines(bodies)
    out: list[str] = []
    for at, (line, body) in enumerate(zip(lines, bodies, strict=True)):
        end = line[len(body) :]
        previous = bodies[at - 1] if at else ""
        if at in tabular:
            out.append(_row(body) + end)
        elif _is_markup(body, previous):
            out.append(" " * len(body) + end)
        else:
            out.append(_marks(body, end, follows=bool(previous.strip())))
    return "".join(out)


def _is_markup(body: str, previous: str) -> bool:
    """Whether a line is nothing but markup."""
    if _UNDERLINE.match(body) and previous.strip() and not _starts_block(previous):
        return True
    return bool(_RULE.match(body) or _DEFINITION.match(body) or _DIRECTIVE_LINE.match(body))


def _starts_block(body: str) -> bool:
    return bool(_HEADING.match(body) or _ITEM.match(body) or _QUOTE.match(body))


def _marks(body: str, end: str, *, follows: bool) -> str:
    """Blank the marks that a line begins with out; `follows`: the line before is not blank."""
    at, mark = 0, ""
    while found := _QUOTE.match(body, at):
        at = found.end()
    if not (follows and _YEAR.match(body, at)):
        while found := _ITEM.match(body, at):
            at = found.end()
            mark = _BLOCK_END
    if note := _FOOTNOTE.match(body, at):
        at, mark = note.end(), _BLOCK_END
    heading = _HEADING.match(body[at:])
    if not heading:
        return (mark + " " * (at - 1) if mark else " " * at) + body[at:] + end
    start = at + heading.end(1)
    closing = _closing(body[start:])
    words = body[start : len(body) - closing]
    # Ends the line before it, and is ended by whatever there is to replace behind it.
    return _BLOCK_END + " " * (start - 1) + words + _closed(" " * closing, end)


def _closing(words: str) -> int:
    """Return the length of the number signs, and the blanks around them, that close a heading."""
    before = words.rstrip(" \t").rstrip("#")
    if not before.endswith((" ", "\t")) or not words[len(before) :].strip():
        return 0
    return len(words) - len(before.rstrip(" \t"))


def _closed(rest: str, end: str) -> str:
    if rest:
        return _BLOCK_END + rest[1:] + end
    return {"\r\n": _BLOCK_END + "\n", "\n": _PARAGRAPH_END}.get(end, end)


def _table_lines(bodies: list[str]) -> set[int]:
    found: set[int] = set()
    below = 0
    for at, body in enumerate(bodies):
        if at < below:  # a row of the table above, whatever it looks like
            continue
        if not at or "|" not in bodies[at - 1] or "-" not in body or not _DIVISION.match(body):
            continue
        if "|" not in body and body.count("-") < 3:
            continue
        found |= {at - 1, at}
        below = at + 1
        while below < len(bodies) and "|" in bodies[below] and bodies[below].strip():
            found.add(below)
            below += 1
    return found


def _row(body: str) -> str:
    if _DIVISION.match(body):
        return " " * len(body)
    # Two breaks make a block of each cell, wherever there is a blank beside the pipe.
    return re.sub(
        r"[ \t]?(?<!\\)\|[ \t]?",
        lambda match: _BLOCK_END * len(match[0]),
        body,
    )


def _keep_first(match: re.Match[str]) -> str:
    """Blank all of a match out but its first group."""
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    whole = match[0]
    return blank(whole[:start]) + whole[start:end] + blank(whole[end:])


def _entity(match: re.Match[str]) -> str:
    letter = html.unescape(match[0])
    if len(letter) != 1 or letter == "\0":
        return match[0]
    if letter.isspace():
        letter = " "
    return letter + " " * (len(match[0]) - 1)
