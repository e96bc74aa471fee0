"""The context each sentence is read in."""

from __future__ import annotations

from rumor.experiments.corpus import Kind, Passage, Sentence, iter_examples

TEXTS = ("Hujan turun di Cikarsa.", "Sungai meluap.", "Warga diduga panik.")


def passage(kind: Kind = "passage", broken: int | None = None) -> Passage:
    sentences = tuple(Sentence(text, "0", broken=i == broken) for i, text in enumerate(TEXTS))
    return Passage("x-1", kind, "world", "Banjir Cikarsa", "Kamis sore.", "dev", sentences)


def befores(given: Passage) -> list[str]:
    return [example.before for example in iter_examples([given])]


def test_first_sentence_is_read_after_the_one_before_the_passage() -> None:
    assert befores(passage())[0] == "Kamis sore."


def test_other_sentences_are_read_after_their_neighbour() -> None:
    assert befores(passage())[1:] == [TEXTS[0], TEXTS[1]]


def test_sentences_of_a_contrast_set_are_read_without_context() -> None:
    assert befores(passage("contrast")) == ["", "", ""]


def test_a_broken_sentence_is_context_but_not_data() -> None:
    examples = list(iter_examples([passage(broken=1)]))
    assert [example.index for example in examples] == [0, 2]
    assert examples[1].before == TEXTS[1]


def test_an_example_knows_its_sentence_passage_and_title() -> None:
    given = passage()
    example = next(iter_examples([given]))
    assert example.passage is given
    assert example.sentence is given.sentences[0]
    assert example.title == "Banjir Cikarsa"


def test_context_does_not_leak_into_the_next_passage() -> None:
    examples = list(iter_examples([passage(), passage()]))
    assert examples[3].before == "Kamis sore."
