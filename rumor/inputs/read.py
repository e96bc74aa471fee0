"""What the command line names - files, folders, standard input, URLs - to documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rumor.errors import InputError, MissingExtraError
from rumor.inputs.document import Document
from rumor.inputs.folders import files_in
from rumor.inputs.names import is_url, shown
from rumor.inputs.options import (
    DOCX,
    FORMATS,
    HTML,
    MARKDOWN,
    PDF,
    SUFFIXES,
    TABLES,
    TEXT,
    InputOptions,
    Source,
)
from rumor.inputs.plain import read_markdown, read_plain
from rumor.text.files import STDIN, STDIN_NAME, read_bytes


def _read_html(source: Source) -> Document:
    from rumor.inputs.html import read_html  # here, as the next two: most articles are plain text

    return read_html(source)


def _read_docx(source: Source) -> Document:
    from rumor.inputs.docx import read_docx

    return read_docx(source)


def _read_pdf(source: Source) -> Document:
    from rumor.inputs.pdf import read_pdf

    return read_pdf(source)


READERS: dict[str, Callable[[Source], Document]] = {
    TEXT: read_plain,
    MARKDOWN: read_markdown,
    HTML: _read_html,
    DOCX: _read_docx,
    PDF: _read_pdf,
}
"""How the formats that hold one article are read; tables are read by `rumor.inputs.tables`."""

_DEFAULT = InputOptions()


def read_documents(
    names: Sequence[str], options: InputOptions = _DEFAULT
) -> Iterator[Document | InputError]:
    """Read the articles that a command line names, one after the other.

    Parameters
    ----------
    names : sequence of str
        Each a file, a folder, ``-`` for standard input, or a URL. A file that is named twice is
        read twice.
    options : InputOptions, optional

    Yields
    ------
    Document or InputError
        In the order of the names. An error stands where its document would: it is yielded and not
        raised, so that one bad file does not keep the others from being read. A library that is
        missing is such an error too; it names the extra to install.

    Raises
    ------
    ValueError
        If the options name a format that does not exist.
    """
    if options.input_format and options.input_format not in FORMATS:
        raise ValueError(f"input format {options.input_format!r} is none of {', '.join(FORMATS)}")
    for place in list_places(names, options):
        yield from read_place(place, options)


Place = str | InputError
"""A file, ``-`` or a URL; an error for what a folder should have held."""


def list_places(names: Sequence[str], options: InputOptions = _DEFAULT) -> Iterator[Place]:
    """Put the files of folders in the place of their folders; nothing is read.

    Parameters
    ----------
    names : sequence of str
        As for `read_documents`.
    options : InputOptions, optional

    Yields
    ------
    str or InputError
    """
    for name in names:
        if name and name != STDIN and not is_url(name) and _is_folder(name):
            yield from files_in(name, options.globs)
        else:
            yield name


def read_place(place: Place, options: InputOptions = _DEFAULT) -> Iterator[Document | InputError]:
    """Read the articles of a place: one, or as many as a table has rows.

    Parameters
    ----------
    place : str or InputError
        As `list_places` gives it; an error is given back.
    options : InputOptions, optional

    Yields
    ------
    Document or InputError
        As `read_documents`.
    """
    if isinstance(place, InputError):
        yield place
    elif is_url(place):
        yield from _guarded(shown(place), _from_url(place, options))
    else:
        label = STDIN_NAME if place == STDIN else place
        yield from _guarded(label, _from_file(place, options))


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # told when it is read
        return False


def _guarded(
    name: str, documents: Iterator[Document | InputError]
) -> Iterator[Document | InputError]:
    try:
        yield from documents
    except InputError as error:
        yield error
    except MissingExtraError as error:
        reason, _, remedy = str(error).partition("; ")
        missing = InputError(name, reason, remedy)
        missing.__cause__ = error
        yield missing


def format_of(name: str, options: InputOptions = _DEFAULT) -> str:
    """Return the format that a file is read in: that of its suffix, else the one of the options."""
    if name == STDIN:
        return options.input_format or TEXT
    if known := SUFFIXES.get(Path(name).suffix.lower(), ""):
        return known
    from rumor.batch.sources import format_of as table_format

    return table_format(Path(name)) or options.input_format or TEXT


def _from_file(name: str, options: InputOptions) -> Iterator[Document | InputError]:
    kind = format_of(name, options)
    if kind in TABLES:
        from rumor.inputs.tables import read_table

        yield from read_table(name, kind, options)
        return
    data = read_bytes(name, options.max_bytes)
    source = Source(STDIN_NAME, data) if name == STDIN else Source(name, data, path=name)
    yield READERS[kind](source)


def _from_url(url: str, options: InputOptions) -> Iterator[Document]:
    if not options.allow_url:
        raise InputError(shown(url), "is a URL", "give --allow-url to fetch it, or save the page")
    from rumor.inputs.url import fetch  # here: a file needs nothing of a network

    fetched = fetch(
        url,
        allow_private=options.allow_private,
        max_bytes=options.url_max_bytes,
        seconds=options.url_seconds,
    )
    yield READERS[fetched.format](Source(fetched.name, fetched.data, charset=fetched.charset))
