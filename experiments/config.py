"""Experiments as files: TOML that names corpora and settings, read and checked.

A file may hold ``name``, ``description``, ``corpora`` (``"authored"``, ``"news"`` or paths relative
to the file) and the tables ``[features]``, ``[classifier]`` and ``[grid]``. What a file leaves out
is as in the model that ships. A grid gives lists of values by dotted name, such as
``classifier.C = [0.005, 0.015]``, and stands for all their combinations.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from rumor.errors import ConfigError, RumorError
from rumor.experiments.corpus import default_corpora, seed_path
from rumor.experiments.corpus.paths import NEWS, rebuilt_news
from rumor.experiments.pipeline import MARGINS
from rumor.features.extract import FAMILIES

SUFFIX = ".toml"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CORPORA = ("authored", "news")
_MAX_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a table.

    Attributes
    ----------
    setting : str
        The setting it stands for, by scikit-learn's names.
    allowed : str
        What it may be, in words.
    valid : callable
        Whether a value is that.
    convert : callable
        Makes equal values the same.
    """

    setting: str
    allowed: str
    valid: Callable[[Any], bool]
    convert: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True, slots=True)
class Config:
    """One checked configuration.

    Attributes
    ----------
    path : pathlib.Path
    name, description : str
    corpora : tuple of pathlib.Path
    by_default : bool
        Whether the file names no corpora.
    settings : dict
        What the file sets, by scikit-learn's names.
    grid : dict of str to list
        Values to combine, by dotted name, as in the file.
    """

    path: Path
    name: str
    description: str
    corpora: tuple[Path, ...]
    by_default: bool
    settings: dict[str, Any]
    grid: dict[str, list[Any]]


def _whole(low: int, high: float = math.inf) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _positive(setting: str) -> Field:
    return Field(setting, "a number above 0", lambda v: _number(v) and v > 0, float)


def _are_families(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v in FAMILIES for v in value)


FIELDS: dict[str, Field] = {
    "features.without": Field(
        "rows__without",
        f"a list of families out of {', '.join(FAMILIES)}",
        _are_families,
        lambda value: [name for name in FAMILIES if name in value],
    ),
    "features.words": Field("rows__words", "true or false", lambda v: type(v) is bool),
    "features.min_count": Field("frequent__min_count", "a whole number from 1", _whole(1)),
    "classifier.type": Field(
        "classify__margin", f"one of {', '.join(MARGINS)}", MARGINS.__contains__
    ),
    "classifier.C": _positive("classify__C"),
    "classifier.rarity": Field(
        "classify__rarity", "a number from 0", lambda v: _number(v) and v >= 0, float
    ),
    "classifier.level_C": _positive("classify__level_C"),
    "classifier.folds": Field("classify__folds", "a whole number from 2", _whole(2)),
    "classifier.seed": Field(
        "classify__seed", f"a whole number from 0 to {_MAX_SEED}", _whole(0, _MAX_SEED)
    ),
}
"""The keys of the tables ``features`` and ``classifier``, by dotted name."""

_TABLES = tuple(dict.fromkeys(name.split(".")[0] for name in FIELDS))
_TOP = ("name", "description", "corpora", *_TABLES, "grid")


def shipped_configs() -> dict[str, Path]:
    """Return the configurations that come with the package, by name."""
    folder = Path(str(files("rumor.experiments").joinpath("configs")))
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}


def find_config(given: str) -> Path:
    """Find a configuration.

    Parameters
    ----------
    given : str
        A path that ends in ``.toml``, or the name of one that comes with the package.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    rumor.errors.RumorError
        If it is neither.
    """
    shipped = shipped_configs()
    if given in shipped:
        return shipped[given]
    path = Path(given)
    if path.suffix != SUFFIX:
        raise RumorError(
            f"{given}: no such configuration; give the path of a {SUFFIX} file, or one of "
            f"{', '.join(shipped)}"
        )
    return path


