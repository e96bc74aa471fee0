"""Where the sentences of an Indonesian text begin and end.

One pass of one regular expression finds the places where a sentence could end; a few tests on a
bounded window round each decide. Nothing looks further than `_WINDOW` characters, so time grows
with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from typing import Final

from rumor.text.abbreviations import (
    DANGLING,
    DOTTED_ENDINGS,
    KINDS,
    LETTERED,
    NUMBERED,
    POINTING,
    PREFIX,
    SPEECH,
    STARTERS,
    TAIL,
)

__all__ = ["sentence_spans"]

_STOPS: Final = ".!?…‼⁇⁈⁉。！？"
_BREAKS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE: Final = "\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff"
_WINDOW: Final = 1000

# A line break, or a run of stops with all that closes after it, and the blanks behind. A stop
# inside a number, a domain or before a comma is no candidate: that lookahead is most of the speed.
_CANDIDATE: Final = re.compile(
    rf"[{_STOPS}{_BREAKS}]"
    rf"(?:(?<=[{_BREAKS}])|(?![0-9a-z,;:/_@])[{_STOPS}]*+([\"'”’»)\]}}›*{_INVISIBLE}]*+))\s*+"
)
_BREAK: Final = re.compile(rf"\r\n|[{_BREAKS}]")
# What may still hang on a finished sentence: emoji, note marks such as [3], spaced closing marks.
_TRAILER: Final = re.compile(
    r"(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u200d\ufe0f\u20e3\u2764]++"
    rf"|\[[0-9]{{1,3}}\]|[”’»)\]}}](?=\s|$)|[{_INVISIBLE}])++"
)
_OPENERS: Final = "\"'“‘«(„[{‹`*"
_LEADING: Final = "\"'“‘«(„[{‹`*-–—/+"
# The last kind of bullet is one whose UTF-8 was read as Latin-1 or Windows-1252.
_MARKER: Final = re.compile(
    r"(?:[-–—*•·●○▪■◦‣➢✓✔>]++|\(?(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}|[A-Za-z]|[ivx]{1,4})[.)]|â[\x80€].)"
    r"(?=\s|\Z)"
)
_WORD: Final = re.compile(r"[^\W_]{1,40}(?:-[^\W_]{1,40})?")
# Capitalised and built with the affixes of common nouns and passives: no name, so a sentence start.
_DERIVED: Final = re.compile(r"(?:Pe|Ke|Se|Di|Ber|Ter|Me)[a-z]{3,}(?:an|nya|kan|i)$")
_NUMERAL: Final = re.compile(r"(?:[0-9]{1,3}|[A-Za-z]|[IVX]{1,4}|[0-9]{1,2}\.[0-9]{1,2})$")
_LETTERS_AND_DOTS: Final = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,4}$")
_INNER_STOP: Final = re.compile(r"[a-z)]\. [A-Z]")
_MARKER_MAX: Final = 8
_WRAP_MIN: Final = 40
_WRAP_MAX: Final = 120


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    Headings, list items and bylines on their own count as sentences; lines wrapped in the middle
    of a sentence are joined.

    Parameters
    ----------
    text : str
        Any string.

    Returns
    -------
    list of tuple of int
        Start and end of each sentence, 0-based and in characters, in order. No span is empty or
        begins or ends with whitespace, and only whitespace lies outside of them.

    Examples
    --------
    >>> sentence_spans("Dr. Rukmana pulang. Ia lelah.")
    [(0, 19), (20, 29)]
    """
    size = len(text)
    start = size - len(text.lstrip())
    spans: list[tuple[int, int]] = []
    for match in _CANDIDATE.finditer(text, start):
        upto = match.end()
        if upto == size:
            break
        end = match.start(1)
        if end < 0:
            end = match.start()
            if end <= start or not _line_ends(text, start, end, upto):
                continue
            while text[end - 1].isspace():
                end -= 1
        else:
            at = match.start()
            end = match.end(1)
            gap = upto - end
            if gap == 1 and text[end] == " " and text[upto].isupper():
                # The usual case, kept apart for speed.
                if not _stop_ends(text, start, at, end, upto, upto):
                    continue
            elif not gap or text[upto] in _STOPS:
                cut = _unspaced(text, start, at, end) if not gap else 0
                if not cut:
                    continue
                end = upto = cut
                while upto < size and text[upto].isspace():
                    upto += 1
                if upto == size:
                    break
            else:
                end, upto, ends = _spaced(text, start, at, end, upto)
                if not ends:
                    continue
                if upto == size:
                    break
        if end > start:
            spans.append((start, end))
            start = upto
    if start < size:
        end = len(text.rstrip())
        if end > start:
            spans.append((start, end))
    return spans


