"""The options of commands that read articles."""

from __future__ import annotations

import argparse

from rumor.inputs.options import FORMATS, MAX_BYTES, MEGABYTE, URL_SECONDS, InputOptions

_UNITS = {"": 1, "k": 1000, "m": MEGABYTE, "g": 1000 * MEGABYTE}


def add_input_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options that `input_options` reads."""
    group = parser.add_argument_group("inputs")
    group.add_argument(
        "--input-format",
        choices=FORMATS,
        default="",
        help="format of standard input, and of files whose suffix tells none (default: text)",
    )
    group.add_argument(
        "--glob",
        metavar="PATTERN",
        action="append",
        default=[],
        help="read these files of folders, such as '*.md' or '2025/**/*.html'; give it again for "
        "more (default: all of a known format)",
    )
    group.add_argument(
        "--text-column", metavar="NAME", default="", help="column of a table (default: text)"
    )
    group.add_argument(
        "--title-column", metavar="NAME", default="", help="column of a table (default: title)"
    )
    group.add_argument(
        "--max-bytes",
        metavar="N",
        type=size,
        default=MAX_BYTES,
        help="largest file to read; K, M and G may follow (default: 50M; tables have no limit)",
    )
    group.add_argument(
        "--allow-url", action="store_true", help="fetch what is named by an http or https URL"
    )
    group.add_argument(
        "--allow-private",
        action="store_true",
        help="let URLs lead to this machine and to private networks too",
    )
    group.add_argument(
        "--url-seconds",
        metavar="S",
        type=seconds,
        default=URL_SECONDS,
        help="longest time for a URL in all (default: %(default)g)",
    )


def input_options(arguments: argparse.Namespace) -> InputOptions:
    """Return the options that a command line gave."""
    return InputOptions(
        input_format=arguments.input_format,
        globs=tuple(arguments.glob),
        max_bytes=arguments.max_bytes,
        text_column=arguments.text_column,
        title_column=arguments.title_column,
        allow_url=arguments.allow_url,
        allow_private=arguments.allow_private,
        url_seconds=arguments.url_seconds,
    )


def size(text: str) -> int:
    """Read the value of an option that is a number of bytes."""
    unit = text[-1:].lower() if text[-1:].lower() in _UNITS else ""
    number = text[: -len(unit)] if unit else text
    if not number.isascii() or not number.isdecimal() or int(number) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 500K, 50M or 2G")
    return int(number) * _UNITS[unit]


def seconds(text: str) -> float:
    """Read the value of an option that is a time limit."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value <= 3600.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds up to 3600")
    return value
