"""The formats of a report that goes to one stream, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from rumor.report.github import github_report
from rumor.report.machine import csv_report, json_report, jsonl_report
from rumor.report.result import Result
from rumor.report.sarif import sarif_report
from rumor.report.view import View

TEXT, HTML = "text", "html"

MACHINE: Mapping[str, Callable[[Iterable[Result], View], Iterator[str]]] = MappingProxyType(
    {
        "json": json_report,
        "jsonl": jsonl_report,
        "csv": csv_report,
        "sarif": sarif_report,
        "github": github_report,
    }
)
"""Formats for programs; each takes results as they come and yields pieces of the report."""

FORMATS = (TEXT, HTML, *MACHINE)
