"""Packed files, unpacked as they are read and no further than text could have been packed."""

from __future__ import annotations

import gzip
import io
from typing import IO, TYPE_CHECKING

from rumor.batch.sources import Source
from rumor.errors import InputError
from rumor.text.files import RATIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"\x1f\x8b"
"""What a gzip file begins with."""

UNSUSPECTED = 100_000_000
"""Up to so many unpacked bytes no file is a bomb."""

_BOMB = "unpacks to far more than it should"
_UNPACK = "unpack it yourself if you trust it"


class Unpacked(io.RawIOBase):
    """The content of a gzip file.

    Parameters
    ----------
    packed : binary file
    source : Source
        For the error message.
    """

    def __init__(self, packed: IO[bytes], source: Source) -> None:
        self._packed = packed
        self._source = source
        self._content = gzip.GzipFile(fileobj=packed)
        self._count = 0

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read some bytes.

        Raises
        ------
        InputError
            If what is unpacked so far is more than `RATIO` times what was read for it.
        """
        count = self._content.readinto(buffer)
        self._count += count
        if self._count > max(UNSUSPECTED, RATIO * self._packed.tell()):
            raise InputError(self._source.path, _BOMB, _UNPACK)
        return count


def unpacked(packed: IO[bytes], source: Source) -> IO[bytes]:
    """Open the content of a gzip file.

    Parameters
    ----------
    packed : binary file
    source : Source

    Returns
    -------
    binary file
        Reading from it raises `InputError` when it unpacks to far more than it should.
    """
    return io.BufferedReader(Unpacked(packed, source))
