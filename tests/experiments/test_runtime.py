from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from rumor.experiments.runtime import runtime_files, stage_runtime, zip_runtime
from rumor.scorer import SHIPPED, Scorer

ARTICLE = (
    "Pelabuhan Tanjung Melati ditutup Senin. Kapal feri itu kabarnya dijual ke perusahaan asing."
)
MOST_BYTES = 1_000_000

SCORE_AND_SHOW_PLACES = """
import sys
sys.path.insert(0, sys.argv[1])
import rumor
print(repr(rumor.load(sys.argv[2]).score(sys.argv[3]).score))
import rumor.features.extract, rumor.text.segment
for name, module in sys.modules.items():
    if name.partition(".")[0] == "rumor":
        print(module.__spec__.origin)
"""


@pytest.fixture(scope="module")
def shipped() -> str:
    """Return the path of the shipped model."""
    return os.fspath(files("rumor.model") / SHIPPED)


@pytest.fixture(scope="module")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the scoring runtime as a zip."""
    return zip_runtime(tmp_path_factory.mktemp("arsip") / "rumor.zip")


def score_elsewhere(
    runtime: Path, shipped: str, cwd: Path, environment: dict[str, str]
) -> list[str]:
    """Score with nothing but the runtime; the lines are the score, then where each module lay."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", SCORE_AND_SHOW_PLACES, runtime, shipped, ARTICLE],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_runtime_holds_code_and_cue_lists_but_no_corpus_model_or_training() -> None:
    names = [name for name, _ in runtime_files()]
    assert {Path(name).suffix for name in names} == {".py", ".toml"}
    assert not [name for name in names if "experiments" in name or "seeds" in name]
    assert "rumor/scorer.py" in names
    assert "rumor/features/lexicon/id/hearsay.toml" in names


def test_the_runtime_is_small() -> None:
    assert sum(len(source.read_bytes()) for _, source in runtime_files()) < MOST_BYTES


def test_a_staged_runtime_scores_by_itself(
    tmp_path: Path, shipped: str, scorer: Scorer, environment: dict[str, str]
) -> None:
    staged = stage_runtime(tmp_path)
    score, *places = score_elsewhere(tmp_path, shipped, tmp_path, environment)
    assert float(score) == scorer.score(ARTICLE).score
    assert all(Path(place).is_relative_to(staged) for place in places)


def test_a_zipped_runtime_scores_by_itself(
    tmp_path: Path, zipped: Path, shipped: str, scorer: Scorer, environment: dict[str, str]
) -> None:
    score, *places = score_elsewhere(zipped, shipped, tmp_path, environment)
    assert float(score) == scorer.score(ARTICLE).score
    assert all(Path(place).is_relative_to(zipped) for place in places)


def test_folder_and_zip_hold_the_same(tmp_path: Path, zipped: Path) -> None:
    staged = stage_runtime(tmp_path)
    with zipfile.ZipFile(zipped) as archive:
        in_zip = {name: archive.read(name) for name in archive.namelist()}
    in_folder = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in staged.rglob("*")
        if path.is_file()
    }
    assert in_zip == in_folder


def test_the_same_code_gives_the_same_zip(tmp_path: Path, zipped: Path) -> None:
    again = zip_runtime(tmp_path / "lagi.zip")
    assert again.read_bytes() == zipped.read_bytes()


def test_an_installed_package_gives_the_same_runtime_as_a_checkout(
    tmp_path: Path, checkout: Path, zipped: Path, environment: dict[str, str]
) -> None:
    installed = tmp_path / "rumor"
    installed.mkdir()
    for path in (checkout / "rumor").iterdir():
        (installed / path.name).symlink_to(path)
    for name in ("features", "experiments", "seeds"):
        (installed / name).symlink_to(checkout / name)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from rumor.experiments.runtime import zip_runtime\n"
        "zip_runtime(Path(sys.argv[2]))"
    )
    again = tmp_path / "terpasang.zip"
    subprocess.run(
        [sys.executable, "-I", "-c", code, tmp_path, again],
        env=environment,
        timeout=60,
        check=True,
    )
    assert again.read_bytes() == zipped.read_bytes()


def test_a_runtime_is_not_staged_over_another(tmp_path: Path) -> None:
    stage_runtime(tmp_path)
    with pytest.raises(FileExistsError):
        stage_runtime(tmp_path)


def test_the_runtime_imports_no_library(tmp_path: Path, zipped: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import rumor.rows, rumor.scorer\n"
        "print([n for n in ('numpy', 'pandas', 'sklearn', 'mlflow') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, zipped],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "[]\n"
