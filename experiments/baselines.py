"""The easy answers, measured on the same splits as the model: cue list, and bag of words.

Run ``python -m rumor.experiments.baselines --corpus PATH ...`` to print them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.pipeline import make_pipeline

from rumor.errors import CorpusError
from rumor.experiments.corpus import default_corpora, load_corpora
from rumor.experiments.evaluate import dev_sets
from rumor.experiments.examples import Example, read_examples
from rumor.experiments.metrics import RESAMPLES, Interval, bootstrap
from rumor.experiments.train import training_examples
from rumor.scorer import EVIDENCE_KINDS

Baseline = Callable[[Sequence[Example]], NDArray[np.float64]]


def cue_list(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Score 1 where any word of the cue lists stands that could be evidence, else 0.

    Parameters
    ----------
    examples : sequence of Example, length n

    Returns
    -------
    ndarray of float, shape (n,)
    """
    return np.array(
        [float(not EVIDENCE_KINDS.keys().isdisjoint(e.sentence.reading.by_kind)) for e in examples]
    )


def bag_of_words(training: Sequence[Example]) -> Baseline:
    """Fit TF-IDF of words and pairs of words with logistic regression.

    Parameters
    ----------
    training : sequence of Example

    Returns
    -------
    callable
        From n examples to their probabilities, shape (n,).
    """
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2)),
        LogisticRegression(class_weight="balanced", max_iter=1000),
    )
    model.fit([e.gold.text for e in training], [e.gold.speculative for e in training])

    def score(examples: Sequence[Example]) -> NDArray[np.float64]:
        result: NDArray[np.float64] = model.predict_proba([e.gold.text for e in examples])[:, 1]
        return result

    return score


def main(argv: Sequence[str] | None = None) -> int:
    """Print AP and F1 (threshold 0.5) of both baselines on each dev set."""
    parser = argparse.ArgumentParser(prog="python -m rumor.experiments.baselines")
    parser.add_argument("--corpus", metavar="PATH", type=Path, action="append")
    paths = parser.parse_args(argv).corpus or list(default_corpora())
    try:
        corpora = load_corpora(paths)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 2
    baselines: dict[str, Baseline] = {
        "cue list": cue_list,
        "bag of words": bag_of_words(training_examples(corpora)),
    }
    print(f"{'dev set':<16}{'n':>6}  {'baseline':<14}{'ap':<22}{'f1':<22}")
    for name, passages in dev_sets(corpora).items():
        examples = read_examples(passages)
        for label, baseline in baselines.items():
            result = _measure(examples, baseline(examples))
            cells = "".join(f"{result[key]!s:<22}" for key in ("ap", "f1"))
            print(f"{name:<16}{len(examples):>6}  {label:<14}{cells}".rstrip())
    return 0


def _measure(examples: Sequence[Example], score: NDArray[np.float64]) -> dict[str, Interval]:
    gold = np.array([int(e.gold.speculative) for e in examples])
    groups = np.array([e.passage.id for e in examples])

    def measure(rows: NDArray[np.int64]) -> dict[str, float]:
        return {
            "ap": float(average_precision_score(gold[rows], score[rows])),
            "f1": float(f1_score(gold[rows], score[rows] >= 0.5, zero_division=0)),
        }

    return bootstrap(measure, gold, groups, resamples=RESAMPLES)


if __name__ == "__main__":
    sys.exit(main())
