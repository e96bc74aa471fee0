"""Any bytes as a file: plain text, Markdown, a web page, a Word document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from invariants import check_error
from materials import articles

from rumor.errors import InputError
from rumor.inputs.document import Document
from rumor.inputs.options import DOCX, HTML, MARKDOWN, TEXT, Source
from rumor.inputs.read import READERS
from rumor.serve.page_tasks import tidy

# A web page takes a hundred times as long as the others, so few inputs are one.
_KINDS = (TEXT, MARKDOWN, MARKDOWN, MARKDOWN, DOCX, DOCX, "docx of parts", HTML)
_PART_ENDS = b"\x1e"
_PARTS = ("word/document.xml", "word/styles.xml", "docProps/core.xml")
_WORD = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    b'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Jembatan Retak</w:t></w:r></w:p>'
    b"<w:p><w:r><w:t>Konon</w:t><w:tab/><w:t>jembatan itu retak.</w:t></w:r></w:p>"
    b"</w:body></w:document>"
)
_PROSE = """---
title: "Jembatan Kaligondang"
---

# Jembatan Retak #

Konon **tiang** [jembatan](https://weru.example) itu `retak`. <!-- rumor: ignore -->

> - kata warga &amp; Camat Weru
1. satu[^1]

| a | b |
|---|---|
| konon | kabarnya |

```
kode
```
![foto](a.png) <b>tebal</b> {{ templat }} ~~coret~~

Judul
=====
"""
WORDS = (
    "```", "~~~", "---\n", "title: ", "[a](b)", "![a](b)", "[^1]", "[^1]:", "| a |\n|---|\n",
    "<script>", "</script>", "<!--", "-->", "<!-- rumor: ignore-start -->", "&amp;", "&#0;",
    "<!-- rumor: ignore-end -->", "&#xD800;", "{{", "}}", ":::", "w:p", "<w:t>", "<p>", "</p>",
    "<article>", "<h1>", "<?xml version='1.0' encoding='utf-16'?>", "<!DOCTYPE a>",
    "PK\x03\x04", "PK\x05\x06",
)  # fmt: skip


def seeds() -> Iterator[bytes]:
    """Yield files to start from, each behind the byte that says how it is read."""
    for text in (*articles(), _PROSE):
        yield from (bytes([at]) + text.encode() for at in range(4))
    yield bytes([4]) + _archive([_WORD])
    yield bytes([6]) + _PART_ENDS.join((_WORD, b"<styles/>", b"<core/>"))
    body = "".join(
        f"<p>Konon jembatan ke-{at} di Weru itu retak, kata warga desa.</p>" for at in range(9)
    )
    yield bytes([7]) + f"<html><h1>Jembatan</h1><article>{body}</article></html>".encode()


def check(data: bytes) -> None:
    """A file becomes a document whose marks lie in its text, or gets one error of one line."""
    kind, content = _KINDS[data[0] % len(_KINDS)] if data else TEXT, data[1:]
    if kind == "docx of parts":
        kind, content = DOCX, _archive(content.split(_PART_ENDS)[: len(_PARTS)])
    try:
        document = READERS[kind](Source("berkas", content, path="berkas"))
    except InputError as error:
        check_error(error)
        return
    assert document.text.strip()
    _check_places(document)
    if document.in_place:
        kept = content.decode("utf-8", "replace").lstrip("\ufeff")
        if "\ufffd" not in kept:
            assert len(document.text) == len(kept), "offsets are not those of the file"
    tidy(document.text)


def _check_places(document: Document) -> None:
    size = len(document.text)
    for start, end in document.ignored:
        assert 0 <= start <= end <= size
        document.is_ignored(start)
    for offset in (0, size // 2, size):
        line, column = document.position(offset)
        assert min(line, column) >= 1


def _archive(parts: list[bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in zip(_PARTS, parts, strict=False):
            archive.writestr(name, part)
    return file.getvalue()
