"""The Python interface as DESIGN.md writes it down: what other programs rely on."""

from __future__ import annotations

import inspect
import math
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rumor
from rumor.claims import LEVELS, SPECULATIVE_LEVELS, Claim, Evidence, ScoredArticle, Span
from rumor.errors import ModelError
from rumor.portable import write_model
from rumor.scorer import EVIDENCE_KINDS, Scorer

ARTICLE = (
    "Jembatan Kaligondang Dikabarkan Retak\n\n"
    "Jembatan Kaligondang dibuka Senin.  Konon tiangnya mungkin retak.\n"
    "Camat Weru Lestari mengatakan jembatan itu aman. Mengapa warga ragu?\n\n"
    "Unggahan itu kini sudah dihapus.\n"
)
PIECES = [
    *["Konon", "mungkin", "diduga", "dikabarkan", "Jika benar", "kata Weru", "Menurut sumber"],
    *["Unggahan", "sudah dihapus", "tidak", "belum dikonfirmasi", "Jembatan", "retak", "katanya"],
    *[" ", " ", " ", ". ", ", ", '"', "“", "”", "?", "\n\n", "\r\n", "\t", "\u200b", "😀", "-"],
]
NEWSLIKE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
ANY_TEXT = st.one_of(NEWSLIKE, st.text(max_size=120))


def texts(article: ScoredArticle) -> list[str]:
    return [claim.text for claim in article.claims]


# Signatures and types


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        (Scorer.score, {"text": inspect.Parameter.empty, "title": ""}),
        (
            Scorer.score_sentences,
            {"sentences": inspect.Parameter.empty, "title": "", "before": ""},
        ),
    ],
)
def test_parameters_are_those_of_the_design(method, parameters):
    signature = inspect.signature(method).parameters.values()
    assert {p.name: p.default for p in signature if p.name != "self"} == parameters


def test_load_reads_the_model_at_a_path(tiny_file, tiny_model):
    assert rumor.load(tiny_file).model.intercepts == tiny_model.intercepts


def test_load_takes_the_path_as_a_string_too(tiny_file):
    assert isinstance(rumor.load(str(tiny_file)), Scorer)


def test_load_refuses_a_missing_model(tmp_path):
    with pytest.raises(ModelError, match="no such file"):
        rumor.load(tmp_path / "tidak-ada.json")


def test_article_has_the_attributes_of_the_design(tiny_scorer):
    article = tiny_scorer.score(ARTICLE)
    assert isinstance(article, ScoredArticle)
    assert type(article.score) is float
    assert type(article.claims) is list
    assert type(article.to_dict()) is dict


def test_claims_have_the_attributes_of_the_design(tiny_scorer):
    for claim in tiny_scorer.score(ARTICLE).claims:
        assert isinstance(claim, Claim)
        assert type(claim.text) is str
        assert (type(claim.start), type(claim.end)) == (int, int)
        assert type(claim.score) is float
        assert type(claim.speculative) is bool
        assert claim.level in LEVELS
        assert type(claim.deleted) is bool


def test_evidence_and_sources_are_lists_of_spans(tiny_scorer):
    claims = tiny_scorer.score(ARTICLE).claims
    evidence = [item for claim in claims for item in claim.evidence]
    sources = [item for claim in claims for item in claim.sources]
    assert evidence
    assert sources
    assert all(isinstance(item, Evidence) for item in evidence)
    assert all(isinstance(item, Span) for item in sources)


def test_kinds_of_evidence_are_those_the_documentation_lists():
    listed = inspect.cleandoc(Evidence.__doc__ or "")
    assert {kind for kind in EVIDENCE_KINDS.values() if f"``{kind}``" not in listed} == set()


