"""What an option makes of a value in a configuration file, and why it cannot."""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Iterable
from typing import Any

_SHOWN = 60
"""Characters of a wrong value that an error shows."""


class MisfitError(Exception):
    """A value that an option cannot take: `args` are the reason and the remedy."""


class Chosen(list[Any]):
    """A list as default of an option that may be repeated: the first use starts anew."""

    def __copy__(self) -> list[Any]:
        return []


def fit(action: argparse.Action, value: Any) -> Any:
    """Make of a value in a file what the option would make of it.

    Parameters
    ----------
    action : argparse.Action
    value : object
        As TOML has it.

    Returns
    -------
    object

    Raises
    ------
    MisfitError
        If the option cannot take it.
    """
    if action.nargs == 0 or isinstance(action, argparse.BooleanOptionalAction):
        if not isinstance(value, bool):
            raise MisfitError(f"{_shown(value)} is not true or false", "write true or false")
        return value
    repeated = isinstance(action, argparse._AppendAction)
    if repeated or action.nargs in ("*", "+") or isinstance(action.nargs, int):
        values = value if isinstance(value, list) else [value]
        converted = [_one(action, one) for one in values]
        if isinstance(action.nargs, int) and not repeated and len(converted) != action.nargs:
            raise MisfitError(
                f"{_shown(value)} is not a list of {action.nargs}", "correct the list"
            )
        return Chosen(converted) if repeated else converted
    return _one(action, value)


def _one(action: argparse.Action, value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number and not isinstance(value, str):
        allowed = ", ".join(map(str, action.choices or ()))
        remedy = f"use one of {allowed}" if allowed else "give one text or number"
        raise MisfitError(f"{_shown(value)} is not one value", remedy)
    if number and action.type is None:
        raise MisfitError(f"{_shown(value)} is not text", "put it in quotes")
    try:
        converted: Any = str(value)
    except ValueError as error:  # Python writes no number of thousands of digits
        raise MisfitError("the number is too long", "correct it, or leave it out") from error
    if callable(action.type):
        try:
            converted = action.type(converted)
        except argparse.ArgumentTypeError as error:
            raise MisfitError(str(error), "correct it, or leave it out") from error
        except (TypeError, ValueError) as error:
            reason = f"{_shown(value)} is not what --{_long(action)} takes"
            raise MisfitError(reason, "correct it, or leave it out") from error
    if isinstance(value, str) and isinstance(converted, int | float) and _is_number(value):
        raise MisfitError(f"{_shown(value)} is text, not a number", "leave the quotes off")
    if action.choices is not None and converted not in action.choices:
        remedy = instead(str(converted), map(str, action.choices))
        raise MisfitError(f"{_shown(value)} is not allowed", remedy)
    return converted


def _long(action: argparse.Action) -> str:
    return next(name[2:] for name in action.option_strings if name.startswith("--"))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def instead(name: str, known: Iterable[str]) -> str:
    """Return a remedy for a name that is none: the nearest one, and all there are."""
    known = list(known)
    close = difflib.get_close_matches(name, known, 1)
    listed = ", ".join(known)
    return f"did you mean {close[0]}? Use one of {listed}" if close else f"use one of {listed}"


def shown_name(key: str) -> str:
    """Return a name as it can be printed, whatever stands in it."""
    return key if key.replace("-", "").replace("_", "").isalnum() else json.dumps(key)


def _shown(value: Any) -> str:
    try:
        written = json.dumps(value, default=str)
    except ValueError:  # Python writes no number of thousands of digits
        written = "..."
    return written if len(written) <= _SHOWN else f"{written[: _SHOWN - 3]}..."
