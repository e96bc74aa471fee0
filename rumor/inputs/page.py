"""A web page before the article is looked for: its encoding, its headline, what is no article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rumor.inputs.leftovers import is_label
from rumor.text.files import bom_encoding

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_META = re.compile(rb"""<meta\b[^<>]*?\bcharset\s*+=\s*+(?:["']\s*+)?([\w.:-]+)""", re.IGNORECASE)
_META_WITHIN = 4096
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The same as numbers: &#1; to &#31; but for tab and line ends.
_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F])(?![\da-fA-F]));?"
)
# As browsers read them: https://encoding.spec.whatwg.org/#names-and-labels
_LABELS = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii"), "windows-1252"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "utf8"), "utf-8"),
}
_SITE = re.compile(r" [|–—-] [^|–—]{2,40}$")
_PROMOTION = re.compile(
    r"(?:^|[\s_-])(?:baca-?juga|lihat-?j(?:uga|g)|simak-?juga|link-?sisip|artikel-?terkait|"
    r"berita-?terkait|rekomendasi|ads?-(?:slot|banner|wrapper)|iklan|newsletter|share-?(?:bar|box|"
    r"button)s?|komentar|comments?(?:-?(?:list|box|section|area))?|cookie[\w-]*|consent[\w-]*|"
    r"paywall|gallery|galeri|foto-?lain|tags?-?list|paging|halaman|breadcrumbs?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = ("p", "div", "ul", "ol", "table", "aside", "section", "blockquote", "h2", "h3", "h4")
_LINKED = 0.9
_LABEL_LINKED = 0.5
_LONGEST_PROMOTION = 600
_KEPT_WORDS = 80


def decode_page(data: bytes, charset: str = "") -> str:
    """Decode a web page as a browser does.

    The encoding is that of the byte-order mark, else that which the server told, else that of the
    page's ``<meta>``, else UTF-8 if the bytes are that, else Windows-1252. A byte that is wrong in
    it becomes U+FFFD and does not keep the rest from being read.

    Parameters
    ----------
    data : bytes
    charset : str
        What the server told; empty if nothing.

    Returns
    -------
    str
        With blanks for the control characters that no page may hold.
    """
    meta = _META.search(data[:_META_WITHIN])
    told = meta[1].decode("ascii", "replace") if meta else ""
    mark = bom_encoding(data)
    for label in (mark, charset, told):
        name = label if label == mark else _LABELS.get(label.lower(), label)
        try:
            return _without_controls(data.decode(name, "replace") if name else _guess(data))
        except LookupError:
            continue
    return _without_controls(_guess(data))


def _without_controls(page: str) -> str:
    """Blank out what the parser lets through and then refuses to write."""
    return _REFERENCE.sub(" ", _CONTROL.sub(" ", page))


def _guess(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def headline(tree: HtmlElement) -> str:
    """Return the headline of a page, without the name of the site; empty if there is none."""
    shared = _words(next(iter(tree.xpath("//meta[@property='og:title']/@content")), ""))
    site = _words(next(iter(tree.xpath("//meta[@property='og:site_name']/@content")), ""))
    heads = [head for head in (_words(h1.text_content()) for h1 in tree.iter("h1")) if head]
    titles = [_words(element.text_content()) for element in tree.xpath("//head/title")]
    told = shared or next(iter(titles), "")
    # A page may have its logo in an <h1>: the one that other places repeat is the headline.
    for head in heads:
        if told.casefold().startswith(head.casefold()):
            return head
    if shared:
        return _without_site(shared, site)
    if heads:
        return max(heads, key=len)
    return _SITE.sub("", told)


def _without_site(title: str, site: str) -> str:
    if site and title.casefold().endswith(site.casefold()):
        return title[: -len(site)].rstrip(" |–—-") or title
    return title


def prune(tree: HtmlElement) -> None:
    """Take out what is no part of the article, by how pages of news are built; in place.

    These are blocks of links to other articles, blocks whose class or id says what they are, and
    further articles that a page appends for those who scroll on.
    """
    articles = [article for article in tree.iter("article") if article.find(".//h1") is not None]
    for article in articles[1:]:
        if not any(other in articles for other in article.iterancestors("article")):
            article.drop_tree()
    for element in list(tree.iter(*_BLOCKS)):
        if element.getparent() is not None and _is_promotion(element):
            element.drop_tree()


def _is_promotion(element: HtmlElement) -> bool:
    text = _words(element.text_content())
    if not text or len(text.split()) > _KEPT_WORDS or len(text) > _LONGEST_PROMOTION:
        return False
    if _PROMOTION.search(f"{element.get('class', '')} {element.get('id', '')}"):
        return True
    linked = sum(len(_words(link.text_content())) for link in element.iter("a")) / len(text)
    if is_label(text):
        return linked >= _LABEL_LINKED
    return linked >= _LINKED


def _words(text: str) -> str:
    return " ".join(text.split())