def test_import_and_scoring_load_no_training_library(tiny_file, checkout, environment):
    heavy = "sklearn", "pandas", "numpy", "mlflow", "joblib", "matplotlib"
    code = (
        "import sys, rumor\n"
        f"rumor.load({str(tiny_file)!r}).score('Konon pasar itu pindah.')\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "[]\n"


# Spans


def test_offsets_index_the_input_text(tiny_scorer):
    for claim in tiny_scorer.score(ARTICLE).claims:
        for span in (claim, *claim.evidence, *claim.sources):
            assert ARTICLE[span.start : span.end] == span.text


def test_evidence_is_the_cue_itself(tiny_scorer):
    (claim,) = tiny_scorer.score("Warga cemas. Konon tiangnya mungkin retak.").claims[1:]
    assert claim.evidence == [
        Evidence("hearsay", "Konon", 13, 18),
        Evidence("hedge", "mungkin", 28, 35),
    ]


def test_source_is_who_answers_for_the_claim(tiny_scorer, sentences):
    (claim,) = tiny_scorer.score(sentences["attributed"]).claims
    assert claim.sources == [Span("Camat Weru Lestari", 0, 18)]


def test_claim_that_is_not_speculative_shows_no_evidence(tiny_model, sentences):
    (claim,) = Scorer(tiny_model, threshold=1.0).score(sentences["hedged"]).claims
    assert claim.evidence == []


def test_cue_that_adds_no_more_than_the_floor_is_no_evidence(tiny_model, sentences):
    (claim,) = Scorer(replace(tiny_model, evidence_floor=3.0)).score(sentences["hedged"]).claims
    assert (claim.speculative, claim.evidence) == (True, [])


def test_what_the_text_itself_asserts_has_no_source(tiny_model, sentences):
    stating = replace(tiny_model, intercepts=(-2.0, -1.0, 9.0, -1.0, 0.0))
    (claim,) = Scorer(stating).score(sentences["attributed"]).claims
    assert (claim.level, claim.sources) == ("stated", [])


def test_deleted_post_is_told(tiny_scorer):
    assert [claim.deleted for claim in tiny_scorer.score(ARTICLE).claims][-2:] == [False, True]


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_spans_lie_within_their_claim_in_order_and_apart(tiny_scorer, text):
    for claim in tiny_scorer.score(text).claims:
        for spans in (claim.evidence, claim.sources):
            position = claim.start
            for span in spans:
                assert position <= span.start < span.end <= claim.end
                assert text[span.start : span.end] == span.text
                position = span.end


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_scoring_drops_nothing_but_white_space(tiny_scorer, text):
    position = 0
    for claim in tiny_scorer.score(text).claims:
        assert claim.start >= position
        assert not text[position : claim.start].strip()
        assert text[claim.start : claim.end] == claim.text
        position = claim.end
    assert not text[position:].strip()


# Scores and levels


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, st.floats(0, 1))
def test_level_and_speculative_never_contradict(tiny_model, text, threshold):
    for claim in Scorer(tiny_model, threshold=threshold).score(text).claims:
        assert claim.speculative == (claim.level in SPECULATIVE_LEVELS)
        assert claim.speculative == (claim.score >= threshold)


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT)
def test_scoring_twice_gives_the_same(tiny_scorer, text):
    assert tiny_scorer.score(text) == tiny_scorer.score(text)


def test_every_process_gives_the_same_score(tiny_model, tmp_path, rumor_command):
    words = "pasar wetan kabarnya pindah ke dekat terminal baru bulan depan kata pedagang".split()
    # Large weights that cancel out: what is added between them is lost, and so the order shows.
    rows = {f"w:{word}": (0.5, 0, 0, 0, 0) for word in words}
    rows |= {"w:pasar": (1e16, 0, 0, 0, 0), "w:baru": (-1e16, 0, 0, 0, 0)}
    write_model(replace(tiny_model, weights=rows), tmp_path / "model.json")
    arguments = "score", "--format", "json", "--model", tmp_path / "model.json"
    text = f"{' '.join(words)}.".encode()
    printed = {
        rumor_command(*arguments, stdin=text, env={"PYTHONHASHSEED": str(seed)}).stdout
        for seed in range(6)
    }
    assert len(printed) == 1


@pytest.mark.parametrize(
    ("footing", "level"),
    [
        ("stated", "stated"),
        ("attributed", "attributed"),
        ("hedged", "hedged"),
        ("suspected", "hedged"),
        ("rumoured", "rumoured"),
        ("question", "none"),
    ],
)
def test_each_footing_gets_its_level(tiny_scorer, sentences, footing, level):
    (claim,) = tiny_scorer.score(sentences[footing]).claims
    assert claim.level == level


