"""The pinned packages: in step with what the project asks for, held to known vulnerabilities."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def lock(checkout) -> list[str]:
    """Return the lines of the lock file that pin something."""
    lines = (checkout / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def asked(checkout) -> list[Requirement]:
    """Return what all extras and the build ask for."""
    told = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    extras = told["project"]["optional-dependencies"].values()
    lines = [*told["project"]["dependencies"], *told["build-system"]["requires"]]
    read = [Requirement(line) for line in (*lines, *(line for extra in extras for line in extra))]
    return [each for each in read if each.name != "rumor"]


def test_every_pin_is_one_version_and_names_no_place(lock):
    odd = [line for line in lock if not re.fullmatch(r"[\w.-]+==[\w.!+]+( ; [^/@]+)?", line)]
    assert odd == []


def test_every_package_asked_for_is_pinned_within_its_range(lock, asked):
    pins: dict[str, list[Requirement]] = {}
    for line in lock:
        pins.setdefault(canonicalize_name(Requirement(line).name), []).append(Requirement(line))
    wrong = [
        str(each)
        for each in asked
        if (found := pins.get(canonicalize_name(each.name), [])) == []
        or not all(each.specifier.contains(str(pin.specifier)[2:], True) for pin in found)
    ]
    assert wrong == [], "run .ci/lock"


def test_scoring_alone_brings_no_package(checkout):
    told = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    assert told["project"]["dependencies"] == []


# The audit, with an auditor that says what the test has it say


@pytest.fixture(scope="module")
def module(checkout) -> ModuleType:
    """Return the script."""
    spec = importlib.util.spec_from_file_location("audit", checkout / ".ci" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Audit:
    """Runs the audit over a lock file of one package, which is installed so."""

    def __init__(self, module: ModuleType, folder: Path, capsys) -> None:
        self.module = module
        self.folder = folder
        self.capsys = capsys
        self.lock = folder / "requirements.lock"
        self.accepted = folder / "accepted.toml"
        self.accepted.write_text("", encoding="utf-8")
        self.lock.write_text(f"pytest=={pytest.__version__}\n", encoding="utf-8")

    def run(self, said: object = None, *, fault: str = "") -> tuple[int, str, str]:
        """Return exit status, output and errors."""
        auditor = self.folder / "pip-audit"
        body = f"print({json.dumps(said)!r})" if not fault else f"sys.exit({fault!r})"
        auditor.write_text(f"#!{sys.executable} -IS\nimport sys\n{body}\n", encoding="utf-8")
        auditor.chmod(0o755)
        status = self.module.main(self.lock, self.accepted)
        return status, *self.capsys.readouterr()


@pytest.fixture
def audit(module, tmp_path, monkeypatch, capsys) -> Audit:
    if os.name != "posix":
        pytest.skip("the auditor of these tests is a script")
    monkeypatch.setattr(module, "distributions", lambda: [distribution("pytest")])
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return Audit(module, tmp_path, capsys)


FAULT = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.1"], "description": "lubang"}
FAULTY = {"dependencies": [{"name": "paket", "version": "2.0", "vulns": [FAULT]}]}
SOUND = {"dependencies": [{"name": "paket", "version": "2.0", "vulns": []}]}
ACCEPTED = '[[accepted]]\nid = "CVE-1"\npackage = "paket"\nreason = "tidak pernah dipanggil"\n'


def test_known_vulnerability_fails_and_tells_what_fixes_it(audit):
    status, _, errors = audit.run(FAULTY)
    assert status == 1
    assert "paket 2.0 has PYSEC-1, CVE-1, fixed in 2.1" in errors


def test_accepted_vulnerability_is_shown_with_its_reason(audit):
    audit.accepted.write_text(ACCEPTED, encoding="utf-8")
    status, output, _ = audit.run(FAULTY)
    assert status == 0
    assert "accepted: paket 2.0 has PYSEC-1, CVE-1: tidak pernah dipanggil" in output


def test_vulnerability_that_is_gone_need_not_be_accepted_any_longer(audit):
    audit.accepted.write_text(ACCEPTED, encoding="utf-8")
    status, _, errors = audit.run(SOUND)
    assert status == 1
    assert "paket no longer has CVE-1" in errors


def test_packages_without_faults_pass(audit):
    assert audit.run(SOUND) == (0, "audited: 1 packages\n", "")


SKIPPED = {"name": "paket", "skip_reason": "Dependency not found on PyPI: paket (2.0)"}


@pytest.mark.parametrize(
    "answer",
    [
        {"said": {"dependencies": [SKIPPED]}},
        {"fault": "requests.exceptions.ConnectionError: no such host"},
        {"fault": "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed"},
    ],
    ids=["knows nothing", "no host", "no connection"],
)
def test_advisories_out_of_reach_are_told_in_one_line_and_fail_nothing(audit, answer):
    status, output, errors = audit.run(**answer)
    assert (status, errors) == (0, "")
    assert output.startswith("NOT AUDITED: no advisories can be reached from here")
    assert output.count("\n") == 1


def test_auditor_that_breaks_down_fails(audit):
    with pytest.raises(SystemExit, match="pip-audit failed: paket is not pinned"):
        audit.run(fault="paket is not pinned")


def test_package_that_is_installed_otherwise_than_pinned_is_told(audit):
    audit.lock.write_text("pytest==1.0\n", encoding="utf-8")
    status, _, errors = audit.run(SOUND)
    assert status == 1
    assert f"pytest {pytest.__version__} is installed, requirements.lock has 1.0" in errors
