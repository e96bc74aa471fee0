"""The matcher over small cue lists, and the patterns that a form stands for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumor.features.lexicon import Entry, Lexicon, shipped_lexicon
from rumor.features.lexicon.entry import expand
from rumor.features.tokens import tokenize

WORDS = ["kabar", "burung", "itu", "belum", "ada", "kepastian"]


def entry(*forms: str, kind: str = "hearsay", before: str = "", after: str = "") -> Entry:
    patterns = tuple(tokens for form in forms for tokens in expand(form))
    return Entry(
        name=" ".join(patterns[0]),
        kind=kind,
        forms=patterns,
        unless_before=frozenset(before.split()),
        unless_after=frozenset(after.split()),
        cue=(),
        counter=(),
        source="test",
    )


def matched(text: str, *entries: Entry) -> list[str]:
    """Return the words of each match."""
    tokens = tokenize(text)
    return [
        text[tokens.starts[match.start] : tokens.ends[match.end - 1]]
        for match in Lexicon(entries).find(tokens.lower)
    ]


class TestForms:
    @pytest.mark.parametrize(
        ("form", "patterns"),
        [
            pytest.param("kabar angin", {"kabar angin"}, id="words-in-order"),
            pytest.param(
                "belum|tidak ada|jelas",
                {"belum ada", "belum jelas", "tidak ada", "tidak jelas"},
                id="alternatives-multiply",
            ),
            pytest.param(
                "rumor~",
                {"rumor", "rumornya", "rumorlah", "rumorkah", "rumorpun"},
                id="clitics",
            ),
            pytest.param(
                "isu|rumor~ liar",
                {"isu liar"} | {f"rumor{c} liar" for c in ("", "nya", "lah", "kah", "pun")},
                id="clitics-of-one-alternative",
            ),
            pytest.param(
                "belum ada? kepastian",
                {"belum ada kepastian", "belum kepastian"},
                id="optional-word",
            ),
            pytest.param("kabar ini|itu?", {"kabar", "kabar ini", "kabar itu"}, id="optional-alt"),
            pytest.param("kata si *", {"kata si *"}, id="one-open-token"),
            pytest.param("akun *1 gosip", {"akun gosip", "akun * gosip"}, id="at-most-one"),
            pytest.param(
                "akun *2 gosip", {"akun gosip", "akun * gosip", "akun * * gosip"}, id="at-most-two"
            ),
            pytest.param("?", {"?"}, id="question-mark-itself"),
            pytest.param("* gosip", set(), id="nothing-opens-with-an-open-token"),
            pytest.param("sih?", {"sih"}, id="never-the-empty-pattern"),
        ],
    )
    def test_stands_for_patterns(self, form: str, patterns: set[str]) -> None:
        assert {" ".join(tokens) for tokens in expand(form)} == patterns

    @pytest.mark.parametrize("form", ["kabar|", "|kabar", "kabar ~", "kabar||isu", "kabar |?"])
    def test_with_an_empty_alternative_is_refused(self, form: str) -> None:
        with pytest.raises(ValueError, match="empty alternative"):
            list(expand(form))

    @settings(deadline=None)
    @given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
    def test_without_operators_stands_for_itself(self, words: list[str]) -> None:
        assert list(expand(" ".join(words))) == [tuple(words)]


class TestMatching:
    def test_finds_each_occurrence_in_order(self) -> None:
        text = "Konon ia pergi, konon ia pulang."

        assert matched(text, entry("konon")) == ["Konon", "konon"]

    def test_takes_the_longest_form(self) -> None:
        entries = (entry("kabar"), entry("kabar burung"), entry("burung"))

        assert matched("Itu kabar burung belaka", *entries) == ["kabar burung"]

    def test_falls_back_to_the_shorter_form_where_the_longer_one_breaks_off(self) -> None:
        entries = (entry("belum ada kepastian"), entry("belum"))

        assert matched("Kapal belum ada di dermaga", *entries) == ["belum"]

    def test_takes_the_leftmost_form_even_if_a_longer_one_starts_inside_it(self) -> None:
        entries = (entry("santer kabar"), entry("kabar burung dari pasar"))

        assert matched("Santer kabar burung dari pasar", *entries) == ["Santer kabar"]

    def test_goes_on_directly_after_a_match(self) -> None:
        assert matched("konon kabarnya", entry("konon"), entry("kabarnya")) == ["konon", "kabarnya"]

    def test_matches_whole_tokens_only(self) -> None:
        assert matched("Isunya soal misuh, bukan isu-isu", entry("isu")) == []

    def test_ends_with_the_text(self) -> None:
        assert matched("Warga belum ada", entry("belum ada kepastian")) == []

    def test_finds_nothing_in_nothing(self) -> None:
        assert Lexicon([entry("konon")]).find([]) == []

    def test_without_entries_finds_nothing(self) -> None:
        assert Lexicon([]).find(["konon"]) == []

    def test_later_entry_wins_the_same_form(self) -> None:
        (match,) = Lexicon([entry("isu", kind="hearsay"), entry("isu", kind="topic")]).find(["isu"])

        assert match.entry.kind == "topic"

    def test_written_word_wins_over_an_open_token(self) -> None:
        entries = [entry("kata si polan", kind="speaker"), entry("kata si *", kind="hearsay")]

        (match,) = Lexicon(entries).find(["kata", "si", "polan"])

        assert match.entry.kind == "speaker"

    @pytest.mark.parametrize(
        ("text", "spans"),
        [
            ("akun gosip", ["akun gosip"]),
            ("akun penyebar gosip", ["akun penyebar gosip"]),
            ("akun tukang sebar gosip", ["akun tukang sebar gosip"]),
            ("akun yang tukang sebar gosip", []),
            ("akun gosip gosip", ["akun gosip gosip"]),
        ],
    )
    def test_gap_takes_up_to_so_many_words(self, text: str, spans: list[str]) -> None:
        assert matched(text, entry("akun *2 gosip")) == spans

    def test_open_token_needs_a_word(self) -> None:
        assert matched("kata si", entry("kata si *")) == []

    def test_star_in_the_text_is_a_token_like_any_other(self) -> None:
        assert matched("kata si *", entry("kata si *")) == ["kata si *"]
        assert matched("kata * polan", entry("kata si polan")) == []


class TestNeighbours:
    KABAR = entry("kabar", before="surat", after="baik gembira")

    @pytest.mark.parametrize(
        "text", ["surat kabar", "kabar baik", "Kabar Gembira", "surat kabar x"]
    )
    def test_undo_a_match(self, text: str) -> None:
        assert matched(text, self.KABAR) == []

    @pytest.mark.parametrize("text", ["kabar", "kabar surat", "baik kabar", "surat itu kabar"])
    def test_on_the_other_side_or_further_off_do_not(self, text: str) -> None:
        assert matched(text, self.KABAR) == ["kabar"]

    def test_stand_beside_the_whole_match(self) -> None:
        kabar = entry("kabar burung", after="merpati")

        assert matched("kabar burung merpati", kabar) == []
        assert matched("kabar burung dara", kabar) == ["kabar burung"]

    def test_leave_a_form_that_starts_inside_to_be_found(self) -> None:
        entries = (entry("belum ada", after="kabar"), entry("ada kabar"))

        assert matched("belum ada kabar", *entries) == ["ada kabar"]


FORMS = st.lists(st.sampled_from([*WORDS, "itu?", "*", "*2", "kabar|isu", "isu~"]), min_size=1)
ENTRIES = st.lists(
    FORMS.map(lambda parts: " ".join(["kabar", *parts[:3]])).map(entry), min_size=1, max_size=6
)


@settings(max_examples=50, deadline=None)
@given(ENTRIES, st.lists(st.sampled_from([*WORDS, "*", "isunya"]), max_size=30))
def test_matches_are_ordered_and_never_overlap(entries: list[Entry], lower: list[str]) -> None:
    position = 0
    for match in Lexicon(entries).find(lower):
        assert position <= match.start < match.end <= len(lower)
        position = match.end


@settings(max_examples=50, deadline=None)
@given(ENTRIES, st.lists(st.sampled_from([*WORDS, "*", "isunya"]), max_size=30))
def test_every_match_fits_a_form_of_its_entry(entries: list[Entry], lower: list[str]) -> None:
    for match in Lexicon(entries).find(lower):
        found = lower[match.start : match.end]
        assert any(
            len(form) == len(found)
            and all(part in ("*", word) for part, word in zip(form, found, strict=True))
            for form in match.entry.forms
        )


OPENERS = sorted({form[0] for entry in shipped_lexicon().entries for form in entry.forms})


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(OPENERS), st.text(min_size=1, max_size=5)), max_size=40))
def test_shipped_lists_give_matches_inside_the_text_without_overlaps(lower: list[str]) -> None:
    position = 0
    for match in shipped_lexicon().find(lower):
        assert position <= match.start < match.end <= len(lower)
        position = match.end


@pytest.mark.parametrize("words", ["kabar", "kabar kabar burung", "akun", "x", "akun akun x"])
def test_time_grows_with_length_only(words: str) -> None:
    lexicon = Lexicon([entry("kabar *3 burung *3 itu"), entry("akun *3 gosip"), entry("kabar *")])

    def seconds(times: int) -> float:
        lower = words.split() * times
        before = time.process_time()  # what other processes do meanwhile does not count
        lexicon.find(lower)
        return time.process_time() - before

    assert seconds(20_000) < 30 * seconds(2_000) + 0.3


def test_shipped_lists_are_read_once() -> None:
    assert shipped_lexicon() is shipped_lexicon()
