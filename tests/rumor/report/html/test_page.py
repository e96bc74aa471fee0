"""The complete page."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
import time
from itertools import pairwise

import pytest

from rumor import __version__
from rumor.claims import LEVELS as LEVEL_ORDER
from rumor.claims import Claim, ScoredArticle
from rumor.inputs.document import Document
from rumor.report.html.folder import write_report
from rumor.report.html.page import render_report, script, stylesheet
from rumor.report.html.strings import STRINGS, say, wording_json
from rumor.report.result import Result
from rumor.report.wording import KINDS, LANGUAGES, LEVELS
from rumor.scorer import EVIDENCE_KINDS

DAY = datetime.date(2025, 3, 3)
CALM = "Pasar Rejosari dibuka Senin. Camat Weru Lestari mengatakan pasar itu ramai."
LOUD = "Pasar Rejosari kabarnya pindah. Konon harganya naik."


@pytest.fixture(scope="module")
def several(score, result) -> list[Result]:
    return [score(CALM, name="tenang.txt"), score(LOUD, name="ramai.txt"), result]


# Form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_are_balanced_with_unique_anchors_that_all_links_meet(several, parse, lang):
    for results in (several, several[:1], []):
        root = parse(render_report(results, lang=lang, date=DAY))
        ids = [node.attributes["id"] for node in root.find() if "id" in node.attributes]
        assert len(ids) == len(set(ids))
        for node in root.find():
            for name in ("href", "aria-describedby", "aria-labelledby"):
                if name in node.attributes:
                    assert node.attributes[name].removeprefix("#") in ids


def test_headings_leave_no_rank_out(several, parse):
    for results in (several, several[:1]):
        ranks = [
            int(node.name[1])
            for node in parse(render_report(results)).find()
            if re.fullmatch("h[1-6]", node.name)
        ]
        assert ranks[0] == 1
        assert ranks.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(ranks))


def test_landmarks_are_there_once(result, parse):
    root = parse(render_report([result]))
    (body,) = root.find("body")
    names = [node.name for node in body.children if not isinstance(node, str)]
    assert names == ["a", "header", "main", "footer", "script", "script"]
    assert root.find("a", "skip")[0].attributes["href"] == "#main"


def test_page_declares_its_language(result, parse):
    for lang in LANGUAGES:
        assert parse(render_report([result], lang=lang)).find("html")[0].attributes["lang"] == lang


def test_unknown_language_is_refused(result):
    with pytest.raises(ValueError, match="no wording in 'de'; choose one of: en, id"):
        render_report([result], lang="de")


def test_same_results_give_the_same_bytes(several):
    assert render_report(several, date=DAY) == render_report(several, date=DAY)


# Header


def test_header_tells_version_date_threshold_and_what_is_said_of_it(result, parse):
    page = parse(render_report([result], date=DAY, threshold_note="(the model’s own)"))
    facts = [node.text for node in page.find("dl", "facts")[0].find("div")]
    assert facts == [
        "Date2025-03-03",
        f"Version{__version__}",
        "Threshold0.50 (the model’s own)",
    ]


def test_title_of_the_window_is_the_article_and_is_escaped(score, parse):
    page = render_report([score(CALM, title="</title><script>x</script>")])
    assert parse(page).find("title")[0].text == "</title><script>x</script> – rumor"
    assert "<script>x" not in page


def test_threshold_note_is_escaped(result):
    assert "<script>x" not in render_report([result], threshold_note="<script>x</script>")


# Security


def test_policy_admits_the_page_s_own_style_and_script_and_nothing_else(result, parse):
    root = parse(render_report([result]))
    (policy,) = (
        node.attributes["content"]
        for node in root.find("meta")
        if node.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    digests = [
        base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        for content in (root.find("style")[0].text, root.find("script")[1].text)
    ]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_page_has_no_address_outside_of_itself_and_no_inline_handlers(several, parse):
    page = render_report(several)
    for node in parse(page).find():
        assert "src" not in node.attributes
        assert "style" not in node.attributes
        assert not any(name.startswith("on") for name in node.attributes)
        assert (node.attributes.get("href") or "#").startswith("#")
    assert not re.search(r"https?:|//[a-z]|@import|url\(", stylesheet() + script())


def test_assets_do_not_close_their_elements():
    assert "</" not in stylesheet()
    assert "</script" not in script()
    assert "<!--" not in script()
    assert "<" not in wording_json()


# Several articles


def test_ranking_lists_the_highest_score_first_and_keeps_ties_in_order(score, parse):
    results = [
        score(CALM, name="satu.txt"),
        score(LOUD, name="dua.txt"),
        score(CALM, name="tiga.txt"),
    ]
    table = parse(render_report(results)).find("table", "articles")[0]
    links = [row.find("a")[0] for row in table.find("tr")[1:]]
    assert [link.text for link in links] == ["dua.txt", "satu.txt", "tiga.txt"]
    assert [link.attributes["href"] for link in links] == [
        "#article-2-title",
        "#article-1-title",
        "#article-3-title",
    ]


def test_ranking_tells_score_speculative_and_deleted(result, score, parse):
    table = parse(render_report([result, score(CALM)])).find("table", "articles")[0]
    cells = [cell.text for cell in table.find("tr")[1].find("td")][1:]
    claims = result.article.ranked()
    assert cells == [
        f"{result.article.score:.2f}",
        f"{sum(claim.speculative for claim in claims)} of {len(claims)}",
        "1",
    ]


def test_articles_stand_in_the_order_given(several, parse):
    root = parse(render_report(several))
    titles = [node.text for node in root.find("h2")]
    assert titles[:3] == ["tenang.txt", "ramai.txt", "Jembatan Kaligondang Ramai Dibicarakan"]


def test_single_article_needs_no_ranking(result, parse):
    assert not parse(render_report([result])).find("table", "articles")


# Wording


def test_legend_explains_every_level_and_kind_in_both_languages(result, parse):
    for lang in LANGUAGES:
        legend = parse(render_report([result], lang=lang)).find("section", "how")[0]
        for other in LANGUAGES:
            spoken = {
                node.text
                for node in legend.find("span", "tongue")
                if node.attributes["lang"] == other
            }
            for term in (*LEVELS[other].values(), *KINDS[other].values()):
                assert {term.name, term.meaning} <= spoken


def test_every_level_and_every_kind_of_evidence_has_wording():
    for lang in LANGUAGES:
        assert tuple(LEVELS[lang]) == LEVEL_ORDER
        assert set(KINDS[lang]) == set(EVIDENCE_KINDS.values())
        assert all(name and meaning.endswith(".") for name, meaning in LEVELS[lang].values())
        assert all(name and meaning.endswith(".") for name, meaning in KINDS[lang].values())


def test_languages_take_the_same_arguments():
    for english, indonesian in STRINGS.values():
        assert sorted(re.findall(r"\{\d\}", english)) == sorted(re.findall(r"\{\d\}", indonesian))


def test_every_phrase_is_used(score, several, tmp_path):
    few = [
        score("Jembatan Kaligondang dikabarkan retak.", ignored=((0, 5),)),
        score("Mengapa jembatan itu retak?"),
        score("Konon pasar itu ramai. " * 20),
        score("They say that the market will move to the other side of the river in May."),
    ]
    bare = Claim("Bukanya malam.", 0, 14, 0.8, True, "rumoured", [], [], False)
    few.append(Result(Document("x", bare.text), ScoredArticle([bare], 0.5)))
    write_report(few[:1], tmp_path)
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    pages += [render_report(several, date=DAY), *(render_report([one]) for one in few)]
    used = set(re.findall(r"\{([a-z_A-Z]+)", " ".join(pages)))
    in_both_languages = {"how_score", "how_keys_text"}
    assert set(STRINGS) - in_both_languages <= used


def test_template_with_a_key_that_nobody_wrote_is_an_error():
    with pytest.raises(ValueError, match="no_such_key"):
        say("{no_such_key}", "en")


def test_script_is_handed_the_words_of_both_languages(result, parse):
    handed = json.loads(parse(render_report([result])).find("script")[0].text)
    assert set(handed) == set(LANGUAGES)
    assert handed["id"]["level:rumoured"] == LEVELS["id"]["rumoured"].name


# Colours


def _blocks() -> list[dict[str, str]]:
    """Return the custom colours of the light style, the system's dark and the chosen dark."""
    blocks = re.findall(r"color-scheme: \w+;\s*((?:--[^{}]+?;\s*)+)\}", stylesheet())
    return [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in blocks]


