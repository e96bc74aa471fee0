"""`rumor explain`: what it refuses."""

from __future__ import annotations

import pytest

from rumor.cli import main


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_text_of_nothing_is_told(tiny_file, capsys, text):
    assert main(["explain", "--model", str(tiny_file), "--text", text]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "rumor: --text: holds no text; give an article\n")