def read_config(path: Path) -> Config:
    """Read and check a configuration.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    Config

    Raises
    ------
    ConfigError
        If the file cannot be read, or a key or value is not allowed; it names the key.
    """
    data = _load(path)
    _known(path, "", data, _TOP)
    settings: dict[str, Any] = {}
    for table in _TABLES:
        found = _table(path, table, data)
        _known(path, f"{table}.", found, _keys(table))
        for key, value in found.items():
            field = FIELDS[f"{table}.{key}"]
            settings[field.setting] = _checked(path, f"{table}.{key}", value, field)
    return Config(
        path=path,
        name=_name(path, data.get("name", path.stem)),
        description=_text(path, "description", data.get("description", "")),
        corpora=_corpora(path, data.get("corpora")),
        by_default="corpora" not in data,
        settings=settings,
        grid=_grid(path, _table(path, "grid", data), settings),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise ConfigError(path, reason, "give a readable configuration") from None
    except UnicodeDecodeError as error:
        reason = f"byte {error.start + 1} is not UTF-8"
        raise ConfigError(path, reason, "save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, f"not TOML: {error}", "correct it") from None


def _keys(table: str) -> list[str]:
    return [name.removeprefix(f"{table}.") for name in FIELDS if name.startswith(f"{table}.")]


def _known(path: Path, prefix: str, found: Iterable[str], allowed: Iterable[str]) -> None:
    for key in found:
        if key not in allowed:
            raise ConfigError(path, f"unknown key {prefix}{key}", f"use {', '.join(allowed)}")


def _table(path: Path, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise ConfigError(path, f"{name} is no table", f"write [{name}] and its keys below it")
    return found


def _checked(path: Path, name: str, value: Any, field: Field) -> Any:
    if isinstance(value, dict) or not field.valid(value):
        raise ConfigError(path, f"{name} is {value!r}", f"it must be {field.allowed}")
    return field.convert(value)


def _text(path: Path, key: str, value: Any) -> str:
    if not isinstance(value, str) or "\n" in value:
        raise ConfigError(path, f"{key} is {value!r}", "it must be a text of one line")
    return value


def _name(path: Path, value: Any) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        remedy = "it must begin with a letter or digit and hold only those and . _ -"
        raise ConfigError(path, f"name is {value!r}", remedy)
    return value


def _corpora(path: Path, value: Any) -> tuple[Path, ...]:
    if value is None:
        return default_corpora()
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        remedy = f"it must be a list of {', '.join(_CORPORA)} or paths relative to the file"
        raise ConfigError(path, f"corpora is {value!r}", remedy)
    return tuple(_corpus(path, name) for name in value)


def _corpus(path: Path, name: str) -> Path:
    if name == "authored":
        return seed_path("authored.jsonl")
    if name == "news":
        news = rebuilt_news()
        if news is None:
            reason = f"corpora names news, and {NEWS} is not on this machine"
            raise ConfigError(path, reason, "get it with: rumor corpus fetch")
        return news
    found = path.parent / name
    if not found.is_file():
        remedy = f"use {', '.join(_CORPORA)} or a path relative to the file"
        raise ConfigError(path, f"corpora names {name!r}, and there is no file {found}", remedy)
    return found


def _grid(
    path: Path, table: Mapping[str, Any], settings: Mapping[str, Any]
) -> dict[str, list[Any]]:
    grid: dict[str, list[Any]] = {}
    for name, values in _flat(table):
        _known(path, "grid.", [name], FIELDS)
        field = FIELDS[name]
        if name in grid or field.setting in settings:
            raise ConfigError(path, f"{name} is given twice", "give it once, in the grid or not")
        if not isinstance(values, list) or not values:
            remedy = f"it must be a list of values, each {field.allowed}"
            raise ConfigError(path, f"grid.{name} is {values!r}", remedy)
        grid[name] = [_checked(path, f"grid.{name}", value, field) for value in values]
        if twice := [value for k, value in enumerate(grid[name]) if value in grid[name][:k]]:
            raise ConfigError(path, f"grid.{name} holds {twice[0]!r} twice", "give each value once")
    return grid


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give dotted names: TOML reads a bare ``classifier.C`` as a table, a quoted one as a name."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", found) for inner, found in value.items())
        else:
            yield key, value