def _linear(colour: str) -> list[float]:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def _lightness(colour: str) -> float:
    """Return the lightness in Oklab, which is even to the eye, from 0 to 1."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short


def _contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    levels = sorted(
        sum(w * c for w, c in zip(weights, _linear(colour), strict=True)) + 0.05
        for colour in (one, other)
    )
    return levels[1] / levels[0]


def test_chosen_dark_is_the_dark_of_the_system():
    light, system, chosen = _blocks()[:3]
    assert system == chosen != light
    assert set(light) == set(system)


@pytest.mark.parametrize("block", [0, 1])
def test_shades_are_even_steps_of_lightness(block):
    colours = _blocks()[block]
    steps = [
        _lightness(colours[f"s{shade + 1}"]) - _lightness(colours[f"s{shade}"])
        for shade in range(10)
    ]
    mean = sum(steps) / len(steps)
    assert abs(mean) > 0.01
    assert all(abs(step - mean) < 0.003 for step in steps)


@pytest.mark.parametrize("block", [0, 1])
def test_text_can_be_read_on_every_shade(block):
    colours = _blocks()[block]
    for shade in [*(f"s{shade}" for shade in range(11)), "cue", "paper", "raised"]:
        assert _contrast(colours["ink"], colours[shade]) >= (5 if shade == "cue" else 7)
    for shade in [*(f"s{shade}" for shade in range(11)), "paper"]:
        assert _contrast(colours["source"], colours[shade]) >= 4.5
    for colour in ("muted", "accent"):
        assert _contrast(colours[colour], colours["paper"]) >= 4.5
        assert _contrast(colours[colour], colours["raised"]) >= 4.5


# Size


def test_long_article_is_written_in_time_that_grows_with_it_only(score):
    sentence = "Jembatan Kaligondang dikabarkan retak setelah hujan deras di hulu sungai itu. "

    def seconds(length: int) -> float:
        claims = score(sentence * (length // len(sentence)))
        before = time.process_time()
        render_report([claims])
        return time.process_time() - before

    seconds(2_000)  # what is done once only
    assert seconds(200_000) < 40 * seconds(20_000) + 0.2


def test_no_results_are_a_page_too(parse):
    assert "0 articles" in parse(render_report([])).find("table")[0].text


def test_result_without_sentences_is_a_page_too(parse):
    page = render_report([Result(Document("kosong.txt", ""), ScoredArticle([], 0.5))])
    assert parse(page).find("h1")[0].text == "kosong.txt"
