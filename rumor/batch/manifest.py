"""What an interrupted job must have in common with the one that goes on with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

from rumor import __version__
from rumor.batch.job import Job
from rumor.batch.sources import Source
from rumor.scorer import Scorer

Manifest: TypeAlias = Mapping[str, Any]

_NAMES = {
    "rumor": "the version of rumor",
    "model": "the model",
    "threshold": "the threshold",
    "unit": "--unit",
    "format": "--format",
    "columns": "the names of the columns",
    "delimiter": "--delimiter",
    "chunk": "--chunk",
}
"""What the parts of a manifest are called in an error message."""


def make_manifest(job: Job, scorer: Scorer, sources: Sequence[Source]) -> Manifest:
    """Describe all that the rows of a job depend on.

    Parameters
    ----------
    job : Job
    scorer : Scorer
    sources : sequence of Source

    Returns
    -------
    mapping
        As JSON gives it back.
    """
    columns = job.columns
    return {
        "rumor": __version__,
        "model": model_digest(scorer),
        "threshold": scorer.threshold,
        "unit": job.unit,
        "format": job.format,
        "columns": [columns.text, columns.title, columns.id, *sorted(columns.named)],
        "delimiter": job.delimiter,
        "chunk": job.chunk,
        "input": {source.name: [source.size, source.modified] for source in sources},
    }


def model_digest(scorer: Scorer) -> str:
    """Return the SHA-256 of all that a model is made of, whatever file it came from."""
    model = scorer.model
    parts = {field.name: getattr(model, field.name) for field in fields(model)}
    text = json.dumps(parts, sort_keys=True, default=dict)
    return hashlib.sha256(text.encode()).hexdigest()


def changes(before: Manifest, now: Manifest) -> list[str]:
    """Tell what differs between two manifests.

    Parameters
    ----------
    before, now : mapping

    Returns
    -------
    list of str
        Phrases that go on with "changed"; empty if nothing differs.
    """
    found = [name for key, name in _NAMES.items() if before.get(key) != now.get(key)]
    old, new = before.get("input", {}), now["input"]
    names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        found.append(f"the input ({names[0]}{more})")
    return found
