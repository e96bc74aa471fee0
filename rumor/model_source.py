"""Where models come from besides files: the MLflow tracking store and its registry."""

from __future__ import annotations

import os

DEFAULT_URI = "sqlite:///mlflow.db"
"""The tracking store when none is named: a database in the working directory."""


def tracking_uri(given: str | None = None) -> str:
    """Return the tracking store to use.

    Parameters
    ----------
    given : str, optional
        What the user asked for.

    Returns
    -------
    str
        That, else ``MLFLOW_TRACKING_URI`` of the environment, else `DEFAULT_URI`.
    """
    return given or os.environ.get("MLFLOW_TRACKING_URI") or DEFAULT_URI
