"""Files and standard input to text, with one clear error for what is not text."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

from rumor.errors import InputError

STDIN = "-"

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
    if name == STDIN:
        if sys.stdin is None:
            raise InputError("standard input", "is closed", "give a FILE, or pipe an article in")
        return decode(sys.stdin.buffer.read(), "standard input")
    if not name:
        raise InputError(name, "no file name", "check the path")
    try:
        data = Path(name).read_bytes()
    except IsADirectoryError as error:
        raise InputError(name, "is a folder", "name the files in it") from error
    except FileNotFoundError as error:
        raise InputError(name, "no such file", "check the path") from error
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(name, reason, "check the path and its permissions") from error
    return decode(data, name)


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
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # "utf-8-sig" counts from behind the mark
        skipped = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
        reason = f"not {error.encoding.upper()} text (byte {error.start + skipped})"
        raise InputError(where, reason, "save it as UTF-8") from error
    if "\0" in text:
        position = text.index("\0")
        raise InputError(
            where, f"not text (a NUL at character {position})", "give a plain-text file"
        )
    if not text.strip():
        raise InputError(where, "holds no text", "give an article")
    return text
