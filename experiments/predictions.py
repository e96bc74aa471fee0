"""What a model said of every dev sentence, without the text: kept to compare runs by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rumor.claims import LEVELS
from rumor.experiments.corpus import Passage
from rumor.experiments.evaluate import Scored
from rumor.experiments.metrics import Judged
from rumor.experiments.train import Evaluation

FILE = "predictions.parquet"
"""Name of the artifact."""

COUNTS = ("hits", "predicted", "found", "gold")
"""How spans meet, in the order of `rumor.experiments.metrics.overlap_counts`."""

_SPANS = ("evidence", "sources")
_PARTS = ("sampled", "hard")
_SPECULATIVE = ("hedged", "rumoured")


def to_frame(evaluations: Sequence[Evaluation]) -> pd.DataFrame:
    """Lay predictions out row by row.

    Parameters
    ----------
    evaluations : sequence of Evaluation

    Returns
    -------
    pandas.DataFrame
        One row a sentence of a dev set: ``set``, ``digest`` (of the set, see `set_digest`),
        ``passage``, ``sentence`` (its number in the passage, from 0), ``gold_level``, ``score``,
        ``flagged``, ``level``, ``evidence_*`` and ``sources_*`` (see `COUNTS`), ``gold_deleted``
        and ``deleted``. No text.
    """
    return pd.concat([_frame(evaluation) for evaluation in evaluations], ignore_index=True)


def from_frame(frame: pd.DataFrame) -> dict[str, Judged]:
    """Read predictions back.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `to_frame` gives it.

    Returns
    -------
    dict of str to Judged
        By the name of the dev set; equal to what was measured when the run was made.

    Raises
    ------
    KeyError
        If a column is missing.
    ValueError
        If a level is unknown.
    """
    return {str(name): _judged(rows) for name, rows in frame.groupby("set", sort=False)}


def digests(frame: pd.DataFrame) -> dict[str, str]:
    """Return the digest of each dev set of a frame that `to_frame` gave."""
    first = frame.drop_duplicates("set")
    return dict(zip(first["set"].astype(str), first["digest"].astype(str), strict=True))


def set_digest(scored: Sequence[Scored]) -> str:
    """Digest the labelled passages behind predictions.

    Parameters
    ----------
    scored : sequence of Scored

    Returns
    -------
    str
        16 hex digits; the same for the same sentences, labels and context in the same order.
    """
    passages = {item.passage.id: item.passage for item in scored}
    digest = hashlib.sha256()
    for passage in passages.values():
        content = [passage.id, passage.kind, passage.title, passage.before]
        sentences = [asdict(sentence) for sentence in passage.sentences]
        digest.update(json.dumps([content, sentences]).encode() + b"\n")
    return digest.hexdigest()[:16]


def home(name: str, names: Collection[str]) -> str:
    """Return the corpus that a dev set is, or is a part of.

    Parameters
    ----------
    name : str
        E.g. ``news-hard``.
    names : collection of str
        All dev sets.

    Returns
    -------
    str
        E.g. ``news``, if that is among them; else the name itself.
    """
    corpus, _, part = name.rpartition("-")
    return corpus if part in _PARTS and corpus in names else name


def _frame(evaluation: Evaluation) -> pd.DataFrame:
    judged = evaluation.judged
    levels = np.array(LEVELS)
    return pd.DataFrame(
        {
            "set": evaluation.name,
            "digest": set_digest(evaluation.scored),
            "passage": [item.passage.id for item in evaluation.scored],
            "sentence": list(_numbers(evaluation.scored)),
            "gold_level": levels[judged.gold_level],
            "score": judged.score,
            "flagged": judged.flagged,
            "level": levels[judged.level],
            **{
                f"{kind}_{count}": getattr(judged, kind)[:, column]
                for kind in _SPANS
                for column, count in enumerate(COUNTS)
            },
            "gold_deleted": judged.gold_deleted,
            "deleted": judged.deleted,
        }
    )


def _numbers(scored: Sequence[Scored]) -> Iterator[int]:
    """Yield places of sentences in their passages; broken ones count, though not scored."""
    waiting: dict[str, Iterator[int]] = {}
    for item in scored:
        yield next(waiting.setdefault(item.passage.id, _unbroken(item.passage)))


def _unbroken(passage: Passage) -> Iterator[int]:
    return (place for place, sentence in enumerate(passage.sentences) if not sentence.broken)


def _judged(rows: pd.DataFrame) -> Judged:
    return Judged(
        groups=pd.factorize(rows["passage"])[0].astype(np.int64),
        gold=rows["gold_level"].isin(_SPECULATIVE).to_numpy().astype(np.int64),
        score=rows["score"].to_numpy(dtype=np.float64),
        flagged=rows["flagged"].to_numpy(dtype=bool),
        gold_level=_indices(rows["gold_level"]),
        level=_indices(rows["level"]),
        evidence=_spans(rows, "evidence"),
        sources=_spans(rows, "sources"),
        gold_deleted=rows["gold_deleted"].to_numpy(dtype=bool),
        deleted=rows["deleted"].to_numpy(dtype=bool),
    )


def _indices(levels: pd.Series[str]) -> NDArray[np.int64]:
    return np.array([LEVELS.index(level) for level in levels], dtype=np.int64)


def _spans(rows: pd.DataFrame, kind: str) -> NDArray[np.int64]:
    counts = rows[[f"{kind}_{count}" for count in COUNTS]]
    return np.array(counts, dtype=np.int64)