def test_score_is_the_calibrated_margin(tiny_scorer, sentences):
    (claim,) = tiny_scorer.score(sentences["hedged"]).claims
    assert claim.score == pytest.approx(1 / (1 + math.exp(-1)))


def test_score_equal_to_the_threshold_is_speculative(tiny_model, sentences):
    score = Scorer(tiny_model).score(sentences["hedged"]).claims[0].score
    (claim,) = Scorer(tiny_model, threshold=score).score(sentences["hedged"]).claims
    assert claim.speculative


@pytest.mark.parametrize("sign", [1, -1])
def test_score_stays_a_probability_for_extreme_weights(tiny_model, sentences, sign):
    extreme = replace(tiny_model, intercepts=(sign * 1e308, 0, 0, 0, 0), slope=1e9)
    (claim,) = Scorer(extreme).score(sentences["hedged"]).claims
    assert claim.score == (1.0 if sign > 0 else 0.0)


def test_threshold_is_that_of_the_model(tiny_model):
    assert Scorer(replace(tiny_model, threshold=0.25)).threshold == 0.25


def test_threshold_can_be_overridden(tiny_file):
    assert Scorer.load(tiny_file, threshold=0.0).threshold == 0.0


def test_override_moves_what_is_speculative(tiny_model, sentences):
    hedged = sentences["hedged"]
    flags = [
        Scorer(tiny_model, threshold=t).score(hedged).claims[0].speculative for t in (0.7, 0.8)
    ]
    assert flags == [True, False]


def test_override_leaves_the_scores_alone(tiny_model):
    low, high = (Scorer(tiny_model, threshold=t).score(ARTICLE) for t in (0.1, 0.9))
    assert [c.score for c in low.claims] == [c.score for c in high.claims]


def test_article_tells_the_threshold_in_force(tiny_model):
    assert Scorer(tiny_model, threshold=0.9).score(ARTICLE).to_dict()["threshold"] == 0.9


@pytest.mark.parametrize("threshold", [-0.1, 1.1, math.nan, math.inf])
def test_threshold_outside_of_a_probability_is_refused(tiny_model, threshold):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Scorer(tiny_model, threshold=threshold)


# Whole texts


@pytest.mark.parametrize("text", ["", " ", "\n\n\t \r\n", "\u00a0\u2028"], ids=repr)
def test_text_without_words_has_no_claims(tiny_scorer, text):
    article = tiny_scorer.score(text)
    assert (article.claims, article.score) == ([], 0.0)


def test_one_sentence_is_one_claim(tiny_scorer, sentences):
    assert texts(tiny_scorer.score(sentences["rumoured"])) == [sentences["rumoured"]]


def test_sentence_without_a_full_stop_is_a_claim(tiny_scorer):
    assert texts(tiny_scorer.score("Konon pasar itu pindah")) == ["Konon pasar itu pindah"]


def test_sentence_without_a_claim_is_kept_with_level_none(tiny_scorer, sentences):
    (claim,) = tiny_scorer.score(sentences["question"]).claims
    assert claim.level == "none"


def test_heading_is_scored_as_well(tiny_scorer):
    assert texts(tiny_scorer.score(ARTICLE))[0] == "Jembatan Kaligondang Dikabarkan Retak"


# Context


@pytest.fixture(scope="module")
def context_scorer(tiny_model):
    """Return a scorer to which a rumour in the title is worth a margin of 1, just before 2."""
    weights = {"title/hearsay": (1.0, 0, 0, 0, 0), "before/hearsay": (2.0, 0, 0, 0, 0)}
    model = replace(tiny_model, weights=weights, intercepts=(0.0,) * 5)
    return Scorer(model)


def margin(score: float) -> float:
    return round(math.log(score / (1 - score)), 6)


def margins(article: ScoredArticle) -> list[float]:
    return [margin(claim.score) for claim in article.claims]


def test_title_is_context_for_every_sentence(context_scorer, sentences):
    text = f"{sentences['stated']} {sentences['attributed']}"
    assert margins(context_scorer.score(text, title="Jembatan Dikabarkan Retak")) == [1, 1]


