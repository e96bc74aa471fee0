"""`rumor corpus check`: faults of corpora, one line each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rumor.errors import CorpusError
from rumor.experiments.corpus import default_corpora
from rumor.experiments.corpus.check import ERRORS, KINDS, Finding, find_faults, summary

LEAST = 0.5
"""Less alike than this is no duplicate, and would take minutes to list."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=Path,
        help="corpora used together (JSON lines); the default corpora when left out",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="`text`: `file:line: kind: message` and a summary; `json` for programs "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--threshold",
        metavar="SHARE",
        type=_share,
        default=0.8,
        help="Jaccard similarity of word n-grams from which two sentences are near-duplicates, "
        f"{LEAST} to 1 (default: %(default)s)",
    )
    parser.add_argument(
        "--ngram",
        metavar="N",
        type=int,
        choices=range(1, 6),
        default=2,
        help="words an n-gram, 1 to 5 (default: %(default)s)",
    )
    parser.add_argument("--summary", action="store_true", help="only the counts by kind")
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    kinds = "; ".join(f"{kind}: {meaning}" for kind, meaning in KINDS.items())
    parser.epilog = (
        f"Kinds: {kinds}. Errors are {' and '.join(sorted(ERRORS))}. Exit status: 0, 1 when there "
        "are errors, 2 for wrong usage or a file that cannot be read."
    )


def run(arguments: argparse.Namespace) -> int:
    """Print what was found.

    The JSON is one object: ``summary`` (findings by kind), ``errors``, ``warnings``, and
    ``findings``, each with ``file``, ``line``, ``kind``, ``severity`` and ``message``.

    Returns
    -------
    int
        0, or 1 when there are errors, or warnings with ``--strict``.
    """
    paths = arguments.paths or default_corpora()
    missing = [path for path in paths if not path.is_file()]
    if missing:
        remedy = "not a file; give the path of a corpus"
        raise CorpusError([f"{path}: {remedy}" for path in missing])
    findings = find_faults(paths, threshold=arguments.threshold, size=arguments.ngram)
    errors = sum(finding.error for finding in findings)
    if arguments.format == "json":
        print(json.dumps(_as_json(findings, errors, arguments.summary), ensure_ascii=False))
    else:
        if not arguments.summary:
            for finding in findings:
                print(finding)
        # Apart from the findings, so that these can be piped on.
        print(_summary(findings), file=sys.stdout if arguments.summary else sys.stderr)
    return 1 if errors or (arguments.strict and findings) else 0


def _as_json(findings: Sequence[Finding], errors: int, brief: bool) -> dict[str, object]:
    result: dict[str, object] = {
        "summary": summary(findings),
        "errors": errors,
        "warnings": len(findings) - errors,
    }
    if not brief:
        result["findings"] = [finding.to_dict() for finding in findings]
    return result


def _summary(findings: Sequence[Finding]) -> str:
    lines = [
        f"{'error' if kind in ERRORS else 'warning':<8}{kind:<16}{number:>6}  {KINDS[kind]}"
        for kind, number in summary(findings).items()
        if number
    ]
    return "\n".join(lines) or "no faults found"


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not LEAST <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share from {LEAST} to 1")
    return value
