"""A command starts with what it needs, and without looking for garbage."""

from __future__ import annotations

import gc
import json
import subprocess
import sys

import pytest

from rumor.startup import uncollected

APART = {"email", "http.client", "logging", "socket", "ssl", "statistics", "xml.etree"}
"""Modules that other inputs than plain text need: the web, DOCX, HTML and PDF."""

LOADED = """
import json, sys
from rumor.cli import main
status = main(["score", sys.argv[1], "--no-config"])
print(json.dumps([status, list(sys.modules)]))
"""


@pytest.fixture
def collector():
    """Return the garbage collector, switched on, and as it was after the test."""
    worked = gc.isenabled()
    gc.enable()
    yield gc
    if not worked:
        gc.disable()


def test_nothing_is_collected_while_things_are_loaded(collector):
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_works_again_after_an_error(collector):
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off(collector):
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()


def test_plain_text_is_scored_without_what_other_inputs_need(environment, checkout, tmp_path):
    path = tmp_path / "berita.txt"
    path.write_text("Jembatan Kaligondang dikabarkan retak.\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(path)],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    status, modules = json.loads(done.stdout.splitlines()[-1])

    assert status == 0
    assert not APART & set(modules)
    readers = {f"rumor.inputs.{name}" for name in ("docx", "html", "markdown", "pdf", "url")}
    assert not readers & set(modules)