def test_sentence_before_is_context(context_scorer, sentences):
    text = f"{sentences['rumoured']} {sentences['stated']}"
    assert margins(context_scorer.score(text)) == [0, 2]


def test_heading_on_the_first_line_serves_as_title(context_scorer, sentences):
    text = f"Jembatan Dikabarkan Retak\n\n{sentences['stated']} {sentences['attributed']}"
    assert margins(context_scorer.score(text)) == [0, 1, 1]


def test_given_title_stands_in_for_the_heading(context_scorer, sentences):
    # The heading is then a sentence like any other: the one before the first of the body.
    text = f"Jembatan Dikabarkan Retak\n\n{sentences['stated']} {sentences['attributed']}"
    assert margins(context_scorer.score(text, title="Jembatan Dibuka")) == [0, 2, 0]


def test_first_sentence_of_running_text_is_no_title(context_scorer, sentences):
    text = " ".join([sentences["rumoured"], sentences["stated"], sentences["attributed"]])
    assert margins(context_scorer.score(text)) == [0, 2, 0]


# Sentences that are already split


def test_one_claim_a_sentence_in_order(tiny_scorer, sentences):
    given_sentences = list(sentences.values())
    assert texts(tiny_scorer.score_sentences(given_sentences)) == given_sentences


def test_offsets_of_split_sentences_count_within_each(tiny_scorer, sentences):
    given_sentences = list(sentences.values())
    for sentence, claim in zip(
        given_sentences, tiny_scorer.score_sentences(given_sentences).claims, strict=True
    ):
        assert (claim.start, claim.end) == (0, len(sentence))
        for span in (*claim.evidence, *claim.sources):
            assert sentence[span.start : span.end] == span.text


def test_two_sentences_in_one_string_stay_one_claim(tiny_scorer):
    both = "Konon pasar itu pindah. Pedagang menolak."
    assert texts(tiny_scorer.score_sentences([both])) == [both]


@pytest.mark.parametrize("blank", ["", " ", "\n"], ids=repr)
def test_blank_sentence_keeps_its_place(tiny_scorer, sentences, blank):
    given_sentences = [sentences["rumoured"], blank, sentences["stated"]]
    assert texts(tiny_scorer.score_sentences(given_sentences)) == given_sentences


@settings(max_examples=200, deadline=None)
@given(st.lists(ANY_TEXT, max_size=5), ANY_TEXT, ANY_TEXT)
def test_split_sentences_are_given_back_whatever_they_hold(tiny_scorer, given_sentences, a, b):
    article = tiny_scorer.score_sentences(given_sentences, title=a, before=b)
    assert texts(article) == given_sentences


def test_no_sentences_give_no_claims(tiny_scorer):
    assert tiny_scorer.score_sentences([]).claims == []


def test_tuple_of_sentences_will_do(tiny_scorer, sentences):
    assert len(tiny_scorer.score_sentences((sentences["stated"],)).claims) == 1


def test_single_string_is_a_type_error(tiny_scorer, sentences):
    with pytest.raises(TypeError, match="not one string"):
        tiny_scorer.score_sentences(sentences["stated"])


def test_generator_of_sentences_loses_none_or_is_a_type_error(tiny_scorer, sentences):
    given_sentences = list(sentences.values())
    try:
        article = tiny_scorer.score_sentences(sentence for sentence in given_sentences)
    except TypeError:
        return
    assert texts(article) == given_sentences


def test_before_is_the_sentence_before_the_first_only(context_scorer, sentences):
    given_sentences = [sentences["stated"], sentences["attributed"]]
    article = context_scorer.score_sentences(given_sentences, before=sentences["rumoured"])
    assert margins(article) == [2, 0]


def test_title_is_context_for_split_sentences(context_scorer, sentences):
    given_sentences = [sentences["stated"], sentences["attributed"]]
    article = context_scorer.score_sentences(given_sentences, title="Jembatan Dikabarkan Retak")
    assert margins(article) == [1, 1]


def test_context_itself_is_not_scored(tiny_scorer, sentences):
    article = tiny_scorer.score_sentences(
        [sentences["stated"]], title="Jembatan Dikabarkan Retak", before=sentences["rumoured"]
    )
    assert texts(article) == [sentences["stated"]]


