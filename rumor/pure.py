"""The Python sources of rumor instead of what was compiled from them, for comparison and debugging.

Both lie side by side in an installed package, and Python takes the compiled form. With
``RUMOR_PURE=1`` in the environment, `rumor` calls `prefer_sources` before anything else of it is
imported.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from types import ModuleType


class _Sources:
    """Finds modules of rumor as sources only."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module, as `sys.meta_path` asks for it."""
        if not name.startswith("rumor.") or path is None:
            return None
        for folder in path:
            spec = FileFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES)).find_spec(name, target)
            if spec is not None and spec.loader is not None:  # a plain folder is no module
                return spec
        return None


def prefer_sources() -> None:
    """Have every module of rumor that is imported from now on read from its source."""
    if _Sources not in sys.meta_path:
        sys.meta_path.insert(0, _Sources)


def is_compiled() -> bool:
    """Say whether scoring runs in its compiled form."""
    import rumor.features.tokens as tokens

    return not str(tokens.__file__).endswith(tuple(SOURCE_SUFFIXES))
