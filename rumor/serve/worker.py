"""A scoring process: articles in, answers out, one after the other, over a socket.

A frame is a head of fixed size, which tells how many bytes follow, and those bytes. What the
process is sent is `marshal`, data alone and from its own parent; what it gives back is what its
task makes, which nobody unpacks.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import pickle
import signal
import socket
import traceback
from dataclasses import fields
from operator import attrgetter
from struct import Struct
from typing import IO

from rumor.scorer import Scorer
from rumor.serve.tasks import PROBE, TASKS, Article

ASKED = Struct("!I")
"""Head of what the process is sent: bytes that follow."""

TOLD = Struct("!Ii")
"""Head of what it gives back: bytes that follow, and sentences scored, or `FAILED`, or `READY`."""

_fields = attrgetter(*(field.name for field in fields(Article)))

FAILED = -1
READY = -2


def pack_scorer(scorer: Scorer) -> bytes:
    """Return the first frame for a process."""
    return _framed(pickle.dumps(scorer, pickle.HIGHEST_PROTOCOL))


def pack(task: str, article: Article) -> bytes:
    """Return the frame of an article.

    Parameters
    ----------
    task : str
        Of `rumor.serve.tasks.TASKS`.
    article : Article
    """
    return _framed(marshal.dumps((task, *_fields(article))))


def work(link: socket.socket) -> None:
    """Score what comes until the other end is closed."""
    # A service manager signals all processes of a service: what is in flight is to be finished.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError), link, link.makefile("rb") as file:
        scorer: Scorer = pickle.loads(_receive(file))  # noqa: S301 - of the parent's making
        TASKS["score"](scorer, PROBE)  # loads the cue lists, for which the first would wait
        link.sendall(TOLD.pack(0, READY))
        while True:
            link.sendall(reply(scorer, _receive(file)))


def reply(scorer: Scorer, message: bytes) -> bytes:
    """Do what a message asks, and return the frame that tells what came of it."""
    try:
        task, *fields = marshal.loads(message)  # noqa: S302 - of the parent's making
        answer = TASKS[task](scorer, Article(*fields))
    except Exception as error:  # noqa: BLE001 - whatever it is, the server has to hear of it
        told = json.dumps({"kind": type(error).__name__, "place": place_of(error)}).encode()
        return TOLD.pack(len(told), FAILED) + told
    return TOLD.pack(len(answer.body), answer.sentences) + answer.body


def place_of(error: BaseException) -> str:
    """Tell where an exception was raised, without what was in the variables there."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "nowhere"
    last = frames[-1]
    parts = last.filename.replace("\\", "/").split("/")
    return f"{'/'.join(parts[-3:])}:{last.lineno} {last.name}"


def _framed(message: bytes) -> bytes:
    return ASKED.pack(len(message)) + message


def _receive(file: IO[bytes]) -> bytes:
    (size,) = ASKED.unpack(_read(file, ASKED.size))
    return _read(file, size)


def _read(file: IO[bytes], size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise EOFError
    return found
