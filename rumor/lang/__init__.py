"""What the command line says, in the language asked for.

The code speaks English; what it says is translated where it is printed, so that nothing below the
command line knows of languages. The catalogue (`rumor/lang/id/*.toml`) maps English messages to
Indonesian ones, and is read when the first message is translated; English costs nothing.
"""

from __future__ import annotations

from rumor.errors import FileError, RumorError
from rumor.report.wording import LANGUAGES, Language

__all__ = ["DEFAULT", "LANGUAGES", "Language", "decimal", "translate", "translate_error"]

DEFAULT: Language = "en"

_STREAMS = ("standard input", "standard output")
"""What an error may be about that has no name of its own."""


def translate(message: str, lang: Language) -> str:
    """Say a message in a language.

    Parameters
    ----------
    message : str
        In English, with what it is about filled in.
    lang : {"en", "id"}

    Returns
    -------
    str
        The message itself in English, and where the catalogue does not have it.
    """
    if lang == DEFAULT:
        return message
    from rumor.lang.catalogue import catalogue

    return catalogue(lang).translate(message)


def translate_error(error: RumorError, lang: Language) -> str:
    """Say an error in a language: its reason and remedy each by themselves.

    Parameters
    ----------
    error : RumorError
    lang : {"en", "id"}

    Returns
    -------
    str
    """
    if isinstance(error, FileError):
        where = translate(error.where, lang) if error.where in _STREAMS else error.where
        return f"{where}: {translate(error.reason, lang)}; {translate(error.remedy, lang)}"
    return translate(str(error), lang)


def decimal(number: str, lang: Language) -> str:
    """Write a number as the language does: with a decimal comma in Indonesian.

    Parameters
    ----------
    number : str
        Formatted, with a decimal point and nothing else that is one.
    lang : {"en", "id"}

    Returns
    -------
    str
    """
    return number.replace(".", ",") if lang == "id" else number
