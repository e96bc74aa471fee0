"""Any bytes, and damaged copies of a good file, as a model."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import atheris
from invariants import check_article, check_error

from rumor.errors import ModelError
from rumor.features.extract import schema_hash
from rumor.portable import COLUMNS, PortableModel, read_model, write_model
from rumor.scorer import Scorer

WORDS = tuple(
    f'"{word}"' for word in ("rumor-model", "weights", "names", "about", "NaN", "1e999", "[[[")
)
_TEXT = (
    "Konon Jembatan Kaligondang retak. Camat Weru Lestari mengatakan jembatan itu mungkin dibuka."
)
_NAMES = ["b:jembatan itu", "hearsay", "hedge", "speech", "w:retak"]
_ODD = (
    None, True, "", "1", "\ud800", [], {}, [[]], 0, -1, 2, 1.5, 1e308, -1e308, 5e-324, 1e999,
    -1e999, float("nan"), 10**400, {"schema_hash": 1}, ["hedge", "hedge"],
    [[0.0] * len(_NAMES)] * len(COLUMNS),
)  # fmt: skip
_MOST_EDITS = 4
_RAW = 0


@cache
def _good() -> bytes:
    """Return a good file."""
    model = PortableModel(
        weights={
            name: tuple(float(column - row) for column in range(len(COLUMNS)))
            for row, name in enumerate(_NAMES)
        },
        intercepts=(-2.0, -1.0, 1.0, -1.0, 0.0),
        slope=1.25,
        offset=0.5,
        threshold=0.5,
        precise_threshold=0.9,
        evidence_floor=0.3,
        about={"schema_hash": schema_hash(), "version": "1"},
    )
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder, "model.json")
        write_model(model, path)
        return path.read_bytes()


def seeds() -> Iterator[bytes]:
    """Yield files and recipes to start from."""
    yield bytes([_RAW]) + _good()
    yield from (bytes([1 + edits]) + bytes(range(edits, edits + 40)) for edits in range(8))


def check(data: bytes) -> None:
    """A file is refused with the reason, or it is a model that scores and explains."""
    content = data[1:] if data[:1] == bytes([_RAW]) else _damaged(data)
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder, "model.json")
        path.write_bytes(content)
        try:
            model = read_model(path)
        except ModelError as error:
            check_error(error)
            return
        scorer = Scorer(model)
        check_article(_TEXT, scorer.score(_TEXT))
        assert [each.claim for each in scorer.explain(_TEXT)] == scorer.score(_TEXT).claims


def _damaged(data: bytes) -> bytes:
    """Make a file out of a good one, with some values changed and some bytes."""
    recipe = atheris.FuzzedDataProvider(data)
    model = json.loads(_good())
    for _ in range(recipe.ConsumeIntInRange(0, _MOST_EDITS)):
        _edit(recipe, model)
    content = bytearray(_written(model))
    for _ in range(recipe.ConsumeIntInRange(0, 2)):
        at = recipe.ConsumeIntInRange(0, len(content) - 1)
        content[at] ^= 1 << recipe.ConsumeIntInRange(0, 7)
    if recipe.ConsumeProbability() < 0.05:
        del content[recipe.ConsumeIntInRange(0, len(content) - 1) :]
    return bytes(content)


def _written(model: dict[str, Any]) -> bytes:
    """Write a model; where a file ends in its digest, so does this one."""
    sealed = model.pop("sha256", None) is not None
    text = json.dumps(model, separators=(",", ":"))
    if sealed:
        body = text[:-1]
        text = f'{body},"sha256":"{hashlib.sha256(body.encode()).hexdigest()}"}}\n'
    return text.encode()


def _edit(recipe: atheris.FuzzedDataProvider, model: Any) -> None:
    """Change one value somewhere in a model, or take it out."""
    within = model
    while True:
        keys = sorted(within) if isinstance(within, dict) else range(len(within))
        if not keys:
            return
        key = keys[recipe.ConsumeIntInRange(0, len(keys) - 1)]
        if not isinstance(within[key], (dict, list)) or recipe.ConsumeBool():
            break
        within = within[key]
    choice = recipe.ConsumeIntInRange(0, 3)
    if choice == 0:
        del within[key]
    elif choice == 1:
        within[key] = recipe.ConsumeFloat()
    else:
        within[key] = deepcopy(_ODD[recipe.ConsumeIntInRange(0, len(_ODD) - 1)])


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
