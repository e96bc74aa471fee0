"""Every entry of the cue lists against the sentences it owns, and the format of the lists."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from rumor.features.lexicon import Entry, Lexicon, load_entries, shipped_lexicon
from rumor.features.lexicon.entry import expand
from rumor.features.tokens import tokenize

ENTRIES = load_entries()
BRACKETED = re.compile(r"\[([^\[\]]+)\]")

GOOD = """
[[entry]]
kind = "hedge"
forms = ["mungkin"]
"""


def owned(examples: str) -> list[object]:
    """Return one test case for each example of each entry."""
    cases: list[object] = []
    for entry in ENTRIES:
        sentences = getattr(entry, examples)
        cases += [
            pytest.param(entry, sentence, id=f"{label(entry)}-{number}")
            for number, sentence in enumerate(sentences, start=1)
        ]
    return cases


def label(entry: Entry) -> str:
    return f"{entry.source.removesuffix('.toml')}-{entry.name.replace(' ', '_')}"


def unbracketed(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the sentence without its brackets, and the spans that stood in them."""
    text, spans, done = "", [], 0
    for found in BRACKETED.finditer(sentence):
        text += sentence[done : found.start()]
        spans.append((len(text), len(text) + len(found[1])))
        text += found[1]
        done = found.end()
    return text + sentence[done:], spans


def matched(entry: Entry, text: str) -> list[tuple[int, int]]:
    """Return the character spans that one entry of the shipped lexicon matches."""
    tokens = tokenize(text)
    return [
        (tokens.starts[match.start], tokens.ends[match.end - 1])
        for match in shipped_lexicon().find(tokens.lower)
        if (match.entry.source, match.entry.name) == (entry.source, entry.name)
    ]


@pytest.mark.parametrize(("entry", "sentence"), owned("cue"))
def test_cue_is_matched_by_its_entry(entry: Entry, sentence: str) -> None:
    text, spans = unbracketed(sentence)

    assert spans, "no words in square brackets"
    assert matched(entry, text) == spans


@pytest.mark.parametrize(("entry", "sentence"), owned("counter"))
def test_other_sense_is_not_matched(entry: Entry, sentence: str) -> None:
    assert not BRACKETED.search(sentence)
    assert matched(entry, sentence) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=label)
def test_entry_has_an_example(entry: Entry) -> None:
    assert entry.cue


@pytest.mark.parametrize("entry", ENTRIES, ids=label)
def test_every_form_is_lower_case_and_can_be_a_run_of_tokens(entry: Entry) -> None:
    for form in entry.forms:
        plain = [token for token in form if token != "*"]
        assert [tokenize(token).lower for token in plain] == [[token] for token in plain]


def test_no_two_entries_share_a_form() -> None:
    owners: dict[tuple[str, ...], list[str]] = {}
    for entry in ENTRIES:
        for form in entry.forms:
            owners.setdefault(form, []).append(label(entry))

    assert {" ".join(form): names for form, names in owners.items() if len(names) > 1} == {}


def test_no_example_is_used_twice() -> None:
    sentences = Counter(
        unbracketed(sentence)[0] for entry in ENTRIES for sentence in (*entry.cue, *entry.counter)
    )

    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def load_from(folder: Path, toml: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Entry, ...]:
    (folder / "xx").mkdir()
    (folder / "xx" / "cues.toml").write_text(toml, encoding="utf-8")
    monkeypatch.setattr("rumor.features.lexicon.entry.files", lambda _: folder)
    return load_entries("xx")


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        pytest.param('kind = "hedge"\nforms = ["a"]\nnote = "b"', "note", id="unknown-key"),
        pytest.param('kind = "guess"\nforms = ["a"]', "guess", id="unknown-kind"),
        pytest.param('forms = ["a"]', "kind", id="no-kind"),
        pytest.param('kind = "hedge"', "no forms", id="no-forms"),
        pytest.param('kind = "hedge"\nforms = []', "no forms", id="empty-forms"),
        pytest.param('kind = "hedge"\nforms = "a"', "forms", id="forms-not-a-list"),
        pytest.param('kind = "hedge"\nforms = ["a"]\ncue = [1]', "cue", id="example-not-a-string"),
        pytest.param('kind = "hedge"\nforms = ["a b|"]', "alternative", id="empty-alternative"),
        pytest.param('kind = "hedge"\nforms = ["a ~"]', "alternative", id="clitic-of-nothing"),
    ],
)
def test_broken_entry_is_refused_by_file_and_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint) as raised:
        load_from(tmp_path, f"{GOOD}\n[[entry]]\n{toml}\n", monkeypatch)

    assert "cues.toml, entry 2" in str(raised.value)


