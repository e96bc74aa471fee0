"""What authors mark to be left alone, in plain text and in Markdown."""

from __future__ import annotations

import time

import pytest

from rumor.errors import InputError

TEXT = """Jembatan itu diduga retak.
Konon tiangnya rapuh.

Camat Weru belum menjawab.
Warga menunggu.
"""


@pytest.fixture(params=["berita.txt", "berita.md"])
def ignored(request, tmp_path, read_one):
    """Return a function that writes a text to a file and gives the parts that are ignored."""

    def run(text: str) -> list[str]:
        path = tmp_path / request.param
        path.write_bytes(text.encode())
        document = read_one(path)
        assert len(document.text) == len(text)
        assert "<!--" not in document.text
        return [document.text[start:end].strip() for start, end in document.ignored]

    return run


def test_comment_behind_a_line_concerns_that_line(ignored):
    text = TEXT.replace("rapuh.", "rapuh. <!-- rumor: ignore -->")
    assert ignored(text) == ["Konon tiangnya rapuh."]


def test_claims_that_begin_on_the_line_are_ignored_and_others_are_not(tmp_path, read_one):
    path = tmp_path / "berita.txt"
    path.write_text(TEXT.replace("rapuh.", "rapuh. <!-- rumor: ignore -->"))
    document = read_one(path)
    found = {word: document.is_ignored(document.text.index(word)) for word in TEXT.split()}
    assert [word for word, is_so in found.items() if is_so] == ["Konon", "tiangnya", "rapuh."]


def test_comment_before_the_text_of_a_line_concerns_that_line(ignored):
    assert ignored(f"<!-- rumor: ignore --> {TEXT}") == ["Jembatan itu diduga retak."]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n \r\n"], ids=repr)
def test_comment_alone_on_its_line_concerns_the_next_block(ignored, gap):
    block = "Jembatan itu diduga retak.\nKonon tiangnya rapuh."
    assert ignored(f"Weru.\n\n<!-- rumor: ignore -->{gap}{TEXT}") == [block]


def test_comment_alone_at_the_end_concerns_nothing(ignored):
    assert ignored(f"{TEXT}\n<!-- rumor: ignore -->") == [""]


def test_start_and_end_concern_what_is_between(ignored):
    text = TEXT.replace("Konon", "<!-- rumor: ignore-start -->Konon")
    text = text.replace("jawab.", "jawab.<!-- rumor: ignore-end -->")
    assert ignored(text) == ["Konon tiangnya rapuh.\n\nCamat Weru belum menjawab."]


def test_file_is_ignored_wherever_that_is_said(ignored):
    text = f"{TEXT}<!--rumor: ignore-file-->"
    assert ignored(text) == [TEXT.strip()]


def test_comment_over_two_lines_counts(ignored):
    assert ignored("Weru retak. <!-- rumor:\n ignore -->\nWarga pulang.") == ["Weru retak."]


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("<!-- rumor: ignor -->", "line 2: unknown directive 'rumor: ignor'"),
        ("<!-- rumor: -->", "line 2: unknown directive 'rumor: '"),
        ("<!-- rumor: ignore konon -->", "line 2: unknown directive 'rumor: ignore konon'"),
        ("<!-- rumor: ignore-end -->", "line 2: ignore-end without ignore-start"),
        ("<!-- rumor: ignore-start -->", "line 2: ignore-start without ignore-end"),
        (
            "<!-- rumor: ignore-start -->\n<!-- rumor: ignore-start -->",
            "line 3: ignore-start within another",
        ),
    ],
)
def test_directive_that_makes_no_sense_is_told_with_its_line(ignored, comment, reason):
    with pytest.raises(InputError) as raised:
        ignored(f"Weru.\n{comment}\nRetak.")
    assert raised.value.reason == reason


def test_unknown_directive_is_told_although_the_file_is_ignored(ignored):
    with pytest.raises(InputError, match="unknown directive"):
        ignored(f"<!-- rumor: ignore-file -->\n{TEXT}\n<!-- rumor: apa -->")


def test_other_comments_of_plain_text_are_text(tmp_path, read_one):
    path = tmp_path / "berita.txt"
    path.write_text("Retak. <!-- kata warga -->")
    assert read_one(path).text == "Retak. <!-- kata warga -->"


@pytest.mark.parametrize("quoted", ["`<!-- rumor: apa -->`", "```\n<!-- rumor: apa -->\n```"])
def test_directive_that_is_shown_as_code_directs_nothing(tmp_path, read_one, quoted):
    path = tmp_path / "berita.md"
    path.write_text(f"Tulis begini:\n\n{quoted}\n\nSelesai.")
    assert read_one(path).ignored == ()


@pytest.mark.parametrize(
    "text",
    [
        "Konon retak. <!-- rumor: ignore -->\n" * 20_000,
        "Konon retak. <!-- rumor: ignore --> " * 20_000,
        "<!-- rumor: ignore -->\n" * 20_000 + "Konon retak.",
        f"Konon retak. <!-- rumor: ignore{' ' * 200_000}-->",
    ],
    ids=["lines", "one-line", "alone", "blanks"],
)
def test_many_marks_take_no_more_than_their_share_of_time(ignored, text):
    begun = time.process_time()
    assert ignored(text)
    assert time.process_time() - begun < 10  # minutes, when each is looked for from the beginning


def test_marks_one_below_the_other_concern_the_block_below_them(ignored):
    marks = "<!-- rumor: ignore -->\n<!-- rumor: ignore -->\n"
    text = TEXT.replace("Camat", marks + "Camat")
    assert ignored(text) == ["Camat Weru belum menjawab.\nWarga menunggu."]
