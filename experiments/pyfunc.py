"""The portable model as an MLflow pyfunc model: logged as code, so that nothing is pickled."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from mlflow.models import set_model
from mlflow.pyfunc.model import PythonModel, PythonModelContext

import rumor


class RumorModel(PythonModel):
    """Scores texts: a frame with a column ``text`` in, one row a text out."""

    def load_context(self, context: PythonModelContext) -> None:
        """Read the portable model."""
        self.scorer = rumor.load(context.artifacts["model"])

    def predict(
        self,
        context: PythonModelContext,
        model_input: pd.DataFrame,
        params: dict[str, Any] | None = None,
    ) -> pd.DataFrame:
        """Score each text by its most speculative claim.

        Parameters
        ----------
        context : PythonModelContext
        model_input : pandas.DataFrame, shape (n, 1)
            Column ``text``: a sentence or an article.
        params : dict, optional
            ``threshold``; the model's own when it is negative.

        Returns
        -------
        pandas.DataFrame, shape (n, 4)
            ``score``, ``speculative``, ``level`` and ``evidence`` (JSON).
        """
        threshold = (params or {}).get("threshold", -1.0)
        scorer = self.scorer
        if threshold >= 0:
            scorer = type(scorer)(scorer.model, threshold=threshold)
        rows = []
        for text in model_input["text"]:
            claims = scorer.score(text).ranked()
            top = claims[0] if claims else None
            rows.append(
                {
                    "score": top.score if top else 0.0,
                    "speculative": bool(top and top.speculative),
                    "level": top.level if top else "none",
                    "evidence": json.dumps(top.to_dict()["evidence"] if top else []),
                }
            )
        return pd.DataFrame(rows, columns=["score", "speculative", "level", "evidence"])


set_model(RumorModel())
