"""The errors a caller may want to tell apart; each builds its one-line message itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class RumorError(Exception):
    """Base of all errors that are the input's fault, not the program's."""


class FileError(RumorError):
    """Something is wrong with a file or stream.

    Attributes
    ----------
    where, reason, remedy : str
        Its name, what is wrong, and what to do about it.
    """

    def __init__(self, where: str | Path, reason: str, remedy: str) -> None:
        self.where = str(where) or "''"
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{self.where}: {reason}; {remedy}")


class InputError(FileError):
    """A file or stream that cannot be read as an article."""


class ModelError(FileError):
    """A model file that is missing, damaged or made for another version."""


class OutputError(FileError):
    """A file or stream that cannot be written."""


class ConfigError(FileError):
    """A configuration that cannot be used."""


class CorpusError(RumorError):
    """One or more records that break the corpus format.

    Attributes
    ----------
    problems : sequence of str
        One line each: file, line and reason.
    more : int
        How many more there are than `problems` tells.
    """

    def __init__(self, problems: Sequence[str], more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more
        count = len(self.problems) + more
        lines = [f"{count} problem{'s' if count > 1 else ''} in the corpus:", *self.problems]
        super().__init__("\n".join([*lines, f"and {more} more"] if more else lines))


class MissingExtraError(RumorError):
    """A part whose libraries are not installed."""

    def __init__(self, what: str, extra: str, missing: str) -> None:
        super().__init__(
            f"{what} needs {missing}, which is not installed; "
            f"install it with: pip install 'rumor[{extra}]'"
        )
