"""Parsers of the command line: what every command takes, and help and errors in two languages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from rumor.lang import DEFAULT, LANGUAGES, Language, translate

GLOBALS = ("config", "no_config", "lang")
"""Names, in a namespace, of the options that every command takes."""


class Parser(argparse.ArgumentParser):
    """An argument parser that tells of errors in its language.

    Attributes
    ----------
    lang : {"en", "id"}
        Set by `speak`.
    """

    lang: Language = DEFAULT

    def error(self, message: str) -> NoReturn:
        """Tell of wrong usage and end with status 2."""
        self.print_usage(sys.stderr)
        error, said = translate("error", self.lang), translate(message, self.lang)
        self.exit(2, f"{self.prog}: {error}: {said}\n")


class _Formatter(argparse.HelpFormatter):
    """Lays help out under headings in a language."""

    def __init__(self, prog: str, *, lang: Language, **settings: Any) -> None:
        super().__init__(prog, **settings)
        self._lang: Language = lang

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        if prefix is None:
            prefix = translate("usage: ", self._lang)
        super().add_usage(usage, actions, groups, prefix)


class _RawFormatter(_Formatter, argparse.RawDescriptionHelpFormatter):
    """The same, without wrapping descriptions."""


def speak(parser: Parser, lang: Language, *, raw: bool = False) -> None:
    """Put help and errors of a parser into a language.

    Parameters
    ----------
    parser : Parser
        With all its arguments.
    lang : {"en", "id"}
    raw : bool
        Whether description and epilog are laid out already.
    """
    parser.lang = lang
    if lang == DEFAULT:
        return
    parser.formatter_class = partial(_RawFormatter if raw else _Formatter, lang=lang)
    for owner in (parser, *parser._action_groups):
        owner.description = _said(owner.description, lang)
    for group in parser._action_groups:
        group.title = _said(group.title, lang)
    parser.epilog = _said(parser.epilog, lang)
    for action in parser._actions:
        action.help = _said(action.help, lang)


def _said(text: str | None, lang: Language) -> str | None:
    return text if text is None or text is argparse.SUPPRESS else translate(text, lang)


def add_globals(parser: argparse.ArgumentParser) -> None:
    """Declare what every command takes: where its settings come from, and the language.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        A command that declares one of these itself keeps its own.
    """
    group = parser.add_argument_group("settings and language")
    files = group.add_mutually_exclusive_group()
    declared = parser._option_string_actions
    if "--config" not in declared:
        files.add_argument(
            "--config",
            metavar="PATH",
            help="read settings from this file alone (default: rumor.toml or pyproject.toml of "
            "this folder or one above, then your own; see `rumor config`)",
        )
    if "--no-config" not in declared:
        files.add_argument("--no-config", action="store_true", help="read no settings from files")
    if "--lang" not in declared:
        group.add_argument(
            "--lang",
            choices=tuple(LANGUAGES),
            default=DEFAULT,
            help="language of messages and help: en for English, id for Indonesian (default: "
            "RUMOR_LANG of the environment, else en)",
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command line asks for that has to be known before it is parsed.

    Attributes
    ----------
    config : str or None
        The value of ``--config``.
    no_config : bool
    lang : str or None
        The value of ``--lang``, right or wrong.
    help : bool
    """

    config: str | None = None
    no_config: bool = False
    lang: str | None = None
    help: bool = False


def peek(arguments: Sequence[str]) -> Asked:
    """Look for the options that every command takes; the parser will say what is wrong with them.

    Parameters
    ----------
    arguments : sequence of str

    Returns
    -------
    Asked
    """
    found: dict[str, Any] = {}
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        following = value if equals else next(iter(arguments[place + 1 :]), None)
        if name in ("--config", "--lang"):
            found[name[2:]] = following
        elif argument == "--no-config":
            found["no_config"] = True
        elif argument in ("-h", "--help"):
            found["help"] = True
    return Asked(**found)


def globals_last(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the options that stand before the command from the rest.

    Parameters
    ----------
    arguments : sequence of str

    Returns
    -------
    leading, rest : list of str
    """
    end = 0
    while end < len(arguments):
        argument = arguments[end]
        if argument in ("--config", "--lang"):
            end += 2
        elif argument == "--no-config" or argument.startswith(("--config=", "--lang=")):
            end += 1
        else:
            break
    return list(arguments[:end]), list(arguments[end:])


_NOTHING = object()


class Given(argparse.Namespace):
    """A namespace that remembers what the command line itself set.

    argparse fills in the default of whatever is missing before it reads the arguments, so the
    defaults have to be in already: `Given.of` puts them there.
    """

    def __init__(self) -> None:
        self.__dict__["_given"] = set()
        super().__init__()

    @classmethod
    def of(cls, parser: argparse.ArgumentParser) -> Given:
        """Return one that holds the defaults of a parser."""
        namespace = cls()
        for action in parser._actions:
            default = action.default
            if argparse.SUPPRESS in (action.dest, default):
                continue
            if isinstance(default, str) and callable(action.type):
                default = action.type(default)  # as argparse would, which sets it once more
            setattr(namespace, action.dest, default)
        namespace.names.clear()
        return namespace

    @property
    def names(self) -> set[str]:
        """Names of what was set since."""
        names: set[str] = self.__dict__["_given"]
        return names

    def __setattr__(self, name: str, value: Any) -> None:
        if value is not getattr(self, name, _NOTHING):
            self.names.add(name)
        super().__setattr__(name, value)

    def plain(self) -> argparse.Namespace:
        """Return an ordinary namespace of the same."""
        return argparse.Namespace(**{k: v for k, v in vars(self).items() if k != "_given"})
