"""Lines of a log whose file is full, gone or read by nobody."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator

import pytest

from rumor.serve import line_writer
from rumor.serve.line_writer import LineWriter


class Lost:
    """Counts the lines that were lost."""

    count = 0.0

    def __call__(self, count: float) -> None:
        self.count += count


@pytest.fixture
def lost() -> Lost:
    return Lost()


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Return both ends of a pipe; the writing end does not wait."""
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        os.close(end)


def test_lines_come_out_whole_and_in_order(pipe):
    reading, writing = pipe
    with LineWriter(writing) as writer:
        for number in range(100):
            writer.write(f"baris {number} – selesai")
    expected = "".join(f"baris {number} – selesai\n" for number in range(100))
    assert os.read(reading, 65536).decode() == expected


def test_text_that_is_no_utf8_is_escaped(pipe):
    reading, writing = pipe
    with LineWriter(writing) as writer:
        writer.write("setengah \ud800")
    assert os.read(reading, 65536) == b"setengah \\ud800\n"


def test_lines_for_a_reader_that_has_gone_are_lost_and_counted(lost):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        with LineWriter(writing) as writer:
            writer.on_lost = lost
            for _ in range(7):
                writer.write("hilang")
    finally:
        os.close(writing)
    assert lost.count == 7


def test_writing_never_waits_and_what_is_too_much_is_lost(pipe, lost, monkeypatch):
    monkeypatch.setattr(line_writer, "MOST_LINES", 10)
    reading, writing = pipe
    writer = LineWriter(writing)
    writer.on_lost = lost
    writer.write("x" * 200_000)  # more than the pipe holds
    began = time.monotonic()
    while lost.count == 0:
        writer.write("baris")
        assert time.monotonic() - began < 5
    writer.close(0.1)
    assert time.monotonic() - began < 5
    os.set_blocking(reading, False)
    while writer._thread.is_alive():  # else it would write to the file of another test
        with contextlib.suppress(BlockingIOError):
            os.read(reading, 65536)
        time.sleep(0.01)


def test_line_that_broke_off_does_not_spoil_the_next(pipe, monkeypatch):
    reading, writing = pipe
    really = os.write
    left = [3]

    def full_after_three_bytes(descriptor: int, data: bytes) -> int:
        if left[0] is None:
            return really(descriptor, data)
        if left[0] == 0:
            left[0] = None  # room has been made
            raise OSError(28, "No space left on device")
        written = really(descriptor, bytes(data)[: left[0]])
        left[0] -= written
        return written

    monkeypatch.setattr(line_writer.os, "write", full_after_three_bytes)
    with LineWriter(writing) as writer:
        writer.write("terputus")
        deadline = time.monotonic() + 5
        while left[0] is not None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        writer.write("utuh")
    assert os.read(reading, 65536) == b"ter\nutuh\n"


def test_without_a_standard_error_nothing_happens():
    with LineWriter(None) as writer:
        writer.write("tidak ke mana-mana")
