from __future__ import annotations

from rumor.report.explanation import report
from rumor.scorer import Scorer


def test_the_strongest_part_comes_first_and_the_sum_last(tiny_scorer: Scorer) -> None:
    (found,) = tiny_scorer.explain("Jembatan Kaligondang dikabarkan retak.")
    assert report(found, tiny_scorer.threshold) == (
        "Jembatan Kaligondang dikabarkan retak.\n"
        "  score 0.777, rumoured: reaches the threshold 0.500\n"
        "    adds  without it\n"
        "   +3.00       0.148  hearsay: dikabarkan\n"
        "   -2.00       0.963  where every sentence starts\n"
        "   +0.25       0.731  the other words\n"
        "   +0.00       0.777  shape, sources and surroundings\n"
        "   +1.25              sum, in log-odds (the raw margin +1.25, calibrated)\n"
        "  below the threshold, at 0.148, without “dikabarkan”"
    )


def test_control_characters_do_not_reach_the_terminal(tiny_scorer: Scorer) -> None:
    for found in tiny_scorer.explain("Jembatan itu \x1b[2J dikabarkan retak."):
        assert "\x1b" not in report(found, tiny_scorer.threshold)


def test_what_no_cue_decides_is_said(tiny_scorer: Scorer) -> None:
    (found,) = tiny_scorer.explain("Jembatan Kaligondang dibuka Senin.")
    last = report(found, tiny_scorer.threshold).splitlines()[-1]
    assert last == "  would not come above the threshold if its cues were gone"
