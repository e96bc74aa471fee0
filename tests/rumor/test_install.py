"""The layout holds: `rumor.features` and `rumor.experiments` are found however it is installed.

The folders at the top of a checkout are subpackages of `rumor`, and Python started there finds the
folder `rumor/` before what is installed. Each way of installing is tried in an environment of its
own, from a copy of the checkout, from inside of it and from elsewhere.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PACKAGES = {"rumor": "rumor", "features": "rumor/features", "experiments": "rumor/experiments"}
"""The folders of code, and where they lie once installed."""

IMPORT_ALL = "import rumor, rumor.features.extract, rumor.experiments"
DATA = {
    "model": "rumor.model/rumor-id.json",
    "lexicon": "rumor.features.lexicon.id/attribution.toml",
    "configuration": "rumor.experiments/configs/shipped.toml",
    "schema": "rumor.report/rumor-1.schema.json",
    "catalogue": "rumor.lang/id/errors.toml",
    "corpus": "rumor.seeds/authored.jsonl",
    "data card": "rumor.seeds/README.md",
    "article": "rumor.seeds/articles/rumor-ponsel.txt",
    "type marker": "rumor/py.typed",
}
NO_REGISTRY = (
    "No matching distribution found",
    "Could not find a version",
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Read timed out",
)


def python_of(environment: Path) -> Path:
    windows = sys.platform == "win32"
    return environment / ("Scripts/python.exe" if windows else "bin/python")


def make_environment(folder: Path, *options: str) -> Path:
    subprocess.run([sys.executable, "-m", "venv", *options, folder], check=True)
    return python_of(folder)


def pip(python: Path, *arguments: str | Path, cwd: Path) -> None:
    """Run pip, or skip the test if it cannot get at the build backend."""
    done = subprocess.run(
        [python, "-m", "pip", *arguments, "--no-deps", "--quiet"],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and any(sign in done.stderr for sign in NO_REGISTRY):
        pytest.skip("pip cannot reach a registry to get setuptools")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def copy(checkout, tmp_path_factory) -> Path:
    """Return a copy of the checkout: building leaves its traces there."""
    folder = tmp_path_factory.mktemp("salinan") / "rumor-checkout"
    folder.mkdir()
    for name in ("rumor", "features", "experiments", "seeds", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(checkout / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        if (checkout / name).is_file():
            shutil.copy(checkout / name, folder)
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """Return a Python with nothing installed."""
    return make_environment(tmp_path_factory.mktemp("kosong") / "venv", "--without-pip")


@pytest.fixture(scope="module")
def plain(copy, tmp_path_factory) -> Path:
    """Return a Python after `pip install .`."""
    python = make_environment(tmp_path_factory.mktemp("biasa") / "venv")
    pip(python, "install", ".", cwd=copy)
    return python


@pytest.fixture(scope="module")
def editable(copy, tmp_path_factory) -> Path:
    """Return a Python after `pip install -e .`."""
    python = make_environment(tmp_path_factory.mktemp("sunting") / "venv")
    pip(python, "install", "-e", ".", cwd=copy)
    return python


@pytest.fixture(params=["bare", "plain", "editable"])
def inside(request, copy, environment):
    """Return a function that runs a Python inside the checkout, for each way of installing."""
    return _runner(request.getfixturevalue(request.param), copy, environment)


@pytest.fixture(params=["plain", "editable"])
def elsewhere(request, tmp_path, environment):
    """Return a function that runs a Python in another folder, for each way of installing."""
    return _runner(request.getfixturevalue(request.param), tmp_path, environment)


@pytest.fixture(params=["bare-inside", "plain-inside", "editable-inside", "plain", "editable"])
def anywhere(request, copy, tmp_path, environment):
    """Return a function that runs a Python, for each way of installing, inside and elsewhere."""
    name, _, within = request.param.partition("-")
    return _runner(request.getfixturevalue(name), copy if within else tmp_path, environment)


def _runner(python: Path, folder: Path, environment: dict[str, str]):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def output(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_part_can_be_imported(anywhere):
    assert output(anywhere("-c", IMPORT_ALL)) == ""


def test_python_m_runs_the_command(anywhere):
    assert output(anywhere("-m", "rumor", "--version")).startswith("rumor ")


@pytest.mark.parametrize("place", DATA.values(), ids=DATA)
def test_packaged_data_is_found(anywhere, place):
    package, _, rest = place.partition("/")
    code = (
        "from functools import reduce\n"
        "from importlib.resources import files\n"
        f"found = reduce(lambda at, name: at / name, {rest.split('/')!r}, files({package!r}))\n"
        "print(found.is_file())"
    )
    assert output(anywhere("-c", code)) == "True"


def test_cue_lists_are_read(anywhere):
    code = "from rumor.features.lexicon import shipped_lexicon as s; print(len(s().entries) > 100)"
    assert output(anywhere("-c", code)) == "True"


def test_shipped_model_scores(scorer, anywhere):
    code = "import rumor; print(rumor.load().score('Konon pasar itu pindah.').claims[0].level)"
    assert output(anywhere("-c", code)) == "rumoured"


def test_inside_a_checkout_its_own_code_is_what_runs(inside, copy):
    # Not the installed one: who edits a file and runs `python -m rumor` sees the edit.
    code = "import rumor, rumor.features as f; print(rumor.__file__, f.__file__, sep='\\n')"
    found = [Path(line).resolve() for line in output(inside("-c", code)).splitlines()]
    copy = copy.resolve()
    assert found == [copy / "rumor" / "__init__.py", copy / "features" / "__init__.py"]


def test_installed_parts_are_found_once(inside):
    code = "import rumor; print(len(rumor.__path__) - len(set(rumor.__path__)))"
    assert output(inside("-c", code)) == "0"


@pytest.mark.parametrize("name", ["features", "experiments", "seeds", "tests"])
def test_no_part_takes_a_name_at_the_top(elsewhere, name):
    done = elsewhere("-c", f"import {name}")
    assert done.returncode == 1
    assert f"No module named {name!r}" in done.stderr


def test_plain_install_runs_from_its_own_files(plain, tmp_path, environment, copy):
    code = "import rumor, rumor.features, rumor.experiments as e; print(rumor.__path__, e.__path__)"
    assert str(copy) not in output(_runner(plain, tmp_path, environment)("-c", code))


def test_editable_install_runs_from_the_checkout(editable, tmp_path, environment, copy):
    code = "import rumor.features as f; print(f.__file__)"
    found = output(_runner(editable, tmp_path, environment)("-c", code))
    assert Path(found).resolve() == copy.resolve() / "features" / "__init__.py"


@pytest.mark.parametrize("install", ["plain", "editable"])
def test_command_is_installed(request, install, tmp_path, environment):
    script = request.getfixturevalue(install).with_name("rumor")
    done = subprocess.run(
        [script, "--version"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert output(done).startswith("rumor ")


def test_training_in_a_plain_install_names_the_extra(elsewhere):
    done = elsewhere("-m", "rumor", "train")
    assert done.returncode == 2
    assert "pip install 'rumor[train]'" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("install", ["plain", "editable"])
def test_nothing_else_is_required(request, install, tmp_path, environment):
    python = request.getfixturevalue(install)
    code = (
        "from importlib.metadata import requires\n"
        "print([r for r in requires('rumor') or [] if 'extra ==' not in r])"
    )
    assert output(_runner(python, tmp_path, environment)("-c", code)) == "[]"


# The wheel


@pytest.fixture(scope="module")
def wheel(plain, copy, tmp_path_factory) -> list[str]:
    """Return the names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("roda")
    pip(plain, "wheel", ".", "--wheel-dir", folder, cwd=copy)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def tree(checkout: Path, suffixes: Sequence[str]) -> set[str]:
    return {
        f"{installed}/{path.relative_to(checkout / folder).as_posix()}"
        for folder, installed in PACKAGES.items()
        for path in (checkout / folder).rglob("*")
        if path.suffix in suffixes
    }


def test_wheel_holds_every_module(wheel, copy):
    assert {name for name in wheel if name.endswith(".py")} == tree(copy, [".py"])


def test_wheel_holds_every_cue_list_and_model(wheel, copy):
    assert tree(copy, [".toml", ".json"]) <= set(wheel)


def test_wheel_holds_the_seeds(wheel, copy):
    seeds = copy / "seeds"
    files = [path for path in seeds.rglob("*") if path.is_file()]
    expected = {f"rumor/seeds/{path.relative_to(seeds).as_posix()}" for path in files}
    assert {name for name in wheel if name.startswith("rumor/seeds/")} == expected


def test_wheel_holds_nothing_but_the_package_and_its_description(wheel):
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"rumor"}


def test_wheel_holds_no_tests(wheel):
    assert not [name for name in wheel if "test" in Path(name).name]


def test_wheel_holds_the_licence(wheel):
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
