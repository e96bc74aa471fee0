"""A trained pipeline to the portable model that ships."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from rumor.portable import PortableModel


def to_portable(pipeline: Pipeline, evidence_floor: float, about: dict[str, Any]) -> PortableModel:
    """Export a trained pipeline.

    Parameters
    ----------
    pipeline : sklearn.pipeline.Pipeline
        As `rumor.experiments.pipeline.make_pipeline` builds it, trained.
    evidence_floor : float
        What a cue must add to the margin to be shown as evidence.
    about : dict
        Where the model comes from; plain JSON values.

    Returns
    -------
    PortableModel
        Gives the same scores as the pipeline.
    """
    classify = pipeline["classify"]
    names = pipeline["vectorize"].get_feature_names_out()[pipeline["frequent"].kept_]
    used = np.abs(classify.coef_).max(axis=0) > 0
    return PortableModel(
        weights={
            str(name): tuple(map(float, column))
            for name, column in zip(names[used], classify.coef_.T[used], strict=True)
        },
        intercepts=tuple(map(float, classify.intercept_)),
        slope=classify.slope_,
        offset=classify.offset_,
        threshold=classify.threshold_,
        precise_threshold=classify.precise_threshold_,
        evidence_floor=evidence_floor,
        about=about,
    )
