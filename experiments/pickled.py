"""The joblib pipeline that a training leaves in its run, as the portable model that it exports to.

To load a pickle runs whatever code is in it. Whoever calls this has been told so.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import joblib
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.pipeline import Pipeline

from rumor.errors import ModelError
from rumor.experiments.export import to_portable
from rumor.experiments.pipeline import SpeculativenessClassifier
from rumor.experiments.train import EVIDENCE_FLOOR
from rumor.features.extract import schema_hash
from rumor.portable import PortableModel

_REMEDY = "give the portable model of the same training, or train again"


def load_pickled(path: Path) -> PortableModel:
    """Load a pipeline from a file that is trusted, and export it.

    Parameters
    ----------
    path : pathlib.Path
        What `rumor.experiments.tracking.log_training` logged as ``pipeline.joblib``.

    Returns
    -------
    PortableModel
        Gives the scores, levels and evidence of the portable model of the same training.

    Raises
    ------
    rumor.errors.ModelError
        If it cannot be loaded, is no such pipeline, or was made for other features.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", InconsistentVersionWarning)
            found = joblib.load(path)
    except Exception as error:  # damage can make a pickle raise anything
        told = (str(error).strip().splitlines() or [""])[0]
        reason = f"a pickle that cannot be loaded ({type(error).__name__}: {told})"
        raise ModelError(path, reason, _REMEDY) from error
    if not _is_ours(found):
        reason = f"a pickle of {type(found).__name__}, not of a trained pipeline of `rumor train`"
        raise ModelError(path, reason, _REMEDY)
    made_for = getattr(found.named_steps["rows"], "schema_hash_", "that it does not tell")
    if made_for != schema_hash():
        raise ModelError(path, f"made for features {made_for}, these are {schema_hash()}", _REMEDY)
    return to_portable(found, EVIDENCE_FLOOR, {"schema_hash": made_for})


def _is_ours(found: Any) -> bool:
    if not isinstance(found, Pipeline):
        return False
    classify = found.named_steps.get("classify")
    return isinstance(classify, SpeculativenessClassifier) and hasattr(classify, "coef_")
