"""Speculative claims as annotations of a GitHub Actions run."""

from __future__ import annotations

from rumor.inputs.document import Document
from rumor.report.github import github_report
from rumor.report.result import Result
from rumor.report.view import View


def test_annotations_are_as_they_were(results, matches_golden):
    matches_golden("report.github", github_report(results, View(fail_above=0.6)))


def test_a_rumour_is_a_warning_and_a_hedge_a_notice(results):
    commands = [line.split()[0] for line in github_report(results[:1])]
    assert commands == ["::warning", "::notice"]


def test_a_claim_over_the_gate_is_an_error(results):
    assert any(line.startswith("::error") for line in github_report(results, View(fail_above=0.5)))


def test_an_ignored_claim_is_left_out(results):
    assert "Rusdi" not in "".join(github_report(results))


def test_commas_and_colons_do_not_end_a_property(results):
    (line, *_) = github_report(results)
    assert "file=berita/jembatan%2C 1.txt," in line


def test_what_was_extracted_has_no_line(results):
    assert "line=" not in "".join(github_report(results[1:]))


def test_a_claim_cannot_begin_a_command_of_its_own(tiny_scorer):
    text = "Jembatan itu konon retak 100% ::error::\n::error::palsu di sini."
    document = Document("a.txt", text, path="a.txt", in_place=True)
    written = "".join(github_report([Result(document, tiny_scorer.score(text))]))
    assert written.count("\n::") == written.count("\n") - 1
    assert "100%25" in written
