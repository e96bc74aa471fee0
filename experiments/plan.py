"""What a sweep is to train, each training with a digest by which it is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rumor import __version__
from rumor.experiments.corpus import Corpus, load_corpora
from rumor.experiments.fingerprint import feature_digest
from rumor.experiments.variants import Variant


@dataclass(frozen=True, slots=True)
class Task:
    """One training of a sweep.

    Attributes
    ----------
    variant : Variant
    digest : str
        Of all that decides its result: settings, corpora, features, release, resamples.
    sha256s : tuple of str
        Of its corpora.
    """

    variant: Variant
    digest: str
    sha256s: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The trainings of a sweep.

    Attributes
    ----------
    tasks : tuple of Task
        No two with the same digest.
    same : dict of str to str
        Variants that are left out, with the one each is the same as.
    digest : str
        Of the sweep: of the digests of its tasks, in any order.
    corpora : tuple of str
        Names of all corpora, in the order of their first use.
    published : frozenset of str
        Those of published text, by which settings are to be chosen.
    resamples : int
        Bootstrap resamples behind each interval.
    """

    tasks: tuple[Task, ...]
    same: dict[str, str]
    digest: str
    corpora: tuple[str, ...]
    published: frozenset[str]
    resamples: int


def make_plan(variants: Sequence[Variant], resamples: int) -> Plan:
    """Read the corpora of variants and digest what is to be trained.

    Parameters
    ----------
    variants : sequence of Variant
    resamples : int

    Returns
    -------
    Plan

    Raises
    ------
    rumor.errors.CorpusError
        If a corpus cannot be used.
    """
    read = {paths: load_corpora(paths) for paths in dict.fromkeys(v.corpora for v in variants)}
    features = feature_digest()
    tasks: dict[str, Task] = {}
    same: dict[str, str] = {}
    for variant in variants:
        corpora = read[variant.corpora]
        digest = _digest(
            {
                "settings": variant.settings,
                "corpora": [[corpus.name, corpus.sha256] for corpus in corpora],
                "features": features,
                "version": __version__,
                "resamples": resamples,
            }
        )
        if digest in tasks:
            same[variant.name] = tasks[digest].variant.name
        else:
            tasks[digest] = Task(variant, digest, tuple(corpus.sha256 for corpus in corpora))
    everything: list[Corpus] = [corpus for corpora in read.values() for corpus in corpora]
    return Plan(
        tasks=tuple(tasks.values()),
        same=same,
        digest=_digest(sorted(tasks)),
        corpora=tuple(dict.fromkeys(corpus.name for corpus in everything)),
        published=frozenset(c.name for c in everything if any(p.sampled for p in c.passages)),
        resamples=resamples,
    )


def model_file(folder: Path, task: Task) -> Path:
    """Return where the portable model of a task is kept in a folder; no two share a name."""
    return folder / f"{task.variant.name.replace(' ', ',')}.json"


def _digest(parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
