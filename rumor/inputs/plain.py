"""Plain text and Markdown to documents whose offsets are those of the file."""

from __future__ import annotations

from rumor.errors import InputError
from rumor.inputs.document import Document
from rumor.inputs.ignore import find_ignored, mask_directives
from rumor.inputs.options import Source
from rumor.text.files import bom_encoding, decode


def read_plain(source: Source) -> Document:
    """Read plain text; only comments addressed to us are blanked out.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Document

    Raises
    ------
    InputError
        If it is not text or empty, or a directive is not known.
    """
    text = _decode(source)
    # One of the file's own is no line end for an editor, and `Document` takes it for one.
    masked = mask_directives(text).replace("\u2029", "\v")
    return _document(source, text, masked, title="")


def read_markdown(source: Source) -> Document:
    """Read Markdown; its markup is blanked out.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Document
        The title is that of the front matter.

    Raises
    ------
    InputError
        If it is not text, holds nothing but markup, or a directive is not known.
    """
    from rumor.inputs import markdown  # here: plain text does without

    text = _decode(source)
    shown = markdown.visible(text)
    return _document(source, shown, markdown.mask(shown), title=markdown.title_of(text))


def _decode(source: Source) -> str:
    """Decode, in the encoding that a server told if it knows better than we."""
    if source.charset and not bom_encoding(source.data):
        try:
            data = source.data.decode(source.charset).encode()
        except (LookupError, UnicodeError):
            data = source.data
        return decode(data, source.name)
    return decode(source.data, source.name)


def _document(source: Source, shown: str, masked: str, title: str) -> Document:
    ignored = find_ignored(shown, masked, source.name)
    if not masked.strip():
        raise InputError(source.name, "holds no text beside its markup", "give an article")
    return Document(
        name=source.name,
        text=masked,
        title=title,
        path=source.path,
        in_place=bool(source.path),
        ignored=ignored,
    )
