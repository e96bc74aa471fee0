"""Files and standard input to text."""

from __future__ import annotations

import io
import os
import sys
from types import SimpleNamespace

import pytest

from rumor.errors import InputError
from rumor.text.files import decode, read_text

NEWS = "Wali Kota Seruni bilang: “naik 5 €”.\nWarga menunggu."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be"]
)
def test_byte_order_mark_tells_the_encoding(encoding):
    # The codecs that name a byte order write no mark: it is put before them here.
    mark = "\ufeff" if encoding[-3:] in ("-le", "-be") else ""
    assert decode((mark + NEWS).encode(encoding), "berita.txt") == NEWS


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=repr)
def test_line_ends_are_kept_so_that_offsets_hold(ending):
    text = f"Pasar Wetan dibuka.{ending}Pedagang lega."
    assert decode(text.encode(), "berita.txt") == text


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"Harga naik \xff dan turun.", "byte 11"),
        (b"Harga naik \xe2\x80", "byte 11"),
        ("Harga naik – turun".encode("cp1252"), "byte 11"),
    ],
    ids=["stray byte", "cut short", "Windows-1252"],
)
def test_undecodable_byte_is_named_with_its_place(data, where):
    with pytest.raises(InputError, match=rf"berita\.txt: not UTF-8 text \({where}\)"):
        decode(data, "berita.txt")


def test_place_of_an_undecodable_byte_counts_the_byte_order_mark():
    with pytest.raises(InputError, match=r"\(byte 14\)"):
        decode(b"\xef\xbb\xbfHarga naik \xff", "berita.txt")


def test_odd_number_of_bytes_in_utf16_is_refused():
    with pytest.raises(InputError, match="UTF-16"):
        decode("Harga naik".encode("utf-16") + b"\x00", "berita.txt")


def test_nul_character_means_binary():
    with pytest.raises(InputError, match=r"not text \(a NUL at character 5\)"):
        decode(b"Harga\x00naik", "berita.bin")


def test_utf16_without_a_mark_is_refused_rather_than_scored_as_noise():
    with pytest.raises(InputError, match="most likely UTF-16; save it as UTF-8"):
        decode("Harga naik".encode("utf-16-le"), "berita.txt")


def test_utf16_without_a_mark_is_told_though_its_bytes_are_no_utf8_either():
    with pytest.raises(InputError, match="most likely UTF-16; save it as UTF-8"):
        decode("Harga café naik".encode("utf-16-be"), "berita.txt")


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xff\xfe"], ids=repr)
def test_nothing_but_white_space_is_refused(data):
    with pytest.raises(InputError, match="holds no text"):
        decode(data, "kosong.txt")


def test_missing_file_is_named(tmp_path):
    path = str(tmp_path / "tidak-ada.txt")
    with pytest.raises(InputError) as caught:
        read_text(path)
    assert caught.value.where == path
    assert caught.value.reason == "no such file"


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be told apart there")
def test_folder_is_named_as_one(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        read_text(str(tmp_path))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_forbidden_file_is_named_with_the_reason(tmp_path):
    path = tmp_path / "rahasia.txt"
    path.write_text(NEWS, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(InputError, match="permission denied"):
        read_text(str(path))


@pytest.mark.skipif(sys.platform == "win32", reason="its names are shorter")
def test_name_that_is_too_long_is_an_input_error():
    with pytest.raises(InputError, match="file name too long"):
        read_text("a" * 5000)


def test_file_is_read_as_it_is(tmp_path):
    path = tmp_path / "berita.txt"
    path.write_bytes(NEWS.encode())
    assert read_text(str(path)) == NEWS


def test_dash_is_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(NEWS.encode())))
    assert read_text("-") == NEWS


def test_errors_of_standard_input_call_it_so(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\xff")))
    with pytest.raises(InputError, match=r"^standard input: "):
        read_text("-")
