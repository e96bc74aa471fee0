"""What the README shows is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import yaml

from rumor.portable import read_model
from rumor.scorer import SHIPPED

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    return re.search(rf"```{language}\n(.*?)```", README, re.DOTALL).group(1)


def python(*arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return finished.stdout


def test_the_example_at_its_head_is_real_output() -> None:
    command, *shown = block("console").splitlines()
    arguments = command.removeprefix("$ rumor ").split()
    printed = python("-m", "rumor", *arguments)
    assert shown[-1] == "..."
    assert printed.startswith("\n".join(shown[:-1]))


def test_the_python_snippet_prints_what_stands_below_it() -> None:
    assert python("-c", block("python")) == block("text")


def test_the_hook_for_pre_commit_is_a_command_that_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert f"- id: {hook['id']}" in README
    article = ROOT / "seeds" / "articles" / "rumor-ponsel.txt"
    command = [*hook["entry"].split(), *hook["args"], str(article)]
    assert command[0] == "rumor"
    finished = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 1
    assert "above 0.9" in finished.stderr


@pytest.mark.parametrize("name", ["authored", "news", "news-sampled", "news-hard"])
def test_the_measures_are_those_of_the_shipped_model(name: str) -> None:
    with as_file(files("rumor.model") / SHIPPED) as path:
        measures = read_model(path).about["measures"][name]

    def cell(measure: str) -> str:
        value, low, high = measures[measure]
        return f"{value:.3f} [{low:.3f}, {high:.3f}]"

    assert f"| **rumor** | {cell('ap')} | {cell('f1')} |" in README
    rest = " | ".join(map(cell, ("ece", "level_f1", "evidence_f1", "source_f1")))
    assert f"| `{name}` | {rest} | " in README


def test_ci_runs_the_command_that_the_readme_tells() -> None:
    command = re.search(
        r"<!-- test command -->\n```sh\n(.*?)\n```\n<!-- end -->", README, re.DOTALL
    )
    assert ".venv/bin/python -m pytest" in command.group(1)
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
