"""The command `rumor`: finds the subcommand, runs it, and turns errors into one line and a status.

Exit status: 0 when all went well, 1 when something was found or left out that the command tells of,
2 for wrong usage or input that cannot be used.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import io
import os
import sys
from collections.abc import Sequence

from rumor import __version__
from rumor.errors import MissingExtraError, RumorError

# Named by strings: a command's libraries are loaded only when it is the one that runs.
COMMANDS = {
    "score": ("rumor.commands.score", "score the claims of articles", ""),
    "explain": ("rumor.commands.explain", "tell why sentences scored as they did", ""),
    "train": ("rumor.experiments.commands.train", "train a model, tracked with MLflow", "train"),
    "model compare": (
        "rumor.experiments.commands.model_compare",
        "compare the models that could ship",
        "train",
    ),
    "model check": ("rumor.experiments.commands.model_check", "hold a model to floors", "train"),
    "model card": ("rumor.experiments.commands.model_card", "write the model card anew", "train"),
    "corpus stats": ("rumor.experiments.commands.corpus_stats", "count what a corpus holds", ""),
    "corpus check": ("rumor.experiments.commands.corpus_check", "look for faults", "corpus"),
    "corpus fetch": ("rumor.experiments.commands.corpus_fetch", "rebuild the news part", "corpus"),
    "corpus export": ("rumor.experiments.commands.corpus_export", "write other formats", ""),
    "corpus suggest": (
        "rumor.experiments.commands.corpus_suggest",
        "pick the sentences worth labelling next",
        "train",
    ),
    "corpus label": ("rumor.experiments.commands.corpus_label", "label sentences by hand", ""),
    "corpus agree": ("rumor.experiments.commands.corpus_agree", "compare annotators", "train"),
}
"""Module, summary and needed extra of each command; some have names of two words."""

_OUTPUT_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


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
    words = 2 if " ".join(arguments[:2]) in COMMANDS else 1
    name = " ".join(arguments[:words])
    if sys.stdout is None:
        print("rumor: standard output is closed; open it for the result", file=sys.stderr)
        return 2
    # What cannot be said in the terminal's encoding is escaped, in JSON validly so.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        if name in COMMANDS:
            status = _run(name, arguments[words:])
        else:
            _overview(name).parse_args(arguments[1:] if _group(name) else arguments)
            _overview(name).print_help(sys.stderr)  # neither --help, --version nor wrong usage
            status = 2
        sys.stdout.flush()
    except RumorError as error:
        print(f"rumor: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        _abandon_output()  # the reader has gone (`rumor score ... | head`): nothing to report
        return 0
    except OSError as error:
        if error.errno not in _OUTPUT_ERRORS:
            raise
        _abandon_output()
        print(f"rumor: standard output: {error.strerror}; make room for it", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("rumor: interrupted", file=sys.stderr)
        return 130
    return status


def _abandon_output() -> None:
    # Else the interpreter tries to write what is left once more as it ends, and complains.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _run(name: str, arguments: Sequence[str]) -> int:
    module_name, summary, extra = COMMANDS[name]
    command = importlib.import_module(module_name)
    parser = argparse.ArgumentParser(prog=f"rumor {name}", description=_sentence(summary))
    command.add_arguments(parser)
    parsed = parser.parse_args(arguments)
    try:
        status: int = command.run(parsed)
    except ModuleNotFoundError as error:
        if not extra or (error.name or "").startswith("rumor"):
            raise
        raise MissingExtraError(f"`rumor {name}`", extra, str(error.name)) from error
    return status


def _group(name: str) -> str:
    """Return the name and a space if it is the first of two-word commands, else nothing."""
    prefix = f"{name} "
    return prefix if name and any(command.startswith(prefix) for command in COMMANDS) else ""


def _overview(name: str) -> argparse.ArgumentParser:
    prefix = _group(name)
    names = {command.removeprefix(prefix): command for command in COMMANDS if prefix in command}
    listing = "\n".join(f"  {short:<16}{COMMANDS[full][1]}" for short, full in names.items())
    parser = argparse.ArgumentParser(
        prog=f"rumor {prefix}".strip(),
        usage=f"rumor {prefix}COMMAND [options]",
        description="Scores the claims of Indonesian articles for how speculative their footing "
        "is: footing, never truth.",
        epilog=f"commands:\n{listing}\n\n`rumor {prefix}COMMAND --help` tells the options of one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rumor {__version__}")
    parser.add_argument(
        "command", choices=[*names], metavar="COMMAND", nargs="?", help=argparse.SUPPRESS
    )
    return parser


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."
