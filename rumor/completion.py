"""Scripts by which shells complete the command line, made from the parsers of all commands.

`shtab <https://github.com/tqdm/shtab>`_ writes the scripts. They hold everything, so that a press
of the key starts no Python; a new release wants a new script.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping

import shtab

from rumor import __version__
from rumor.parser import add_globals

PATHS = frozenset(("ARTICLES", "FILE", "FOLDER", "INPUT", "MODEL", "OUTPUT", "PATH"))
"""What arguments that are files or folders are called in help."""


def script(
    shell: str,
    summaries: Mapping[str, str],
    declare: Callable[[str, argparse.ArgumentParser], None],
) -> str:
    """Write the script for a shell.

    Parameters
    ----------
    shell : {"bash", "zsh", "fish"}
    summaries : mapping of str to str
        What each command does, by its name of one or two words.
    declare : callable
        Declares the arguments of a command, given its name and its parser. A command whose
        libraries are not installed (ModuleNotFoundError) is completed without its options.

    Returns
    -------
    str
    """
    written: str = shtab.complete(whole_parser(summaries, declare), shell=shell)
    return written


def whole_parser(
    summaries: Mapping[str, str], declare: Callable[[str, argparse.ArgumentParser], None]
) -> argparse.ArgumentParser:
    """Return one parser with all commands as subparsers, those of two words one in another."""
    root = argparse.ArgumentParser(prog="rumor", add_help=True)
    root.add_argument("--version", action="version", version=f"rumor {__version__}")
    add_globals(root)
    below = {"": root.add_subparsers()}
    for name, summary in summaries.items():
        group, _, last = name.rpartition(" ")
        if group not in below:
            commands = [full for full in summaries if full.startswith(f"{group} ")]
            what = ", ".join(full.removeprefix(f"{group} ") for full in commands)
            below[group] = below[""].add_parser(group, help=what).add_subparsers()
        parser = below[group].add_parser(last, help=summary)
        try:
            declare(name, parser)
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("rumor"):
                raise
            print(f"rumor: without the options of `rumor {name}`: {error}", file=sys.stderr)
        add_globals(parser)
        _complete_paths(parser)
    _complete_paths(root)
    return root


def _complete_paths(parser: argparse.ArgumentParser) -> None:
    for action in parser._actions:
        if action.metavar in PATHS and action.choices is None:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
