"""Which claims are shown, and which are over the gate."""

from __future__ import annotations

from rumor.report.view import View


def texts(claims):
    return [claim.text.split()[0] for claim in claims]


def test_everything_is_shown_by_default(results):
    assert View().claims(results[0]) == results[0].article.claims


def test_top_keeps_the_most_speculative_in_the_order_of_the_text(results):
    shown = View(top=2).claims(results[0])
    assert len(shown) == 2
    assert min(c.score for c in shown) >= sorted(c.score for c in results[0].article.claims)[-2]
    assert [c.start for c in shown] == sorted(c.start for c in shown)


def test_top_prefers_a_claim_to_a_sentence_without_one(results):
    assert View(top=6).ranked(results[0])[-1].level == "none"


def test_least_score_leaves_out_what_is_lower(results):
    assert all(c.score >= 0.5 for c in View(min_score=0.5).claims(results[0]))


def test_levels_leave_out_the_others(results):
    shown = View(levels=("hedged",)).claims(results[0])
    assert shown
    assert {c.level for c in shown} == {"hedged"}


def test_without_a_gate_nothing_is_over_it(results):
    assert View().over_gate(results[0]) == []


def test_claims_over_the_gate_need_not_be_shown(results):
    assert View(top=0, fail_above=0.5).over_gate(results[0])


def test_a_claim_at_the_gate_is_not_over_it(results):
    score = max(c.score for c in results[0].article.claims)
    assert View(fail_above=score).over_gate(results[0]) == []


def test_an_ignored_claim_is_never_over_the_gate(results):
    assert "Rusdi" not in texts(View(fail_above=0.5).over_gate(results[0]))
