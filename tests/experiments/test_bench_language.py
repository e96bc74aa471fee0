"""The rates of the warning about the language, as the benchmark prints them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rumor.experiments.bench.language import foreign_texts, main


def test_rates_are_printed_for_corpora_texts_and_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "lain.txt"
    english = next(text for language, text in foreign_texts() if language == "English")
    path.write_text(english * 5, encoding="utf-8")
    assert main([str(path)]) == 0
    rows = dict(line.split("  ", 1) for line in capsys.readouterr().out.splitlines()[1:])
    assert rows["Indonesian: authored.jsonl"].split() == ["693", "0", "0", "(0.00%)"]
    assert rows["lain.txt"].split()[-1] == "(100.00%)"


def test_a_file_that_cannot_be_read_is_one_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([str(tmp_path / "tidak-ada.txt")]) == 2
    assert "no such file" in capsys.readouterr().err
