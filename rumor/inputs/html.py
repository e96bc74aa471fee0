"""Web pages to the article in them: `trafilatura` finds it, then what newsrooms add is taken out.

Positions in the page are lost; what is marked to be ignored is known all the same, see
`rumor.inputs.page_ignore`.
"""

from __future__ import annotations

from rumor.errors import InputError, MissingExtraError
from rumor.inputs.document import Document, Range
from rumor.inputs.leftovers import clean
from rumor.inputs.options import Source
from rumor.inputs.page import decode_page, headline, prune
from rumor.inputs.page_ignore import mark_ignored
from rumor.inputs.page_limits import refuse_endless
from rumor.inputs.quiet import quiet
from rumor.text.files import SAVE_AS_UTF8, UNMARKED_UTF16, bom_encoding, looks_like_utf16

_LEAST_WORDS = 15  # fewer are a caption or a notice, not an article
_MARKS = range(0x12000, 0x12400)  # Sumerian: printable, so kept, and in no page we will see
_NO_ARTICLE = "save the page of one article, or copy its text into a .txt file"


def read_html(source: Source) -> Document:
    """Read the article of a web page.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Document
        Paragraphs, each followed by a blank line; the headline is the title and not repeated.

    Raises
    ------
    InputError
        If no article is found in the page, it is made to take long, or a directive is not known.
    rumor.errors.MissingExtraError
        If trafilatura is not installed.
    """
    try:
        import trafilatura
        from lxml.etree import ParserError
        from lxml.html import HTMLParser, document_fromstring
    except ImportError as error:  # lxml raises a bare one for the part of it that left its package
        missing = error.name or "lxml_html_clean"
        raise MissingExtraError("reading web pages", "html", missing) from error
    if not bom_encoding(source.data) and looks_like_utf16(source.data):
        raise InputError(source.name, UNMARKED_UTF16, SAVE_AS_UTF8)
    page = decode_page(source.data, source.charset)
    if not page.strip():
        raise InputError(source.name, "holds no text", "give an article")
    refuse_endless(page, source.name)
    # As bytes: a declaration of another encoding in the page no longer counts.
    parser = HTMLParser(encoding="utf-8", remove_pis=True, no_network=True)
    try:
        tree = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except ParserError as error:
        raise InputError(source.name, "holds no article", _NO_ARTICLE) from error
    mark = next(chr(code) for code in _MARKS if chr(code) not in page)
    whole = mark_ignored(tree, mark, source.name)
    title = headline(tree)
    prune(tree)
    quiet("trafilatura")  # what it tells of a page without an article is told by our error
    body = trafilatura.extract(
        tree,
        output_format="txt",
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        include_formatting=False,
        deduplicate=False,
    )
    paragraphs = clean(_paragraphs(body or ""), title.replace(mark, ""), mark)
    text, ignored = _join(paragraphs, mark)
    if len(text.split()) < _LEAST_WORDS:
        raise InputError(source.name, "holds no article", _NO_ARTICLE)
    return Document(
        name=source.name,
        text=text,
        title=title.replace(mark, ""),
        path=source.path,
        ignored=((0, len(text)),) if whole else ignored,
    )


def _paragraphs(text: str) -> list[str]:
    lines = map(_without_markup, text.splitlines())
    return [line for line in lines if line]


def _without_markup(line: str) -> str:
    """Take off what marks a line as an item of a list or the cell of a table."""
    mark = next((mark for mark in ("- ", "| ", "|") if line.startswith(mark)), "")
    return line[len(mark) :].rstrip(" \t").removesuffix("|").strip()


def _join(paragraphs: list[str], mark: str) -> tuple[str, tuple[Range, ...]]:
    """Join paragraphs; tell where those with a mark stand."""
    parts: list[str] = []
    ignored: list[Range] = []
    at = 0
    for paragraph in paragraphs:
        bare = " ".join(paragraph.replace(mark, "").split())
        if not bare:
            continue
        if mark in paragraph:
            ignored.append((at, at + len(bare)))
        parts.append(bare)
        at += len(bare) + 2
    return "\n\n".join(parts), tuple(ignored)
