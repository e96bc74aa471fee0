"""`rumor config`: which settings hold, and where each came from."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rumor.cli import VARIABLE, command_parser, configurable, read_settings
from rumor.config import ConfigFile, Found, find, normal
from rumor.errors import InputError
from rumor.lang import Language, translate
from rumor.parser import Given
from rumor.settings import options

DEFAULT_PLACE = "default"


class Row(NamedTuple):
    """One setting of a command.

    Attributes
    ----------
    name : str
    value : object
        None where nothing is set.
    place : str
        File and line, the name of an environment variable, or ``"default"``.
    """

    name: str
    value: Any
    place: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "command",
        metavar="COMMAND",
        nargs="*",
        help="the command whose settings to show (default: score)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="`text` for a person, `json` for programs (default: %(default)s)",
    )
    parser.epilog = (
        "Settings are named as options, without the dashes in front. At the top of rumor.toml they "
        "hold for every command that takes them, in a table such as [score] for one. The command "
        "line is stronger than the file beside the articles, that than your own, and that than the "
        "defaults. A file beside the articles may have come with them: it can set how claims are "
        "judged and shown, and nothing that fetches, writes, listens or loads a model."
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the files that were looked for, and the settings of a command.

    Returns
    -------
    int
        0; whatever is wrong in a file is raised.
    """
    name = " ".join(arguments.command) or "score"
    if name not in configurable():
        remedy = f"use one of {', '.join(configurable())}"
        raise InputError(name, "is no command with settings", remedy)
    found = Found() if arguments.no_config else find(arguments.config)
    for other in _with_tables(found):
        read_settings(other, command_parser(other), found)
    rows = list(settings(name, found))
    if arguments.format == "json":
        print(json.dumps(_as_json(name, found, rows), ensure_ascii=False, indent=2, default=str))
    else:
        print("\n".join(_as_text(name, found, rows, arguments.lang)))
    return 0


def settings(name: str, found: Found) -> Iterator[Row]:
    """Yield the settings of a command, in the order of its options."""
    parser = command_parser(name)
    set_in_files = read_settings(name, parser, found)
    own = vars(Given.of(parser))
    for option, action in options(parser).items():
        if action.dest == "lang" and os.environ.get(VARIABLE):
            yield Row(option, os.environ[VARIABLE], VARIABLE)
        elif action.dest in set_in_files:
            setting = set_in_files[action.dest]
            yield Row(option, setting.value, setting.place)
        else:
            yield Row(option, own[action.dest], DEFAULT_PLACE)


def _with_tables(found: Found) -> list[str]:
    tables = {normal(key) for file in found.files for key in file.data}
    return [name for name in configurable() if normal(name) in tables]


def _as_json(name: str, found: Found, rows: list[Row]) -> dict[str, Any]:
    read = {str(file.path): file for file in found.files}
    return {
        "command": name,
        "files": [
            {"path": path, "read": path in read, "trusted": path in read and read[path].trusted}
            for path in map(str, found.looked)
        ],
        "settings": [row._asdict() for row in rows],
    }


def _as_text(name: str, found: Found, rows: list[Row], lang: Language) -> Iterator[str]:
    def said(message: str) -> str:
        return translate(message, lang)

    read = {file.path: file for file in found.files}
    yield said("Files looked for, the strongest first:")
    if not found.looked:
        yield f"  {said('no file')}"
    for path in found.looked:
        yield f"  {path}  {said(_what(path, read.get(path)))}"
    yield ""
    yield said(f"Settings of `rumor {name}`:")
    cells = [(row.name, _written(row.value), said(row.place)) for row in rows]
    widths = [max((len(cell[column]) for cell in cells), default=0) for column in (0, 1)]
    for option, value, place in cells:
        yield f"  {option:<{widths[0]}}  {value:<{widths[1]}}  {place}"


def _what(path: Path, file: ConfigFile | None) -> str:
    if file is None:
        return "says nothing of rumor" if os.path.isfile(path) else "not there"  # noqa: PTH113
    return "read" if file.trusted else "read, for how claims are judged and shown"


def _written(value: Any) -> str:
    return "-" if value is None else json.dumps(value, ensure_ascii=False, default=str)
