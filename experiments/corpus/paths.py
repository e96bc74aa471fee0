"""Where rebuilt news lies on this machine: never with the code, whose text is ours to publish."""

from __future__ import annotations

import os
import re
from pathlib import Path

import rumor
from rumor.errors import OutputError

NEWS = "news.jsonl"
"""File name of the rebuilt news corpus in the data folder."""

VARIABLE = "RUMOR_DATA"
"""Environment variable that names the data folder; downloads then lie in it too."""

_OURS = re.compile(r'^name *= *"rumor" *$', re.MULTILINE)


def data_folder() -> Path:
    """Return the folder of rebuilt corpora: `VARIABLE`, else the user's data folder for rumor.

    Raises
    ------
    ModuleNotFoundError
        If the variable is not set and platformdirs is not installed.
    """
    if given := os.environ.get(VARIABLE):
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("rumor", appauthor=False)


def cache_folder() -> Path:
    """Return the folder of downloaded source files; it may be deleted at any time.

    Raises
    ------
    ModuleNotFoundError
        If the variable is not set and platformdirs is not installed.
    """
    if os.environ.get(VARIABLE):
        return data_folder() / "sources"
    from platformdirs import user_cache_path

    return user_cache_path("rumor", appauthor=False) / "sources"


def rebuilt_news() -> Path | None:
    """Return the rebuilt news corpus of this machine, or None if there is none."""
    try:
        path = data_folder() / NEWS
    except ModuleNotFoundError:  # `rumor corpus fetch` needs it too, so nothing was fetched
        return None
    return path if path.is_file() else None


def refuse_ours(folder: Path) -> None:
    """Refuse a folder within a checkout of rumor or an installed one.

    Parameters
    ----------
    folder : pathlib.Path
        Where text of others is to be written; it need not exist.

    Raises
    ------
    rumor.errors.OutputError
        If it is the folder of a checkout or a package of rumor, or lies inside one.
    """
    resolved = folder.expanduser().resolve()
    packages = [Path(entry).resolve() for entry in rumor.__path__]
    for place in (resolved, *resolved.parents):
        if place in packages or _is_checkout(place):
            raise OutputError(
                folder,
                f"inside {place}, the folder of rumor itself",
                "the news belongs to its outlets: give a folder outside of it",
            )


def _is_checkout(folder: Path) -> bool:
    project = folder / "pyproject.toml"
    if not project.is_file():
        return False
    return bool(_OURS.search(project.read_text(encoding="utf-8", errors="replace")))
