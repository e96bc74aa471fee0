"""What all tests share: a model small enough for sums by hand, the shipped one, the command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

import rumor
from rumor.features.extract import schema_hash
from rumor.portable import PortableModel, write_model
from rumor.scorer import Scorer

ROOT = Path(__file__).parents[1]

# Tests there import what stands beside them: `tests` is no package.
sys.path += [str(ROOT / "tests" / folder) for folder in ("fuzz", "regexes")]

STATED = "Jembatan Kaligondang dibuka Senin."
ATTRIBUTED = "Camat Weru Lestari mengatakan jembatan itu dibuka Senin."
HEDGED = "Mungkin jembatan itu dibuka Senin."
SUSPECTED = "Rusdi Halimun diduga menggelapkan dana jembatan."
RUMOURED = "Jembatan Kaligondang dikabarkan retak."
QUESTION = "Mengapa jembatan itu retak?"

NEWS = (
    STATED,
    RUMOURED,
    QUESTION,
    "Menurut Camat Weru Lestari, jembatan itu aman.",
    "“Kami memeriksanya,” kata Untung Wibisana.",
    'Rusdi Halimun berkata, "Tiangnya mungkin retak."',
    "Unggahan itu kini sudah dihapus.",
    "Konon, pasar itu pindah pekan depan.",
    "Dr. Rukmana tidak membantah kabar itu.",
    "Jika benar, sumber yang enggan disebut namanya keliru.",
    "Harga cabai naik 12,5 persen di Pasar Wetan.",
)
"""Sentences whose quotations begin and end within them."""

ODD: dict[str, Callable[[], str]] = {
    "empty": str,
    "white space": lambda: " \n\t\u00a0\u2003\r\n",
    "one character": lambda: "a",
    "sentence without end": lambda: "harga cabai dikabarkan naik " * 3_600,
    "word without end": lambda: "cabai" * 20_000,
    "stops without end": lambda: "." * 50_000,
    "abbreviations without end": lambda: "dr. " * 10_000,
    "nested quotations": lambda: "“" * 10_000 + "Harga naik" + "”" * 10_000,
    "emoji": lambda: "😀👩\u200d🌾🇮🇩" * 1_000,
    "half a surrogate pair": lambda: "Harga cabai \ud800 naik.",
    "NUL": lambda: "Harga cabai\0 dikabarkan naik.",
    "byte-order marks within": lambda: "\ufeffHarga \ufeffcabai naik.\n\ufeffKonon turun.",
    "right-to-left marks": lambda: "\u202eHarga\u202c cabai \u200fdikabarkan\u200e naik.",
    "zero-width joiners": lambda: "Harga\u200d cabai dika\u200dbarkan naik.",
    "UTF-16 taken for Latin-1": lambda: "Harga naik.".encode("utf-16").decode("latin-1"),
    "markup": lambda: "<b>" * 2_000 + "Harga cabai naik.",
    "English": lambda: "They say that the price of it may have been up for more than a week.",
}
"""Texts that no newsroom writes and every service is handed some day."""


@pytest.fixture(params=ODD, scope="session")
def odd(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return the name of a text that nobody would call an article, and the text."""
    return request.param, ODD[request.param]()


@pytest.fixture(scope="session")
def plain_articles() -> st.SearchStrategy[list[str]]:
    """Return a strategy for articles as lists of sentences, which end where they seem to."""
    return st.lists(st.sampled_from(NEWS), min_size=1, max_size=8)


@pytest.fixture(scope="session")
def any_articles() -> st.SearchStrategy[str]:
    """Return a strategy for texts that every way in takes: news with all of Unicode in it."""
    noise = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
    pieces = st.lists(st.one_of(st.sampled_from(NEWS), noise), min_size=1, max_size=8)
    between = st.sampled_from([" ", "\n", "\n\n", "\r\n", "", '"', "\u2029"])
    joined = st.builds(lambda parts, mark: mark.join(parts), pieces, between)
    return joined.filter(lambda text: text.strip() != "")


@pytest.fixture(scope="session", autouse=True)
def no_rebuilt_news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep news that this machine has fetched out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUMOR_DATA", str(tmp_path_factory.mktemp("no-news")))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        folder = str(tmp_path_factory.mktemp("no-settings"))
        patch.setenv("XDG_CONFIG_HOME", folder)
        patch.setenv("APPDATA", folder)
        patch.delenv("RUMOR_CONFIG", raising=False)
        patch.delenv("RUMOR_LANG", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def heeds_interrupts() -> None:
    """Let the processes that tests start be interrupted, though a shell runs us in the background.

    Such a shell has SIGINT ignored, and what is ignored is so in every child.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def sentences() -> dict[str, str]:
    """Return one sentence for each footing, by a name for it."""
    return {
        "stated": STATED,
        "attributed": ATTRIBUTED,
        "hedged": HEDGED,
        "suspected": SUSPECTED,
        "rumoured": RUMOURED,
        "question": QUESTION,
    }


@pytest.fixture(scope="session")
def tiny_model() -> PortableModel:
    """Return a model of a few weights.

    The margin is -2 and 3 more for each kind of doubt, so that one cue scores 1 / (1 + exp(-1)).
    """
    return PortableModel(
        weights={
            "hearsay": (3.0, 0.0, 0.0, 0.0, 2.0),
            "hedge": (3.0, 0.0, 0.0, 0.0, -1.0),
            "suspicion": (3.0, 0.0, 0.0, 0.0, -1.0),
            "speech": (0.0, 0.0, 0.0, 4.0, 0.0),
            "question": (0.0, 4.0, 0.0, 0.0, 0.0),
            "w:retak": (0.25, 0.0, 0.0, 0.0, 0.0),
        },
        intercepts=(-2.0, -1.0, 1.0, -1.0, 0.0),
        slope=1.0,
        offset=0.0,
        threshold=0.5,
        precise_threshold=0.9,
        evidence_floor=0.3,
        about={"schema_hash": schema_hash()},
    )


@pytest.fixture(scope="session")
def tiny_scorer(tiny_model: PortableModel) -> Scorer:
    """Return a scorer with the model of a few weights."""
    return Scorer(tiny_model)


@pytest.fixture(scope="session")
def tiny_file(tiny_model: PortableModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the model of a few weights."""
    path = tmp_path_factory.mktemp("model") / "tiny.json"
    write_model(tiny_model, path)
    return path


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """Return a scorer with the shipped model."""
    return rumor.load()


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Return the environment for other processes, without what changes how they behave."""
    bare = {
        name: value
        for name, value in os.environ.items()
        # MLflow tells its own environment which store it was pointed at.
        if not name.startswith(("PYTHON", "MLFLOW"))
        and name not in ("NO_COLOR", "COLUMNS", "VIRTUAL_ENV")
    }
    return {**bare, "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="session")
def rumor_command(environment) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Return a function that runs `python -m rumor` as a process of its own."""

    def run(
        *arguments: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "rumor", *map(os.fspath, arguments)],
            input=stdin,
            capture_output=True,
            cwd=ROOT,
            env={**environment, **(env or {})},
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return a headless Chromium, driven by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        # No sandbox, as tests may run as root; and it is not to look for anything but our pages.
        flags = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
        flags += " disable-component-update disable-sync"
        arguments = [f"--{flag}" for flag in flags.split()]
        started = running.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture
def grave_faults() -> Callable[[Any], list[str]]:
    """Return a function that lists what axe-core finds serious or critical on a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core")

    def run(page: Any) -> list[str]:
        found = axe.Axe().run(page).response["violations"]
        return [
            f"{fault['id']}: {node['html']}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    return run
