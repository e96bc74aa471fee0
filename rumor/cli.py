"""The command `rumor`: finds the subcommand, runs it, and turns errors into one line and a status.

Exit status: 0 when all went well, 1 when something was found or left out that the command tells of,
2 for wrong usage or input that cannot be used.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rumor.config import Found, find
from rumor.errors import ConfigError, InputError, MissingExtraError, RumorError
from rumor.lang import DEFAULT, LANGUAGES, Language, translate, translate_error
from rumor.parser import Asked, Given, Parser, add_globals, globals_last, peek, speak
from rumor.startup import uncollected

if TYPE_CHECKING:
    from rumor.settings import Setting

# Named by strings: a command's libraries are loaded only when it is the one that runs.
COMMANDS = {
    "score": ("rumor.commands.score", "score the claims of articles", ""),
    "batch": ("rumor.commands.batch", "score many articles, row by row, from file to file", ""),
    "explain": ("rumor.commands.explain", "tell why sentences scored as they did", ""),
    "serve": ("rumor.commands.serve", "score over HTTP, as a service", "serve"),
    "config": ("rumor.commands.config", "tell which settings hold, and where from", ""),
    "completion": (
        "rumor.commands.completion",
        "print a script by which a shell completes commands",
        "completion",
    ),
    "train": ("rumor.experiments.commands.train", "train a model, tracked with MLflow", "train"),
    "promote": ("rumor.experiments.commands.promote", "make a model the champion", "train"),
    "experiment run": (
        "rumor.experiments.commands.experiment_run",
        "train what configurations say, as tracked runs",
        "train",
    ),
    "model compare": (
        "rumor.experiments.commands.model_compare",
        "compare the models that could ship",
        "train",
    ),
    "model check": ("rumor.experiments.commands.model_check", "hold a model to floors", "train"),
    "model save": (
        "rumor.experiments.commands.model_save",
        "save a model as a folder for MLflow",
        "train",
    ),
    "model card": ("rumor.experiments.commands.model_card", "write the model card anew", "train"),
    "experiment compare": (
        "rumor.experiments.commands.experiment_compare",
        "compare tracked trainings",
        "train",
    ),
    "bench": (
        "rumor.experiments.commands.bench",
        "measure speed and size beside yardsticks",
        "bench",
    ),
    "ui": ("rumor.experiments.commands.ui", "open the MLflow UI on the tracked runs", "train"),
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

SCORING = ("score", "batch", "explain", "serve")
"""Commands whose options may stand at the top of a configuration file."""

OWN = ("config", "completion")
"""Commands that take no setting from files but the language."""

VARIABLE = "RUMOR_LANG"
"""Environment variable that names a language; empty is as unset."""

_OUTPUT_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


@dataclass
class _Speech:
    """The language that is spoken, once it is known."""

    lang: Language = DEFAULT

    def tell(self, message: str) -> None:
        print(f"rumor: {message}", file=sys.stderr)

    def say(self, message: str) -> str:
        return translate(message, self.lang)


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
    leading, arguments = globals_last(sys.argv[1:] if argv is None else argv)
    words = 2 if " ".join(arguments[:2]) in COMMANDS else 1
    name = " ".join(arguments[:words])
    speech = _Speech()
    if sys.stdout is None:
        speech.tell("standard output is closed; open it for the result")
        return 2
    # What cannot be said in the terminal's encoding is escaped, in JSON validly so.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        asked = peek([*leading, *arguments])
        speech.lang = _asked_language(asked) or DEFAULT
        if name in COMMANDS:
            status = _run(name, [*leading, *arguments[words:]], asked, speech)
        else:
            _show_overview(name, leading, arguments, asked, speech)
            status = 2
        sys.stdout.flush()
    except RumorError as error:
        speech.tell(translate_error(error, speech.lang))
        return 2
    except BrokenPipeError:
        _abandon_output()  # the reader has gone (`rumor score ... | head`): nothing to report
        return 0
    except OSError as error:
        if error.errno not in _OUTPUT_ERRORS:
            raise
        if error.filename:  # some other file; what standard output was given is whole
            where = os.fsdecode(error.filename)
            speech.tell(f"{where}: {speech.say(f'{error.strerror}; make room for it')}")
            return 2
        _abandon_output()
        speech.tell(speech.say(f"standard output: {error.strerror}; make room for it"))
        return 2
    except KeyboardInterrupt:
        speech.tell(speech.say("interrupted"))
        return 130
    return status


def _abandon_output() -> None:
    # Else the interpreter tries to write what is left once more as it ends, and complains.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def command_parser(name: str) -> Parser:
    """Make the parser of a command, in English and with the defaults of the program.

    Parameters
    ----------
    name : str
        One of `COMMANDS`.

    Returns
    -------
    Parser
    """
    module, summary, _ = COMMANDS[name]
    parser = Parser(prog=f"rumor {name}", description=_sentence(summary))
    with _extra_named(name):
        importlib.import_module(module).add_arguments(parser)
    add_globals(parser)
    return parser


def configurable() -> list[str]:
    """Return the commands that take settings from files."""
    return [name for name in COMMANDS if name not in OWN]


def read_settings(name: str, parser: Parser, found: Found) -> Mapping[str, Setting]:
    """Return what configuration files say of the options of a command.

    Parameters
    ----------
    name : str
        One of `configurable`.
    parser : Parser
        That of the command.
    found : rumor.config.Found

    Returns
    -------
    mapping of str to rumor.settings.Setting
        By name in the namespace.

    Raises
    ------
    rumor.config.ConfigError
        For anything in the files that cannot be meant.
    """
    if not found.files:
        return {}
    from rumor.settings import Commands, resolve

    shared = [name for name in SCORING if name in COMMANDS]
    return resolve(found, name, parser, Commands(configurable(), shared, command_parser))


def _run(name: str, arguments: Sequence[str], asked: Asked, speech: _Speech) -> int:
    with uncollected():
        parser = command_parser(name)
        found = Found() if name == "completion" else _files(asked, speech)
        parsed = _parse(name, parser, arguments, found, asked, speech)
    with _extra_named(name):
        status: int = importlib.import_module(COMMANDS[name][0]).run(parsed)
    return status


@contextlib.contextmanager
def _extra_named(name: str) -> Iterator[None]:
    """Turn the absence of a library that a command needs into an error that names the extra."""
    extra = COMMANDS[name][2]
    try:
        yield
    except ModuleNotFoundError as error:
        if not extra or (error.name or "").startswith("rumor"):
            raise
        raise MissingExtraError(f"`rumor {name}`", extra, str(error.name)) from error


def _parse(
    name: str,
    parser: Parser,
    arguments: Sequence[str],
    found: Found,
    asked: Asked,
    speech: _Speech,
) -> argparse.Namespace:
    """Parse a command line above what the files say, and learn the language from both."""
    own = vars(Given.of(parser))
    settings: Mapping[str, Setting] = {}
    try:
        settings = read_settings(name, parser, found) if name not in OWN else {}
    except ConfigError as error:
        if not asked.help:
            raise
        speech.tell(translate_error(error, speech.lang))
    if settings:
        from rumor.settings import apply

        apply(parser, settings)
        if "lang" in settings and _asked_language(asked) is None:
            speech.lang = settings["lang"].value  # which may stand in the table of the command
    parser.set_defaults(lang=speech.lang)
    speak(parser, speech.lang)
    if speech.lang != DEFAULT:
        module, summary, _ = COMMANDS[name]
        parser.description = _sentence(speech.say(summary))
        if module.startswith("rumor.experiments"):
            note = speech.say("The options of this command are described in English.")
            parser.epilog = " ".join(filter(None, (parser.epilog, note)))
    given = Given.of(parser)
    if any(action.nargs == "*" and not action.option_strings for action in parser._actions):
        parser.parse_intermixed_args(arguments, given)  # files may stand behind options too
    else:
        parser.parse_args(arguments, given)
    parsed = given.plain()
    if settings:
        from rumor.settings import rivals

        for option in given.names:
            for rival in rivals(parser, option, settings):
                setattr(parsed, rival, own[rival])
    if (parsed.config, parsed.no_config) != (asked.config, asked.no_config):
        parser.error("write --config and --no-config in full")
    speech.lang = parsed.lang
    return parsed


def _files(asked: Asked, speech: _Speech) -> Found:
    """Find the configurations, and learn from them the language of errors in them."""
    try:
        found = Found() if asked.no_config else find(asked.config)
    except ConfigError as error:
        if not asked.help:
            raise
        speech.tell(translate_error(error, speech.lang))
        return Found()
    if _asked_language(asked) is None:
        said = (file.data.get("lang") for file in found.files)
        speech.lang = next((lang for lang in said if lang in tuple(LANGUAGES)), DEFAULT)
    return found


def _asked_language(asked: Asked) -> Language | None:
    """Return the language that the command line or the environment asks for."""
    named = os.environ.get(VARIABLE, "")
    for lang in LANGUAGES:
        if asked.lang == lang:
            return lang
    for lang in LANGUAGES:
        if named == lang:
            return lang
    if named:
        raise InputError(VARIABLE, f"{named!r} is no language", f"use {' or '.join(LANGUAGES)}")
    return None


def _show_overview(
    name: str, leading: Sequence[str], arguments: Sequence[str], asked: Asked, speech: _Speech
) -> None:
    from rumor.overview import group, overview  # here: a command that runs lists no others

    _files(replace(asked, help=True), speech)  # only for the language, so no error in one counts
    summaries = {command: summary for command, (_, summary, _) in COMMANDS.items()}
    prefix = group(name, summaries)
    parser = overview(prefix, summaries, speech.lang)
    parser.parse_args([*leading, *(arguments[1:] if prefix else arguments)])
    parser.print_help(sys.stderr)  # neither --help, --version nor wrong usage


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."
