"""The joblib pipeline of a training: loaded where that is asked for, and nowhere else."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import joblib
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import rumor
from rumor.cli import main
from rumor.errors import MissingExtraError, ModelError
from rumor.experiments.pickled import load_pickled
from rumor.experiments.train import Trained
from rumor.features.sentence import in_context
from rumor.portable import write_model
from rumor.scorer import Scorer

ARTICLE = (
    "Pasar Tanjungsari dikabarkan pindah ke Kaliputih. Lurah Wiryo Pamungkas belum memberi "
    "keterangan. Pedagang diduga diminta membayar dua kali. Jembatan Kaligondang dibuka Senin, "
    "kata Camat Weru Lestari."
)
SCORING = ["score", "explain", "batch"]


@pytest.fixture(scope="module")
def pipeline(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that a training leaves in its run."""
    path = tmp_path_factory.mktemp("run") / "pipeline.joblib"
    joblib.dump(trained.pipeline, path)
    return path


class Trap:
    """Makes a file when it is loaded."""

    def __init__(self, sprung: Path) -> None:
        self._sprung = sprung

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self._sprung),)


@pytest.fixture
def sprung(tmp_path: Path) -> Path:
    """What is there once the trap was loaded."""
    return tmp_path / "terpasang"


@pytest.fixture
def trap(tmp_path: Path, sprung: Path) -> Path:
    path = tmp_path / "folder" / "model.joblib"
    path.parent.mkdir()
    joblib.dump(Trap(sprung), path)
    return path


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return a function that runs a scoring command with a model, where nothing else is."""
    (tmp_path / "sini").mkdir()
    monkeypatch.chdir(tmp_path / "sini")
    Path("berita.txt").write_text(ARTICLE, encoding="utf-8")
    Path("berita.csv").write_text(f'text\n"{ARTICLE}"\n', encoding="utf-8")

    def run(command: str, *options: str) -> int:
        files = ["berita.csv", "hasil.csv"] if command == "batch" else ["berita.txt"]
        return main([command, *files, *options])

    return run


# With the flag


def test_a_pipeline_scores_as_the_portable_model_of_its_training(
    pipeline: Path, trained: Trained
) -> None:
    found = rumor.load(pipeline, allow_pickle=True).score(ARTICLE)
    expected = Scorer(trained.model).score(ARTICLE)
    assert found.score == pytest.approx(expected.score, abs=1e-6)
    for claim, like in zip(found.claims, expected.claims, strict=True):
        assert claim.score == pytest.approx(like.score, abs=1e-6)
        assert claim.level == like.level
        assert claim.evidence == like.evidence


def test_a_pipeline_scores_as_it_does_in_scikit_learn(pipeline: Path) -> None:
    texts = ARTICLE.split(". ")
    expected = joblib.load(pipeline).predict_proba([in_context(text) for text in texts])[:, 1]
    scorer = rumor.load(pipeline, allow_pickle=True)
    found = [scorer.score_sentences([text]).claims[0].score for text in texts]
    assert found == pytest.approx(list(expected), abs=1e-6)


@pytest.mark.parametrize("command", SCORING)
def test_the_scoring_commands_load_a_pipeline_when_told_to(
    command: str,
    pipeline: Path,
    trained: Trained,
    call: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    write_model(trained.model, tmp_path / "model.json")
    printed = []
    for options in (["--model", str(pipeline), "--allow-pickle"], ["--model", "../model.json"]):
        assert call(command, *options) == 0
        captured = capsys.readouterr()
        told = Path("hasil.csv")
        printed.append(told.read_text(encoding="utf-8") if told.exists() else captured.out)
        told.unlink(missing_ok=True)
    assert printed[0] == printed[1]
    assert "hedged" in printed[0]


def test_a_pipeline_that_joblib_has_packed_is_loaded_too(trained: Trained, tmp_path: Path) -> None:
    path = tmp_path / "pipeline.joblib"
    joblib.dump(trained.pipeline, path, compress=3)
    assert load_pickled(path).weights == trained.model.weights


def test_a_portable_model_is_read_as_ever_with_the_flag(tiny_file: Path) -> None:
    found = rumor.load(tiny_file, allow_pickle=True).score(ARTICLE)
    assert found == rumor.load(tiny_file).score(ARTICLE)


def test_a_folder_or_a_store_never_gives_a_pickle_even_with_the_flag(
    trap: Path, sprung: Path, call: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("score", "--model", str(trap.parent), "--allow-pickle") == 2
    assert "a folder without a portable model" in capsys.readouterr().err
    assert not sprung.exists()


# Without it


def test_the_trap_is_one(trap: Path, sprung: Path) -> None:
    joblib.load(trap)
    assert sprung.exists()


@pytest.mark.parametrize("name", ["model.joblib", "model.json", "musim.bin"])
@pytest.mark.parametrize("command", SCORING)
def test_a_pickle_is_refused_with_one_line_that_names_the_flag(
    command: str,
    name: str,
    trap: Path,
    sprung: Path,
    call: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    trap = trap.rename(trap.with_name(name))
    assert call(command, "--model", str(trap)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith(f"rumor: {trap}: a pickle, and to load one runs whatever code")
    assert "--allow-pickle" in captured.err
    assert not sprung.exists()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["model", "save", "keluaran"], marks=pytest.mark.slow, id="model save"),
        pytest.param(["model", "check"], id="model check"),
        pytest.param(["serve", "--port", "0"], id="serve"),
    ],
)
def test_no_other_command_loads_a_pickle(
    command: list[str],
    trap: Path,
    sprung: Path,
    call: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*command, "--model", str(trap)]) == 2
    assert "a pickle" in capsys.readouterr().err
    assert not sprung.exists()


def test_the_server_has_no_such_flag(
    trap: Path, sprung: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["serve", "--port", "0", "--model", str(trap), "--allow-pickle"])
    assert stopped.value.code == 2
    assert "unrecognized arguments: --allow-pickle" in capsys.readouterr().err
    assert not sprung.exists()


@pytest.mark.parametrize("key", ["allow-pickle", "allow_pickle"])
@pytest.mark.parametrize("table", ["", "[score]\n"])
def test_no_file_beside_the_articles_can_set_the_flag(
    table: str,
    key: str,
    trap: Path,
    sprung: Path,
    call: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("rumor.toml").write_text(f"{table}{key} = true\n", encoding="utf-8")
    assert call("score", "--model", str(trap)) == 2
    assert "setting allow-pickle: is about one call" in capsys.readouterr().err
    assert not sprung.exists()


@pytest.mark.parametrize("command", ["score", "serve"])
def test_not_even_a_file_of_ones_own_can_set_the_flag(
    command: str,
    trap: Path,
    sprung: Path,
    call: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = Path("milikku.toml")
    own.write_text(f'[{command}]\nallow-pickle = true\nmodel = "{trap}"\n', encoding="utf-8")
    assert main(["--config", str(own), command]) == 2
    assert "setting allow-pickle: is about one call" in capsys.readouterr().err
    assert not sprung.exists()


def test_python_loads_no_pickle_unless_told_to(trap: Path, sprung: Path) -> None:
    with pytest.raises(ModelError, match="a pickle, and to load one runs"):
        rumor.load(trap)
    assert not sprung.exists()


# Pickles that are no use


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[[object], ModelError]:
    def refuse(content: object) -> ModelError:
        path = tmp_path / "pipeline.joblib"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            joblib.dump(content, path)
        with pytest.raises(ModelError) as caught:
            rumor.load(path, allow_pickle=True)
        assert len(str(caught.value).splitlines()) == 1
        return caught.value

    return refuse


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04",
        b"x\x9cada",
        b"\x80\x04\x95\xff",
        pickle.dumps("a")[:-2],
        b"cnama\nhilang\n.",
    ],
    ids=["empty", "cut short", "packed badly", "broken frame", "no end", "unknown module"],
)
def test_a_damaged_pickle_is_one_clear_error(refusal, content: bytes) -> None:
    assert refusal(content).reason.startswith("a pickle that cannot be loaded (")


def test_a_pickle_of_something_else_is_refused(refusal) -> None:
    assert "a pickle of dict, not of a trained pipeline" in refusal({"bobot": 1}).reason
    assert "of Pipeline, not" in refusal(make_pipeline(LogisticRegression())).reason


def test_an_untrained_pipeline_is_refused(refusal) -> None:
    from rumor.experiments.pipeline import make_pipeline

    assert "not of a trained pipeline" in refusal(make_pipeline({})).reason


def test_a_pipeline_for_other_features_is_refused(
    refusal, trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = trained.pipeline.named_steps["rows"]
    monkeypatch.setattr(rows, "schema_hash_", "0123456789abcdef")
    assert refusal(trained.pipeline).reason.startswith("made for features 0123456789abcdef, these")
    monkeypatch.delattr(rows, "schema_hash_")
    assert "does not tell" in refusal(trained.pipeline).reason


def test_a_pipeline_of_another_scikit_learn_is_refused(
    refusal, trained: Trained, tmp_path: Path
) -> None:
    import sklearn

    joblib.dump(trained.pipeline, tmp_path / "asli.joblib")
    ours, older = sklearn.__version__.encode(), b"9" * len(sklearn.__version__)
    changed = (tmp_path / "asli.joblib").read_bytes().replace(ours, older)
    assert "InconsistentVersionWarning" in refusal(changed).reason


def test_without_scikit_learn_the_extra_to_install_is_named(
    pipeline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "rumor.experiments.pickled", raising=False)
    monkeypatch.setitem(sys.modules, "joblib", None)
    with pytest.raises(MissingExtraError, match=r"needs joblib.*rumor\[train\]"):
        rumor.load(pipeline, allow_pickle=True)
