"""Holds the pinned packages to what is installed, and to the known vulnerabilities.

    python .ci/audit.py [LOCK] [ACCEPTED]

Exit status: 0 if all is well, or if the advisories cannot be reached, which is said; 1 if packages
are installed that are not pinned so, if one has a known vulnerability that is not accepted with a
reason, or if an accepted one is no more.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

FOLDER = Path(__file__).parent
LOCK = FOLDER.parent / "requirements.lock"
ACCEPTED = FOLDER / "accepted-vulnerabilities.toml"

OURS = frozenset(("rumor", "pip", "setuptools", "wheel"))
"""What is installed without a pin: this project, and what came with the virtual environment."""

UNREACHABLE = re.compile(r"ConnectionError|Could not connect|Tip: your network|Timeout|timed out")


def pins(lock: Path) -> dict[str, str]:
    """Return the pinned version of each package on this platform."""
    found = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            if pin.marker is None or pin.marker.evaluate():
                found[_name(pin.name)] = str(pin.specifier).removeprefix("==")
    return found


def unpinned(lock: Path) -> list[str]:
    """Tell what is installed otherwise than pinned."""
    pinned = pins(lock)
    return [
        f"{name} {each.version} is installed, {lock.name} has {pinned.get(name, 'none')}"
        for each in distributions()
        if (name := _name(each.metadata["Name"])) not in OURS and pinned.get(name) != each.version
    ]


def audit(lock: Path) -> list[dict[str, Any]] | str:
    """Return what is known of each pinned package, or why nothing is."""
    arguments = ["--requirement", str(lock), "--no-deps", "--disable-pip", "--format", "json"]
    done = subprocess.run(
        ["pip-audit", *arguments, "--progress-spinner", "off"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.stdout.lstrip().startswith("{"):
        told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
        if told and all("skip_reason" in each for each in told):
            return f"not one of {len(told)} packages was found there"
        return told
    last = (done.stderr.strip().splitlines() or ["no output"])[-1]
    if UNREACHABLE.search(done.stderr):
        return last[:200]
    raise SystemExit(f"pip-audit failed: {last}")


def main(lock: Path = LOCK, accepted: Path = ACCEPTED) -> int:
    """Check, and tell."""
    wrong = unpinned(lock)
    told = audit(lock)
    if isinstance(told, str):
        print(f"NOT AUDITED: no advisories can be reached from here ({told})")
    else:
        wrong += _vulnerable(told, tomllib.loads(accepted.read_text(encoding="utf-8")))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _vulnerable(told: list[dict[str, Any]], accepted: dict[str, Any]) -> list[str]:
    left = {
        (_name(each["package"]), each["id"]): each["reason"]
        for each in accepted.get("accepted", ())
    }
    wrong = []
    for package in told:
        if "skip_reason" in package:
            print(f"not audited: {package['skip_reason']}")
        for known in package.get("vulns", ()):
            names = [known["id"], *known.get("aliases", ())]
            keys = [(_name(package["name"]), name) for name in names]
            reasons = [left.pop(key) for key in keys if key in left]
            what = f"{package['name']} {package['version']} has {', '.join(names)}"
            if reasons:
                print(f"accepted: {what}: {reasons[0]}")
            else:
                fixes = ", ".join(known.get("fix_versions", ())) or "no release"
                wrong.append(
                    f"{what}, fixed in {fixes}; raise it (.ci/lock) or accept it with a reason"
                )
    wrong += [f"{package} no longer has {name}: it need not be accepted" for package, name in left]
    audited = sum("skip_reason" not in package for package in told)
    print(f"audited: {audited} packages")
    return wrong


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
