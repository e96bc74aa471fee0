"""The help of the command line as a whole, and of commands that share their first word."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Iterable, Mapping

from rumor import __version__
from rumor.lang import Language, translate
from rumor.parser import Parser, add_globals, speak

DESCRIPTION = (
    "Scores the claims of Indonesian articles for how speculative their footing is: footing, "
    "never truth."
)


def group(name: str, commands: Iterable[str]) -> str:
    """Return the name and a space if it is the first of two-word commands, else nothing."""
    prefix = f"{name} "
    return prefix if name and any(command.startswith(prefix) for command in commands) else ""


def overview(prefix: str, summaries: Mapping[str, str], lang: Language) -> Parser:
    """Make the parser that lists commands.

    Parameters
    ----------
    prefix : str
        First word of those to list, and a space; all if empty.
    summaries : mapping of str to str
        In English, by command.
    lang : {"en", "id"}

    Returns
    -------
    Parser
    """
    listed = {
        command.removeprefix(prefix): translate(summary, lang)
        for command, summary in summaries.items()
        if command.startswith(prefix)
    }
    width = max(map(len, listed))
    listing = "\n".join(f"  {name:<{width}}  {summary}" for name, summary in listed.items())
    columns = shutil.get_terminal_size().columns - 2
    heading = translate("commands:", lang)
    closing = translate(f"`rumor {prefix}COMMAND --help` tells the options of one.", lang)
    parser = Parser(
        prog=f"rumor {prefix}".strip(),
        usage=translate(f"rumor {prefix}COMMAND [options]", lang),
        description=textwrap.fill(translate(DESCRIPTION, lang), columns),
        epilog=f"{heading}\n{listing}\n\n{closing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rumor {__version__}")
    parser.add_argument(
        "command", choices=[*listed], metavar="COMMAND", nargs="?", help=argparse.SUPPRESS
    )
    add_globals(parser)
    speak(parser, lang, raw=True)
    return parser
