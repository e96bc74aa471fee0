"""A sentence in its context: what stands before it, above it, and runs into it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.features import sentence as module
from rumor.features.reading import read
from rumor.features.sentence import in_context, sequence

ARTICLE = [
    "Pabrik gula Sendang Kulon dikabarkan tutup.",
    "Manajernya, Sri Lestantun, belum menjawab.",
    "Buruh menunggu di gerbang.",
]
# No quotation marks: nothing runs from one sentence into the next.
PLAIN = st.lists(
    st.lists(
        st.sampled_from("Kabarnya Lestantun yang diduga itu kabur , karena mungkin 12 .".split()),
        max_size=8,
    ).map(" ".join),
    max_size=5,
)


def test_sentence_alone_has_nothing_before_it_and_no_title() -> None:
    sentence = in_context("Pabrik itu tutup.")

    assert sentence.reading.text == "Pabrik itu tutup."
    assert sentence.before.text == ""
    assert sentence.title.text == ""


def test_sentence_keeps_the_context_that_is_given() -> None:
    sentence = in_context("Pabrik itu tutup.", before="Rumor beredar.", title="Gula langka")

    assert sentence.before.text == "Rumor beredar."
    assert sentence.title.text == "Gula langka"
    assert "hearsay" in sentence.before.by_kind


def test_each_sentence_has_the_one_before_it_for_context() -> None:
    befores = [sentence.before.text for sentence in sequence(ARTICLE, before="Sendang Kulon sepi.")]

    assert befores == ["Sendang Kulon sepi.", *ARTICLE[:-1]]


def test_all_sentences_share_one_title() -> None:
    sentences = list(sequence(ARTICLE, title="Nasib pabrik gula"))

    assert len({id(sentence.title) for sentence in sentences}) == 1
    assert sentences[0].title.text == "Nasib pabrik gula"


def test_sequence_keeps_number_and_order() -> None:
    assert [sentence.reading.text for sentence in sequence(ARTICLE)] == ARTICLE
    assert list(sequence([])) == []


def test_each_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []

    def noting(text: str, **options: bool) -> object:
        texts.append(text)
        return read(text, **options)

    monkeypatch.setattr(module, "read", noting)
    list(sequence(ARTICLE, before="Sebelumnya sepi.", title="Nasib pabrik"))

    assert sorted(texts) == sorted([*ARTICLE, "Sebelumnya sepi.", "Nasib pabrik"])


def test_sentences_are_taken_one_by_one_from_a_stream() -> None:
    def stream():
        yield ARTICLE[0]
        raise AssertionError("read ahead")

    assert next(sequence(stream())).reading.text == ARTICLE[0]


class TestRunningQuotation:
    TEXTS = (
        '"Kami menunggu upah.',
        "Gudang sudah kosong.",
        'Mungkin pekan depan," kata Lestantun.',
        "Buruh pulang.",
    )

    def test_runs_until_it_is_closed(self) -> None:
        readings = [sentence.reading for sentence in sequence(self.TEXTS)]

        assert [reading.starts_quoted for reading in readings] == [False, True, True, False]
        assert [reading.ends_quoted for reading in readings] == [True, True, False, False]
        assert all(readings[1].quoted)

    def test_runs_in_from_the_sentence_given_before(self) -> None:
        assert in_context(self.TEXTS[1], before=self.TEXTS[0]).reading.starts_quoted

    def test_does_not_run_in_from_the_title(self) -> None:
        assert not in_context("Gudang kosong.", title='"Kami menunggu').reading.starts_quoted

    def test_curly_marks_do_the_same(self) -> None:
        texts = [text.replace('"', "“", 1) for text in self.TEXTS[:2]]
        texts.append(self.TEXTS[2].replace('"', "”"))

        assert [s.reading.ends_quoted for s in sequence(texts)] == [True, True, False]


@settings(deadline=None)
@given(PLAIN, st.sampled_from(["", "Rumor beredar.", "Nasib gula"]))
def test_sequence_is_the_same_as_one_by_one_where_no_quotation_runs(
    texts: list[str], title: str
) -> None:
    befores = ["", *texts]
    one_by_one = [
        in_context(text, before=before, title=title)
        for text, before in zip(texts, befores, strict=False)
    ]

    assert list(sequence(texts, title=title)) == one_by_one
