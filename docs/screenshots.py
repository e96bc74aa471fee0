"""Make the pictures of the README anew: ``python docs/screenshots.py``.

Needs a POSIX system, Chromium, and the packages ``playwright`` and ``pillow``. The pictures show
the shipped model on an article of ours; the same commit gives the same pictures on the same
machine.
"""

from __future__ import annotations

import contextlib
import html
import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).parent
ROOT = DOCS.parent
ARTICLE = "seeds/articles/rumor-ponsel.txt"
WIDTH, HEIGHT = 1280, 800
COLUMNS = 100
LARGEST = 250_000

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
COLOURS = {"31": "red", "33": "yellow", "1": "bold", "2": "dim"}
TERMINAL = """<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; padding: 24px 28px; background: #1b1d21; }
pre { margin: 0; color: #d8dbe0; font: 15px/1.45 "DejaVu Sans Mono", "Liberation Mono", monospace; }
.red { color: #ff8272; } .yellow { color: #ffd166; } .bold { font-weight: 700; }
.dim { color: #989ea8; } .prompt { color: #8fd18f; }
</style><pre><span class="prompt">$</span> """


def main() -> int:
    """Make all three.

    Returns
    -------
    int
        0, or 2 if Chromium is missing.
    """
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        print("screenshots: needs Chromium; install it", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        save("terminal", terminal(browser))
        save("report", report(browser))
        save("page", page(browser))
        browser.close()
    return 0


def terminal(browser: Browser) -> bytes:
    """Show what `rumor score` prints on a terminal."""
    command = ["score", "--top", "6", ARTICLE]
    shown = f"rumor {' '.join(command)}\n{coloured(on_terminal(command)).rstrip()}"
    with opened(browser, height=100) as tab:
        tab.set_content(f"{TERMINAL}{shown}</pre>")
        return tab.screenshot(full_page=True)


def report(browser: Browser) -> bytes:
    """Show the article as the report has it, with a note open."""
    with tempfile.TemporaryDirectory() as folder, opened(browser) as tab:
        path = Path(folder) / "report.html"
        rumor = [sys.executable, "-m", "rumor", "score", "--format", "html", "--output", str(path)]
        subprocess.run([*rumor, ARTICLE], cwd=ROOT, check=True)
        tab.goto(path.as_uri())
        tab.click("#claim-4")
        tab.mouse.move(0, 0)
        tab.evaluate("document.getElementById('text').scrollIntoView({ behavior: 'instant' })")
        tab.evaluate("scrollBy({ top: -20, behavior: 'instant' })")
        return settled(tab)


def page(browser: Browser) -> bytes:
    """Show the page of `rumor serve` with its example."""
    with served() as address, opened(browser) as tab:
        tab.goto(address)
        tab.click("#example")
        tab.wait_for_selector("#result .passages")
        tab.mouse.move(0, 0)
        tab.evaluate("document.activeElement.blur()")
        tab.evaluate("document.querySelector('#facts time').closest('div').remove()")  # today's
        return settled(tab)


def on_terminal(command: list[str]) -> str:
    """Run a command of rumor on a terminal of its own, and return what it wrote there."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "rumor", *command],
        cwd=ROOT,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    with contextlib.suppress(OSError):  # how Linux tells that the other end is closed
        while piece := os.read(ours, 65536):
            written += piece
    os.close(ours)
    if process.wait():
        raise SystemExit(f"screenshots: rumor {' '.join(command)} failed:\n{written.decode()}")
    return written.decode().replace("\r\n", "\n")


def coloured(written: str) -> str:
    """Turn ANSI colours into HTML."""
    pieces, open_spans = [], 0
    for piece in re.split(r"(\x1b\[[\d;]*m)", written):
        if not piece.startswith("\x1b["):
            pieces.append(html.escape(piece))
            continue
        for code in piece[2:-1].split(";"):
            if code in ("", "0"):
                pieces.append("</span>" * open_spans)
                open_spans = 0
            else:
                pieces.append(f'<span class="{COLOURS[code]}">')
                open_spans += 1
    return "".join(pieces)


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Run `rumor serve` on a free port; give its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rumor", "serve", "--port", "0"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"serving at (\S+);", line):
                yield found[1]
                return
        raise SystemExit("screenshots: rumor serve did not start")
    finally:
        process.terminate()
        process.wait(60)


@contextlib.contextmanager
def opened(browser: Browser, **size: int) -> Iterator[Page]:
    """Open a tab whose looks depend on nothing but the machine's fonts."""
    settings: dict[str, Any] = {
        "viewport": {"width": WIDTH, "height": HEIGHT} | size,
        "color_scheme": "light",
        "reduced_motion": "reduce",
        "locale": "en-GB",
    }
    context = browser.new_context(**settings)
    try:
        yield context.new_page()
    finally:
        context.close()


def settled(tab: Page) -> bytes:
    """Take a picture when notes have found their places."""
    tab.wait_for_timeout(500)
    return tab.screenshot()


def save(name: str, picture: bytes) -> None:
    """Write a picture with as few colours as it needs."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    reduced = image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = DOCS / f"{name}.png"
    reduced.save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"screenshots: {path} has {size} bytes, more than {LARGEST}")
    print(f"{path.relative_to(ROOT)}: {image.width} x {image.height}, {size} bytes")


if __name__ == "__main__":
    raise SystemExit(main())
