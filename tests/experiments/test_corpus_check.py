"""Faults of corpora: each is found, and what looks like one is not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rumor.cli import main
from rumor.experiments.corpus import Finding, find_faults
from rumor.experiments.corpus.near import bands, near_pairs, word_ngrams

LONG = (
    "Panitia Festival Layang-Layang Pantai Ombakwangi menunda lomba utama hingga Sabtu sore "
    "karena angin dari arah teluk terlalu kencang bagi peserta anak-anak dari tujuh dusun"
)


def sentence(text: str, level: str = "0", **more: Any) -> dict[str, Any]:
    return {"text": text, "level": level, **more}


def record(name: str, *sentences: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = {"id": name, "kind": "passage", "genre": "desa", "title": "", "before": ""}
    return {**plain, "split": "train", "sentences": list(sentences), **changes}


def write(path: Path, *records: object) -> Path:
    lines = (line if isinstance(line, str) else json.dumps(line) for line in records)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desa.jsonl"


def found(path: Path, kind: str, **options: Any) -> list[Finding]:
    return [finding for finding in find_faults([path], **options) if finding.kind == kind]


def test_a_sound_corpus_has_no_faults(path: Path) -> None:
    write(
        path, record("a", sentence("Hujan turun."), sentence("Mungkin reda.", "2", cues=[[0, 7]]))
    )
    assert find_faults([path]) == []


def test_every_breach_of_the_format_is_an_error_with_its_line(path: Path) -> None:
    write(
        path, record("a", sentence("Hujan."), split="uji"), "", "{", record("b", sentence("Reda."))
    )
    findings = found(path, "format")
    assert [finding.where for finding in findings] == [f"{path}:1", f"{path}:3"]
    assert findings[0].message == "split is 'uji'; use one of train, dev"
    assert all(finding.error for finding in findings)


def test_more_breaches_than_the_loader_lists_are_all_told(path: Path) -> None:
    write(path, *["{"] * 70)
    assert len(found(path, "format")) == 70


def test_a_breach_does_not_hide_faults_of_other_records(path: Path) -> None:
    cut = sentence("Wibisananya pulang.", "2", cues=[[2, 6]])
    write(path, "{", record("a", cut))
    assert [finding.kind for finding in find_faults([path])] == ["format", "mid-word"]


def test_a_written_sentence_in_both_splits_is_a_leak(path: Path) -> None:
    write(path, record("a", sentence(LONG)), record("b", sentence(LONG), split="dev"))
    (leak,) = [finding for finding in find_faults([path]) if finding.error]
    assert (leak.kind, leak.where) == ("leak", f"{path}:1")
    assert f"{path}:2" in leak.message


def test_a_sampled_sentence_in_both_splits_is_a_reprint(path: Path) -> None:
    write(
        path,
        record("b", sentence(LONG), split="dev", stratum="cue"),
        record("a", sentence(LONG.upper()), stratum="random"),
    )
    (reprint,) = find_faults([path])
    assert (reprint.kind, reprint.where, reprint.error) == ("reprint", f"{path}:2", False)
    assert f"stands in dev at {path}:1 sentences[0]" in reprint.message


def test_a_sentence_repeated_in_its_split_is_a_duplicate(path: Path) -> None:
    write(path, record("a", sentence(LONG)), record("b", sentence("Reda."), sentence(LONG)))
    (duplicate,) = find_faults([path])
    assert (duplicate.kind, duplicate.where) == ("duplicate", f"{path}:2")
    assert f"stands at {path}:1 sentences[0] already" in duplicate.message


def test_nearly_the_same_in_one_split_is_a_near_duplicate(path: Path) -> None:
    write(path, record("a", sentence(f"{LONG}.")), record("b", sentence(f"{LONG} pesisir.")))
    (near,) = find_faults([path])
    assert (near.kind, near.where) == ("near-duplicate", f"{path}:2")
    assert f"0.96 like {path}:1 sentences[0]" in near.message


@pytest.mark.parametrize("train_first", [True, False])
def test_nearly_the_same_across_splits_is_told_at_the_train_sentence(
    path: Path, train_first: bool
) -> None:
    train = record("a", sentence(f"{LONG}."))
    dev = record("b", sentence(f"{LONG} pesisir."), split="dev")
    write(path, *((train, dev) if train_first else (dev, train)))
    (near,) = find_faults([path])
    assert (near.kind, near.where) == ("near-reprint", f"{path}:{1 if train_first else 2}")


def test_near_duplicates_are_found_across_files(tmp_path: Path) -> None:
    one = write(tmp_path / "satu.jsonl", record("a", sentence(f"{LONG}.")))
    two = write(tmp_path / "dua.jsonl", record("b", sentence(f"{LONG} pesisir.")))
    assert [finding.kind for finding in find_faults([one, two])] == ["near-duplicate"]


def test_sentences_of_one_contrast_set_may_look_alike(path: Path) -> None:
    texts = [f"{LONG} {last}." for last in ("pesisir", "bukit", "lembah", "muara", "tanjung")]
    levels = zip(texts, "N0123", strict=True)
    write(path, record("a", *(sentence(*pair) for pair in levels), kind="contrast"))
    assert find_faults([path]) == []


def test_the_threshold_decides_what_is_near(path: Path) -> None:
    other = LONG.replace("menunda lomba utama", "membatalkan pawai pembuka")
    write(path, record("a", sentence(LONG)), record("b", sentence(other)))
    assert found(path, "near-duplicate", threshold=0.8) == []
    assert len(found(path, "near-duplicate", threshold=0.6)) == 1


def test_one_text_with_two_levels_is_reported(path: Path) -> None:
    write(path, record("a", sentence(LONG, "1")), record("b", sentence(LONG, "3")))
    (finding,) = found(path, "contradiction")
    assert finding.message.endswith(f"is rumoured here, attributed at {path}:1 sentences[0]")
    assert not finding.error


def test_one_text_with_one_level_is_no_contradiction(path: Path) -> None:
    write(path, record("a", sentence(LONG, "1")), record("b", sentence(LONG, "1")))
    assert found(path, "contradiction") == []


def test_a_broken_sentence_is_no_duplicate(path: Path) -> None:
    write(path, record("a", sentence(LONG)), record("b", sentence(LONG, broken=True)))
    assert find_faults([path]) == []


@pytest.mark.parametrize(
    ("text", "span", "cut", "word"),
    [
        ("Bu Wibisana pulang.", [5, 9], "bisa", "Wibisana"),
        ("Dugaannya meleset.", [0, 6], "Dugaan", "Dugaannya"),
        ("Ia disebut-sebut pulang.", [3, 10], "disebut", "disebut-sebut"),
    ],
)
def test_a_span_that_cuts_a_word_is_reported(
    path: Path, text: str, span: list[int], cut: str, word: str
) -> None:
    write(path, record("a", sentence(text, "2", cues=[span])))
    (finding,) = find_faults([path])
    assert (finding.kind, finding.where) == ("mid-word", f"{path}:1")
    assert finding.message == f"sentences[0].cues has {cut!r}, which cuts {word!r}"


def test_a_span_of_whole_words_with_marks_round_it_is_fine(path: Path) -> None:
    write(
        path, record("a", sentence("“Konon,” kata Jarwo.", "3", cues=[[1, 6]], sources=[[14, 19]]))
    )
    assert find_faults([path]) == []


def test_pairs_are_the_same_each_time() -> None:
    texts = [f"{LONG} {n}" for n in range(12)]
    assert list(near_pairs(texts)) == list(near_pairs(texts))
    assert len(list(near_pairs(texts))) == 66


def test_texts_without_a_word_are_near_nothing() -> None:
    assert list(near_pairs(["...", "***", "..."])) == []


def test_a_text_shorter_than_an_ngram_is_one() -> None:
    assert word_ngrams("Baca juga:", 3) == {"baca juga"}


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.8, 0.95, 1.0])
def test_bands_miss_hardly_any_pair_at_the_threshold(threshold: float) -> None:
    count, rows = bands(threshold)
    assert count * rows <= 128 * 2
    assert (1 - threshold**rows) ** count <= 0.001


def test_command_prints_a_line_a_finding_and_a_summary(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(path, record("a", sentence("Bu Wibisana pulang.", "2", cues=[[5, 9]])))
    assert main(["corpus", "check", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out == f"{path}:1: mid-word: sentences[0].cues has 'bisa', which cuts 'Wibisana'\n"
    assert err.split()[:3] == ["warning", "mid-word", "1"]


def test_command_prints_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(path, record("a", sentence("Bu Wibisana pulang.", "2", cues=[[5, 9]])), "{")
    assert main(["corpus", "check", str(path), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["errors"], told["warnings"], told["summary"]["mid-word"]) == (1, 1, 1)
    assert [(f["line"], f["severity"]) for f in told["findings"]] == [(2, "error"), (1, "warning")]


@pytest.mark.parametrize(
    ("line", "options", "status"),
    [
        ("{", [], 1),
        (record("a", sentence(LONG), sentence(LONG)), [], 0),
        (record("a", sentence(LONG), sentence(LONG)), ["--strict"], 1),
        (record("a", sentence(LONG)), ["--strict"], 0),
    ],
    ids=["error", "warning", "strict warning", "clean"],
)
def test_exit_status(path: Path, line: object, options: list[str], status: int) -> None:
    assert main(["corpus", "check", str(write(path, line)), *options]) == status


def test_a_missing_file_is_status_2(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "check", str(path)]) == 2
    assert f"{path}: not a file; give the path of a corpus" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["0.4", "1.5", "banyak"])
def test_a_threshold_out_of_range_is_refused(value: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["corpus", "check", "--threshold", value])
    assert caught.value.code == 2


def test_without_its_library_the_command_names_the_extra(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "datasketch", None)
    write(path, record("a", sentence(LONG)))
    assert main(["corpus", "check", str(path)]) == 2
    assert "pip install 'rumor[corpus]'" in capsys.readouterr().err


def test_the_authored_corpus_has_no_errors() -> None:
    from rumor.experiments.corpus import seed_path

    assert not [f for f in find_faults([seed_path("authored.jsonl")]) if f.error]
