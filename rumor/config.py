"""Configuration files: where they are looked for, and what is read from them.

What holds comes, the strongest first, from the command line; from ``rumor.toml``, or
``[tool.rumor]`` of ``pyproject.toml``, in the working directory or the nearest folder above it (not
above the home folder); from the user's own ``rumor.toml``; and from the defaults. ``--config`` and
``RUMOR_CONFIG`` name one file that is read instead of both. `rumor.settings` tells what may stand
in them.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rumor.errors import ConfigError

NAME = "rumor.toml"
PROJECT = "pyproject.toml"
TABLE = "tool.rumor"
"""Table of `PROJECT` that holds settings."""

VARIABLE = "RUMOR_CONFIG"
"""Environment variable that names a configuration; empty is as unset."""

_HEADER = r"\[([^\[\]]+)\]\s*(?:#.*)?"


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration that was read.

    Attributes
    ----------
    path : Path
    data : mapping of str to object
        Settings and tables of settings, as they stand in it.
    text : str
        The file, to tell lines by.
    trusted : bool
        Whether the user named it or it is their own: one that was found beside the articles may
        come from anybody.
    """

    path: Path
    data: Mapping[str, Any]
    text: str
    trusted: bool

    def place(self, key: str = "", table: str = "") -> str:
        """Return the path, with the line of a setting or table if that can be told."""
        above = TABLE if self.path.name == PROJECT else ""
        wanted = ".".join(part for part in (above, table) if part)
        header = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            entry, equals, _ = line.partition("=")
            if found := re.fullmatch(_HEADER, line.strip()):
                header = _bare(found[1])
            here = normal(header) == normal(wanted)
            if here and (_bare(entry) == key if key and equals else not key and found):
                return f"{self.path}:{number}"
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Found:
    """The configurations that hold.

    Attributes
    ----------
    files : sequence of ConfigFile
        The strongest first.
    looked : sequence of Path
        Files that were looked for, in that order.
    """

    files: Sequence[ConfigFile] = ()
    looked: Sequence[Path] = ()


def normal(name: str) -> str:
    """Return the name of a setting or command as an option writes it."""
    return re.sub(r"[_\s]", "-", name)


def find(named: str | None = None) -> Found:
    """Find and read the configurations that hold here.

    Parameters
    ----------
    named : str, optional
        A file that is read instead of those that would be found; ``RUMOR_CONFIG`` if left out.

    Returns
    -------
    Found

    Raises
    ------
    ConfigError
        If a file that is there, or was named, cannot be read.
    """
    named = os.environ.get(VARIABLE) or None if named is None else named
    if named is not None:
        path = Path(named)
        return Found((_required(path),), (path,))
    own = user_file()
    own = own and Path(os.path.realpath(own))
    files: list[ConfigFile] = []
    looked: list[Path] = []
    for path in _nearby():
        if own is not None and path == own:
            break  # the user's own after all
        looked.append(path)
        if not os.path.isfile(path):  # noqa: PTH113  # no error where a folder may not be seen
            continue
        file = _read(path, trusted=False)
        if file is not None:
            files.append(file)
            break
    if own is not None:
        looked.append(own)
        if os.path.isfile(own):  # noqa: PTH113
            files.append(_required(own))
    return Found(tuple(files), tuple(looked))


def user_file() -> Path | None:
    """Return where the user's own configuration is kept, there or not; None without a home."""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return base / "rumor" / NAME


def _nearby() -> Iterator[Path]:
    try:
        here = Path.cwd()
    except FileNotFoundError:  # removed under our feet
        return
    try:
        home = Path(os.path.realpath(Path.home()))
    except RuntimeError:
        home = None
    for folder in (here, *here.parents):
        yield folder / NAME
        yield folder / PROJECT
        if folder == home:
            return


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(path, "no such file", "check the path") from error
    except IsADirectoryError as error:
        raise ConfigError(path, "is a folder", f"name the {NAME} in it") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = (getattr(error, "strerror", None) or "cannot be read").lower()
        raise ConfigError(path, reason, "check the path and its permissions") from error


def _required(path: Path) -> ConfigFile:
    """Read a file that the user named, or their own."""
    file = _read(path, trusted=True)
    if file is None:
        raise ConfigError(path, f"holds no [{TABLE}]", f"name a file with one, or a {NAME}")
    return file


def _read(path: Path, *, trusted: bool) -> ConfigFile | None:
    """Read a file; None if it is a pyproject.toml that is not about us, as most are."""
    import tomllib

    raw = _bytes(path)
    if path.name == PROJECT and b"rumor" not in raw:
        return None
    try:
        text = raw.decode("utf-8-sig")
        data: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, or TOML made to choke on
        if path.name == PROJECT and f"[{TABLE}".encode() not in raw:
            return None
        raise ConfigError(path, f"not TOML ({error})", "correct it, or give --no-config") from error
    if path.name == PROJECT:
        for key in TABLE.split("."):
            if not isinstance(data, dict) or key not in data:
                return None
            data = data[key]
    if not isinstance(data, dict):
        remedy = f"write [{TABLE}] above the settings"
        raise ConfigError(path, f"{TABLE} is not a table", remedy)
    return ConfigFile(path, data, text, trusted)


def _bare(header: str) -> str:
    """Return a key without quotes and the white space around its dots."""
    return ".".join(part.strip().strip("\"'") for part in header.split("."))
