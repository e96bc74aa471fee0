"""Files and standard input to text, with one clear error for what is not text."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

from rumor.errors import InputError

STDIN = "-"
STDIN_NAME = "standard input"

RATIO = 200
"""What unpacks to more than so many times its size is a bomb; text comes to 5 to 20."""

SAVE_AS_UTF8 = "save it as UTF-8"
UNMARKED_UTF16 = "not UTF-8 text, but most likely UTF-16"

_LOOKED_AT = 1000
_NEARLY_ALL = 0.8
_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)


def read_text(name: str) -> str:
    """Read an article from a file or from standard input.

    Parameters
    ----------
    name : str
        Path of a file, or ``-``.

    Returns
    -------
    str
        Decoded as UTF-8, or as its byte-order mark says.

    Raises
    ------
    InputError
        If there is no such file, it cannot be read, it is not text, or it is empty.
    """
    return decode(read_bytes(name), STDIN_NAME if name == STDIN else name)


def read_bytes(name: str, limit: int | None = None) -> bytes:
    """Read a file or standard input.

    Parameters
    ----------
    name : str
        Path of a file, or ``-``.
    limit : int, optional
        Most bytes it may hold; any number if left out.

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        If there is no such file, it cannot be read, or it is larger than the limit.
    """
    most = -1 if limit is None else limit + 1  # one more tells that there is more
    if name == STDIN:
        if sys.stdin is None:
            raise InputError(STDIN_NAME, "is closed", "give a FILE, or pipe an article in")
        return _within(sys.stdin.buffer.read(most), limit, STDIN_NAME)
    if not name:
        raise InputError(name, "no file name", "check the path")
    try:
        with Path(name).open("rb") as file:
            return _within(file.read(most), limit, name)
    except OSError as error:
        raise unreadable(name, error) from error
    except ValueError as error:  # a NUL in the name
        raise InputError(name, "no file name", "check the path") from error


def unreadable(name: str, error: OSError) -> InputError:
    """Return the error for a file that the system does not let us read."""
    if isinstance(error, IsADirectoryError):
        return InputError(name, "is a folder", "name the files in it")
    if isinstance(error, FileNotFoundError):
        return InputError(name, "no such file", "check the path")
    reason = (error.strerror or "cannot be read").lower()
    return InputError(name, reason, "check the path and its permissions")


def bom_encoding(data: bytes) -> str:
    """Return the encoding that a byte-order mark tells, or an empty string."""
    return next((name for mark, name in _BOMS if data.startswith(mark)), "")


def decode(data: bytes, where: str) -> str:
    """Decode the bytes of an article.

    Parameters
    ----------
    data : bytes
    where : str
        Name for the error message.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the bytes are not text, or only white space.
    """
    encoding = bom_encoding(data) or "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if looks_like_utf16(data):
            raise InputError(where, UNMARKED_UTF16, SAVE_AS_UTF8) from error
        # "utf-8-sig" counts from behind the mark
        skipped = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
        reason = f"not {error.encoding.upper()} text (byte {error.start + skipped})"
        raise InputError(where, reason, SAVE_AS_UTF8) from error
    if "\0" in text:
        if looks_like_utf16(data):
            raise InputError(where, UNMARKED_UTF16, SAVE_AS_UTF8)
        position = text.index("\0")
        raise InputError(
            where, f"not text (a NUL at character {position})", "give a plain-text file"
        )
    if not text.strip():
        raise InputError(where, "holds no text", "give an article")
    return text


def looks_like_utf16(data: bytes) -> bool:
    """Tell whether bytes are most likely Latin letters in UTF-16, with or without its mark."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    start = data[:_LOOKED_AT]
    pairs = len(start) // 2
    high, low = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    # In one place of nearly each pair, and in the other never.
    return pairs > 0 and min(high, low) == 0 and max(high, low) >= _NEARLY_ALL * pairs


def _within(data: bytes, limit: int | None, where: str) -> bytes:
    if limit is not None and len(data) > limit:
        reason = f"larger than {limit} bytes"
        raise InputError(where, reason, "raise the limit with --max-bytes, or split it")
    return data