def _spaced(text: str, start: int, at: int, end: int, upto: int) -> tuple[int, int, bool]:
    """Decide a stop followed by blanks; also say where sentence and blanks end."""
    trailer = _TRAILER.match(text, upto) if text[upto] > "z" or text[upto] in ")]}[" else None
    broken = _BREAK.findall(text, end, upto)
    if trailer and not broken:
        end = upto = trailer.end()
        while upto < len(text) and text[upto].isspace():
            upto += 1
        if upto == len(text):
            return end, upto, True
        broken = _BREAK.findall(text, end, upto)
    if _ends_block(broken):
        return end, upto, True
    first = text[upto]
    if first == '"' and not broken and not text[upto + 1 : upto + 2].strip():
        # A straight quote between blanks closes if the one before it opened.
        if _inside_quote(text, upto):
            end = upto = upto + 1
            while upto < len(text) and text[upto].isspace():
                upto += 1
            if upto == len(text):
                return end, upto, True
            first = text[upto]
    elif first in ",;:%":
        return end, upto, False
    follow = upto
    while follow < len(text) and follow < upto + 4 and text[follow] in _OPENERS:
        follow += 1
    if _stop_ends(text, start, at, end, upto, follow):
        return end, upto, True
    ends = bool(broken) and not _is_marker(text, start, at) and not _wrapped(text, end, upto)
    return end, upto, ends


def _stop_ends(text: str, start: int, at: int, end: int, upto: int, follow: int) -> bool:
    """Decide a stop at `at`, the next sentence to begin at `upto`, its first letter at `follow`."""
    next_char = text[follow : follow + 1]
    closed = text[end - 1] not in _STOPS
    lower = next_char.islower()
    if closed:
        if lower and follow == upto:
            return False  # `"Benarkah?" tanya Budi`: the sentence around the quotation goes on
        if text[end - 1] in "\"”'’»" and _next_word(text, follow).lower() in SPEECH:
            return False
        if text[at - 1 : at] in ("(", "["):
            return False  # `(...)`, `[!]`: the stop is a remark, not an end
    if at <= start:
        return False  # an ellipsis or a stray stop that leads the sentence
    if text[at] != "." or text[at + 1 : at + 2] in (".", "…"):
        return not (lower and follow == upto)
    words = text[max(start, at - 24) : at].split()
    word = words[-1].lstrip(_LEADING) if words else ""
    if closed and ")" in text[at:end] and words and words[-1][0] == "(":
        return False  # a single word in brackets is a remark: `(red.)`
    kind = KINDS.get(word.lower())
    if len(word) == 1 and len(words) > 1 and not lower:
        # `berinisial R.` and `1447 H.` are complete; `M. Nuh` is not.
        before = words[-2].lstrip(_LEADING)
        if before.isdigit() or before.lower() in LETTERED:
            return not next_char.isdigit()
    if kind is None:
        if len(word) > 4 and "." not in word:
            if lower and follow == upto:
                # `. lalu` is a sentence of hasty writing, but `. kata Budi` a slip for a comma.
                finished = word.isalpha() or word[-1] == ")"
                return finished and _next_word(text, follow) not in SPEECH
            return not (word.isupper() and _is_dateline(text, start, at, follow))
        return _short_word_ends(text, start, at, word, upto, follow)
    if lower and follow == upto:
        return False
    if kind == PREFIX:
        if len(word) < 3:
            return False
        # In capitals it may be an acronym instead, `KEL. Namun`, and no quotation has a rank.
        return (word.isupper() and _starts(text, follow)) or text[upto] in '"“'
    if kind == TAIL:
        return not next_char.isdigit() and upto == follow
    if kind == NUMBERED:
        return not next_char.isdigit()
    return _starts(text, follow)


def _short_word_ends(text: str, start: int, at: int, word: str, upto: int, follow: int) -> bool:
    """Decide a stop after an initial, a number, a dotted acronym or a short word."""
    if not word:
        return not text[follow : follow + 1].islower()
    if at - len(word) <= start + 1 and _NUMERAL.match(word):
        return False  # `1.` and `a.` belong to the item that they number
    if text[follow : follow + 1].islower() and follow == upto:
        return len(word) > 3 and word.isalpha() and _next_word(text, follow) not in SPEECH
    if len(word) == 1 and word.isalpha():
        return not text[follow : follow + 1].isdigit() and _starts(text, follow)
    if "." in word:
        return not _LETTERS_AND_DOTS.match(word) or _starts(text, follow)
    return not (word.isupper() and _is_dateline(text, start, at, follow))


def _starts(text: str, follow: int) -> bool:
    """Say whether the word at `follow` opens a sentence rather than a name."""
    word = _next_word(text, follow)
    if not word[:1].isupper():
        return False
    if word.lower() in STARTERS or _DERIVED.match(word):
        return True
    return _next_word(text, follow + len(word) + 1) in POINTING


def _next_word(text: str, position: int) -> str:
    match = _WORD.match(text, position)
    return match[0] if match else ""


