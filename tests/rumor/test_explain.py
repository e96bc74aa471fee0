from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.explain import counterfactual, uncovered
from rumor.features.cues import Cue
from rumor.portable import PortableModel, logistic
from rumor.scorer import Scorer

RETAK = "Jembatan Kaligondang dikabarkan retak."
ARREST = "Polisi menyebut pria yang diduga pelaku itu ditangkap di Kediri."


def parts(scorer: Scorer, text: str) -> dict[tuple[str, str], float]:
    (found,) = scorer.explain(text)
    return {(part.kind, part.text): part.value for part in found.contributions}


def test_a_cue_adds_the_weights_of_what_it_is(tiny_scorer: Scorer) -> None:
    assert parts(tiny_scorer, RETAK)["hearsay", "dikabarkan"] == 3.0


def test_words_outside_cues_have_an_account_of_their_own(tiny_scorer: Scorer) -> None:
    assert parts(tiny_scorer, RETAK)["words", ""] == 0.25


def test_every_sentence_starts_from_the_baseline(tiny_scorer: Scorer) -> None:
    assert parts(tiny_scorer, RETAK)["baseline", ""] == -2.0


def test_a_number_that_two_cues_share_counts_once(tiny_scorer: Scorer) -> None:
    found = parts(tiny_scorer, "Konon jembatan itu dikabarkan retak.")
    hearsay = sorted(value for (kind, _), value in found.items() if kind == "hearsay")
    assert hearsay == [0.0, 3.0]


def test_offsets_of_a_contribution_index_the_text(tiny_scorer: Scorer) -> None:
    text = f"Hujan turun sejak pagi. {RETAK}"
    explanation = tiny_scorer.explain(text)[1]
    for part in explanation.contributions:
        assert text[part.start : part.end] == part.text


def test_without_its_cue_a_claim_falls_to_what_is_left(tiny_scorer: Scorer) -> None:
    (found,) = tiny_scorer.explain(RETAK)
    cue = next(i for i, part in enumerate(found.contributions) if part.text == "dikabarkan")
    assert found.without[cue] == pytest.approx(logistic(-1.75))


def test_the_claims_are_those_of_scoring(scorer: Scorer) -> None:
    text = f"{RETAK}\n\n{ARREST} Belum ada keterangan resmi."
    explained = [explanation.claim for explanation in scorer.explain(text)]
    assert explained == scorer.score(text).claims


def test_what_is_shown_as_evidence_moved_the_score(scorer: Scorer) -> None:
    (found,) = scorer.explain(RETAK)
    moved = {(part.start, part.end): part.value for part in found.contributions if part.text}
    assert found.claim.evidence
    assert all(moved[item.start, item.end] > 0 for item in found.claim.evidence)


def test_diduga_in_a_relative_clause_is_seen_to_be_outweighed(scorer: Scorer) -> None:
    (found,) = scorer.explain(ARREST)
    assert not found.claim.speculative
    assert any(part.text == "diduga" for part in found.contributions)


@settings(max_examples=100, deadline=None)
@given(st.text() | st.lists(st.sampled_from(f"{RETAK} {ARREST} , “ ”".split())).map(" ".join))
def test_contributions_sum_to_the_log_odds_of_the_score(scorer: Scorer, text: str) -> None:
    for found in scorer.explain(text):
        total = math.fsum(part.value for part in found.contributions)
        assert total == pytest.approx(found.log_odds, abs=1e-9)
        assert logistic(total) == pytest.approx(found.claim.score, abs=1e-9)


def test_without_the_cues_of_a_counterfactual_the_claim_is_on_the_other_side(
    scorer: Scorer,
) -> None:
    (found,) = scorer.explain("Klub itu dikabarkan akan melepas penyerangnya.")
    change = counterfactual(found, scorer.threshold)
    assert change is not None
    assert change.score < scorer.threshold <= found.claim.score
    assert change.cues[0].text == "dikabarkan"


def test_a_counterfactual_takes_no_more_cues_than_needed(scorer: Scorer) -> None:
    (found,) = scorer.explain("Konon klub itu dikabarkan mungkin akan melepas penyerangnya.")
    change = counterfactual(found, scorer.threshold)
    assert change is not None
    kept = change.cues[:-1]
    left = logistic(found.log_odds - sum(part.value for part in kept))
    assert left >= scorer.threshold


def test_a_plain_statement_has_no_counterfactual(tiny_scorer: Scorer) -> None:
    (found,) = tiny_scorer.explain("Jembatan Kaligondang dibuka Senin.")
    assert counterfactual(found, 0.5) is None


def test_the_margin_is_the_score_before_calibration(scorer: Scorer) -> None:
    (found,) = scorer.explain(RETAK)
    assert scorer.model.calibrate(found.margin) == pytest.approx(found.claim.score)


def test_a_calibration_that_is_flat_is_explained_all_the_same(tiny_model: PortableModel) -> None:
    (found,) = Scorer(replace(tiny_model, slope=0.0)).explain(RETAK)
    assert (found.margin, found.log_odds) == (1.25, 0.0)


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=8)


@given(SPANS, st.sets(st.integers(0, 40)))
def test_words_are_outside_when_no_cue_holds_them(
    spans: list[tuple[int, int]], places: set[int]
) -> None:
    cues = [Cue("hedge", start, start + length, ()) for start, length in sorted(spans)]
    expected = [f"w:{at}" for at in places if not any(c.start <= at < c.end for c in cues)]
    assert uncovered({f"w:{at}": at for at in places}, cues) == expected


def test_a_sentence_of_many_cues_is_looked_through_once() -> None:
    def seconds(count: int) -> float:
        cues = [Cue("hedge", 10 * at, 10 * at + 5, ()) for at in range(count)]
        places = {f"w:{at}": 10 * at + 7 for at in range(count)}
        start = time.process_time()
        uncovered(places, cues)
        return time.process_time() - start

    # Ten times the cues: each word held to each cue would take a hundred times as long.
    assert seconds(40_000) < 30 * seconds(4_000) + 0.2