def test_loaded_entry_keeps_what_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = GOOD + 'cue = ["[Mungkin] besok."]\nnot = ["x"]\nunless_after = ["saja"]\n'

    (entry,) = load_from(tmp_path, toml, monkeypatch)

    assert entry == Entry(
        name="mungkin",
        kind="hedge",
        forms=(("mungkin",),),
        unless_before=frozenset(),
        unless_after=frozenset({"saja"}),
        cue=("[Mungkin] besok.",),
        counter=("x",),
        source="cues.toml",
    )


@pytest.mark.parametrize(
    ("form", "patterns"),
    [
        ("mungkin", ["mungkin"]),
        ("tak|tidak pasti", ["tak pasti", "tidak pasti"]),
        ("kabar~", ["kabar", "kabarnya", "kabarlah", "kabarkah", "kabarpun"]),
        ("mungkin saja?", ["mungkin saja", "mungkin"]),
        ("sumber * dekat", ["sumber * dekat"]),
        ("sumber *2 dekat", ["sumber dekat", "sumber * dekat", "sumber * * dekat"]),
        ("?", ["?"]),
        ("* dekat", []),
    ],
)
def test_form_is_multiplied_out(form: str, patterns: list[str]) -> None:
    assert [" ".join(pattern) for pattern in expand(form)] == patterns


def entry_of(*forms: str, before: str = "", after: str = "") -> Entry:
    patterns = tuple(tokens for form in forms for tokens in expand(form))
    return Entry(
        name=" ".join(patterns[0]),
        kind="hedge",
        forms=patterns,
        unless_before=frozenset(before.split()),
        unless_after=frozenset(after.split()),
        cue=(),
        counter=(),
        source="test",
    )


def found(text: str, *entries: Entry) -> list[tuple[str, int, int]]:
    return [(m.entry.name, m.start, m.end) for m in Lexicon(entries).find(text.split())]


def test_longest_form_wins_over_all_entries() -> None:
    entries = (entry_of("kemungkinan"), entry_of("kemungkinan besar"), entry_of("besar"))

    assert found("kemungkinan besar hujan", *entries) == [("kemungkinan besar", 0, 2)]


def test_leftmost_form_takes_its_words_from_a_longer_one() -> None:
    entries = (entry_of("tidak pasti"), entry_of("pasti akan hujan"))

    assert found("tidak pasti akan hujan", *entries) == [("tidak pasti", 0, 2)]


def test_open_token_matches_any_word_but_only_as_many_as_said() -> None:
    sumber = entry_of("sumber *1 dekat")

    assert found("sumber yang dekat", sumber) == [("sumber dekat", 0, 3)]
    assert found("sumber yang sangat dekat", sumber) == []


@pytest.mark.parametrize("text", ["para terduga", "terduga teroris"])
def test_neighbour_undoes_a_match(text: str) -> None:
    assert found(text, entry_of("terduga", before="para", after="teroris")) == []


@pytest.mark.parametrize("text", ["terduga", "terduga para", "teroris terduga"])
def test_neighbour_on_the_other_side_does_not(text: str) -> None:
    assert len(found(text, entry_of("terduga", before="para", after="teroris"))) == 1