def _is_dateline(text: str, start: int, at: int, follow: int) -> bool:
    """Say whether all before the stop is a place in capitals that leads the text: `PALU. Hujan`."""
    return bool(
        at - start <= _WRAP_MIN
        and (_BREAK.match(text, start - 1) or not text[max(0, start - _MARKER_MAX) : start].strip())
        and text[start:at].isupper()
        and not _next_word(text, follow)[1:].isupper()
    )


def _unspaced(text: str, start: int, at: int, end: int) -> int:
    """Find the boundary in `selesai.Kemudian` or `selesai."Kami`; 0 if there is none."""
    first = text[end]
    opener = first in "“‘«("
    quote = text[end - 1] == '"'
    if not (opener or first.isupper()):
        trailer = _TRAILER.match(text, end) if first > "z" or first == "[" else None
        return trailer.end() if trailer and text[trailer.end() : trailer.end() + 1].isspace() else 0
    words = text[max(start, at - 80) : at].split()
    before = words[-1].lstrip(_LEADING) if words else ""
    if not before or "@" in before or "//" in before or before.startswith("www."):
        return 0
    last = before.rpartition("/")[2].rstrip("\"'”’»)")
    if text[at] == ".":
        # Initials, acronyms and abbreviations are often written together: `R.A.Kartini`.
        if len(last) < 2 or "." in last or KINDS.get(last.lower(), TAIL) != TAIL:
            return 0
        if not (last[-1].islower() or last[-1].isdigit() or last != before or end > at + 1):
            return 0
        if at - len(last) <= start and last.isdigit():
            return 0
    if opener:
        return end
    after = _next_word(text, end)
    rest = text[end + len(after) : end + len(after) + 1]
    if len(after) < 2 or after.lower() in DOTTED_ENDINGS or rest in ("@", "_"):
        return 0
    if quote and end == at + 2 and not _inside_quote(text, end - 1):
        return end - 1  # the quote opens what follows
    return end


def _inside_quote(text: str, position: int) -> bool:
    """Say whether the straight quote at `position` closes one that was opened before it."""
    closes = True
    for _ in range(8):
        before = text.rfind('"', max(0, position - _WINDOW), position)
        if before < 0:
            return not closes
        # Local shape beats a count from the start: a stray quote misleads only its neighbour.
        if before == 0 or text[before - 1].isspace() or text[before - 1] in "([":
            return closes
        if not text[before + 1].isalnum():
            return not closes
        closes = not closes
        position = before
    return False


def _line_ends(text: str, start: int, end: int, upto: int) -> bool:
    """Decide a line break at `end` without a stop before it."""
    if _ends_block(_BREAK.findall(text, end, upto)):
        return True
    return not _is_marker(text, start, end) and not _wrapped(text, end, upto)


def _ends_block(breaks: list[str]) -> bool:
    """Say whether line breaks in a row end a block: a blank line, or a paragraph separator."""
    return len(breaks) > 1 or "\u2029" in breaks


def _is_marker(text: str, start: int, end: int) -> bool:
    """Say whether all there is, is the marker of a list item."""
    if end - start > _MARKER_MAX:
        return False
    item = text[start:end].strip()
    marker = _MARKER.match(item + " ")
    return _NUMERAL.match(item) is not None or (marker is not None and marker.end() == len(item))


def _wrapped(text: str, end: int, upto: int) -> bool:
    """Say whether the one line break before `upto` falls in the middle of a sentence."""
    if _MARKER.match(text, upto):
        return False
    while end and text[end - 1].isspace():
        end -= 1
    last, first = text[end - 1 : end], text[upto]
    if last in ",-–—(" or (last == ":" and first in _OPENERS):
        return True
    if last == ":" or (last in _STOPS and last != "."):
        return False
    if first.islower():
        return True
    # From here on the next line starts like a sentence or a name; only greedy wrapping explains it.
    if end < _WRAP_MIN or _BREAK.search(text, end - _WRAP_MIN, end):
        return False
    line = _BREAK.split(text[max(0, end - 2 * _WRAP_MAX) : end])[-1].strip()
    if not _WRAP_MIN <= len(line) <= _WRAP_MAX or _is_title(line):
        return False
    below = _BREAK.split(text[upto : upto + 2 * _WRAP_MAX], maxsplit=2)
    width = max(len(line), len(below[0].rstrip()))
    if width > _WRAP_MAX or len(line) + 1 + len(below[0].split(None, 1)[0]) <= width:
        return False
    if line.rpartition(" ")[2].lower().rstrip(".") in DANGLING or last == ".":
        return True
    if line[0].islower() or (len(below) > 1 and below[1][:1].islower()):
        return True
    # A heading or a list item holds no second sentence; a wrapped paragraph does.
    return _INNER_STOP.search(line) is not None or _INNER_STOP.search(below[0]) is not None


def _is_title(line: str) -> bool:
    """Say whether most words are capitalised, as in a headline."""
    words = line.split()
    return 3 * sum(word[0].islower() for word in words) < len(words)
