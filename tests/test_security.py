"""What SECURITY.md and docs/service.md say is so: tests they name exist, defaults are those."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from rumor.cli import command_parser
from rumor.serve.settings import Settings


@pytest.fixture(scope="module", params=["SECURITY.md", "docs/service.md"])
def document(request, checkout) -> str:
    return (checkout / request.param).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tests(checkout) -> set[str]:
    """Return the names of all tests."""
    return {
        node.name
        for path in (checkout / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_test_that_is_named_exists(document, tests):
    named = set(re.findall(r"`(test_\w+)`", document))
    assert named - tests == set()
    assert len(named) > 5


def test_every_file_that_is_named_exists(document, checkout):
    named = re.findall(r"`((?:tests|rumor|\.ci)/[\w./-]+)`", document)
    assert [name for name in named if not (checkout / name).exists()] == []


def test_every_link_leads_somewhere(document, checkout):
    for target in re.findall(r"\]\(([^)#]+)", document):
        assert any((folder / target).exists() for folder in (checkout, checkout / "docs"))


def test_every_option_of_the_service_that_is_named_exists(checkout):
    document = (checkout / "docs/service.md").read_text(encoding="utf-8")
    options = {
        name for action in command_parser("serve")._actions for name in action.option_strings
    }
    assert set(re.findall(r"`(--[a-z-]+)`", document)) - options == set()


def row(checkout: Path, option: str) -> str:
    lines = (checkout / "docs/service.md").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("| ") and f"`{option}`" in line)


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--head-seconds", f"after {Settings().head_seconds:g} s"),
        ("--idle-seconds", f"after {Settings().idle_seconds} s"),
        ("--answer-seconds", f"in {Settings().answer_seconds:g} s"),
        ("--timeout-seconds", f"after {Settings().timeout_seconds:g} s"),
        ("--max-head", f"{Settings().max_head:,} bytes"),
        ("--max-headers", f"more than {Settings().max_headers} headers"),
        ("--max-bytes", f"{Settings().max_bytes // 10**6} MB"),
        ("--max-connections", f"a {Settings().max_connections + 1}st connection"),
        ("--max-requests", f"a {Settings().max_requests + 1}rd request"),
    ],
)
def test_the_table_has_the_default_of(checkout, option, told):
    assert told in row(checkout, option)


def test_the_longest_end_is_that_of_the_defaults(checkout):
    limits = Settings()
    most = int(2 * limits.timeout_seconds + limits.answer_seconds) + 5
    assert f"{most} s at most" in (checkout / "docs/service.md").read_text(encoding="utf-8")
