"""Scores the claims of an Indonesian article for how speculative their footing is.

``rumor.load()`` gives a :class:`~rumor.scorer.Scorer`; see there for what it does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rumor.scorer import Scorer

__all__ = ["__version__", "load"]

__version__ = "0.1.0"

_here = Path(__file__).parent
if not (_here / "features").is_dir() and (_here.parent / "features" / "sentence.py").is_file():
    # In a checkout the subpackages lie beside this folder, and a prompt there finds it first.
    __path__.append(str(_here.parent))

if os.environ.get("RUMOR_PURE"):
    from rumor.pure import prefer_sources

    prefer_sources()


def load(
    path: str | Path | None = None,
    *,
    threshold: float | None = None,
    allow_pickle: bool = False,
) -> Scorer:
    """Load a model.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A portable model file, a folder with one, or a reference such as ``models:/rumor@champion``;
        see `rumor.scorer.Scorer.load`. The shipped model when left out.
    threshold : float, optional
        Score from which a claim counts as speculative; the model's own when left out.
    allow_pickle : bool
        Whether `path` may be the joblib pipeline of a training, from somebody you trust: to load
        it runs whatever code is in it.

    Returns
    -------
    Scorer

    Raises
    ------
    ValueError
        If the threshold is not in [0, 1].
    rumor.errors.ModelError
        If the file is missing, is not a portable model, or was made for other features.
    rumor.errors.MissingExtraError
        If it is looked up in an MLflow store, and MLflow is not installed; or it is a pipeline,
        and scikit-learn is not.
    """
    from rumor.scorer import Scorer  # imported here: `import rumor` alone costs nothing

    return Scorer.load(path, threshold=threshold, allow_pickle=allow_pickle)
