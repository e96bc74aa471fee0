"""What the tests of inputs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rumor.errors import InputError
from rumor.inputs.document import Document
from rumor.inputs.options import InputOptions
from rumor.inputs.read import read_documents


@pytest.fixture
def read() -> Callable[..., list[Document | InputError]]:
    """Return a function that reads all that is named, with options by their names."""

    def run(*names: str | Path, **options) -> list[Document | InputError]:
        return list(read_documents([str(name) for name in names], InputOptions(**options)))

    return run


@pytest.fixture
def read_one(read) -> Callable[..., Document]:
    """Return a function that reads one document, or raises its error."""

    def run(name: str | Path, **options) -> Document:
        (found,) = read(name, **options)
        if isinstance(found, InputError):
            raise found
        return found

    return run
