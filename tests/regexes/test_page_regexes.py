"""The regular expressions of the pages, driven in the engine that browsers share with Node."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from regex_attacks import attacks

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "rumor").rglob("*.js"))
# A literal begins where a value may: after an operator, an opening bracket or a comma.
LITERAL = re.compile(
    r"(?<=[(=,:;!&|?{}\[])\s*/(?![/*])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+)/([dgimsuvy]*)"
)


def literals(script: str) -> list[tuple[str, str]]:
    return LITERAL.findall(script)


def slow(expressions: list[tuple[str, str]]) -> list[list[str] | None]:
    """Return for each expression an attack that is slow, or None."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node on this machine")
    asked = [
        {
            "source": source,
            "flags": flags,
            "attacks": [[each.prefix, each.pump, each.suffix] for each in attacks(source)],
        }
        for source, flags in expressions
    ]
    driver = Path(__file__).with_name("growth.js")
    done = subprocess.run(
        [node, driver], input=json.dumps(asked), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_expressions_of_a_page_are_linear(script):
    expressions = literals(script.read_text(encoding="utf-8"))
    assert expressions
    assert slow(expressions) == [None] * len(expressions)


def test_pages_build_no_expression_at_run_time():
    assert [path.name for path in SCRIPTS if "RegExp(" in path.read_text(encoding="utf-8")] == []


def test_slow_expression_of_a_page_is_found():
    script = r"const found = /\s+$/.exec(text); const none = text.replace(/[a-z]+/g, '');"
    assert literals(script) == [(r"\s+$", ""), ("[a-z]+", "g")]
    attack, nothing = slow(literals(script))
    assert attack is not None
    assert nothing is None
