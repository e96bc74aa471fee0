"""Statistics laid out for a person: aligned in a terminal, or as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rumor.experiments.corpus.load import Corpus
from rumor.experiments.corpus.records import LEVELS, Passage
from rumor.experiments.corpus.stats import KEYS, Counts, count, count_by, cue_wordings

HEADER = ("passages", "sentences", *LEVELS, "speculative", "deleted")
"""Columns of a table of counts, after the first."""


def cells(name: str, counts: Counts) -> list[str]:
    """Return one row of a table of counts, as `HEADER` names the columns."""
    numbers = [counts.passages, counts.sentences, *counts.levels]
    return [name, *map(str, numbers), percent(counts.share), str(counts.deleted)]


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal."""
    return f"{100 * share:.1f} %"


def count_rows(groups: Mapping[str, Counts], whole: Counts) -> list[list[str]]:
    """Return a row a group and one of all together."""
    return [*(cells(name, counts) for name, counts in groups.items()), cells("all", whole)]


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]], *, text: int = 1) -> str:
    """Lay a Markdown table out.

    Parameters
    ----------
    header : sequence of str
    rows : iterable of sequence of str
    text : int
        So many columns, from the first, hold text; the others hold numbers and go to the right.

    Returns
    -------
    str
        Lines without a last line end.
    """
    rule = ["---" if column < text else "--:" for column in range(len(header))]
    return "\n".join(f"| {' | '.join(row)} |" for row in [header, rule, *rows])


def plain(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay a table out for the terminal: first column to the left, the others to the right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0])]
            + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        )
        for row in lines
    )


def report(corpora: Sequence[Corpus], top: int) -> str:
    """Describe corpora in tables for the terminal.

    Parameters
    ----------
    corpora : sequence of Corpus
    top : int
        So many genres, and cue wordings a level, are shown; the rest are counted.

    Returns
    -------
    str
    """
    parts = [
        f"{corpus.name}: {corpus.path}\n\n{_report(corpus.passages, top)}" for corpus in corpora
    ]
    if len(corpora) > 1:
        passages = [passage for corpus in corpora for passage in corpus.passages]
        rows = [cells(corpus.name, count(corpus.passages)) for corpus in corpora]
        rows.append(cells("all", count(passages)))
        parts.append(plain(["corpus", *HEADER], rows))
    return "\n\n\n".join(parts)


def _report(passages: Sequence[Passage], top: int) -> str:
    counts = count(passages)
    parts = [
        f"{counts.sentences} sentences in {counts.passages} passages, {counts.words} words; "
        f"{counts.reread} sentences read twice, {counts.broken} broken and not counted"
    ]
    for key in KEYS:
        groups = count_by(passages, key)
        if groups:
            shown = dict(list(groups.items())[:top])
            rest = len(groups) - len(shown)
            more = f"\nand {rest} more; --top {len(groups)} shows all" if rest else ""
            parts.append(plain([key, *HEADER], count_rows(shown, counts)) + more)
    parts.append(_wordings(passages, counts, top))
    return "\n\n".join(parts)


def _wordings(passages: Sequence[Passage], counts: Counts, top: int) -> str:
    mean = counts.cues / counts.speculative if counts.speculative else 0.0
    lines = [
        f"cues: {counts.cues} spans, {len(cue_wordings(passages).counts)} different wordings, "
        f"{mean:.2f} a speculative sentence; sources: {counts.sources} spans in "
        f"{counts.sourced} sentences"
    ]
    for level, name in (("2", "hedged"), ("3", "rumoured")):
        found = cue_wordings(passages, level)
        words = ", ".join(f"{wording} {number}" for wording, number in found.counts[:top])
        lines.append(f"  {name}: {found.spans} spans, {len(found.counts)} wordings: {words}")
    return "\n".join(lines)
