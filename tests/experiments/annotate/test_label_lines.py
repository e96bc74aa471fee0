"""`rumor corpus label` with its answers in a pipe, a line each."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from rumor.experiments.annotate.items import write_items
from rumor.experiments.annotate.terminal import LineConsole, open_console
from rumor.experiments.corpus import load_corpus


@pytest.fixture
def files(tmp_path, items):
    write_items(items, tmp_path / "saran.jsonl")
    return tmp_path / "saran.jsonl", tmp_path / "berlabel.jsonl"


@pytest.fixture
def label(corpus_command, files, monkeypatch):
    """Return a function that runs the loop on answers: status, standard output and error."""

    def run(answers: str | bytes, *arguments: str):
        data = answers if isinstance(answers, bytes) else answers.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        return corpus_command("label", files[0], "--output", files[1], *arguments)

    return run


def labels(path) -> list[tuple[str, str]]:
    return [(p.sentences[0].text, p.sentences[0].level) for p in load_corpus(path).passages]


def test_lines_label_sentences(label, files, items):
    status, out, err = label("0\n\n3\nkabarnya\n2\n\nN\nq\n")
    assert (status, out) == (0, "")
    assert labels(files[1]) == [(items[0].text, "0"), (items[1].text, "3"), (items[2].text, "N")]
    assert "3 added to" in err.splitlines()[-1]
    assert "3 of 6 left" in err.splitlines()[-1]


def test_the_end_of_the_input_is_the_end(label, files):
    status, _, _ = label("n\n3\nkabarnya")
    assert status == 0
    assert len(labels(files[1])) == 1


def test_a_line_that_is_not_utf_8_is_no_crash(label, files):
    assert label(b"\xff\nn\n")[0] == 0
    assert len(labels(files[1])) == 1


def test_the_next_run_begins_where_the_last_stopped(label, files, items):
    label("n\nn\n")
    _, _, err = label("0\n")
    assert "3 of 6" in err
    assert items[1].text not in err.replace(f"Before: {items[1].text}", "")


def test_skipped_sentences_come_again(label, files, items):
    label("s\nn\nq\n")
    label("1\n\nq\n")
    assert labels(files[1]) == [(items[1].text, "N"), (items[0].text, "1")]


def test_when_all_is_labelled_it_says_so(label):
    label("n\n" * 6)
    status, _, err = label("")
    assert status == 0
    assert "all 6 sentences" in err


def test_the_screen_shows_context_and_questions_without_colour_or_score(label, items):
    _, _, err = label("n\nq\n")
    assert f"Title: {items[0].title}" in err
    assert f"Before: {items[0].before}" in err
    assert err.index("no claim:") < err.index("rumoured:") < err.index("hedged:")
    assert err.index("hedged:") < err.index("attributed:") < err.index("stated:")
    assert "\x1b" not in err
    assert "0.25" not in err


def test_the_score_is_shown_on_demand(label):
    assert "score 0.25" in label("q\n", "--show-score")[2]


def test_the_screen_can_be_in_indonesian(label):
    _, _, err = label("q\n", "--lang", "id")
    assert "1 dari 6" in err
    assert "tanpa klaim:" in err
    assert "Judul:" in err


def test_help_shows_the_rules_for_hard_cases(label):
    assert "The main claim decides." in label("?\nq\n")[2]


def test_options_go_into_the_record(label, files):
    label("n\nq\n", "--annotator", "ana", "--split", "dev", "--genre", "city")
    (passage,) = load_corpus(files[1]).passages
    assert (passage.split, passage.genre, passage.id[:4]) == ("dev", "city", "ana-")


def test_control_characters_of_an_article_do_not_reach_the_terminal(label, files, items):
    files[0].write_text('{"text": "Konon \\u001b[2Jia \\u009bpergi.", "title": "\\u0007"}\n')
    _, _, err = label("q\n")
    assert not {"\x1b", "\x9b", "\x07"} & set(err)


def test_the_file_of_sentences_is_not_written_over(rumor_command, files):
    before = files[0].read_bytes()
    done = rumor_command("corpus", "label", files[0], "--output", files[0], stdin=b"n\n")
    assert done.returncode == 2
    assert b"is the file of sentences itself" in done.stderr
    assert files[0].read_bytes() == before


def test_a_bad_name_of_an_annotator_is_refused(label, capsys):
    with pytest.raises(SystemExit) as stopped:
        label("", "--annotator", "ana lestari")
    assert stopped.value.code == 2
    assert "no plain name" in capsys.readouterr().err


def test_answers_can_be_piped_to_the_command(rumor_command, files):
    done = rumor_command("corpus", "label", files[0], "--output", files[1], stdin=b"n\n0\n\n")
    assert (done.returncode, done.stdout) == (0, b"")
    assert len(labels(files[1])) == 2


def test_a_repaired_file_is_told(label, files):
    label("n\nn\n")
    files[1].write_bytes(files[1].read_bytes()[:-20])
    _, _, err = label("q\n")
    assert "berlabel.jsonl:2: was cut off half written" in err
    assert "2 of 6" in err


def test_help_of_the_command_needs_no_extra(rumor_command):
    # `label` itself never imports what the extras bring
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['numpy', 'sklearn', 'pandas', 'mlflow']));"
        "from rumor.cli import main; main(['corpus', sys.argv[1], '--help'])"
    )
    for name in ("suggest", "label", "agree"):
        done = subprocess.run([sys.executable, "-c", code, name], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        assert b"usage: rumor corpus" in done.stdout


def test_without_single_keys_a_terminal_is_read_by_lines(monkeypatch):
    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setitem(sys.modules, "rumor.experiments.annotate.keys", None)  # as on Windows
    monkeypatch.setattr(sys, "stdin", Typed("n\n"))
    monkeypatch.setattr(sys, "stderr", Typed())
    with open_console() as console:
        assert isinstance(console, LineConsole)
        assert console.ask(lambda *size: "", "? ", one_key=True) == "n"


def test_closed_standard_input_is_one_clear_error(files):
    command = [sys.executable, "-m", "rumor", "corpus", "label", *map(str, files[:1])]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *command, "--output", str(files[1])],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"standard input: is closed" in done.stderr
    assert b"Traceback" not in done.stderr
