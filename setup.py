"""Compiles the modules that scoring spends its time in, where there is a C compiler.

The compiled modules are made from the same sources, so they give the same numbers; the ``.pxd``
files beside them only tell types. Where they cannot be compiled, the sources are used as they are:
about a third as fast. All else about the package stands in ``pyproject.toml``.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

COMPILED = """
    rumor.claims rumor.explain rumor.portable rumor.scorer rumor.weights rumor.text.segment
    rumor.features.analysis rumor.features.attribution rumor.features.balance
    rumor.features.company rumor.features.cues rumor.features.deletion
    rumor.features.denial rumor.features.extract rumor.features.forecast rumor.features.hearsay
    rumor.features.lexicon.match rumor.features.quotation
    rumor.features.reading rumor.features.sentence rumor.features.shape rumor.features.sources
    rumor.features.surroundings rumor.features.tokens
    rumor.features.words
""".split()

STAGE = Path("build", "cython")
"""Where the sources lie as they will be installed: type declarations are found by package."""

DIRECTIVES = {"language_level": 3, "infer_types": True, "annotation_typing": True}


def staged() -> list[Extension]:
    """Lay the sources out and say what is to be compiled of them."""
    for old in (STAGE, *STAGE.parent.glob("lib.*")):  # else what once was compiled is installed
        shutil.rmtree(old, ignore_errors=True)
    only = {"ignore": lambda folder, names: [n for n in names if not wanted(Path(folder, n))]}
    shutil.copytree("rumor", STAGE / "rumor", **only)
    shutil.copytree("features", STAGE / "rumor" / "features", **only)
    flags = ["-O2", "-g0", "-fno-plt"] if sys.platform == "linux" else []
    return [
        Extension(
            name,
            [str(STAGE.joinpath(*name.split(".")).with_suffix(".py"))],
            extra_compile_args=flags,
        )
        for name in COMPILED
    ]


def wanted(path: Path) -> bool:
    """Say whether a file or folder can hold sources."""
    return path.is_dir() or path.suffix in (".py", ".pxd")


def extensions() -> list[Extension]:
    """Return the modules to compile: none if ``RUMOR_PURE`` is set.

    Nor are there any in an editable installation: sources that somebody is at work on would be
    hidden by what was once made of them.
    """
    if os.environ.get("RUMOR_PURE") or "editable_wheel" in sys.argv:
        return []
    modules: list[Extension] = cythonize(staged(), compiler_directives=DIRECTIVES, quiet=True)
    for module in modules:  # they are new ones, without what Cython does not know of
        module.optional = True  # without a compiler the package installs all the same
    return modules


if __name__ == "__main__":
    setup(
        ext_modules=extensions(),
        options={"build_ext": {"parallel": os.cpu_count() or 1}},
    )
