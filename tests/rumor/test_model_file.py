"""The file of a model: whatever is not as it was written is refused, with the reason."""

from __future__ import annotations

import io
import json
import pickle
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rumor.errors import ModelError
from rumor.model_file import LARGEST, parse_payload, seal
from rumor.portable import read_model

WHOLE = {"format": "rumor-model", "format_version": 2}


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., ModelError]:
    """Return a function that writes a file and gives the error its reading raises."""

    def refuse(content: bytes, name: str = "rusak.json") -> ModelError:
        path = tmp_path / name
        path.write_bytes(content)
        return error_of(path)

    return refuse


def error_of(path: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        read_model(path)
    error = caught.value
    assert error.where == str(path)
    assert error.remedy
    assert len(str(error).splitlines()) == 1
    assert len(error.reason) < 200
    return error


def read(content: bytes) -> dict[str, Any]:
    return parse_payload(content, Path("model.json"), "ganti")


def sealed(data: Any) -> bytes:
    return seal(json.dumps(data).encode())


# Accidents


@given(data=st.data())
def test_no_bit_can_change(data: st.DataObject, tiny_file: Path, tmp_path_factory) -> None:
    whole = tiny_file.read_bytes()
    place = data.draw(st.integers(0, 8 * len(whole) - 1))
    changed = bytearray(whole)
    changed[place // 8] ^= 1 << place % 8
    path = tmp_path_factory.mktemp("bit") / "model.json"
    path.write_bytes(changed)
    error_of(path)


def test_no_bit_can_change_anywhere_in_a_small_model(tiny_file: Path) -> None:
    whole = tiny_file.read_bytes()
    read(whole)
    accepted = []
    for place in range(8 * len(whole)):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << place % 8
        try:
            read(bytes(changed))
        except ModelError:
            continue
        accepted.append(place)
    assert accepted == []


def test_no_byte_can_be_missing_from_the_end(tiny_file: Path) -> None:
    whole = tiny_file.read_bytes()
    for length in range(len(whole)):
        with pytest.raises(ModelError):
            read(whole[:length])


@given(start=st.integers(0), length=st.integers(1, 50))
def test_no_stretch_can_be_missing_from_the_middle(
    start: int, length: int, tiny_file: Path
) -> None:
    whole = tiny_file.read_bytes()
    start %= len(whole)
    with pytest.raises(ModelError):
        read(whole[:start] + whole[start + length :])


@given(st.binary(max_size=200))
@example(b"[" * 200_000)
@example(b'{"format":' * 100_000)
@example(b'{"format": ' + b"9" * 5000 + b"}")
@example(b"\xed\xa0\x80")
def test_no_bytes_whatever_do_anything_but_be_refused(content: bytes) -> None:
    with pytest.raises(ModelError):
        read(content)


def test_a_file_that_was_cut_short_is_told_from_another(refusal, tiny_file: Path) -> None:
    whole = tiny_file.read_bytes()
    assert refusal(whole[: len(whole) // 2]).reason == "cut short or damaged (not JSON)"


def test_a_changed_weight_is_found_by_the_digest(refusal, tiny_file: Path) -> None:
    changed = tiny_file.read_bytes().replace(b"0.25", b"0.35")
    assert refusal(changed).reason == "damaged (its contents are not those of its digest)"


def test_a_changed_digest_is_found(refusal, tiny_file: Path) -> None:
    whole = tiny_file.read_bytes()
    changed = whole[:-5] + (b"0" if whole[-5:-4] != b"0" else b"1") + whole[-4:]
    assert refusal(changed).reason == "damaged (its contents are not those of its digest)"


def test_a_file_without_its_digest_is_refused(refusal, tiny_file: Path) -> None:
    data = json.loads(tiny_file.read_bytes())
    del data["sha256"]
    assert refusal(json.dumps(data).encode()).reason == "damaged (it does not end in its digest)"


def test_what_an_editor_has_saved_anew_is_refused(refusal, tiny_file: Path) -> None:
    data = json.loads(tiny_file.read_bytes())
    assert "digest" in refusal(json.dumps(data, indent=2).encode()).reason


# Other files


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"tidak-ada\.json: no such file or directory; "):
        read_model(tmp_path / "tidak-ada.json")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"directory|denied"):
        read_model(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"Bendungan Tirtawening retak.", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}"],
    ids=["empty", "news", "UTF-16", "byte-order mark"],
)
def test_what_is_not_json_is_refused(refusal, content: bytes) -> None:
    assert refusal(content).reason == "not a portable model (not JSON)"


@pytest.mark.parametrize("content", [{"format": "model-lain"}, {"format": ["rumor-model"]}])
def test_other_json_is_refused(refusal, content: Any) -> None:
    assert "no 'rumor-model' in it" in refusal(sealed(content)).reason


@pytest.mark.parametrize("content", [b"{}", b"[]", b'"rumor-model"', b"null", b"3"])
def test_json_of_nothing_of_ours_is_refused(refusal, content: bytes) -> None:
    assert "no 'rumor-model' in it" in refusal(content).reason


@pytest.mark.parametrize("version", [0, 1, "2", 2.0, True, None, [], "dua\nbaris"])
def test_other_format_version_is_refused(refusal, version: Any) -> None:
    error = refusal(sealed(WHOLE | {"format_version": version}))
    assert error.reason == f"format version {json.dumps(version)}, this release reads 2"
    assert "train it again" in error.remedy


def test_a_model_from_the_future_asks_for_a_newer_release(refusal) -> None:
    error = refusal(sealed(WHOLE | {"format_version": 3, "wajan": "baru"}))
    assert error.reason == "format version 3, this release reads 2"
    assert "newer release" in error.remedy


def test_a_version_as_long_as_a_book_is_not_repeated(refusal) -> None:
    reason = refusal(sealed(WHOLE | {"format_version": "lontar " * 10_000})).reason
    assert reason.endswith("..., this release reads 2")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused(refusal, number: str) -> None:
    text = f'{{"format":"rumor-model","format_version":2,"slope":{number}}}'
    assert refusal(seal(text.encode())).reason == "damaged (a number is not finite)"


def test_a_key_that_stands_there_twice_is_refused(refusal) -> None:
    text = b'{"format":"rumor-model","format_version":2,"slope":1.0,"slope":9.0}'
    assert refusal(seal(text)).reason == "damaged (a key stands there twice)"


@pytest.mark.parametrize("name", ["model.joblib", "model.PKL", "model.pickle", "model.json"])
def test_a_pickle_is_told_by_what_it_is(refusal, name: str) -> None:
    error = refusal(pickle.dumps({"bobot": 1.0}), name)
    assert error.reason == "a pickle, and to load one runs whatever code is in it"
    assert "--allow-pickle" in error.remedy


def test_a_pickle_that_joblib_has_packed_is_told_by_its_name(refusal) -> None:
    assert "a pickle" in refusal(b"x\x9c+I-.\x01\x00", "model.joblib").reason


def test_a_portable_model_may_be_called_anything(tiny_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "musim.joblib"
    path.write_bytes(tiny_file.read_bytes())
    assert read_model(path).threshold == 0.5


def test_an_archive_is_not_unpacked(refusal, tiny_file: Path, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../luar.json", tiny_file.read_bytes())
    error = refusal(packed.getvalue(), "model.zip")
    assert error.reason == "an archive or a packed file, and no model is unpacked"
    assert "unpack it" in error.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["model.zip"]


# Bounded


def test_a_file_that_is_too_large_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "besar.json"
    with path.open("wb") as file:
        file.write(b'{"format":"rumor-model"')
        file.truncate(100 * LARGEST)  # a hole: it takes no room on the disk
    tracemalloc.start()
    error = error_of(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.reason == "larger than 16 MB, which no portable model is"
    assert peak < 3 * LARGEST


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_an_end_is_refused() -> None:
    assert "larger than" in error_of(Path("/dev/zero")).reason
