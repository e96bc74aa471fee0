"""`rumor completion`: a script by which a shell completes the command line."""

from __future__ import annotations

import argparse
import importlib

from rumor.cli import COMMANDS

SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help="bash, zsh or fish")
    parser.epilog = (
        "Write the script where your shell looks for completions: for bash to "
        "~/.local/share/bash-completion/completions/rumor, for zsh to a file _rumor in a folder of "
        "$fpath, for fish to ~/.config/fish/completions/rumor.fish. Write it anew after an upgrade."
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the script.

    Returns
    -------
    int
        0; whatever goes wrong is raised.
    """
    from rumor.completion import script

    summaries = {name: summary for name, (_, summary, _) in COMMANDS.items()}
    print(script(arguments.shell, summaries, _declare))
    return 0


def _declare(name: str, parser: argparse.ArgumentParser) -> None:
    importlib.import_module(COMMANDS[name][0]).add_arguments(parser)
