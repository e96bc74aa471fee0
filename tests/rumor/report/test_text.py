"""The report for a person at a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.claims import SPECULATIVE_LEVELS, Claim, Evidence, ScoredArticle, Span
from rumor.inputs.document import Document
from rumor.report.result import Result
from rumor.report.text import WIDTH, Style, report, summary, text_report
from rumor.report.view import View

PLAIN, COLOUR = Style(), Style(colour=True)
ESCAPE = re.compile(r"\x1b\[\d+m")
LONG = (
    "Pengurus koperasi nelayan di pesisir Karangwuni mengatakan pelelangan ikan ada kemungkinan "
    "ditutup selama perbaikan dermaga yang dibiayai pemerintah kabupaten dan warga sekitar."
)


def claim(
    text: str = "Kabarnya pasar itu pindah.",
    level: str = "stated",
    score: float = 0.1,
    cues: tuple[tuple[str, str], ...] = (),
    source: str = "",
    start: int = 0,
    deleted: bool = False,
) -> Claim:
    """Return a claim whose cues and source are given by their words."""
    places = [(kind, words, start + text.index(words)) for kind, words in cues]
    return Claim(
        text=text,
        start=start,
        end=start + len(text),
        score=score,
        speculative=level in SPECULATIVE_LEVELS,
        level=level,
        evidence=[Evidence(kind, words, at, at + len(words)) for kind, words, at in places],
        sources=[Span(source, at := start + text.index(source), at + len(source))] * bool(source),
        deleted=deleted,
    )


def rumour(**changes) -> Claim:
    return claim(level="rumoured", score=0.9, cues=(("hearsay", "Kabarnya"),), **changes)


def show(*claims: Claim, style: Style = PLAIN) -> str:
    return report(Result(Document("berita.txt", ""), ScoredArticle(list(claims), 0.5)), style)


# Summary


def test_summary_of_nothing_says_that_no_claims_were_found():
    assert summary("berita.txt", ScoredArticle([], 0.5)) == "berita.txt: no claims found"


def test_sentences_without_a_claim_count_as_nothing():
    article = ScoredArticle([claim(level="none")], 0.5)
    assert summary("berita.txt", article) == "berita.txt: no claims found"


def test_summary_of_many_claims():
    article = ScoredArticle([rumour(), claim(), claim(level="none")], 0.5)
    expected = "berita.txt: 1 of 2 claims on a speculative footing, article score 0.50"
    assert summary("berita.txt", article) == expected


def test_summary_of_one_claim_is_in_the_singular():
    expected = "berita.txt: 1 of 1 claim on a speculative footing, article score 0.90"
    assert summary("berita.txt", ScoredArticle([rumour()], 0.5)) == expected


def test_summary_counts_claims_that_rest_on_something_deleted():
    article = ScoredArticle([rumour(deleted=True), rumour(deleted=True), claim()], 0.5)
    assert summary("berita.txt", article).endswith(", 2 resting on a deleted post or report")


def test_report_of_nothing_is_the_summary_alone():
    assert show() == "berita.txt: no claims found"


def test_report_opens_with_the_summary():
    article = ScoredArticle([rumour(), claim()], 0.5)
    assert show(*article.claims).split("\n")[0] == summary("berita.txt", article)


# Claims


def test_whole_report():
    text = "Kabarnya gedung itu dijual, tulis akun @kabar_wetan."
    told = rumour(text=text, source="akun @kabar_wetan", deleted=True)
    plain = claim("Pasar Wetan dibuka pada 2019.", score=0.04)
    assert show(plain, told, claim("Baca juga", level="none")) == (
        "berita.txt: 1 of 2 claims on a speculative footing, article score 0.47, "
        "1 resting on a deleted post or report\n"
        "\n"
        " 0.90 rumoured   [Kabarnya] gedung itu dijual, tulis akun @kabar_wetan.\n"
        "                 hearsay: Kabarnya; source: akun @kabar_wetan; "
        "the post or report is said to be gone\n"
        "\n"
        " 0.04 stated     Pasar Wetan dibuka pada 2019.\n"
        "\n"
        "Not listed: 1 sentence makes no claim."
    )


def test_claims_are_listed_by_score():
    shown = show(claim(score=0.1), rumour(), claim(level="hedged", score=0.6))
    assert re.findall(r"^ (\d\.\d\d) ", shown, re.M) == ["0.90", "0.60", "0.10"]


def test_several_unlisted_sentences_are_counted():
    silent = claim(level="none")
    assert show(claim(), silent, silent).endswith("Not listed: 2 sentences make no claim.")


def test_nothing_is_said_of_unlisted_sentences_where_there_are_none():
    assert "Not listed" not in show(claim())


def test_claim_without_evidence_or_source_has_no_remark():
    assert show(claim()).count("\n") == 2


def test_evidence_stands_in_brackets():
    assert "[Kabarnya] pasar itu pindah." in show(rumour())


def test_offsets_of_evidence_count_from_the_start_of_the_article():
    assert "[Kabarnya] pasar itu pindah." in show(rumour(start=250))


def test_every_piece_of_evidence_is_marked():
    text = "Konon pasar itu mungkin pindah."
    cues = ("hearsay", "Konon"), ("hedge", "mungkin")
    assert "[Konon] pasar itu [mungkin] pindah." in show(claim(text, "rumoured", 0.9, cues))


def test_remark_names_each_piece_of_evidence_with_its_kind():
    text = "Konon pasar itu mungkin pindah."
    cues = ("hearsay", "Konon"), ("hedge", "mungkin")
    assert "hearsay: Konon, hedge: mungkin" in show(claim(text, "rumoured", 0.9, cues))


def test_remark_names_the_source():
    text = "Camat Weru Lestari mengatakan pasar dibuka."
    assert "source: Camat Weru Lestari" in show(
        claim(text, "attributed", source="Camat Weru Lestari")
    )


def test_deleted_post_is_remarked():
    assert "the post or report is said to be gone" in show(claim(deleted=True))


def test_line_breaks_within_a_claim_become_blanks():
    text = "Pasar\nWetan\r\n  kabarnya\tpindah."
    shown = show(claim(text, "rumoured", 0.9, (("hearsay", "kabarnya"),)))
    assert "Pasar Wetan [kabarnya] pindah." in shown


def test_line_break_within_evidence_or_source_becomes_a_blank():
    text = "Menurut Camat\nWeru, ada\nkemungkinan banjir."
    shown = show(claim(text, "hedged", 0.9, (("hedge", "ada\nkemungkinan"),), "Camat\nWeru"))
    assert "hedge: ada kemungkinan; source: Camat Weru" in shown


# Wrapping


@pytest.mark.parametrize("width", [40, 60, 100])
def test_claim_is_wrapped_to_the_width(width):
    lines = show(claim(LONG), style=Style(width=width)).split("\n")[2:]
    assert len(lines) > 1
    assert max(map(len, lines)) <= width


def test_wrapped_lines_stand_below_each_other():
    lines = show(claim(LONG), style=Style(width=60)).split("\n")[2:]
    assert {re.match(r" *", line).end() for line in lines[1:]} == {17}


def test_narrow_terminal_still_gets_the_text():
    shown = show(claim(LONG), style=Style(width=1))
    assert " ".join(shown.split()).endswith(LONG[-40:])


def test_word_longer_than_the_line_is_kept_whole():
    link = "https://berita.example/" + "a" * 150
    assert link in show(claim(f"Kabar itu dimuat di {link} pada Senin."))


def test_hyphenated_word_is_kept_whole():
    text = "Pengurus koperasi nelayan Karangwuni kerap disebut-sebut."
    assert "disebut-sebut" in show(claim(text), style=Style(width=17 + len(text) - 6))


@pytest.mark.parametrize("style", [PLAIN, COLOUR], ids=["brackets", "colour"])
def test_evidence_that_spans_a_wrapped_line_is_marked_on_both(style):
    cue = "ada kemungkinan"
    style = replace(style, width=17 + LONG.index(cue) + 5)
    shown = show(claim(LONG, "hedged", 0.9, (("hedge", cue),)), style=style)
    assert f"{style.mark('ada')}\n{' ' * 17}{style.mark('kemungkinan')}" in shown


def test_remarks_are_wrapped_to_the_width():
    source = LONG[: LONG.index(" mengatakan")]
    told = claim(LONG, "attributed", source=source, deleted=True)
    assert max(map(len, show(told, style=Style(width=60)).split("\n")[2:])) <= 60


def test_brackets_count_for_the_width():
    text = f"{'Kabarnya ' * 9}pasar pindah."
    cues = [Evidence("hearsay", "Kabarnya", at, at + 8) for at in range(0, 81, 9)]
    told = replace(claim(text, "rumoured", 0.9), evidence=cues)
    marked = [line for line in show(told).split("\n")[2:] if "[" in line]
    assert max(map(len, marked)) <= WIDTH


# Colour


def test_plain_report_has_no_escape_codes():
    assert "\x1b" not in show(rumour(deleted=True), claim(level="none"))


def test_colour_stands_in_for_the_brackets():
    shown = show(rumour(), style=COLOUR)
    assert "\x1b[1m\x1b[33mKabarnya\x1b[0m pasar itu pindah." in shown
    assert "[Kabarnya]" not in shown


def test_speculative_level_is_red():
    assert "\x1b[31mrumoured" in show(rumour(), style=COLOUR)


def test_level_that_is_not_speculative_is_left_alone():
    assert "\x1b" not in show(claim(), style=COLOUR)


def test_every_colour_ends():
    codes = ESCAPE.findall(show(rumour(deleted=True), claim(level="none"), style=COLOUR))
    assert codes.count("\x1b[0m") == 4  # level, evidence, remark, count of unlisted sentences
    assert codes[-1] == "\x1b[0m"


@pytest.mark.parametrize(
    "code", ["\x1b[2J", "\x1b]0;judul\x07", "\x9b31m", "\b\b\b", "\u202e"], ids=repr
)
def test_control_characters_of_the_article_do_not_reach_the_terminal(code):
    shown = show(claim(f"Pasar {code}Wetan pindah."))
    assert not any(char != "\n" and not char.isprintable() for char in shown)


# Whatever the article


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *["Konon", "mungkin", "diduga", "ada kemungkinan", "sumber anonim", "pasar", "-"],
                *["Menurut Weru", " ", "\n", "\t", "\u00a0", "\u200b", ", ", '"', "😀", ". "],
            ]
        ),
        max_size=60,
    ).map("".join),
    st.integers(1, 120),
)
def test_report_changes_nothing_but_white_space_and_marks(tiny_scorer, text, width):
    article = tiny_scorer.score(text)
    style = Style(colour=True, width=width)
    for one in article.ranked():
        shown = report(
            Result(Document("x", ""), ScoredArticle([replace(one, sources=[])], 0.5)), style
        )
        # Without summary, score and level, the claim comes first.
        body = ESCAPE.sub("", shown).split("\n\n", 1)[1].split(one.level, 1)[1]
        assert "".join(body.split()).startswith("".join(one.text.split()))


# What is asked for


def test_only_the_top_is_listed_and_the_rest_counted(results):
    shown = report(results[0], PLAIN, View(top=1))
    assert shown.count("rumoured") == 1
    assert "hedged" not in shown
    assert shown.endswith("Not listed: 1 sentence makes no claim, 4 more claims not asked for.")


def test_a_claim_over_the_gate_says_so(results):
    assert "over the gate" in report(results[0], PLAIN, View(fail_above=0.75))


def test_an_ignored_claim_says_so(results):
    assert "marked to be ignored" in report(results[0], PLAIN)


def test_articles_stand_apart(results):
    first, second = text_report(results, PLAIN)
    assert not first.startswith("\n")
    assert second.startswith("\n\npasar.csv:2: ")


def test_text_report_is_as_it_was(results, matches_golden):
    matches_golden("report.txt", text_report(results, PLAIN, View(fail_above=0.75)))
