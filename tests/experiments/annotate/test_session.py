"""The state of a labelling session, without a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rumor.experiments.annotate.session import Session, Step


class Kept(list):
    """A store in memory."""

    def drop_last(self) -> None:
        self.pop()


def draft_record(item, draft):
    return {"item": item, "draft": replace(draft)}


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def session(items, kept) -> Session:
    return Session(items, kept, draft_record)


def feed(session: Session, *answers: str) -> Session:
    for answer in answers:
        session.answer(answer)
    return session


def marked(kept: Kept, name: str) -> list[str]:
    text = kept[-1]["item"].text
    return [text[start:end] for start, end in getattr(kept[-1]["draft"], name)]


def test_it_begins_with_the_level_of_the_first_sentence(session, items):
    assert (session.step, session.item, session.number) == (Step.LEVEL, items[0], 1)


def test_no_claim_is_kept_at_once(session, kept, items):
    feed(session, "N")
    assert [(k["item"], k["draft"].level) for k in kept] == [(items[0], "N")]
    assert session.item == items[1]


@pytest.mark.parametrize("level", ["0", "1"])
def test_a_level_without_doubt_asks_for_sources_only(session, kept, level):
    feed(session, level)
    assert session.step is Step.SOURCES
    feed(session, "")
    assert kept[0]["draft"].level == level


@pytest.mark.parametrize("level", ["2", "3"])
def test_a_speculative_level_asks_for_cues_then_sources(session, kept, level):
    assert feed(session, level).step is Step.CUES
    assert feed(session, "").step is Step.SOURCES
    assert feed(session, "").step is Step.LEVEL
    assert kept[0]["draft"].level == level


def test_typed_words_become_spans(session, kept):
    feed(session, "s", "s", "s", "s", "2", "Mungkin; kini dihapus", "akun suara weru")
    assert marked(kept, "cues") == ["kini dihapus", "mungkin"]
    assert marked(kept, "sources") == ["akun Suara Weru"]


def test_words_that_stand_there_twice_are_asked_about(session, kept):
    feed(session, "n", "3", "retak; kabarnya")
    assert session.step is Step.WHICH
    feed(session, "2", "")
    assert kept[-1]["draft"].cues == ((24, 29), (35, 43))


def test_both_places_can_be_chosen(session, kept):
    feed(session, "n", "3", "kabarnya", "1 2", "")
    assert marked(kept, "cues") == ["Kabarnya", "kabarnya"]


def test_a_number_that_is_not_offered_is_refused(session):
    feed(session, "n", "3", "kabarnya", "3")
    assert (session.step, session.notice.name) == (Step.WHICH, "number")


def test_no_number_goes_back_to_typing(session, kept):
    feed(session, "n", "3", "kabarnya", "", "retak", "")
    assert marked(kept, "cues") == ["retak"]


def test_words_that_are_not_there_are_asked_again(session, kept):
    feed(session, "3", "konon")
    assert (session.step, session.notice.name) == (Step.CUES, "absent")
    assert not kept


def test_part_of_a_word_is_asked_again(session):
    feed(session, "3", "tutup")
    assert (session.step, session.notice.name) == (Step.CUES, "inside")


def test_crossing_words_are_asked_again(session):
    feed(session, "3", "jembatan kaligondang; kaligondang ditutup")
    assert (session.step, session.notice.name) == (Step.CUES, "cross")


def test_words_typed_twice_are_one_span(session, kept):
    feed(session, "3", "ditutup; ditutup", "")
    assert marked(kept, "cues") == ["ditutup"]


def test_deleted_can_be_set_before_the_level_and_after(session, kept):
    feed(session, "d", "0", "", "n", "1", "d", "")
    assert [k["draft"].deleted for k in kept] == [True, False, True]


def test_deleted_is_a_toggle(session, kept):
    feed(session, "d", "d", "0", "")
    assert not kept[0]["draft"].deleted


def test_deleted_is_left_out_without_a_claim_and_that_is_said(session, kept):
    feed(session, "d", "n")
    assert not kept[0]["draft"].deleted
    assert session.notice.name == "undeleted"


def test_undo_removes_the_record_and_goes_back(session, kept, items):
    feed(session, "n", "n", "u")
    assert len(kept) == 1
    assert session.item == items[1]
    assert session.number == 2


def test_undo_of_a_skip_removes_no_record(session, kept, items):
    feed(session, "n", "s", "u")
    assert (len(kept), session.item, session.skipped) == (1, items[1], 0)


def test_undo_amid_a_sentence_asks_its_level_again(session, kept, items):
    feed(session, "n", "3", "kabarnya", "1", "u")
    assert (session.step, session.item, session.draft.cues) == (Step.LEVEL, items[1], ())
    assert len(kept) == 1


def test_undo_at_the_beginning_says_so(session):
    assert feed(session, "u").notice.name == "nothing"


def test_undo_reaches_back_to_an_earlier_session(items, kept):
    kept.append("of yesterday")
    session = Session(items[1:], kept, draft_record, labelled=items[:1])
    assert session.number == 2
    feed(session, "u")
    assert (kept, session.item, session.kept) == ([], items[0], -1)


def test_a_skipped_sentence_leaves_no_record(session, kept):
    feed(session, "s")
    assert (len(kept), session.skipped, session.number) == (0, 1, 2)


def test_an_unknown_key_changes_nothing(session, kept, items):
    feed(session, "x")
    assert (session.item, session.notice.name, kept) == (items[0], "unknown", [])


def test_quit_leaves_the_sentence_at_hand_undecided(session, kept):
    assert feed(session, "3", "q").step is Step.QUIT
    assert not kept


def test_the_last_sentence_can_be_undone(session, kept, items):
    feed(session, *"nnnnnn")
    assert (session.step, session.item) == (Step.END, None)
    feed(session, "u")
    assert (session.step, session.item, len(kept)) == (Step.LEVEL, items[-1], 5)


@pytest.mark.parametrize("key", ["s", "d", "3"])
def test_at_the_end_there_is_nothing_left_to_decide(session, key):
    assert feed(session, *"nnnnnn", key).notice.name == "unknown"


def test_a_record_that_cannot_be_kept_leaves_the_sentence_at_hand(items):
    class Full(Kept):
        def append(self, record):
            raise OSError("full")

    session = Session(items, Full(), draft_record)
    with pytest.raises(OSError, match="full"):
        session.answer("n")
    assert session.item == items[0]
