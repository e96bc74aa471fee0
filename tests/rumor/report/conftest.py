"""Two small scored documents, and golden files beside the tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

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
def matches_golden() -> Callable[[str, Iterable[str]], None]:
    """Compare with a golden file; RUMOR_UPDATE_GOLDEN=1 writes it anew."""

    def check(name: str, pieces: Iterable[str]) -> None:
        written = "".join(pieces)
        path = GOLDEN / name
        if os.environ.get("RUMOR_UPDATE_GOLDEN"):
            path.write_text(written, encoding="utf-8", newline="")
        assert written == path.read_bytes().decode()

    return check
