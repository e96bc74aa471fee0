"""Imports run one way, and importing does no work."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import rumor
import rumor.features

SCORING = Path(rumor.__file__).parent
FEATURES = Path(rumor.features.__file__).parent
# In an installed copy they lie inside `rumor`; they have rules of their own.
APART = {"features", "experiments", "seeds"}
HEAVY = {"sklearn", "pandas", "mlflow", "numpy", "joblib", "matplotlib", "scipy"}
UNPACKED = {"features", "experiments", "seeds"}  # never top-level packages


def modules(folder: Path, package: str, leave_out: set[str]) -> Iterator[tuple[str, Path]]:
    """Yield the name and the file of each module of a package."""
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[0] not in leave_out:
            name = ".".join((package, *parts))
            yield (name.removesuffix(".__init__"), path)


def imported(name: str, path: Path) -> set[str]:
    """Return the full names of all that a module imports, anywhere in it."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return names


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


FEATURE_MODULES = dict(modules(FEATURES, "rumor.features", set()))
SCORING_MODULES = dict(modules(SCORING, "rumor", APART))
ALL = {**SCORING_MODULES, **FEATURE_MODULES}


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SCORING.parent)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_there_are_modules_to_look_at() -> None:
    assert "rumor.features.extract" in FEATURE_MODULES
    assert "rumor.scorer" in SCORING_MODULES


@pytest.mark.parametrize("name", FEATURE_MODULES)
def test_features_import_nothing_of_rumor_but_features(name: str) -> None:
    of_rumor = {found for found in imported(name, ALL[name]) if within(found, "rumor")}

    assert {found for found in of_rumor if not within(found, "rumor.features")} == set()


@pytest.mark.parametrize("name", ALL)
def test_scoring_imports_no_experiments(name: str) -> None:
    assert not [found for found in imported(name, ALL[name]) if within(found, "rumor.experiments")]


@pytest.mark.parametrize("name", ALL)
def test_scoring_imports_none_of_the_training_libraries(name: str) -> None:
    assert not {found.partition(".")[0] for found in imported(name, ALL[name])} & HEAVY


@pytest.mark.parametrize("name", ALL)
def test_parts_are_imported_by_their_installed_names(name: str) -> None:
    assert not {found.partition(".")[0] for found in imported(name, ALL[name])} & UNPACKED


@pytest.mark.parametrize("name", FEATURE_MODULES)
def test_features_import_only_the_standard_library(name: str) -> None:
    tops = {found.partition(".")[0] for found in imported(name, ALL[name])}

    assert tops <= {"rumor", *sys.stdlib_module_names}


def test_importing_everything_that_scores_loads_no_training_library() -> None:
    names = [name for name in ALL if not name.endswith("__main__")]
    code = (
        "import importlib, json, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )

    assert not set(json.loads(run(code))) & HEAVY


def test_analysing_a_sentence_loads_no_training_library() -> None:
    code = (
        "import json, sys\n"
        "import rumor\n"
        "from rumor.features.extract import analyse\n"
        "from rumor.features.sentence import in_context\n"
        "analyse(in_context('Kabarnya pasar itu mungkin tutup.'))\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )

    assert not set(json.loads(run(code))) & HEAVY


def test_rumor_alone_loads_no_features() -> None:
    code = "import rumor, sys; print([n for n in sys.modules if n.startswith('rumor.')])"

    assert run(code).strip() == "[]"


def opened_by(statements: str) -> set[str]:
    """Return the names of the files other than code that a fresh process opens for reading."""
    code = (
        "import json, sys\n"
        "opened = []\n"
        "def note(event, args):\n"
        "    if event == 'open' and isinstance(args[0], str): opened.append(args[0])\n"
        "sys.addaudithook(note)\n"
        f"{statements}\n"
        "print(json.dumps(opened))"
    )
    opened = {Path(name) for name in json.loads(run(code))}
    # What libraries say of themselves when they look for plug-ins is no data.
    data = {path for path in opened if path.parent.suffix not in (".dist-info", ".egg-info")}
    return {path.name for path in data if path.suffix in {".toml", ".json", ".jsonl", ".txt"}}


@pytest.mark.parametrize("name", ["rumor", "rumor.features.extract", "rumor.scorer", "rumor.cli"])
def test_importing_reads_no_data(name: str) -> None:
    assert opened_by(f"import {name}") == set()


def test_importing_all_modules_reads_no_data() -> None:
    names = [name for name in ALL if not name.endswith("__main__")]

    assert opened_by(f"import {', '.join(names)}") == set()


def test_cue_lists_are_read_with_the_first_sentence() -> None:
    code = "from rumor.features.sentence import in_context; in_context('Pasar penuh.')"

    assert {Path(name).suffix for name in opened_by(code)} == {".toml"}
