"""PDF files to paragraphs: `pypdf` reads the pages, `rumor.inputs.lines` joins their lines."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING, Any

from rumor.errors import InputError, MissingExtraError
from rumor.inputs.document import Document
from rumor.inputs.lines import join_pages
from rumor.inputs.options import Source
from rumor.inputs.quiet import quiet

if TYPE_CHECKING:
    from pypdf import PdfReader

SECONDS = 300
"""Longest time for a file; a page takes some hundredths of a second."""

_DAMAGED = "open it and save or print it to PDF again"
# What pypdf lets through of the objects of a broken file, beside its own errors.
_BROKEN = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    EOFError,
)
_LESS = "give some of its pages, or copy the text into a .txt file"
_UNLOCK = "save a copy without a password"


def read_pdf(source: Source) -> Document:
    """Read the text of a PDF file.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Document
        Lines joined to paragraphs, each followed by a blank line; without running heads and page
        numbers. The title is that of the file's properties.

    Raises
    ------
    InputError
        If it is no PDF or damaged, needs a password, takes too long, or holds no text.
    rumor.errors.MissingExtraError
        If pypdf is not installed.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
    except ModuleNotFoundError as error:
        raise MissingExtraError("reading PDF files", "pdf", str(error.name)) from error
    quiet("pypdf")
    try:
        reader = PdfReader(io.BytesIO(source.data))
        # An empty password opens what is only protected against changes.
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(source.name, "is encrypted", _UNLOCK)
        pages = _pages(reader, source.name)
        title = _title(reader)
    except DependencyError as error:
        raise MissingExtraError("reading an encrypted PDF file", "pdf", "cryptography") from error
    except LimitReachedError as error:
        reason = f"asks for more than a text needs ({_line(error)})"
        raise InputError(source.name, reason, _LESS) from error
    except RecursionError as error:
        raise InputError(source.name, "is damaged (a loop in it)", _DAMAGED) from error
    except (PyPdfError, *_BROKEN) as error:
        reason = f"not a PDF file, or damaged ({_line(error)})"
        raise InputError(source.name, reason, _DAMAGED) from error
    text = "\n\n".join(join_pages(pages))
    if not text:
        reason = "holds no text, as a scan does" if pages else "holds no pages"
        raise InputError(source.name, reason, "run OCR first, then give the result")
    return Document(name=source.name, text=text, title=title, path=source.path)


def _pages(reader: PdfReader, where: str) -> list[str]:
    pages = []
    end = time.monotonic() + SECONDS  # pypdf limits what a page may ask for, and not all of them
    for page in reader.pages:
        if time.monotonic() > end:
            raise InputError(where, f"takes longer than {SECONDS} s to read", _LESS)
        pages.append(page.extract_text())
    return pages


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120].rstrip(".").lower() or type(error).__name__


def _title(reader: Any) -> str:
    title = reader.metadata.title if reader.metadata else None
    words = " ".join(title.split()) if isinstance(title, str) else ""
    # What word processors write there when nobody gave one.
    if words.lower().startswith(("microsoft word", "untitled")) or "." in words[-5:-2]:
        return ""
    return words