def test_split_and_whole_text_score_alike(tiny_scorer, sentences):
    given_sentences = list(sentences.values())
    whole = tiny_scorer.score(" ".join(given_sentences))
    split = tiny_scorer.score_sentences(given_sentences)
    assert [c.score for c in whole.claims] == [c.score for c in split.claims]


# The shipped model, end to end


@pytest.fixture(scope="module")
def articles(scorer, checkout):
    """Return the two articles of the seeds, scored."""
    folder = checkout / "seeds" / "articles"
    names = "rumor-ponsel", "sertifikat-petani-kopi"
    return {
        name: scorer.score((folder / f"{name}.txt").read_text(encoding="utf-8")) for name in names
    }


def test_story_of_rumours_scores_far_above_the_plain_report(articles):
    assert articles["rumor-ponsel"].score > articles["sertifikat-petani-kopi"].score + 0.2


def test_most_of_the_plain_report_is_not_speculative(articles):
    ranked = articles["sertifikat-petani-kopi"].ranked()
    assert sum(claim.speculative for claim in ranked) <= len(ranked) // 5


def test_one_forecast_leads_the_plain_report(articles):
    assert "memperkirakan" in articles["sertifikat-petani-kopi"].ranked()[0].text


@pytest.mark.parametrize("cue", ["dirumorkan", "Isunya", "konon", "diperkirakan", "kemungkinan"])
def test_rumour_words_of_the_story_are_evidence(articles, cue):
    found = {item.text for claim in articles["rumor-ponsel"].claims for item in claim.evidence}
    assert cue in found


def test_top_claims_of_the_story_rest_on_rumour_words(articles):
    cues = {"dirumorkan", "isunya", "konon", "bocoran", "orang dalam", "anonim"}
    cues |= {"diperkirakan", "sepertinya", "kemungkinan"}
    for claim in articles["rumor-ponsel"].ranked()[:5]:
        assert {item.text.lower() for item in claim.evidence} & cues


def test_rumoured_sentences_of_the_story_get_that_level(articles):
    levels = {claim.text: claim.level for claim in articles["rumor-ponsel"].claims}
    assert [level for text, level in levels.items() if "dirumorkan" in text] == ["rumoured"]


def test_levels_of_the_shipped_model_agree_with_speculative(articles):
    for article in articles.values():
        for claim in article.claims:
            assert claim.speculative == (claim.level in SPECULATIVE_LEVELS)


@pytest.mark.parametrize(
    ("sentence", "speculative"),
    [
        ("Konon, Bendungan Tirtawening akan dijual kepada pengusaha asing.", True),
        ("Rusdi Halimun diduga menggelapkan dana pembangunan jembatan.", True),
        ("Kabarnya, Wali Kota Seruni bakal mundur pekan depan.", True),
        ("Bendungan Tirtawening diresmikan pada 3 Mei 2024.", False),
        ('"Jembatan dibuka Senin," kata Camat Weru Lestari.', False),
        ("Pedagang itu dilaporkan ke polisi oleh pemilik kios.", False),
    ],
)
def test_plain_cases_come_out_as_the_guidelines_say(scorer, sentence, speculative):
    (claim,) = scorer.score(sentence).claims
    assert claim.speculative is speculative


def test_shipped_model_tells_where_it_comes_from(scorer):
    assert {"version", "schema_hash", "corpora", "measures"} <= set(scorer.model.about)


class Marked(str):
    """A string of a library, as numpy and others have them."""

    __slots__ = ()


def test_strings_of_other_libraries_are_scored_like_plain_ones(scorer):
    plain, marked = "Konon pasar itu pindah.", Marked("Konon pasar itu pindah.")

    assert scorer.score(marked, Marked("Pasar")) == scorer.score(plain, "Pasar")
    assert scorer.score_sentences([marked], before=marked).claims[0].text == plain


@pytest.mark.parametrize("nothing", [None, 5, b"Konon pasar itu pindah."])
def test_what_is_no_string_is_refused(scorer, nothing):
    with pytest.raises(TypeError, match="must be a string, not"):
        scorer.score(nothing)
    with pytest.raises(TypeError, match="must be a string, not"):
        scorer.score_sentences([nothing])
