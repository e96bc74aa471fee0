"""The evidence for a promotion: a run in the experiment ``promotion``, and tags of the version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mlflow

from rumor import __version__
from rumor.experiments.corpus import Corpus
from rumor.experiments.promotion import Compared, table
from rumor.experiments.registry import registry_errors, tag_version
from rumor.experiments.store import open_store

EXPERIMENT = "promotion"

_OWN_TAGS = {"rumor.version": __version__}  # that of the model's version tells what trained it


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a version is to be the champion, and why.

    Attributes
    ----------
    name, version : str
        Registered model, and the version in question.
    against : str
        What it was compared with.
    compared : list of Compared
    unusable : str
        Why nothing could be compared; empty if it could.
    reason : str
        The user's for promoting it in any case; empty if he gave none.
    resamples : int
    """

    name: str
    version: str
    against: str
    compared: list[Compared]
    unusable: str
    reason: str
    resamples: int

    @property
    def worse(self) -> list[Compared]:
        """The measures on which it is worse."""
        return [one for one in self.compared if one.verdict == "worse"]

    @property
    def promoted(self) -> bool:
        """Whether it is to be the champion."""
        return self.outcome != "refused"

    @property
    def outcome(self) -> str:
        """``accepted``, ``forced`` or ``refused``."""
        if not (self.worse or self.unusable):
            return "accepted"
        return "forced" if self.reason else "refused"


def record(uri: str, decision: Decision, corpora: Sequence[Corpus]) -> None:
    """Keep the evidence for a decision.

    Parameters
    ----------
    uri : str
        Tracking store.
    decision : Decision
    corpora : sequence of Corpus
        What was measured on.

    Raises
    ------
    rumor.errors.ModelError
        If the store refuses.
    """
    with registry_errors(f"models:/{decision.name}/{decision.version}", uri):
        open_store(uri, EXPERIMENT)
        tags = _tags(decision)
        run_name = f"{decision.name} {decision.version}"
        with mlflow.start_run(run_name=run_name, tags=tags | _OWN_TAGS) as run:
            mlflow.log_params(
                {
                    "name": decision.name,
                    "version": decision.version,
                    "against": decision.against,
                    "resamples": decision.resamples,
                }
                | {f"corpus.{corpus.name}": corpus.sha256[:16] for corpus in corpora}
            )
            mlflow.log_metrics(_metrics(decision.compared))
            text = table(decision.compared, decision.against) if decision.compared else ""
            mlflow.log_text(f"{text or decision.unusable}\n", "promotion.txt")
    tag_version(
        uri, decision.name, decision.version, tags | {"rumor.promotion.run": run.info.run_id}
    )


def _tags(decision: Decision) -> dict[str, str]:
    worse = "; ".join(map(str, decision.worse)) or "none"
    return {
        "rumor.promotion": decision.outcome,
        "rumor.promotion.against": decision.against,
        "rumor.promotion.worse": decision.unusable or worse,
        "rumor.promotion.reason": decision.reason or "none given",
    }


def _metrics(compared: Sequence[Compared]) -> dict[str, float]:
    metrics = {}
    for one in compared:
        difference = one.difference
        ends = {"": difference.value, "_low": difference.low, "_high": difference.high}
        for end, value in ends.items():
            if value == value:  # nan: no meaning here
                metrics[f"{one.dev_set}/{one.measure}_difference{end}"] = value
    return metrics
