"""What fuzzing starts from: our own sentences, and the words of the cue lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

from rumor.features.lexicon import load_entries

_LONGEST_WORD = 60  # bytes; libFuzzer takes 64 at most
_MARKS = ". ,\n\n\r\n\v\u2029\u00a0\u200b\ufeff“”\"'()[]-–…?!😀\x00"


def passages(most: int = 300) -> Iterator[tuple[str, list[str]]]:
    """Yield titles and sentences of the authored corpus."""
    with (files("rumor.seeds") / "authored.jsonl").open(encoding="utf-8") as lines:
        for _, line in zip(range(most), lines, strict=False):
            passage = json.loads(line)
            yield passage["title"], [sentence["text"] for sentence in passage["sentences"]]


def articles() -> Iterator[str]:
    """Yield whole articles."""
    for each in (files("rumor.seeds") / "articles").iterdir():
        yield each.read_text(encoding="utf-8")


def dictionary(more: tuple[str, ...] = ()) -> str:
    """Return a dictionary for libFuzzer: cue words, marks, and what else is given."""
    words = [entry.name.replace("*", "Weru") for entry in load_entries()]
    words += [*_MARKS, "<!-- rumor: ignore -->", "Dr. ", "S.H.", "dll. ", "1. ", "[3]", *more]
    encoded = (word.encode()[:_LONGEST_WORD] for word in dict.fromkeys(words))
    return "".join(f'"{_escaped(word)}"\n' for word in encoded)


def _escaped(word: bytes) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word
    )


def text_of(data: bytes) -> str:
    """Decode what the fuzzer made; bytes that are no UTF-8 become lone surrogates."""
    return data.decode("utf-8", "surrogateescape")
