"""Where spans of a report lie: in the text that was scored, and in the file on the disk."""

from __future__ import annotations

import csv
import io
import json
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rumor.inputs.options import Source
from rumor.inputs.plain import read_markdown, read_plain
from rumor.report.machine import csv_report, json_report, jsonl_report
from rumor.report.result import Result
from rumor.report.sarif import sarif_report
from rumor.text.files import bom_encoding

PIECES = (
    "Harga cabai turun.",
    "Konon pasar Rejosari pindah ke tepi kota.",
    "Model itu *dikabarkan* meluncur, kata seorang sumber.",
    "Unggahan akun @rejosari itu kini dihapus 🌶️.",
    "Biayanya diperkirakan [Rp38 miliar](https://contoh.example/biaya).",
    "<!-- rumor: ignore -->",
    "<!-- rumor: ignore-start --> Kabarnya jembatan retak. <!-- rumor: ignore-end -->",
    "# Kabar pasar",
    "Kabar\n===",
    "> Kemungkinan dibuka Senin.",
    "- Isunya, kios ditutup",
    "| Pasar | Kabar |\n|---|---|\n| Rejosari | konon pindah |",
    "~~Dikabarkan~~ **kabarnya** &amp; katanya `konon` &nbsp; sepi.",
    "```\nKonon kode.\n```",
    "---\ntitle: Kabar pasar\n---",
    "\u2028Konon\u2029pasar\x0bitu\x0cpindah\x85juga.",
    "\t",
    "",
)
ENDS = ("\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " ")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")
READERS = {"txt": read_plain, "md": read_markdown}


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw the bytes of a file, and their encoding."""
    pieces = draw(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(ENDS)), max_size=8))
    text = "".join(piece + end for piece, end in [*pieces, ("Konon pasar itu pindah.", "\n")])
    encoding = draw(st.sampled_from(ENCODINGS))
    return encoding, text.encode(encoding)


def in_file(data: bytes, line: int, column: int, end_line: int, end_column: int) -> str:
    """Return what an editor selects: lines end at line feeds and carriage returns alone."""
    text = data.decode(bom_encoding(data) or "utf-8")
    starts = [0, *(end.end() for end in re.finditer("\r\n|\n|\r", text))]
    return text[starts[line - 1] + column - 1 : starts[end_line - 1] + end_column - 1]


def spans(claim: dict) -> list[dict]:
    return [claim, *claim["evidence"], *claim["sources"]]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=files(), suffix=st.sampled_from(sorted(READERS)))
def test_every_span_of_every_format_is_of_the_text_and_of_the_file(scorer, file, suffix):
    encoding, data = file
    document = READERS[suffix](Source(f"a.{suffix}", data, path=f"a.{suffix}"))
    assert len(document.text) == len(data.decode(encoding))
    result = Result(document, scorer.score(document.text, title=document.title))
    (article,) = json.loads("".join(json_report([result])))["articles"]
    lines = [json.loads(line) for line in "".join(jsonl_report([result])).split("\n")[:-1]]

    assert [line | {"article": "x"} for line in lines] == [
        claim | {"article": "x", "warnings": article["warnings"]} for claim in article["claims"]
    ]
    for span in (span for claim in article["claims"] for span in spans(claim)):
        assert document.text[span["start"] : span["end"]] == span["text"]
        place = (span[key] for key in ("line", "column", "end_line", "end_column"))
        shown = in_file(data, *place)
        assert len(shown) == len(span["text"])
        letters = zip(shown, span["text"], strict=True)  # what is not markup stands where it stood
        assert all(of_file == of_text for of_file, of_text in letters if of_text.isalnum())

    rows = list(csv.DictReader(io.StringIO("".join(csv_report([result])), newline="")))
    assert [(int(row["line"]), int(row["column"])) for row in rows] == [
        (claim["line"], claim["column"]) for claim in article["claims"]
    ]
    (run,) = json.loads("".join(sarif_report([result])))["runs"]
    for found in run["results"]:
        for location in (*found["locations"], *found.get("relatedLocations", ())):
            region = location["physicalLocation"]["region"]
            start, length = region["charOffset"], region["charLength"]
            assert document.text[start : start + length] == region["snippet"]["text"]
            keys = ("startLine", "startColumn", "endLine", "endColumn")
            assert len(in_file(data, *(region[key] for key in keys))) == length
