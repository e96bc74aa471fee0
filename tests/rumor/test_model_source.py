from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import rumor
from rumor.cli import main
from rumor.errors import MissingExtraError, ModelError
from rumor.model_source import load_model, resolve_model
from rumor.scorer import Scorer

SENTENCE = "Pasar Tanjungsari dikabarkan pindah ke Kaliputih."


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work where no store is, and with none named."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    return folder


def test_a_file_is_itself(tiny_file: Path) -> None:
    assert resolve_model(tiny_file) == tiny_file


def test_a_folder_stands_for_the_one_portable_model_in_it(tiny_file: Path, tmp_path: Path) -> None:
    shutil.copy(tiny_file, tmp_path / "musim-hujan.json")
    (tmp_path / "catatan.json").write_text('{"format": "lain"}', encoding="utf-8")
    (tmp_path / "rusak.json").write_text("{", encoding="utf-8")
    assert resolve_model(tmp_path).name == "musim-hujan.json"


def test_a_folder_with_two_portable_models_names_both(tiny_file: Path, tmp_path: Path) -> None:
    shutil.copy(tiny_file, tmp_path / "a.json")
    shutil.copy(tiny_file, tmp_path / "b.json")
    with pytest.raises(ModelError, match=r"2 portable models \(a\.json, b\.json\); name one"):
        resolve_model(tmp_path)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="a folder without a portable model"):
        resolve_model(tmp_path)


def test_an_mlflow_model_folder_stands_for_its_portable_model(
    tiny_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "artifacts").mkdir()
    (tmp_path / "MLmodel").write_text("flavors: {}\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"an MLflow model without artifacts/model\.json"):
        resolve_model(tmp_path)
    shutil.copy(tiny_file, tmp_path / "artifacts" / "model.json")
    by_folder = rumor.load(tmp_path).score(SENTENCE)
    assert by_folder.to_dict() == rumor.load(tiny_file).score(SENTENCE).to_dict()


def test_a_missing_file_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--text", SENTENCE, "--model", "hilang.json"]) == 2
    assert "hilang.json: no such file" in capfd.readouterr().err


def test_a_file_named_like_a_run_id_is_a_file(tiny_file: Path, empty_folder: Path) -> None:
    shutil.copy(tiny_file, empty_folder / ("ab" * 16))
    assert rumor.load("ab" * 16).score(SENTENCE).claims[0].level == "rumoured"


@pytest.mark.parametrize(
    "reference", ["models:/rumor@champion", "models:/rumor/1", "runs:/x/model", "0" * 32]
)
def test_looking_where_no_store_is_makes_none(
    reference: str, empty_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--text", SENTENCE, "--model", reference]) == 2
    error = capfd.readouterr().err
    assert error.count("\n") == 1
    assert f"{reference}: there is no store sqlite:///mlflow.db here" in error
    assert "--tracking-uri" in error
    assert list(empty_folder.iterdir()) == []


def test_a_missing_folder_of_runs_is_no_store(empty_folder: Path) -> None:
    with pytest.raises(ModelError, match=r"there is no store mlruns here"):
        load_model("models:/rumor/1", "mlruns")
    assert list(empty_folder.iterdir()) == []


def test_a_database_of_something_else_is_left_as_it_is(empty_folder: Path) -> None:
    with sqlite3.connect("gudang.db") as base:
        base.execute("CREATE TABLE beras (karung INTEGER)")
    base.close()
    before = Path("gudang.db").read_bytes()
    with pytest.raises(ModelError, match=r"gudang\.db is no MLflow store"):
        load_model("models:/rumor/1", "sqlite:///gudang.db")
    assert Path("gudang.db").read_bytes() == before


def test_a_server_that_is_not_there_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mlflow")
    monkeypatch.delenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", raising=False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{free.getsockname()[1]}"
    started = time.monotonic()
    with pytest.raises(ModelError, match=f"the store {uri} does not answer; .*--tracking-uri"):
        Scorer.load("models:/rumor@champion", tracking=uri)
    assert time.monotonic() - started < 30
    assert "MLFLOW_HTTP_REQUEST_MAX_RETRIES" not in os.environ


def test_without_mlflow_the_extra_to_install_is_named(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "mlflow"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(MissingExtraError, match=r"needs mlflow.*rumor\[train\]"):
        load_model("models:/rumor@champion", "http://127.0.0.1:9")


def test_scoring_with_a_file_or_folder_imports_no_mlflow(
    tiny_file: Path, checkout: Path, environment: dict[str, str]
) -> None:
    code = (
        "import sys, rumor\n"
        f"rumor.load({str(tiny_file)!r}); rumor.load({str(tiny_file.parent)!r})\n"
        "heavy = {'mlflow', 'pandas', 'numpy', 'sklearn', 'sqlite3'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr
