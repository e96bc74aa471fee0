"""One article of an HTML report."""

from __future__ import annotations

import html
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.claims import LEVELS, Claim, Evidence, ScoredArticle, Span
from rumor.inputs.document import Document
from rumor.report.html.article import render_article
from rumor.report.html.table import TOP
from rumor.report.result import Result

GOLDEN = Path(__file__).with_name("article.golden.html")


def shown(node) -> str:
    """Return what stands in the paragraphs of the article, without the numbers of claims."""
    paragraphs = [child for child in node.find("p") if child.attributes.get("lang") == "id"]
    return "\n\n".join(
        "".join(
            child if isinstance(child, str) else child.text
            for child in paragraph.children
            if isinstance(child, str) or "ref" not in child.classes
        )
        for paragraph in paragraphs
    )


def test_small_report_is_the_one_on_file(result):
    written = render_article(result).replace("><", ">\n<") + "\n"
    if os.environ.get("RUMOR_UPDATE_GOLDEN"):  # look at the difference before it is committed
        GOLDEN.write_text(written, encoding="utf-8", newline="\n")
    assert written == GOLDEN.read_text(encoding="utf-8")


def test_article_of_the_fixture_has_a_claim_of_every_level(result):
    assert {claim.level for claim in result.article.claims} == set(LEVELS)
    assert any(claim.deleted for claim in result.article.claims)


def test_same_article_gives_the_same_bytes(result):
    assert render_article(result) == render_article(result)


# The text


def test_article_reads_as_it_was_written(result, parse):
    assert shown(parse(render_article(result))) == result.document.text.strip()


@given(
    st.text(
        alphabet=st.sampled_from("aB .?!\n\r\t<>&\"'`{}0\x00\x1b\x85\ud800\u2028é“”"), max_size=80
    )
)
@settings(deadline=None)
def test_any_text_reads_as_it_was_written_but_for_white_space(score, parse, text):
    root = parse(render_article(score(text, name="x")))
    forbidden = dict.fromkeys([0, 0x1B, 0xD800], "\N{REPLACEMENT CHARACTER}")
    assert _solid(shown(root)) == _solid(text.translate(forbidden))


def _solid(text: str) -> str:
    return "".join(text.split())


def test_blank_lines_and_line_ends_end_paragraphs(score, parse):
    root = parse(render_article(score("Pasar itu buka.\nPasar itu tutup.\n\nPasar itu ramai.")))
    assert shown(root) == "Pasar itu buka.\n\nPasar itu tutup.\n\nPasar itu ramai."


def test_wrapped_lines_stay_in_one_paragraph(score, parse):
    text = "Jembatan di hulu sungai itu sudah lama\ndikabarkan retak.\nWarga cemas.\n\nPasar tutup."
    paragraphs = shown(parse(render_article(score(text)))).split("\n\n")
    assert len(paragraphs) == 2
    assert paragraphs[0].endswith("dikabarkan retak. Warga cemas.")


def test_headline_in_the_text_is_set_as_one(result, parse):
    (headline,) = parse(render_article(result)).find("div", "headline")
    assert headline.text.startswith("Jembatan Kaligondang Ramai Dibicarakan")


def test_few_words_alone_are_a_crosshead_and_a_byline_is_not():
    texts = ["Layar dan desain", "Oleh Rizal Halimun - 3 Maret 2025"]
    content = "\n\n".join(texts)
    claims = [
        Claim(text, at := content.index(text), at + len(text), 0.0, False, "none", [], [], False)
        for text in texts
    ]
    written = render_article(
        Result(Document("x", content, title="Ponsel"), ScoredArticle(claims, 0.5))
    )
    assert '<div class="passage crosshead"><p lang="id">Layar dan desain</p>' in written
    assert '<div class="passage"><p lang="id">Oleh Rizal Halimun - 3 Maret 2025</p>' in written


def test_article_is_marked_as_indonesian_and_the_rest_as_its_own_language(result, parse):
    (section,) = parse(render_article(result, lang="en")).find("section")
    assert section.attributes["lang"] == "en"
    assert all(
        node.attributes["lang"] == "id" for node in section.find("q") + section.find("h2", "")[:1]
    )


# Claims


def test_each_claim_can_be_linked_to_and_leads_to_its_note(result, parse):
    root = parse(render_article(result))
    making = [claim for claim in result.article.claims if claim.level != "none"]
    claims = [node for node in root.find("span", "claim") if "id" in node.attributes]
    assert [node.attributes["id"] for node in claims] == [
        f"claim-{number}" for number in range(1, len(making) + 1)
    ]
    assert [node.text for node in claims] == [claim.text for claim in making]
    bodies = {node.attributes["id"]: node for node in root.find("div", "body")}
    for reference, claim in zip(root.find("a", "ref"), making, strict=True):
        note = bodies[reference.attributes["href"].removeprefix("#")]
        assert reference.attributes["aria-describedby"] == note.attributes["id"]
        assert note.find("p", "verdict")[0].text == f"Score {claim.score:.2f}, {claim.level}"


def test_sentences_without_a_claim_are_not_shaded(result, parse):
    root = parse(render_article(result))
    assert not any("Mengapa" in node.text for node in root.find("span", "claim"))
    assert "Mengapa jembatan itu retak?" in shown(root)


def test_shade_follows_the_score_and_the_class_the_level(score, parse):
    root = parse(render_article(score("Jembatan Kaligondang dikabarkan retak.")))
    (claim,) = (node for node in root.find("span", "claim") if "id" in node.attributes)
    # 1 / (1 + exp(-1.25)) is 0.78
    assert claim.classes == ["claim", "l-rumoured", "s8"]


def test_evidence_is_marked_and_named_in_words(result, parse):
    root = parse(render_article(result))
    claim = next(node for node in root.find("span", "claim") if "retak." in node.text)
    assert [node.text for node in claim.find("mark")] == ["dikabarkan"]
    assert "hearsay “dikabarkan”" not in claim.text
    note = next(node for node in root.find("li", "note") if "dikabarkan" in node.text)
    assert "hearsay dikabarkan" in note.text  # the style sheet sets the quotation marks


def test_sources_are_marked_otherwise_than_evidence(result, parse):
    root = parse(render_article(result))
    (claim,) = (
        node
        for node in root.find("span", "claim")
        if "id" in node.attributes and "mengatakan" in node.text
    )
    assert [node.text for node in claim.find("span", "source")] == ["Camat Weru Lestari"]
    assert not claim.find("mark")


def test_source_that_is_evidence_too_is_marked_as_both_and_told_once(parse):
    text = "Orang dalam membisikkan kabar itu."
    claim = Claim(
        text, 0, len(text), 0.9, True, "rumoured",
        [Evidence("unnamed", "Orang dalam", 0, 11)], [Span("Orang dalam", 0, 11)], False,
    )  # fmt: skip
    written = render_article(Result(Document("x", text), ScoredArticle([claim], 0.5)))
    assert '<mark><span class="source">Orang dalam</span></mark> membisikkan' in written
    (note,) = parse(written).find("li", "note")
    assert [q.text for q in note.find("q")] == ["Orang dalam"]


def test_marks_that_overlap_in_part_stay_balanced(parse):
    text = "Kabar dari orang dalam partai"
    claim = Claim(
        text, 0, len(text), 0.9, True, "rumoured",
        [Evidence("hearsay", text[:16], 0, 16)], [Span(text[11:], 11, len(text))], False,
    )  # fmt: skip
    root = parse(render_article(Result(Document("x", text), ScoredArticle([claim], 0.5))))
    (span,) = (node for node in root.find("span", "claim") if "id" in node.attributes)
    assert span.text == text
    assert "".join(node.text for node in span.find("mark")) == text[:16]
    assert "".join(node.text for node in span.find("span", "source")) == text[11:]


def test_deleted_post_is_told_in_words(result, parse):
    notes = [node.text for node in parse(render_article(result)).find("li", "note")]
    assert [("said to be deleted" in note) for note in notes] == [
        claim.deleted for claim in result.article.claims if claim.level != "none"
    ]


def test_speculative_claim_without_evidence_says_where_its_footing_comes_from():
    claim = Claim("Bukanya malam.", 0, 14, 0.8, True, "rumoured", [], [], False)
    result = Result(Document("x", "Bukanya malam."), ScoredArticle([claim], 0.5))
    assert "from its context" in render_article(result)
    assert "dari konteksnya" in render_article(result, lang="id")


def test_ignored_claim_is_shown_as_such_and_counts_for_nothing(score, parse):
    text = "Jembatan Kaligondang dikabarkan retak. Mungkin jembatan itu dibuka Senin."
    root = parse(render_article(score(text, ignored=((0, 10),))))
    ignored, counted = (node for node in root.find("span", "claim") if "id" in node.attributes)
    assert ignored.classes == ["claim", "l-rumoured", "ignored"]
    assert "ignored" not in counted.classes
    first, second = root.find("li", "note")
    assert "marked so by the author" in first.text
    assert "speculative" not in first.classes
    assert "speculative" in second.classes
    (summary,) = root.find("ul", "summary")
    assert summary.text.startswith("1 of 2 claims on a speculative footing")
    assert "1 ignored" in summary.text
    (table,) = root.find("table")
    assert "retak" not in table.text


# Chart and table


def test_chart_has_a_bar_for_each_claim_that_leads_to_it(result, parse):
    (chart,) = parse(render_article(result)).find("svg")
    making = [claim for claim in result.article.claims if claim.level != "none"]
    bars = chart.find("a")
    assert [bar.attributes["href"] for bar in bars] == [
        f"#claim-{number}" for number in range(1, len(making) + 1)
    ]
    for number, (bar, claim) in enumerate(zip(bars, making, strict=True), start=1):
        name = f"{number}: {claim.score:.2f} {claim.level}"
        assert bar.find("title")[0].text == name
        assert float(bar.find("rect", "bar")[0].attributes["height"]) == pytest.approx(
            72 * claim.score, abs=0.06
        )


def test_chart_shows_the_threshold(result, parse):
    (line,) = parse(render_article(result)).find("line", "threshold")
    assert float(line.attributes["y1"]) == 72 * (1 - result.article.threshold)


def test_one_bar_only_takes_the_tab_key(result, parse):
    (chart,) = parse(render_article(result)).find("svg")
    stops = [bar.attributes["tabindex"] for bar in chart.find("a")]
    assert stops == ["0"] + ["-1"] * (len(stops) - 1)


def test_top_claims_are_ranked_by_score_and_linked(result, parse):
    (table,) = parse(render_article(result)).find("table")
    ranked = result.article.ranked()
    rows = table.find("tr")[1:]
    assert [row.find("a")[0].text for row in rows] == [claim.text for claim in ranked]
    assert [row.find("td")[1].text for row in rows] == [f"{claim.score:.2f}" for claim in ranked]


def test_no_more_than_the_top_claims_are_listed(score, parse):
    text = " ".join(f"Pasar nomor {number} konon ramai." for number in range(TOP + 5))
    (table,) = parse(render_article(score(text))).find("table")
    assert len(table.find("tr")) == TOP + 1
    assert table.find("caption")[0].text == f"The first {TOP} of {TOP + 5}, by score."


def test_article_without_claims_has_neither_chart_nor_table(score, parse):
    root = parse(render_article(score("Mengapa jembatan itu retak?")))
    assert root.find("ul", "summary")[0].text == "No claims found"
    assert not root.find("svg")
    assert not root.find("table")


def test_empty_text_is_a_report_too(score, parse):
    root = parse(render_article(score("", name="kosong.txt")))
    assert root.find("h2")[0].text == "kosong.txt"


# Header, anchors, languages


def test_title_given_beside_the_text_is_the_heading(score, parse):
    root = parse(render_article(score("Pasar itu buka.", title="Kabar Pasar")))
    assert root.find("h2")[0].text == "Kabar Pasar"
    assert root.find("p", "file")[0].text == "berita/jembatan.txt"


def test_score_is_said_to_be_about_footing_not_truth(result):
    assert "never whether it is true" in render_article(result)
    assert "bukan benar atau salahnya" in render_article(result, lang="id")


def test_prefix_is_before_every_anchor_and_every_link_to_one(result, parse):
    root = parse(render_article(result, anchor_prefix="article-2-"))
    nodes = root.find()
    anchors = [node.attributes["id"] for node in nodes if "id" in node.attributes]
    links = [node.attributes["href"] for node in root.find("a")]
    assert all(anchor.startswith("article-2-") for anchor in anchors)
    assert {link.removeprefix("#") for link in links} - set(anchors) == {"how"}


def test_indonesian_writes_words_and_numbers_its_own_way(score, parse):
    root = parse(render_article(score("Jembatan Kaligondang dikabarkan retak."), lang="id"))
    assert root.find("p", "verdict")[0].text == "Skor 0,78, desas-desus"
    assert "kabar beredar" in root.find("li", "note")[0].text


# Escaping


@pytest.mark.parametrize("place", ["text", "title", "name", "evidence", "source"])
def test_markup_in_any_input_is_text(place):
    evil = "<script>alert(1)</script>\"'&<b>"
    text = f"Kabarnya {evil} retak."
    at = text.index(evil)
    span = (at, at + len(evil))
    claim = Claim(
        text, 0, len(text), 0.9, True, "rumoured",
        [Evidence("hearsay", evil, *span)] if place == "evidence" else [],
        [Span(evil, *span)] if place == "source" else [],
        False,
    )  # fmt: skip
    document = Document(
        evil if place == "name" else "x", text, title=evil if place == "title" else "Judul"
    )
    written = render_article(Result(document, ScoredArticle([claim], 0.5)))
    assert "<script" not in written
    assert "<b>" not in written
    assert html.escape(evil) in written
