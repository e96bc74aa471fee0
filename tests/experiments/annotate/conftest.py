"""Sentences to label, records of two annotators, and `rumor corpus` in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rumor.cli import main
from rumor.experiments.annotate.items import Item

TITLE = "Jembatan Kaligondang Ditutup"
BEFORE = "Warga berkumpul di tepi Kali Weru."
TEXTS = (
    "Jembatan Kaligondang ditutup Senin.",
    "Kabarnya tiang jembatan retak, dan kabarnya besinya hilang.",
    "Camat Weru Lestari mengatakan jembatan itu dibuka lagi Kamis.",
    "Mengapa jembatan itu retak?",
    "Unggahan akun Suara Weru yang kini dihapus menyebut Rusdi Halimun mungkin terlibat.",
    "Pasar Wanasari tetap ramai.",
)


@pytest.fixture
def items() -> list[Item]:
    """Return six sentences, each on a footing of its own."""
    befores = [BEFORE, *TEXTS[:-1]]
    return [
        Item(TITLE, before, text, "berita.txt", 10 * k, 0.25, "suggested")
        for k, (before, text) in enumerate(zip(befores, TEXTS, strict=True))
    ]


@pytest.fixture
def corpus_command(capsys) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs `rumor corpus` here: status, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main(["corpus", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def corpus_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a corpus of passages: lists of (text, level, more)."""

    def write(name: str, *passages: list[tuple], prefix: str = "p", **more: object) -> Path:
        path = tmp_path / name
        lines = []
        for number, passage in enumerate(passages):
            sentences = [
                {"text": text, "level": level, **(rest[0] if rest else {})}
                for text, level, *rest in passage
            ]
            record = {
                "id": f"{prefix}-{number}",
                "kind": "passage",
                "genre": "news",
                "title": TITLE,
                "before": "",
                "split": "train",
                "sentences": sentences,
                **more,
            }
            lines.append(json.dumps(record))
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write
