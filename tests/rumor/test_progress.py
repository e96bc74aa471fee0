"""The line of progress."""

from __future__ import annotations

import io

from rumor.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_terminal_is_told_share_count_speed_and_time_left():
    screen, clock = Terminal(), Clock()
    with Progress(1000, stream=screen, clock=clock) as progress:
        clock.now += 10
        progress.update(250, 2000)
        assert screen.getvalue() == "\r 25%  2,000 rows, 200 a second, 0:30 left\x1b[K"

    assert screen.getvalue().endswith("\r\x1b[K")  # the line is gone in the end


def test_nothing_is_shown_where_nobody_looks():
    stream, clock = io.StringIO(), Clock()
    with Progress(1000, stream=stream, clock=clock) as progress:
        clock.now += 10
        progress.update(250, 2000)

    assert stream.getvalue() == ""


def test_line_is_not_written_more_often_than_eyes_can_follow():
    screen, clock = Terminal(), Clock()
    progress = Progress(1000, stream=screen, clock=clock)
    for position in range(1000):
        clock.now += 0.001
        progress.update(position, 1)

    assert screen.getvalue().count("\r") <= 6


def test_time_left_does_not_count_what_was_done_before():
    screen, clock = Terminal(), Clock()
    progress = Progress(1000, stream=screen, clock=clock)
    clock.now += 1
    progress.skip(800)
    clock.now += 10
    progress.update(900, 50)

    assert "90%  50 rows, 5 a second, 0:10 left" in screen.getvalue()


def test_hours_are_told_as_hours():
    screen, clock = Terminal(), Clock()
    progress = Progress(10_000, stream=screen, clock=clock)
    clock.now += 1
    progress.update(1, 1)

    assert "2:46:39 left" in screen.getvalue()


def test_without_a_known_end_only_count_and_speed_are_told():
    screen, clock = Terminal(), Clock()
    progress = Progress(None, "articles", stream=screen, clock=clock)
    clock.now += 2
    progress.update(0, 50)
    assert screen.getvalue() == "\r50 articles, 25 a second\x1b[K"


def test_the_line_speaks_indonesian():
    screen, clock = Terminal(), Clock()
    progress = Progress(100, "articles", lang="id", stream=screen, clock=clock)
    clock.now += 2
    progress.update(50, 50)
    assert screen.getvalue() == "\r 50%  50 artikel, 25 per detik, sisa 0:02\x1b[K"


def test_the_line_makes_way_for_another_and_comes_back():
    screen, clock = Terminal(), Clock()
    progress = Progress(100, "articles", stream=screen, clock=clock)
    progress.clear()
    assert screen.getvalue() == "\r\x1b[K"


def test_a_terminal_that_cannot_take_a_line_back_is_shown_none(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    screen, clock = Terminal(), Clock()
    with Progress(100, stream=screen, clock=clock) as progress:
        clock.now += 2
        progress.update(50, 50)
    assert screen.getvalue() == ""


def test_the_line_never_wraps(monkeypatch):
    monkeypatch.setattr("rumor.progress._columns", lambda _: 20)
    screen, clock = Terminal(), Clock()
    progress = Progress(1000, stream=screen, clock=clock)
    clock.now += 10
    progress.update(250, 2000)
    assert screen.getvalue() == "\r 25%  2,000 rows, 2\x1b[K"
