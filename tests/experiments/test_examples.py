from __future__ import annotations

from rumor.experiments.corpus import Passage, Sentence
from rumor.experiments.examples import read_examples, without_texts


def passage(*sentences: Sentence, kind: str = "passage", before: str = "") -> Passage:
    return Passage(
        id="p-1",
        kind=kind,
        genre="market",
        title="Harga Cabai Naik",
        before=before,
        split="train",
        sentences=sentences,
    )


NAIK = Sentence(text="Harga cabai di Pasar Rejosari naik dua kali lipat.", level="0")
DIDUGA = Sentence(text="Kenaikan itu diduga karena panen gagal.", level="2", cues=((13, 19),))
PUTUS = Sentence(text="gagal di", level="N", broken=True)


def test_a_sentence_is_read_after_the_one_before_it() -> None:
    first, second = read_examples([passage(NAIK, DIDUGA, before="Pasar ramai.")])
    assert first.sentence.before.text == "Pasar ramai."
    assert second.sentence.before.text == NAIK.text
    assert second.sentence.title.text == "Harga Cabai Naik"


def test_the_sentences_of_a_contrast_set_are_read_without_context() -> None:
    examples = read_examples([passage(NAIK, DIDUGA, kind="contrast")])
    assert [example.sentence.before.text for example in examples] == ["", ""]


def test_a_broken_sentence_is_context_but_no_example() -> None:
    (example,) = read_examples([passage(PUTUS, DIDUGA)])
    assert example.gold is DIDUGA
    assert example.sentence.before.text == PUTUS.text


def test_reprints_of_dev_sentences_are_left_out_whatever_their_case_and_spacing() -> None:
    examples = read_examples([passage(NAIK, DIDUGA)])
    reprint = frozenset({"harga cabai di pasar rejosari naik dua kali lipat."})
    assert [example.gold for example in without_texts(examples, reprint)] == [DIDUGA]
