"""Where the corpora lie: the packaged one, however the project was installed, and rebuilt news."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from rumor.errors import CorpusError
from rumor.experiments.corpus.paths import rebuilt_news

_PACKAGED = ("authored.jsonl",)


def seed_path(name: str) -> Path:
    """Find a file of the packaged corpus.

    Parameters
    ----------
    name : str
        File name, with forward slashes for a file in a folder: ``"articles/rumor-ponsel.txt"``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    rumor.errors.CorpusError
        If there is no such file, or the installation lacks the corpus.
    """
    try:
        folder = files("rumor.seeds")
    except ModuleNotFoundError:
        raise CorpusError([f"{name}: the packaged corpus is missing; reinstall rumor"]) from None
    for part in name.split("/"):  # one at a time: Python 3.11 joins no more to a namespace folder
        folder = folder.joinpath(part)
    path = Path(str(folder))
    if not path.is_file():
        raise CorpusError([f"{path}: no such file in the packaged corpus; check the name"])
    return path


def default_corpora() -> tuple[Path, ...]:
    """Return the corpora to use when none are given.

    Returns
    -------
    tuple of pathlib.Path
        The packaged files, then the rebuilt news if this machine has it.
    """
    packaged = tuple(seed_path(name) for name in _PACKAGED)
    news = rebuilt_news()
    return packaged if news is None else (*packaged, news)
