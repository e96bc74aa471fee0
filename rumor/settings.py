"""What configuration files may say, held to the options of the commands.

A setting is named as its option (``fail-above`` or ``fail_above``). At the top of a file stand
options of the scoring commands; there they hold for every command that takes them, and one whose
values are others passes them by. In a table such as ``[score]`` or ``[model-compare]`` they hold
for that command alone. Paths are read as on the command line: relative to the working directory.

A file in the working directory, or above it, may have come with the articles, from anybody. It
may say how claims are judged and shown (`NEARBY`), and nothing that fetches, writes, listens, or
loads a model: those settings count only in the user's own file or one that the user names.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rumor.config import ConfigFile, Found, normal
from rumor.errors import ConfigError
from rumor.setting_values import MisfitError, fit, instead, shown_name

NEARBY = frozenset(
    """
    delimiter fail-above format glob id-column input-format lang level min-score output-format
    precise text-column threshold title-column top unit
    """.split()
)
"""Settings that a file found beside the articles may hold."""

NEVER = frozenset(("allow-pickle", "config", "help", "no-config", "text", "title", "version"))
"""Options that are about one call, and no settings."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a file says of one option.

    Attributes
    ----------
    value : object
        As the parser would have made it.
    place : str
        File and line.
    """

    value: Any
    place: str


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands there are.

    Attributes
    ----------
    names : sequence of str
        Those that may have a table.
    shared : sequence of str
        Those whose options may stand at the top of a file.
    parser : callable
        Makes the parser of one; only called for others than the one that runs if needed.
    """

    names: Sequence[str]
    shared: Sequence[str]
    parser: Callable[[str], argparse.ArgumentParser]


def options(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """Return the options of a parser that can be set, by name."""
    found = {}
    for action in parser._actions:
        names = [name[2:] for name in action.option_strings if name.startswith("--")]
        if names and names[0] not in NEVER:
            found[names[0]] = action
    return found


def resolve(
    found: Found, command: str, parser: argparse.ArgumentParser, commands: Commands
) -> dict[str, Setting]:
    """Return what the files say of the options of one command.

    Parameters
    ----------
    found : Found
    command : str
    parser : argparse.ArgumentParser
        That of the command.
    commands : Commands

    Returns
    -------
    dict of str to Setting
        By name in the namespace; of options that exclude each other the stronger one alone.

    Raises
    ------
    ConfigError
        For anything in the files that cannot be meant.
    """
    known = options(parser)
    settings: dict[str, Setting] = {}
    for file in found.files:
        tables = _tables(file, commands.names)
        for table, content in ((command, tables.get(normal(command), {})), ("", file.data)):
            level = dict(_level(file, table, content, _Takers(command, known, commands)))
            _one_of_rivals(level, parser)
            for name, setting in level.items():
                taken = any(rival in settings for rival in rivals(parser, name, settings))
                if name not in settings and not (taken and _active(setting.value)):
                    settings[name] = setting
    return settings


def rivals(
    parser: argparse.ArgumentParser, name: str, settings: Mapping[str, Setting]
) -> list[str]:
    """Return the settings in force that an option excludes."""
    return [
        other.dest
        for group in parser._mutually_exclusive_groups
        if any(action.dest == name for action in group._group_actions)
        for other in group._group_actions
        if other.dest != name and other.dest in settings and _active(settings[other.dest].value)
    ]


def apply(parser: argparse.ArgumentParser, settings: Mapping[str, Setting]) -> None:
    """Make settings the defaults of a parser."""
    parser.set_defaults(**{name: setting.value for name, setting in settings.items()})
    for action in parser._actions:
        action.required = action.required and action.dest not in settings


def _active(value: Any) -> bool:
    return value is not False


def _tables(file: ConfigFile, commands: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    names = {normal(command): command for command in commands}
    tables: dict[str, Mapping[str, Any]] = {}
    for name, content in file.data.items():
        if not isinstance(content, dict):
            continue
        if normal(name) not in names:
            reason = f"no command takes the table {shown_name(name)}"
            raise ConfigError(file.place(table=name), reason, instead(normal(name), names))
        if normal(name) in tables:
            raise ConfigError(file.place(table=name), "stands there twice", "keep one of them")
        tables[normal(name)] = content
    return tables


@dataclass(frozen=True, slots=True)
class _Takers:
    """Who may be meant by a setting, when one command runs."""

    command: str
    known: Mapping[str, argparse.Action]
    commands: Commands

    def of(self, name: str, table: str, value: Any, place: str) -> list[argparse.Action]:
        """Return the options that a setting may be meant for, that of the command first.

        Others are only looked at if it is not plain that the command is meant.
        """
        own = [self.known[name]] if name in self.known else []
        if table:
            if not own:
                raise ConfigError(
                    place, f"unknown setting {shown_name(name)}", instead(name, sorted(self.known))
                )
            return own
        if own and self.command in self.commands.shared and _fits(own[0], value):
            return own
        shared = [options(self.commands.parser(other)) for other in self.commands.shared]
        others = [known[name] for known in shared if name in known]
        if others:
            return [*own, *others]
        if own:
            remedy = f"put it into the table [{normal(self.command)}]"
            raise ConfigError(place, f"setting {name}: not for the top of a file", remedy)
        allowed = {option for known in shared for option in known}
        raise ConfigError(
            place, f"unknown setting {shown_name(name)}", instead(name, sorted(allowed))
        )


def _level(
    file: ConfigFile, table: str, content: Mapping[str, Any], takers: _Takers
) -> Iterator[tuple[str, Setting]]:
    """Yield what a table, or the top of a file, says of the options of the command that runs."""
    seen: set[str] = set()
    for key, value in content.items():
        if not table and isinstance(value, dict):
            continue
        name, place = normal(key), file.place(key, table)
        if name in seen:
            raise ConfigError(place, f"setting {name}: stands there twice", "keep one of them")
        seen.add(name)
        if name in NEVER:
            reason = f"setting {name}: is about one call"
            raise ConfigError(place, reason, "give it on the command line")
        actions = takers.of(name, table, value, place)
        if not file.trusted and name not in NEARBY:
            raise ConfigError(
                place,
                f"setting {name}: not taken from a file that was found beside the articles",
                "put it into your own configuration, or name this file with --config",
            )
        action, converted = _first_fit(actions, name, place, value)
        if action is takers.known.get(name):
            yield action.dest, Setting(converted, place)


def _fits(action: argparse.Action, value: Any) -> bool:
    try:
        fit(action, value)
    except MisfitError:
        return False
    return True


def _first_fit(
    actions: Iterable[argparse.Action], name: str, place: str, value: Any
) -> tuple[argparse.Action, Any]:
    first: MisfitError | None = None
    for action in actions:
        try:
            return action, fit(action, value)
        except MisfitError as error:
            first = first or error
    reason, remedy = first.args if first else ("", "")
    raise ConfigError(place, f"setting {name}: {reason}", remedy) from first


def _one_of_rivals(level: Mapping[str, Setting], parser: argparse.ArgumentParser) -> None:
    for name, setting in level.items():
        if _active(setting.value) and (others := rivals(parser, name, level)):
            reason = f"settings {normal(name)} and {normal(others[0])} exclude each other"
            raise ConfigError(level[others[0]].place, reason, "keep one of them")
