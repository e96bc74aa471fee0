from __future__ import annotations

import json
import os
import pickle
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


@pytest.fixture
def mlflow_folder(tiny_file: Path, tmp_path: Path) -> Path:
    """An MLflow model as `rumor model save` lays it out."""
    folder = tmp_path / "model"
    (folder / "artifacts").mkdir(parents=True)
    (folder / "MLmodel").write_text("flavors: {}\n", encoding="utf-8")
    shutil.copy(tiny_file, folder / "artifacts" / "model.json")
    return folder


def refused(reference: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_model(reference)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


@pytest.mark.parametrize("absolute", [True, False])
def test_an_mlflow_model_whose_file_leads_out_of_its_folder_is_refused(
    mlflow_folder: Path, tmp_path: Path, absolute: bool
) -> None:
    outside = tmp_path / "luar.json"
    model = mlflow_folder / "artifacts" / "model.json"
    shutil.move(model, outside)
    model.symlink_to(outside if absolute else "../../luar.json")
    told = refused(mlflow_folder)
    assert f"{mlflow_folder}: its artifacts/model.json leads out of the folder; " in told


def test_an_mlflow_model_whose_folder_of_files_leads_out_is_refused(
    mlflow_folder: Path, tmp_path: Path
) -> None:
    shutil.move(mlflow_folder / "artifacts", tmp_path / "luar")
    (mlflow_folder / "artifacts").symlink_to(tmp_path / "luar")
    assert "leads out of the folder" in refused(mlflow_folder)


def test_a_folder_whose_model_leads_out_of_it_is_refused(tiny_file: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "model.json").symlink_to(tiny_file)
    assert "its model.json leads out of the folder" in refused(tmp_path / "folder")


def test_a_link_that_stays_in_its_folder_is_followed(mlflow_folder: Path) -> None:
    model = mlflow_folder / "artifacts" / "model.json"
    model.rename(mlflow_folder / "musim-2.json")
    model.symlink_to("../musim-2.json")
    assert load_model(mlflow_folder).threshold == 0.5


def test_a_folder_that_is_a_link_itself_is_the_folder(mlflow_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "terbaru").symlink_to(mlflow_folder)
    assert load_model(tmp_path / "terbaru").threshold == 0.5


def test_what_an_mlmodel_file_says_leads_nowhere_and_runs_nothing(
    mlflow_folder: Path, tmp_path: Path
) -> None:
    sprung = tmp_path / "terpasang"
    (tmp_path / "rahasia.json").write_text("{}", encoding="utf-8")
    (mlflow_folder / "MLmodel").write_text(
        "artifact_path: ../../rahasia.json\n"
        "flavors:\n"
        "  python_function:\n"
        "    artifacts: {model: {path: ../rahasia.json, uri: /etc/hostname}}\n"
        "    code: ../..\n"
        f"    python_model: !!python/object/apply:os.mkdir [{sprung}]\n",
        encoding="utf-8",
    )
    assert load_model(mlflow_folder).threshold == 0.5
    assert not sprung.exists()


def test_pickles_in_an_mlflow_model_are_left_alone(mlflow_folder: Path, tmp_path: Path) -> None:
    sprung = tmp_path / "terpasang"
    trap = b"cos\nmkdir\n(S'%s'\ntR." % os.fsencode(sprung)
    for name in ("model.pkl", "python_model.pkl", "artifacts/pipeline.joblib"):
        (mlflow_folder / name).write_bytes(trap)
    (mlflow_folder / "MLmodel").write_text(
        "flavors: {sklearn: {pickled_model: model.pkl, serialization_format: cloudpickle}}\n",
        encoding="utf-8",
    )
    assert load_model(mlflow_folder, allow_pickle=True).threshold == 0.5
    assert not sprung.exists()
    pickle.loads(trap)  # it was a trap
    assert sprung.exists()


def test_a_large_file_beside_the_model_is_not_read(tiny_file: Path, tmp_path: Path) -> None:
    shutil.copy(tiny_file, tmp_path / "model.json")
    with (tmp_path / "arsip.json").open("wb") as file:
        file.truncate(10**12)  # a hole: it takes no room on the disk
    assert load_model(tmp_path).threshold == 0.5


def test_a_damaged_model_in_a_folder_is_told_by_its_file(tiny_file: Path, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes(tiny_file.read_bytes()[:-100])
    assert f"{tmp_path / 'model.json'}: cut short or damaged" in refused(tmp_path)


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


class Crooked(BaseHTTPRequestHandler):
    """A tracking server that names the file of its model as it likes."""

    named = ""

    def do_GET(self) -> None:
        info = {
            "model_id": "m-1",
            "experiment_id": "1",
            "name": "model",
            "artifact_uri": "mlflow-artifacts:/1/models/m-1",
        }
        if "logged-models" in self.path:
            content = json.dumps({"model": {"info": info}})
        elif "artifacts?path" in self.path:
            file = {"path": self.named, "is_dir": False, "file_size": 5}
            content = json.dumps({"files": [file]})
        else:
            content = "jahat"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.mark.parametrize("named", ["../../../luar.json", "{}/luar.json", "%2e%2e/%2e%2e/luar.json"])
def test_a_server_cannot_have_a_file_written_out_of_its_folder(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("mlflow")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "elsewhere"))
    monkeypatch.setattr(Crooked, "named", named.format(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Crooked)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(ModelError, match=r"models:/m-1: no artifacts/model\.json to be had"):
            load_model("models:/m-1", f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


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
