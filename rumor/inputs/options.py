"""How articles are read: formats by suffix, limits, and what may be fetched."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, MARKDOWN, HTML = "text", "markdown", "html"
DOCX, PDF = "docx", "pdf"
JSONL, CSV, PARQUET = "jsonl", "csv", "parquet"

SUFFIXES = {
    ".txt": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".docx": DOCX,
    ".pdf": PDF,
    ".jsonl": JSONL,
    ".csv": CSV,
    ".parquet": PARQUET,
}
"""Format of a file by its suffix, in lower case; any other file is read as text."""

FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))
"""Names of the formats, as ``--input-format`` takes them."""

TABLES = frozenset((JSONL, CSV, PARQUET))
"""Formats that hold one article a row."""

MEGABYTE = 1_000_000
MAX_BYTES = 50 * MEGABYTE
URL_MAX_BYTES = 10 * MEGABYTE
URL_SECONDS = 20.0


@dataclass(frozen=True)
class InputOptions:
    """What the command line says about its inputs; `rumor.inputs.arguments` declares the options.

    Attributes
    ----------
    input_format : str
        Format of standard input and of files whose suffix is not known, one of `FORMATS`; text if
        empty.
    globs : tuple of str
        Patterns for the files that are read from folders; all with a known suffix if empty.
    max_bytes : int
        Largest file that is read, in bytes; tables are read row by row and have no limit.
    text_column, title_column : str
        Columns of a table, when they do not have one of the usual names.
    allow_url : bool
        Whether a name that is a URL is fetched.
    allow_private : bool
        Whether URLs may lead to this machine and to networks that are not public.
    url_max_bytes : int
        Largest page that is fetched, in bytes after decompression.
    url_seconds : float
        Longest time a URL may take in all, redirects included.
    """

    input_format: str = ""
    globs: tuple[str, ...] = ()
    max_bytes: int = MAX_BYTES
    text_column: str = ""
    title_column: str = ""
    allow_url: bool = False
    allow_private: bool = False
    url_max_bytes: int = URL_MAX_BYTES
    url_seconds: float = URL_SECONDS


@dataclass(frozen=True)
class Source:
    """The bytes of one article and what is known of them.

    Attributes
    ----------
    name : str
        What to call it in results and errors.
    data : bytes
    path : str
        The file it stands in; empty for standard input and URLs.
    charset : str
        Encoding that a server told; empty if none.
    """

    name: str
    data: bytes
    path: str = ""
    charset: str = ""
