"""The compiled modules are the same program: same scores, levels, evidence and sources."""

from __future__ import annotations

import json
import os
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
def installed(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """Return the Python of an environment into which a copy of the checkout was installed."""
    folder = tmp_path_factory.mktemp("kompilasi")
    kept = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=checkout, capture_output=True, check=True,
    ).stdout.decode().split("\0")  # fmt: skip
    for name in filter(None, kept):
        if (checkout / name).is_file() and not name.startswith("tests/"):
            (folder / "src" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "src" / name).write_bytes((checkout / name).read_bytes())
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    python = folder / "env" / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", folder / "src"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return python


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

    if compiled[-1] == "sources":
        pytest.skip("no C compiler here: the package was installed without compiled modules")
    assert sources[-1] == "sources"
    assert compiled[:-1] == sources[:-1]


def test_every_module_that_can_be_compiled_is(installed: Path) -> None:
    code = (
        "import importlib, json, sys; sys.argv = ['']\n"
        "import rumor, pathlib\n"
        "print(json.dumps(sorted(p.name.split('.')[0] for p in"
        " pathlib.Path(rumor.__file__).parent.rglob('*.so'))))"
    )
    done = subprocess.run([installed, "-I", "-c", code], capture_output=True, text=True, check=True)
    names = json.loads(done.stdout)
    if not names:
        pytest.skip("no C compiler here: the package was installed without compiled modules")
    setup = (Path(__file__).parents[2] / "setup.py").read_text(encoding="utf-8")
    listed = setup.partition('COMPILED = """')[2].partition('"""')[0].split()
    assert names == sorted(name.rpartition(".")[2] for name in listed)
