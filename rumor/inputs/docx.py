"""Word documents to paragraphs, with the standard library alone.

A .docx file is a ZIP archive of XML parts (ECMA-376, "Office Open XML"). Only three parts are
read, each within a limit of size, and none may declare a document type: without one there are no
entities to expand or to fetch.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from rumor.errors import InputError
from rumor.inputs.document import Document
from rumor.inputs.options import MAX_BYTES, Source
from rumor.text.files import RATIO

_SMALL = 1_000_000  # below it the ratio says nothing
_BODY, _STYLES, _CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
# What `zipfile` lets through of broken archives, beside its own error.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
)
_DAMAGED = "open it in a word processor and save it again as .docx"
# Text that was removed or moved away, or that stands there in another form already.
_ELSEWHERE = frozenset(("del", "moveFrom", "Fallback"))
# What is in a paragraph without being part of its line; boxes have paragraphs of their own, and
# a paragraph in another, which only a broken file has, is one by itself.
_UNSEEN = frozenset("p pPr rPr sectPr instrText drawing pict object".split())
_LETTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def read_docx(source: Source) -> Document:
    """Read the paragraphs of a Word document, those in tables too.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Document
        Each paragraph is followed by a blank line. The title is the paragraph in the style
        *Title*, which stays in the text, or else the title among the file's properties.

    Raises
    ------
    InputError
        If it is no Word document, is encrypted or damaged, unpacks to too much, or holds no text.
    """
    if source.data.startswith(b"\xd0\xcf\x11\xe0"):  # the container of .doc and of encryption
        reason = "not a .docx file: an older .doc, or protected by a password"
        raise InputError(source.name, reason, "save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            parts = {name: _part(archive, name, source.name) for name in (_BODY, _STYLES, _CORE)}
    except _BROKEN as error:
        raise InputError(source.name, "not a .docx file, or damaged", _DAMAGED) from error
    except RuntimeError as error:  # how `zipfile` tells of encryption
        raise InputError(source.name, "is encrypted", "save it without a password") from error
    body = parts[_BODY]
    if body is None:
        raise InputError(source.name, "not a Word document", "give a .docx file")
    styles = _title_styles(parts[_STYLES])
    title = ""
    paragraphs: list[str] = []
    for style, text in _paragraphs(body):
        if not title and style in styles:
            title = text
        paragraphs.append(text)
    if not paragraphs:
        raise InputError(source.name, "holds no text", "give an article")
    return Document(
        name=source.name,
        text="\n\n".join(paragraphs),
        title=title or _property(parts[_CORE]),
        path=source.path,
    )


def _part(archive: zipfile.ZipFile, name: str, where: str) -> Element | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(info) as file:
        # What the archive says of its size may be a lie: what comes out is counted.
        data = file.read(MAX_BYTES + 1)
    ratio = len(data) / max(info.compress_size, 1)
    if len(data) > MAX_BYTES or (len(data) > _SMALL and ratio > RATIO):
        reason = f"{name} unpacks to far more than it should"
        raise InputError(where, reason, "copy the text into a .txt file if you trust it")
    builder = _Builder(where)
    parser = XMLParser(target=builder)  # noqa: S314  # it refuses what makes XML dangerous
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, LookupError, ValueError) as error:
        raise InputError(where, f"{name} is damaged ({error})", _DAMAGED) from error
    return root


class _Builder(TreeBuilder):
    """Builds the tree and refuses a document type."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def doctype(self, name: str, *_: str | None) -> NoReturn:
        """Refuse; called before any entity is declared."""
        raise InputError(self.where, f"declares a document type ({name})", _DAMAGED)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _title_styles(styles: Element | None) -> frozenset[str]:
    """Return the ids of the style whose name is Title; the id may be in the writer's language."""
    found = {"Title"}
    for style in [] if styles is None else styles:
        names = (_attribute(child, "val") for child in style if _local(child) == "name")
        if any(name.lower() == "title" for name in names):
            found.add(_attribute(style, "styleId"))
    return frozenset(found)


def _property(core: Element | None) -> str:
    found = None if core is None else core.find(f"{_DC}title")
    return " ".join((found.text or "").split()) if found is not None else ""


def _paragraphs(root: Element) -> Iterator[tuple[str, str]]:
    """Yield style and text of each paragraph that has text, those in text boxes behind theirs."""
    for element in _walk(root, _ELSEWHERE):
        if _local(element) != "p" or "wordprocessingml" not in element.tag:
            continue
        style = next((_attribute(found, "val") for found in _properties(element)), "")
        for piece in "".join(_runs(element)).split("\n"):
            text = " ".join(piece.split())
            if text:
                yield style, text


def _properties(paragraph: Element) -> Iterator[Element]:
    for child in paragraph:
        if _local(child) == "pPr":
            yield from (found for found in child if _local(found) == "pStyle")


def _runs(paragraph: Element) -> Iterator[str]:
    for element in _walk(paragraph, _ELSEWHERE | _UNSEEN):
        name = _local(element)
        if name == "t":
            yield element.text or ""
        elif name in _LETTERS:
            yield _LETTERS[name]


def _walk(element: Element, left_out: frozenset[str]) -> Iterator[Element]:
    """Yield all that is in an element, in order, without what has certain names."""
    waiting = [iter(element)]  # not by recursion: how deep it goes is up to the file
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif _local(child) not in left_out:
            yield child
            waiting.append(iter(child))
