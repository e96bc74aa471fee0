"""The figures of the model card, written between their markers.

A block of the card begins with a line ``<!-- card:NAME -->`` and ends with ``<!-- end -->``. The
blocks of `describe` come from the model file alone, so that a test can hold the card to the model;
those of `examine` and `ablate` need the corpora that the model was trained on.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score

from rumor.errors import InputError, RumorError
from rumor.experiments.contrast import contrast_report
from rumor.experiments.corpus import LEVEL_NAMES, LEVELS, Corpus
from rumor.experiments.corpus.tables import markdown
from rumor.experiments.evaluate import HARD, SAMPLED, Scored, judge, score_passages
from rumor.experiments.examples import read_examples
from rumor.experiments.metrics import MEASURES, Interval, Judged, bootstrap
from rumor.experiments.train import SETTINGS, fit, training_examples
from rumor.features.extract import FAMILIES, analyse
from rumor.features.sentence import Sentence
from rumor.portable import PortableModel
from rumor.scorer import Scorer

OPEN, CLOSE = "<!-- card:", "<!-- end -->"
RESAMPLES = 400
"""Bootstrap resamples of passages behind each interval; `describe` gives those of the training."""

STRATA = (*SAMPLED, *HARD)
WORDS = "words"
"""Name of the single words and pairs among the feature families."""

Blocks: TypeAlias = dict[str, str]


def regenerate(card: str, blocks: Mapping[str, str], where: str = "card") -> str:
    """Write blocks of a card anew; the others stay as they are.

    Parameters
    ----------
    card : str
    blocks : mapping of str to str
        Their texts by name, without a last line end.
    where : str
        Name of the card, for messages.

    Returns
    -------
    str

    Raises
    ------
    rumor.errors.InputError
        If a block has no end, or the card lacks one of `blocks`.
    """
    result: list[str] = []
    seen: set[str] = set()
    opened = ""
    for number, line in enumerate(card.splitlines(), start=1):
        if line.startswith(OPEN):
            if opened:
                raise InputError(f"{where}:{number}", f"in block {opened}", f"write {CLOSE} before")
            opened = line.removeprefix(OPEN).removesuffix("-->").strip()
            seen.add(opened)
            result += [line, blocks[opened]] if opened in blocks else [line]
            continue
        if line == CLOSE or opened not in blocks:
            result.append(line)
        opened = "" if line == CLOSE else opened
    if opened:
        raise InputError(where, f"block {opened} has no end", f"close it with {CLOSE}")
    if missing := [name for name in blocks if name not in seen]:
        remedy = f"add {OPEN}{missing[0]} --> and {CLOSE}"
        raise InputError(where, f"no block {missing[0]}", remedy)
    return "\n".join(result) + "\n"


def describe(path: Path, model: PortableModel) -> Blocks:
    """Return the blocks ``model``, ``data`` and ``measures``: what a model says of itself."""
    about = model.about
    rows = [
        ["sha256 of the file", f"`{hashlib.sha256(path.read_bytes()).hexdigest()}`"],
        ["release", str(about["version"])],
        ["feature schema", f"`{about['schema_hash']}`"],
        ["digest of the features", f"`{about['feature_digest']}`"],
        ["named numbers with a weight", str(len(model.weights))],
        ["threshold", f"{model.threshold:.3f}"],
        ["precision-first threshold", f"{model.precise_threshold:.3f}"],
        ["training sentences", str(about["training_sentences"])],
        *([f"`{name}`", f"`{value}`"] for name, value in about["settings"].items()),
    ]
    data = [[f"`{corpus['name']}`", f"`{corpus['sha256']}`"] for corpus in about["corpora"]]
    sets = about["measures"]
    measures = [
        [f"`{name}`", *(_recorded(measures.get(name)) for measures in sets.values())]
        for name in MEASURES
    ]
    return {
        "model": markdown(["", "value"], rows, text=2),
        "data": markdown(["corpus", "sha256 of the file"], data, text=2),
        "measures": markdown(["measure", *sets], measures),
    }


def require_corpora(model: PortableModel, corpora: Sequence[Corpus]) -> None:
    """Raise `RumorError` if a corpus that a model was trained on is not among those given."""
    found = {corpus.name: corpus.sha256 for corpus in corpora}
    for trained in model.about["corpora"]:
        if found.get(trained["name"]) != trained["sha256"]:
            state = "another file" if trained["name"] in found else "not on this machine"
            raise RumorError(
                f"corpus {trained['name']}: the model was trained on sha256 "
                f"{trained['sha256'][:12]}, which is {state}; run `rumor corpus fetch`, "
                "or train the model again"
            )


def examine(
    model: PortableModel, corpora: Sequence[Corpus], *, resamples: int = RESAMPLES
) -> Blocks:
    """Measure a model by genre, level and stratum, on contrast sets, and sort its errors.

    Parameters
    ----------
    model : PortableModel
    corpora : sequence of Corpus
    resamples : int

    Returns
    -------
    dict of str to str
        The blocks ``genres``, ``levels``, ``strata``, ``contrast`` and ``errors``.
    """
    scorer = Scorer(model)
    scored = {c.name: score_passages(scorer, c.split("dev"))[0] for c in corpora}
    ours = [s for found in scored.values() for s in found if not s.passage.sampled]
    theirs = [s for found in scored.values() for s in found if s.passage.sampled]
    strata = {f"`{name}`": [s for s in theirs if s.passage.stratum == name] for name in STRATA}
    for name, part in (("the first five", SAMPLED), ("the last two", HARD)):
        strata[name] = [s for s in theirs if s.passage.stratum in part]
    names = sorted({s.passage.genre for s in ours})
    genres = {name: [s for s in ours if s.passage.genre == name] for name in names}
    return {
        "genres": _groups("genre", genres, resamples),
        "levels": _levels(scored, resamples),
        "strata": _groups("stratum", strata, resamples),
        "contrast": _contrast(scorer, corpora, resamples),
        "errors": "\n\n".join(_errors(model, c, scored[c.name]) for c in corpora),
    }


def ablate(corpora: Sequence[Corpus], *, resamples: int = RESAMPLES) -> Blocks:
    """Train without each family of features in turn, and compare on the dev splits.

    Parameters
    ----------
    corpora : sequence of Corpus
    resamples : int

    Returns
    -------
    dict of str to str
        The block ``ablation``: differences to the whole, with paired 95 % intervals.
    """
    examples = training_examples(corpora)
    dev = [example for c in corpora for example in read_examples(c.split("dev"))]
    home = np.array([c.name for c in corpora for _ in read_examples(c.split("dev"))])
    gold = np.array([int(example.gold.speculative) for example in dev])
    groups = np.array([example.passage.id for example in dev])
    scores, flags = {}, {}
    for name in ("", *FAMILIES, WORDS):
        without = [name] if name in FAMILIES else []
        changed = {"rows__without": without, "rows__words": name != WORDS}
        pipeline = fit(examples, SETTINGS | changed)
        sentences = [example.sentence for example in dev]
        scores[name] = pipeline.predict_proba(sentences)[:, 1]
        flags[name] = pipeline.predict(sentences)
    found: dict[str, list[str]] = {name: [] for name in scores if name}
    for corpus in corpora:
        there = np.flatnonzero(home == corpus.name)

        def differences(
            rows: NDArray[np.int64], there: NDArray[np.int64] = there
        ) -> dict[str, float]:
            rows = there[rows]
            ap = {n: average_precision_score(gold[rows], s[rows]) for n, s in scores.items()}
            f1 = {n: f1_score(gold[rows], f[rows], zero_division=0) for n, f in flags.items()}
            return {
                f"{kind} {name}": float(values[name] - values[""])
                for kind, values in (("ap", ap), ("f1", f1))
                for name in found
            }

        result = bootstrap(differences, gold[there], groups[there], resamples=resamples)
        for name, cells in found.items():
            cells += [_signed(result[f"ap {name}"]), _signed(result[f"f1 {name}"])]
    header = [f"{c.name} {measure}" for c in corpora for measure in ("ap", "f1")]
    rows = [[name, *cells] for name, cells in found.items()]
    return {"ablation": markdown(["without", *header], rows)}


def _recorded(values: Sequence[float] | None) -> str:
    return str(Interval(*values)) if values else "-"


def _signed(interval: Interval) -> str:
    return f"{interval.value:+.3f} [{interval.low:+.3f}, {interval.high:+.3f}]"


def _measure(scored: Sequence[Scored], names: Sequence[str], resamples: int) -> dict[str, Interval]:
    judged = judge(scored)

    def chosen(rows: NDArray[np.int64]) -> dict[str, float]:
        taken = judged.take(rows)
        return {name: MEASURES[name](taken) for name in names}

    return bootstrap(chosen, judged.gold, judged.groups, resamples=resamples)


def _groups(header: str, groups: Mapping[str, Sequence[Scored]], resamples: int) -> str:
    names = ("ap", "f1", "precision", "recall")
    rows = []
    for name, scored in groups.items():
        speculative = sum(s.gold.speculative for s in scored)
        enough = 0 < speculative < len(scored)
        measures = _measure(scored, names, resamples) if enough else {}
        cells = [str(measures.get(measure, "-")) for measure in names]
        rows.append([name, str(len(scored)), str(speculative), *cells])
    return markdown([header, "sentences", "speculative", *names], rows)


def _levels(scored: Mapping[str, Sequence[Scored]], resamples: int) -> str:
    rows = []
    for corpus, found in scored.items():
        judged = judge(found)
        for place, level in enumerate(LEVELS):

            def rates(
                rows: NDArray[np.int64], place: int = place, judged: Judged = judged
            ) -> dict[str, float]:
                gold, said = judged.gold_level[rows] == place, judged.level[rows] == place
                hits, nothing = int((gold & said).sum()), float("nan")
                return {
                    "recall": hits / int(gold.sum()) if gold.any() else nothing,
                    "precision": hits / int(said.sum()) if said.any() else nothing,
                }

            result = bootstrap(rates, judged.gold, judged.groups, resamples=resamples)
            chosen = [s for s in found if s.gold.level == level]
            flagged = sum(s.claim.speculative for s in chosen)
            name = f"`{level}` {LEVEL_NAMES[level]}"
            counts = [str(len(chosen)), str(flagged)]
            rows.append([corpus, name, *counts, str(result["recall"]), str(result["precision"])])
    header = ["dev set", "gold level", "sentences", "flagged", "recall", "precision"]
    return markdown(header, rows, text=2)


def _contrast(scorer: Scorer, corpora: Sequence[Corpus], resamples: int) -> str:
    rows = []
    for split, name in (("dev", "dev"), ("train", "train: the model has seen them")):
        passages = [p for c in corpora for p in c.passages if p.split == split]
        report = contrast_report(scorer, passages, resamples=resamples)
        rows.append([name, str(report.sets), *map(str, report.measures.values())])
    header = ["split", "sets", "ranked wholly right", "pairs ranked right", "all five levels right"]
    return markdown(header, rows)


def _errors(model: PortableModel, corpus: Corpus, scored: Sequence[Scored]) -> str:
    sentences = [example.sentence for example in read_examples(corpus.split("dev"))]
    counted: Counter[tuple[str, str]] = Counter()
    for sentence, found in zip(sentences, scored, strict=True):
        if found.gold.speculative != found.claim.speculative:
            sign = 1 if found.claim.speculative else -1
            pushes = {name: sign * push for name, push in _pushes(model, sentence)}
            counted[max(pushes, key=lambda name: pushes[name]), found.gold.level] += 1
    families = {name: [counted[name, level] for level in LEVELS] for name in (*FAMILIES, WORDS)}
    ranked = sorted(families.items(), key=lambda item: -sum(item[1]))
    rows = [[name, *map(str, counts), str(sum(counts))] for name, counts in ranked if any(counts)]
    totals = [sum(counts) for counts in zip(*families.values(), strict=True)]
    of = Counter(found.gold.level for found in scored)
    rows.append(["all", *map(str, totals), str(sum(totals))])
    rows.append(["of sentences", *(str(of[level]) for level in LEVELS), str(len(scored))])
    return markdown([f"{corpus.name}: pushed most by", *(f"`{n}`" for n in LEVELS), "all"], rows)


def _pushes(model: PortableModel, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """Give what each family adds to the margin of the score."""
    everything = frozenset(FAMILIES)
    for name in FAMILIES:
        values = analyse(sentence, without=everything - {name}).values
        yield name, sum(model.weight([key]) * value for key, value in values.items())
    yield WORDS, model.weight([*analyse(sentence, without=everything).words])
