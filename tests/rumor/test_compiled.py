"""The compiled modules are the same program: same scores, levels, evidence and sources."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SCORE = """
import json, sys
import rumor
from rumor.pure import is_compiled
scorer = rumor.load()
passages = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for passage in passages:
    sentences = [sentence["text"] for sentence in passage["sentences"]]
    scored = scorer.score_sentences(sentences, passage.get("title", ""), passage.get("before", ""))
    print(json.dumps(scored.to_dict()["claims"]))
    print(json.dumps([[part.value for part in each.contributions]
                      for each in scorer.explain("\\n\\n".join(sentences))]))
print("compiled" if is_compiled() else "sources")
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """Return a copy of the checkout."""
    folder = tmp_path_factory.mktemp("sumber")
    kept = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=checkout, capture_output=True, check=True,
    ).stdout.decode().split("\0")  # fmt: skip
    for name in filter(None, kept):
        if (checkout / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((checkout / name).read_bytes())
    return folder


def install(sources: Path, folder: Path, **environment: str) -> Path:
    """Install into a new environment, and return its Python."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", sources],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return python


@pytest.fixture(scope="module")
def installed(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment into which the copy was installed."""
    return install(sources, tmp_path_factory.mktemp("kompilasi") / "env")


def score(python: Path, corpus: Path, **environment: str) -> list[str]:
    done = subprocess.run(
        [python, "-I", "-c", SCORE, corpus],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        cwd=corpus.parent,
    )
    return done.stdout.splitlines()


def test_compiled_and_sources_give_the_same_to_the_last_bit(
    installed: Path, checkout: Path, tmp_path: Path
) -> None:
    corpus = tmp_path / "korpus.jsonl"
    passages = (checkout / "seeds" / "authored.jsonl").read_text(encoding="utf-8").splitlines()
    strange = [
        "",
        " ",
        "R",
        "Rp",
        "Rp5",
        "R²",
        "İstanbul dikabarkan",
        '"' * 99,
        "\u200b-'’_1.,",
        "😀",
    ]
    passages.append(json.dumps({"sentences": [{"text": text} for text in strange]}))
    corpus.write_text("\n".join(passages), encoding="utf-8")

    compiled = score(installed, corpus)
    sources = score(installed, corpus, RUMOR_PURE="1")

    if compiled[-1] == "sources" and shutil.which("cc") is None:
        pytest.skip("no C compiler here: the package was installed without compiled modules")
    assert [compiled[-1], sources[-1]] == ["compiled", "sources"]
    assert compiled[:-1] == sources[:-1]


def test_without_a_compiler_the_sources_are_installed(sources: Path, tmp_path: Path) -> None:
    python = install(sources, tmp_path / "env", CC=shutil.which("false") or "tiada")
    corpus = tmp_path / "korpus.jsonl"
    corpus.write_text('{"sentences": [{"text": "Konon pasar itu pindah."}]}\n', encoding="utf-8")
    assert score(python, corpus)[-1] == "sources"


def test_every_module_that_can_be_compiled_is(installed: Path) -> None:
    code = (
        "import importlib, json, sys; sys.argv = ['']\n"
        "import rumor, pathlib\n"
        "print(json.dumps(sorted(p.name.split('.')[0] for p in"
        " pathlib.Path(rumor.__file__).parent.rglob('*.so'))))"
    )
    done = subprocess.run([installed, "-I", "-c", code], capture_output=True, text=True, check=True)
    names = json.loads(done.stdout)
    if not names and shutil.which("cc") is None:
        pytest.skip("no C compiler here: the package was installed without compiled modules")
    setup = (Path(__file__).parents[2] / "setup.py").read_text(encoding="utf-8")
    listed = setup.partition('COMPILED = """')[2].partition('"""')[0].split()
    assert names == sorted(name.rpartition(".")[2] for name in listed)
