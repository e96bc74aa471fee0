"""Invented articles scored with the model of a few weights, and a reader of the HTML they give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from rumor.inputs.document import Document
from rumor.report.result import Result
from rumor.scorer import Scorer

ARTICLE = """Jembatan Kaligondang Ramai Dibicarakan

Jembatan Kaligondang dikabarkan retak. Mungkin jembatan itu dibuka Senin. \
Mengapa jembatan itu retak?

Camat Weru Lestari mengatakan jembatan itu dibuka Senin. Jembatan Kaligondang dibuka Senin.

Kabar itu konon berasal dari unggahan akun @warga_weru yang kini sudah dihapus.
"""


@dataclass
class Node:
    """An element of a page."""

    name: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def find(self, name: str = "", class_: str = "") -> list[Node]:
        """Return the elements below, in the order of the page."""
        found: list[Node] = []
        for child in self.children:
            if isinstance(child, Node):
                if name in ("", child.name) and class_ in ("", *child.classes):
                    found.append(child)
                found += child.find(name, class_)
        return found


class _Reader(HTMLParser):
    """Builds the tree, and refuses what is not balanced."""

    VOID = ("meta", "input", "br")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}"
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in self.VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        assert self.open.pop().name == tag

    def handle_data(self, data):
        self.open[-1].children.append(data)


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Node]:
    """Return a function that reads HTML into a tree, and fails where it is not balanced."""

    def read(page: str) -> Node:
        reader = _Reader()
        reader.feed(page)
        reader.close()
        assert len(reader.open) == 1, f"never closed: {[node.name for node in reader.open[1:]]}"
        return reader.open[0]

    return read


@pytest.fixture(scope="session")
def score(tiny_scorer: Scorer) -> Callable[..., Result]:
    """Return a function that scores an article with the model of a few weights."""

    def scored(text: str, name: str = "berita/jembatan.txt", **about) -> Result:
        document = Document(name, text, **about)
        return Result(document, tiny_scorer.score(text, title=document.title))

    return scored


@pytest.fixture(scope="session")
def result(score) -> Result:
    """Return an article with a claim of every level."""
    return score(ARTICLE)
