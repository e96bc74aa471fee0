"""The command `rumor`: finds the subcommand, runs it, and turns errors into one line and a status.

Exit status: 0 when all went well, 1 reserved for a gate that was not passed, 2 for wrong usage or
input that cannot be used.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from rumor import __version__
from rumor.errors import MissingExtraError, RumorError

# Named by strings: a command's libraries are loaded only when it is the one that runs.
COMMANDS = {
    "score": ("rumor.commands.score", "score the claims of articles", ""),
    "train": ("rumor.experiments.commands.train", "train a model, tracked with MLflow", "train"),
}
"""Module, summary and needed extra of each command."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process when left out.

    Returns
    -------
    int
        Exit status.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments[0] if arguments else ""
    try:
        if name not in COMMANDS:
            _overview().parse_args(arguments)  # --help, --version, or a usage error
            _overview().print_help(sys.stderr)
            return 2
        return _run(name, arguments[1:])
    except RumorError as error:
        print(f"rumor: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone (`rumor score ... | head`): nothing to report
        return 0
    except KeyboardInterrupt:
        print("rumor: interrupted", file=sys.stderr)
        return 130


def _run(name: str, arguments: Sequence[str]) -> int:
    module_name, summary, extra = COMMANDS[name]
    try:
        command = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if not extra or (error.name or "").startswith("rumor"):
            raise
        raise MissingExtraError(f"`rumor {name}`", extra, str(error.name)) from error
    parser = argparse.ArgumentParser(prog=f"rumor {name}", description=_sentence(summary))
    command.add_arguments(parser)
    status: int = command.run(parser.parse_args(arguments))
    return status


def _overview() -> argparse.ArgumentParser:
    listing = "\n".join(f"  {name:<10}{summary}" for name, (_, summary, _) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="rumor",
        usage="rumor COMMAND [options]",
        description="Scores the claims of Indonesian articles for how speculative their footing "
        "is: footing, never truth.",
        epilog=f"commands:\n{listing}\n\n`rumor COMMAND --help` tells the options of one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rumor {__version__}")
    parser.add_argument(
        "command", choices=sorted(COMMANDS), metavar="COMMAND", nargs="?", help=argparse.SUPPRESS
    )
    return parser


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."
