"""Corpora as a folder that Hugging Face `datasets` loads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rumor.experiments.corpus.load import Corpus
from rumor.experiments.corpus.records import LEVEL_NAMES, SPLITS, Span, Split
from rumor.experiments.corpus.rows import Row, rows
from rumor.experiments.corpus.stats import count, count_by
from rumor.experiments.corpus.tables import HEADER, cells, count_rows, markdown

CARD = "README.md"
FILES = (CARD, *(f"data/{split}.jsonl" for split in SPLITS))
"""All that such a folder may hold."""

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))
_LARGER = "100K<n<1M"
_TYPES = {
    "corpus": "string",
    "id": "string",
    "index": "int32",
    "kind": "string",
    "genre": "string",
    "stratum": "string",
    "title": "string",
    "before": "string",
    "text": "string",
    "level": "level",
    "speculative": "bool",
    "deleted": "bool",
    "readings": "int32",
    "cues": "spans",
    "sources": "spans",
}
_MEANINGS = {
    "corpus": "name of the corpus",
    "id": "passage the sentence stands in",
    "index": "its place there, from 0; a gap is a broken sentence, left out",
    "kind": "`passage`, `contrast` (five sentences that do not follow on) or `article`",
    "genre": "subject, or outlet",
    "stratum": "how it was sampled from published text; empty when written for the corpus",
    "title": "headline, or empty",
    "before": "the sentence before it, or empty",
    "text": "the sentence",
    "level": "`none`, `stated`, `attributed`, `hedged` or `rumoured`",
    "speculative": "whether it is hedged or rumoured",
    "deleted": "the post or report behind the claim is said to be gone",
    "readings": "annotators behind the label",
    "cues": "what makes it speculative: `start`, `end` (characters, end exclusive), `text`",
    "sources": "who answers for it, likewise",
}


def to_folder(corpora: Sequence[Corpus]) -> dict[str, str]:
    """Write corpora as a dataset folder: a card and one JSON lines file a split.

    Parameters
    ----------
    corpora : sequence of Corpus

    Returns
    -------
    dict of str to str
        The files' texts by their paths; a split without sentences has no file. Broken sentences
        are left out, but serve their neighbours as context.
    """
    data: dict[Split, list[str]] = {split: [] for split in SPLITS}
    for row in rows(corpora):
        if not row.sentence.broken:
            line = json.dumps(_record(row), ensure_ascii=False)
            data[row.passage.split].append(line)
    filled = {split: lines for split, lines in data.items() if lines}
    files = {f"data/{split}.jsonl": "\n".join(lines) + "\n" for split, lines in filled.items()}
    sizes = {split: len(lines) for split, lines in filled.items()}
    return {CARD: _card(corpora, sizes), **files}


def _record(row: Row) -> dict[str, Any]:
    values = row.to_dict()
    text = row.sentence.text
    values["cues"] = _spans(text, row.sentence.cues)
    values["sources"] = _spans(text, row.sentence.sources)
    return {name: values[name] for name in _TYPES}


def _spans(text: str, spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [{"start": start, "end": end, "text": text[start:end]} for start, end in spans]


def _card(corpora: Sequence[Corpus], sizes: dict[Split, int]) -> str:
    passages = [passage for corpus in corpora for passage in corpus.passages]
    ours = not any(passage.sampled for passage in passages)
    corpus_rows = [cells(corpus.name, count(corpus.passages)) for corpus in corpora]
    corpus_rows.append(cells("all", count(passages)))
    licence = (
        '[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/), credit "The rumor authors".'
        if ours
        else "The labels are under CC BY 4.0. **The text of passages with a `stratum` belongs to "
        "the outlets that published it: use it, never publish it, nor this folder.**"
    )
    parts = [
        f"---\n{_front_matter(sizes, ours)}\n---",
        "# Speculativeness in Indonesian news",
        "Indonesian sentences labelled for the footing their claim stands on, with the words that "
        "make it so. The labels say how a text puts a claim, never whether the claim is true. "
        "Written by `rumor corpus export --to hf`; the data card of `rumor` tells how the "
        "corpora were made, what they are for, and their limits.",
        "## Data fields",
        markdown(["field", "meaning"], _fields(), text=2),
        "## Data splits",
        "Tune on `dev`; never train on it.",
        markdown(["split", *HEADER], count_rows(count_by(passages, "split"), count(passages))),
        markdown(["corpus", *HEADER], corpus_rows),
        "## Licensing information",
        licence,
    ]
    return "\n\n".join(parts) + "\n"


def _fields() -> list[list[str]]:
    return [[f"`{name}`", _MEANINGS[name]] for name in _TYPES]


def _front_matter(sizes: dict[Split, int], ours: bool) -> str:
    total = sum(sizes.values())
    size = next((name for limit, name in _SIZES if total < limit), _LARGER)
    lines = [
        "pretty_name: Speculativeness in Indonesian news",
        f"license: {'cc-by-4.0' if ours else 'other'}",
        "language:\n- id",
        "multilinguality:\n- monolingual",
        "annotations_creators:\n- machine-generated",
        f"language_creators:\n- {'machine-generated' if ours else 'found'}",
        "task_categories:\n- text-classification\n- token-classification",
        f"size_categories:\n- {size}",
        "tags:\n- hedging\n- hearsay\n- attribution\n- news",
        "configs:\n- config_name: default\n  data_files:",
        *(f"  - split: {split}\n    path: data/{split}.jsonl" for split in sizes),
        "dataset_info:\n  features:",
        *(f"  - name: {name}\n    {_feature(kind)}" for name, kind in _TYPES.items()),
    ]
    return "\n".join(lines)


def _feature(kind: str) -> str:
    if kind == "level":
        names = "".join(f"\n          '{i}': {n}" for i, n in enumerate(LEVEL_NAMES.values()))
        return f"dtype:\n      class_label:\n        names:{names}"
    if kind == "spans":
        fields = (("start", "int32"), ("end", "int32"), ("text", "string"))
        return "list:" + "".join(f"\n    - name: {n}\n      dtype: {t}" for n, t in fields)
    return f"dtype: {kind}"
