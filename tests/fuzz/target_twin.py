"""The compiled form of the package against its Python sources: the same results for any text.

The fuzzer follows the sources; another process scores the same texts with the compiled modules,
where there are any.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import target_match
from materials import text_of

import rumor
from rumor.scorer import Scorer
from rumor.text import segment

WORDS = target_match.WORDS


def seeds() -> Iterator[bytes]:
    """Yield texts to start from."""
    return target_match.seeds()


def why_not() -> str:
    """Tell why there is nothing to compare; an empty string if there is."""
    with _started() as peer:
        told, _ = peer.communicate(b"")
    form = json.loads(told.splitlines()[0])
    return "" if form == "compiled" else "skipped: the package is not compiled"


def check(data: bytes) -> None:
    """Both forms score a text alike."""
    text = text_of(data)
    assert _form() == "pure", "follow the sources: set RUMOR_PURE=1"
    here, there = _scored(_scorer(), text), _ask(data)
    assert here == there, (here, there)


def _form() -> str:
    return "pure" if str(segment.__file__).endswith(".py") else "compiled"


@cache
def _scorer() -> Scorer:
    return rumor.load()


def _scored(scorer: Scorer, text: str) -> Any:
    return json.loads(json.dumps(scorer.score(text).to_dict()))


def _started() -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "RUMOR_PURE"}
    return subprocess.Popen(
        [sys.executable, Path(__file__)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


@cache
def _peer() -> subprocess.Popen[bytes]:
    peer = _started()
    atexit.register(peer.kill)
    assert peer.stdout
    assert json.loads(peer.stdout.readline()) == "compiled"
    return peer


def _ask(data: bytes) -> Any:
    asked, answers = _peer().stdin, _peer().stdout
    assert asked
    assert answers
    asked.write(base64.b64encode(data) + b"\n")
    asked.flush()
    return json.loads(answers.readline())


def _answer_all() -> None:
    """Tell the form of this process, then score each line of standard input."""
    print(json.dumps(_form()), flush=True)
    for line in sys.stdin.buffer:
        print(json.dumps(_scored(_scorer(), text_of(base64.b64decode(line)))), flush=True)


if __name__ == "__main__":
    _answer_all()
