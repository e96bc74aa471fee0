"""The file of a portable model: one JSON object that ends in the digest of all before it.

``{"format":"rumor-model","format_version":2, ... ,"sha256":"..."}`` and a line break. The digest is
of the bytes, not of what they mean: no bit of the file can change, and no byte of it be lost,
without the file being refused. It guards against accidents, not against forgers: who trusts a
stranger's model trusts its weights, but runs nothing of his, as reading only ever makes numbers,
texts, lists and objects.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rumor.atomic import replacing
from rumor.errors import ModelError

FORMAT = "rumor-model"
FORMAT_VERSION = 2
"""Version 1 had no digest."""

LARGEST = 16 * 2**20
"""Bytes that are read at most: ten times the shipped model."""

_SEAL = re.compile(rb',"sha256":"([0-9a-f]{64})"\}\n')
_SEAL_LENGTH = len(',"sha256":""}\n') + 64
_BEGINS = b'{"format":"rumor-model"'
_PICKLED = (".joblib", ".pkl", ".pickle")
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf")
_MOST_SHOWN = 40


def read_payload(path: Path, remedy: str) -> dict[str, Any]:
    """Read the object in a model file, once its digest has been found to be right.

    Parameters
    ----------
    path : pathlib.Path
    remedy : str
        What the error tells the user to do about a file that is no good.

    Returns
    -------
    dict
        Of plain JSON values, all numbers finite. What the names in it stand for is not checked.

    Raises
    ------
    rumor.errors.ModelError
        If the file cannot be read, is too large, is no portable model, is of another version, or
        is not as it was written.
    """
    return parse_payload(_read(path, LARGEST + 1), path, remedy)


def parse_payload(raw: bytes, path: Path, remedy: str) -> dict[str, Any]:
    """Return the object in the bytes of a model file.

    Parameters
    ----------
    raw : bytes
    path : pathlib.Path
        Where they come from, for messages.
    remedy : str
        As for `read_payload`.

    Returns
    -------
    dict

    Raises
    ------
    rumor.errors.ModelError
        As `read_payload`.
    """
    if len(raw) > LARGEST:
        raise ModelError(
            path, f"larger than {LARGEST >> 20} MB, which no portable model is", remedy
        )
    data = _load(raw, path, remedy)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ModelError(path, f"not a portable model (no {FORMAT!r} in it)", remedy)
    version = data.get("format_version")
    if type(version) is not int or version != FORMAT_VERSION:  # 2.0 and true are no versions
        if type(version) is int and version > FORMAT_VERSION:
            remedy = "install a newer release of rumor, or use the shipped model"
        reason = f"format version {_shown(version)}, this release reads {FORMAT_VERSION}"
        raise ModelError(path, reason, remedy)
    seal = _SEAL.fullmatch(raw[-_SEAL_LENGTH:])
    if seal is None:
        raise ModelError(path, "damaged (it does not end in its digest)", remedy)
    if hashlib.sha256(raw[:-_SEAL_LENGTH]).hexdigest().encode() != seal[1]:
        raise ModelError(path, "damaged (its contents are not those of its digest)", remedy)
    return data


def write_payload(data: Mapping[str, Any], path: Path) -> None:
    """Write an object as a model file, whole or not at all.

    Parameters
    ----------
    data : mapping
        Plain JSON values; format and version are put before them, the digest behind.
    path : pathlib.Path
        Replaced if it exists. The same object always gives the same bytes.

    Raises
    ------
    OSError
        If it cannot be written.
    ValueError
        If a number is not finite.
    """
    whole = {"format": FORMAT, "format_version": FORMAT_VERSION, **data}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    with replacing(path) as file:
        file.write(seal(text.encode()))


def seal(text: bytes) -> bytes:
    """Put the digest of an object in JSON behind its last member."""
    body = text.rstrip().removesuffix(b"}")
    digest = hashlib.sha256(body).hexdigest()
    return body + f',"sha256":"{digest}"}}\n'.encode()


def is_portable(path: Path) -> bool:
    """Whether a file begins as a portable model does; which may be damaged all the same."""
    try:
        return _read(path, len(_BEGINS)) == _BEGINS
    except ModelError:
        return False  # not to be read: whatever it is, it is no model for us


def is_pickle(path: Path) -> bool:
    """Whether a file is a pickle, by its first bytes or its name; joblib may have packed it."""
    try:
        return _is_pickle(path, _read(path, 2))
    except ModelError:
        return False  # whoever reads it tells why it cannot be


def _is_pickle(path: Path, raw: bytes) -> bool:
    named = path.suffix.lower() in _PICKLED and not raw.startswith(b"{")
    return named or _PICKLE.match(raw) is not None


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise ModelError(path, reason, "give the path of a portable model") from error


def _load(raw: bytes, path: Path, remedy: str) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_not_finite
        )
    except _SpoiltError as error:
        raise ModelError(path, f"damaged ({error})", remedy) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, or JSON made to choke on
        if _is_pickle(path, raw):
            raise ModelError(
                path,
                "a pickle, and to load one runs whatever code is in it",
                "give the portable model of the same training; `rumor score`, `rumor explain` and "
                "`rumor batch` load one from somebody you trust with --allow-pickle",
            ) from error
        if raw.startswith(_PACKED):
            reason = "an archive or a packed file, and no model is unpacked"
            raise ModelError(path, reason, "unpack it and give what is in it") from error
        if raw.startswith(_BEGINS):
            raise ModelError(path, "cut short or damaged (not JSON)", remedy) from error
        raise ModelError(path, "not a portable model (not JSON)", remedy) from error


class _SpoiltError(ValueError):
    """JSON that no program of ours has written."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _SpoiltError("a key stands there twice")
    return found


def _not_finite(_: str) -> Any:
    raise _SpoiltError("a number is not finite")


def _shown(value: Any) -> str:
    """Write a value as it may stand in one line of a message."""
    try:
        text = json.dumps(value)
    except ValueError:  # Python writes no number of thousands of digits
        text = "of thousands of digits"
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
