"""A report as a folder: an index, and a page for each article."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePath

from rumor.atomic import unwritable, write_file
from rumor.report.html.article import render_article
from rumor.report.html.markup import element
from rumor.report.html.page import check_language, entry_of, meta_html, page_html, ranking_html
from rumor.report.html.strings import said, say
from rumor.report.html.summary import title_of
from rumor.report.result import Result
from rumor.report.wording import Language

INDEX = "index.html"

_LONGEST_NAME = 48


def write_report(
    results: Sequence[Result],
    folder: Path,
    *,
    lang: Language = "en",
    date: datetime.date | None = None,
    threshold_note: str = "",
) -> Path:
    """Write a folder with an index of articles and a page for each.

    Parameters
    ----------
    results : sequence of Result
    folder : pathlib.Path
        Made if it is not there; pages of the same names are replaced, other files stay.
    lang, date, threshold_note
        As for `rumor.report.html.page.render_report`.

    Returns
    -------
    pathlib.Path
        The index, which is written last.

    Raises
    ------
    rumor.errors.OutputError
        If a file cannot be written.
    ValueError
        If there is no wording in the language.
    """
    check_language(lang)
    back = element(
        "nav", said("a", "{to_index}", lang, href=INDEX), aria_labelledby="to-index", id="to-index"
    )
    _make(folder)
    names = page_names(results)
    for name, result in zip(names, results, strict=True):
        body = render_article(result, lang=lang, heading=1)
        meta = meta_html([result], lang, date, threshold_note)
        write_file(folder / name, page_html(title_of(result), body, meta, lang, back))
    entries = [entry_of(result, name) for result, name in zip(results, names, strict=True)]
    # The facts of one article are no facts of the index, even where it is the only one.
    meta = meta_html(results if len(results) > 1 else [], lang, date, threshold_note)
    index = folder / INDEX
    write_file(index, page_html(say("{ranking}", lang), ranking_html(entries, lang), meta, lang))
    return index


def page_names(results: Sequence[Result]) -> list[str]:
    """Name the pages of articles: a number, and what is plain in the article's own name.

    Returns
    -------
    list of str
        All different, safe on every file system and in links.
    """
    digits = max(2, len(str(len(results))))
    return [
        f"{place:0{digits}}{_plain(result.document.name)}.html"
        for place, result in enumerate(results, start=1)
    ]


def _plain(name: str) -> str:
    plain = slug(PurePath(name.replace("\\", "/")).stem)
    return f"-{plain}" if plain else ""


def slug(words: str) -> str:
    """Return what is plain in words, joined by hyphens: at most 48 letters and digits, or none."""
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:_LONGEST_NAME].strip("-")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error, "give the name of a folder") from error
