"""What outlets add to an article, entry by entry of the list."""

from __future__ import annotations

import pytest

from rumor.inputs.leftovers import KINDS, clean, is_label, leftovers

TAKEN = [(entry, text) for entry in leftovers() for text in entry.takes]
LEFT = [(entry, text) for entry in leftovers() for text in entry.leaves]
NEWS = ["Jembatan Kaligondang dibuka Senin.", "Konon tiangnya retak."]


@pytest.mark.parametrize(("entry", "text"), TAKEN, ids=[text for _, text in TAKEN])
def test_entry_takes_what_it_owns(entry, text):
    assert entry.matches(text)


@pytest.mark.parametrize(("entry", "text"), LEFT, ids=[text for _, text in LEFT])
def test_entry_leaves_what_only_looks_like_it(entry, text):
    assert not entry.matches(text)


def test_every_entry_is_of_a_known_kind_and_owns_examples():
    assert all(
        entry.kind in KINDS and entry.takes and len(entry.leaves) > 1 for entry in leftovers()
    )


@pytest.mark.parametrize("text", [text for _, text in LEFT if text.endswith(".")])
def test_no_entry_takes_the_news_of_another(text):
    assert clean([*NEWS, text]) == [*NEWS, text]


def test_headlines_below_a_label_go_with_it():
    below = ["Warga Weru Menolak Tambang", "Benarkah Pasar Wetan Pindah?"]
    assert clean([NEWS[0], "Baca juga:", *below, NEWS[1]]) == NEWS


def test_sentence_below_a_label_stays():
    assert clean([NEWS[0], "Baca juga:", NEWS[1]]) == NEWS


def test_label_takes_no_more_than_five_headlines():
    lines = [f"Cerita Warga ke-{number}" for number in range(6)]
    assert clean([NEWS[0], "Baca juga:", *lines]) == [NEWS[0], lines[-1]]


def test_nothing_is_kept_behind_the_end():
    assert clean([*NEWS, "Tulis komentar", "Mantap, lanjutkan."]) == NEWS


def test_notice_at_the_head_of_an_article_is_no_end():
    assert clean(["Terpopuler", *NEWS])[-2:] == NEWS


def test_bracketed_pointer_goes_and_the_sentence_round_it_stays():
    text = "Jembatan itu (Baca juga: Banjir Surut) dibuka Senin."
    assert clean([text])[0].split() == "Jembatan itu dibuka Senin.".split()


def test_headline_is_not_repeated():
    assert clean(["Jembatan Dibuka", *NEWS], title="JEMBATAN DIBUKA") == NEWS


@pytest.mark.parametrize("text", ["Baca juga: Harga Cabai Turun", "Baca Juga Harga Cabai Turun"])
def test_pointer_is_told_from_news(text):
    assert is_label(text)
