"""`rumor corpus label` at a real terminal: a pseudo-terminal with a process behind it."""

from __future__ import annotations

import os
import random
import re
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rumor.experiments.annotate.items import Item, write_items
from rumor.experiments.corpus import load_corpus

pytest.importorskip("termios", reason="no pseudo-terminals on this system")
import fcntl
import pty
import termios

PATIENCE = 15.0
LEVEL = "Level (n 3 2 1 0): "

# Makes its standard input the controlling terminal and becomes the command.
DIRECT = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "rumor", *sys.argv[1:]])
"""
# A shell in small: runs the command in the foreground; when it is stopped, tells the state of the
# terminal, and puts it back to the foreground at the next line.
SHELL = """
import fcntl, os, signal, subprocess, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
command = [sys.executable, "-m", "rumor", *sys.argv[1:]]
child = subprocess.Popen(command, process_group=0)
os.tcsetpgrp(0, child.pid)
while True:
    _, status = os.waitpid(child.pid, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    if not os.WIFSTOPPED(status):
        sys.exit(os.waitstatus_to_exitcode(status))
    echo = bool(termios.tcgetattr(0)[3] & termios.ECHO)
    os.write(1, f"STOPPED echo={echo}\\n".encode())
    os.read(0, 100)
    os.tcsetpgrp(0, child.pid)
    os.killpg(child.pid, signal.SIGCONT)
"""


class Terminal:
    """A terminal in which `rumor corpus label` runs."""

    def __init__(self, arguments: list[str], environment: dict[str, str], wrapper: str) -> None:
        self.master, self.slave = pty.openpty()
        self.resize(24, 80)
        self.process = subprocess.Popen(
            [sys.executable, "-c", wrapper, "corpus", "label", *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=environment,
            cwd=Path(__file__).parents[3],
            start_new_session=True,
        )
        self.seen = ""
        self._unread = ""

    def send(self, typed: str) -> None:
        os.write(self.master, typed.encode())

    def expect(self, text: str) -> str:
        """Read on until `text` has come; return what came, up to its end."""
        deadline = time.monotonic() + PATIENCE
        while text not in self._unread:
            if select.select([self.master], [], [], 0.1)[0]:
                self._read()
                continue
            waiting = time.monotonic() < deadline and self.process.poll() is None
            assert waiting, f"{text!r} did not come; the terminal shows:\n{self.seen[-2500:]}"
        came, _, self._unread = self._unread.partition(text)
        return came + text

    def _read(self) -> None:
        data = os.read(self.master, 65536).decode(errors="replace")
        self.seen += data
        self._unread += data

    def resize(self, rows: int, columns: int) -> None:
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)

    def echoes(self) -> bool:
        """Tell whether the terminal is as it was, rather than in single-key mode."""
        flags = termios.tcgetattr(self.slave)[3]
        return bool(flags & termios.ECHO) and bool(flags & termios.ICANON)

    def end(self) -> int:
        """Wait for the process; return its status."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"still runs:\n{self.seen[-2500:]}"
            if select.select([self.master], [], [], 0.02)[0]:
                self._read()
        while select.select([self.master], [], [], 0)[0]:
            self._read()
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def output(tmp_path) -> Path:
    return tmp_path / "berlabel.jsonl"


@pytest.fixture
def start(tmp_path, output, items, environment):
    """Return a function that starts labelling the items at a terminal of its own."""
    terminals = []
    write_items(items, tmp_path / "saran.jsonl")

    def run(*arguments: str, wrapper: str = DIRECT, **variables: str) -> Terminal:
        files = [str(tmp_path / "saran.jsonl"), "--output", str(output)]
        settings = {**environment, "TERM": "xterm-256color", **variables}
        terminals.append(Terminal([*files, *arguments], settings, wrapper))
        return terminals[-1]

    yield run
    for terminal in terminals:
        terminal.close()


def labels(path: Path) -> list[tuple[str, str]]:
    return [(p.sentences[0].text, p.sentences[0].level) for p in load_corpus(path).passages]


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_a_whole_session_with_every_key(start, output, items):
    terminal = start("--annotator", "ana")
    for expected, typed in [
        ("1 of 6", "0"),
        ("Sources: ", "\r"),
        ("2 of 6", "3"),
        ("Cues: ", "retak; kabarnya\r"),
        ("Which: ", "1\r"),
        ("Sources: ", "\r"),
        ("3 of 6", "1"),
        ("Sources: ", "camat weru lestari\r"),
        ("4 of 6", "n"),
        ("5 of 6", "d"),
        ("deleted [yes]", "2"),
        ("Cues: ", "mungkin\r"),
        ("Sources: ", "akun Suara Weru\r"),
        ("6 of 6", "s"),
        ("6 of 6, 1 skipped", "u"),
        ("Undone", "0"),
        ("Sources: ", "\r"),
        ("All are done.", "q"),
    ]:
        terminal.expect(expected)
        terminal.send(typed)
    assert terminal.end() == 0
    assert labels(output) == list(zip([i.text for i in items], "031N20", strict=True))
    sentences = [p.sentences[0] for p in load_corpus(output).passages]
    assert sentences[1].cues == ((0, 8), (24, 29))
    assert sentences[2].sources == ((0, 18),)
    assert [s.deleted for s in sentences] == [False, False, False, False, True, False]


def test_a_level_takes_one_key_without_enter(start, output):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("n")
    terminal.expect("2 of 6")
    assert len(labels(output)) == 1


def test_undo_takes_the_record_out_of_the_file(start, output):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("nn")
    terminal.expect("3 of 6")
    terminal.send("u")
    terminal.expect("Undone")
    assert len(labels(output)) == 1


def test_undo_reaches_back_over_a_restart(start, output, items):
    first = start()
    first.expect(LEVEL)
    first.send("nnq")
    first.end()
    second = start()
    second.expect("3 of 6")
    second.send("u")
    second.expect("2 of 6")
    second.send("0\rq")
    second.end()
    assert labels(output) == [(items[0].text, "N"), (items[1].text, "0")]


def test_a_session_goes_on_where_the_last_one_quit(start, output, items):
    first = start()
    first.expect(LEVEL)
    first.send("nnq")
    assert first.end() == 0
    second = start()
    came = plain(second.expect(LEVEL))
    assert "3 of 6" in came
    assert items[2].text in came


def test_keys_typed_ahead_are_not_lost(start, output):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("n3kabarnya\r2\r\rnnnnq")
    assert terminal.end() == 0
    assert [level for _, level in labels(output)] == list("N3NNNN")


def test_a_typed_line_can_be_corrected(start, output):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("n3")
    terminal.expect("Cues: ")
    terminal.send("xyz\x15besi hil\x17xx\x7f\x7f\x7f\x7f\x7f\x7f\x7fretax\x7fk\r\rq")
    terminal.end()
    assert load_corpus(output).passages[1].sentences[0].cues == ((24, 29),)


def test_arrow_keys_are_no_answers(start, output):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("\x1b[A\x1bOB")
    terminal.send("n")
    terminal.expect("2 of 6")
    assert len(labels(output)) == 1


def test_the_rules_are_paged(start):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("?")
    first = terminal.expect("-- any key for more")
    assert "The main claim decides." in first
    assert first.count("\n") <= 24
    terminal.send(" ")
    terminal.expect("-- any key for more")
    terminal.send("q")
    terminal.expect("1 of 6")


def test_a_kill_loses_nothing_that_was_decided(start, output, items):
    first = start()
    first.expect(LEVEL)
    first.send("n0\r3kabarn"[:3])
    first.expect("3 of 6")
    first.send("3kab")
    first.expect("Cues: kab")
    os.kill(first.process.pid, signal.SIGKILL)
    first.end()
    second = start()
    assert items[2].text in plain(second.expect(LEVEL))
    second.send("nnnnq")
    second.end()
    assert [text for text, _ in labels(output)] == [item.text for item in items]


def test_kills_at_any_moment_lose_and_repeat_nothing(tmp_path, output, environment):
    many = [Item("", "", f"Kapal nomor {k} tiba di Karangwuni.") for k in range(200)]
    write_items(many, tmp_path / "banyak.jsonl")
    moments = random.Random(5)
    done = 0
    for _ in range(5):
        arguments = [str(tmp_path / "banyak.jsonl"), "--output", str(output)]
        terminal = Terminal(arguments, {**environment, "TERM": "xterm"}, DIRECT)
        try:
            terminal.expect(f"{done + 1} of 200")
            terminal.send("n" * 30)
            terminal.expect(f"{done + 2 + moments.randrange(8)} of 200")
            os.kill(terminal.process.pid, signal.SIGKILL)
            terminal.end()
        finally:
            terminal.close()
        kept = [text for text, _ in labels(output)]
        assert kept == [item.text for item in many[: len(kept)]]
        assert len(kept) > done
        done = len(kept)


def test_a_half_written_line_is_told_and_asked_again(start, output, items):
    first = start()
    first.expect(LEVEL)
    first.send("nnq")
    first.end()
    output.write_bytes(output.read_bytes()[:-9])
    second = start()
    second.expect("was cut off half written")
    assert items[1].text in plain(second.expect(LEVEL))
    second.send("nq")
    second.end()
    assert len(labels(output)) == 2


def test_a_resize_draws_the_screen_anew_and_keeps_what_was_typed(start):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("n3")
    terminal.expect("Cues: ")
    terminal.send("kabar")
    terminal.expect("Cues: kabar")
    terminal.resize(24, 40)
    came = plain(terminal.expect("Cues: kabar"))
    assert "2 of 6" in came
    assert max(len(line) for line in came.replace("\r", "").split("\n")) <= 40


def test_ctrl_c_ends_it_with_the_terminal_as_it_was(start, output):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("n")
    terminal.expect("2 of 6")
    assert not terminal.echoes()
    terminal.send("\x03")
    assert terminal.end() == 130
    assert terminal.echoes()
    assert "1 added to" in terminal.seen
    assert "Traceback" not in terminal.seen
    assert len(labels(output)) == 1


def test_ctrl_d_ends_it(start):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.send("\x04")
    assert terminal.end() == 0
    assert terminal.echoes()


def test_a_termination_leaves_the_terminal_as_it_was(start):
    terminal = start()
    terminal.expect(LEVEL)
    terminal.process.terminate()
    assert terminal.end() == 143
    assert terminal.echoes()


def test_an_error_leaves_the_terminal_as_it_was(start, output):
    # a file may grow no more than this: the first record does not fit
    terminal = start(wrapper=f"import resource; resource.setrlimit(1, (100, 100))\n{DIRECT}")
    terminal.expect(LEVEL)
    terminal.send("n")
    assert terminal.end() == 2
    assert terminal.echoes()
    assert "berlabel.jsonl: file too large" in terminal.seen
    assert output.read_bytes() == b""


def test_ctrl_z_gives_the_terminal_back_until_it_goes_on(start, output):
    terminal = start(wrapper=SHELL)
    terminal.expect(LEVEL)
    terminal.send("n")
    terminal.expect("2 of 6")
    terminal.send("\x1a")
    terminal.expect("STOPPED echo=True")
    terminal.send("\n")
    terminal.expect("2 of 6")  # drawn anew
    terminal.send("n")
    terminal.expect("3 of 6")
    terminal.send("q")
    assert terminal.end() == 0
    assert len(labels(output)) == 2
    assert terminal.echoes()


def test_all_fits_on_a_terminal_of_24_lines(start, items):
    terminal = start()
    came = plain(terminal.expect(LEVEL))
    assert came.count("\n") < 24
    assert "1 of 6" in came
    assert "0  stated:" in came


def test_brightness_sets_the_sentence_apart(start, items):
    terminal = start()
    assert f"\x1b[1m  {items[0].text}\x1b[0m" in terminal.expect(LEVEL)


def test_no_color_is_honoured(start):
    terminal = start(NO_COLOR="1")
    assert "\x1b[1m" not in terminal.expect(LEVEL)
    assert "\x1b[2m" not in terminal.seen


def test_two_sessions_do_not_write_into_one_file(start):
    first = start()
    first.expect(LEVEL)
    second = start()
    assert second.end() == 2
    assert "another session is labelling into it" in plain(second.seen)
