from __future__ import annotations

import errno
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
import pytest
from mlflow.exceptions import MlflowException

from rumor.cli import main
from rumor.errors import ModelError, OutputError
from rumor.experiments.logged_model import save_model
from rumor.experiments.pyfunc import SCORING
from rumor.experiments.runtime import stage_runtime
from rumor.scorer import SHIPPED, Scorer

ARTICLE = (
    "Jembatan Kaligondang ditutup sejak Senin. Konon tiang ketiganya retak. "
    "Camat Weru Lestari mengatakan perbaikan dimulai pekan ini. Kerusakan itu diduga akibat banjir."
)
SENTENCE = "Jembatan Kaligondang dikabarkan retak."
QUESTION = "Mengapa jembatan itu retak?"
COLUMNS = ["score", "speculative", "level", "evidence"]
SPECULATIVE = {"hedged", "rumoured"}

Predict = Callable[..., pd.DataFrame]
Python = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def shipped() -> Path:
    """Return the path of the shipped model."""
    return Path(str(files("rumor.model") / SHIPPED))


@pytest.fixture(scope="module")
def saved(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the shipped model as an MLflow model."""
    folder = tmp_path_factory.mktemp("mlflow") / "model"
    save_model(shipped, folder)
    return folder


@pytest.fixture(autouse=True)
def same_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take from the path again what MLflow puts onto it: the code of the model."""
    monkeypatch.setattr(sys, "path", list(sys.path))


@pytest.fixture
def model(saved: Path) -> mlflow.pyfunc.PyFuncModel:
    """Return the saved model, loaded."""
    return mlflow.pyfunc.load_model(str(saved))


@pytest.fixture
def predict(model: mlflow.pyfunc.PyFuncModel) -> Predict:
    """Return a function that scores texts with the saved model; further arguments are params."""

    def run(texts: list[Any], titles: list[Any] | None = None, **params: Any) -> pd.DataFrame:
        columns = {"text": texts} | ({} if titles is None else {"title": titles})
        frame = pd.DataFrame({name: pd.Series(c, dtype=object) for name, c in columns.items()})
        return model.predict(frame, params=params)

    return run


def refusal(call: Callable[[], object]) -> str:
    """Return the message of the error that a client is told is its own."""
    with pytest.raises(MlflowException) as caught:
        call()
    assert caught.value.error_code == "INVALID_PARAMETER_VALUE"
    return str(caught.value.message)


# What a row tells


def test_an_article_has_the_score_of_the_scorer(predict: Predict, scorer: Scorer) -> None:
    frame = predict([ARTICLE])
    assert list(frame.columns) == COLUMNS
    assert frame["score"][0] == scorer.score(ARTICLE).score


def test_an_article_has_the_level_of_its_most_speculative_claim(
    predict: Predict, scorer: Scorer
) -> None:
    (row,) = predict([ARTICLE]).itertuples()
    top = scorer.score(ARTICLE).ranked()[0]
    assert (row.level, row.speculative) == (top.level, top.speculative) == ("rumoured", True)


def test_an_article_has_the_evidence_of_all_its_claims_in_order(
    predict: Predict, scorer: Scorer
) -> None:
    evidence = json.loads(predict([ARTICLE])["evidence"][0])
    claims = [claim for claim in scorer.score(ARTICLE).claims if claim.evidence]
    assert len(claims) == 2
    assert evidence == [asdict(item) for claim in claims for item in claim.evidence]


def test_evidence_is_where_it_is_said_to_be(predict: Predict) -> None:
    for item in json.loads(predict([ARTICLE])["evidence"][0]):
        assert ARTICLE[item["start"] : item["end"]] == item["text"]


def test_a_sentence_is_scored_as_one(predict: Predict, scorer: Scorer) -> None:
    (row,) = predict([ARTICLE], unit="sentence").itertuples()
    (claim,) = scorer.score_sentences([ARTICLE]).claims
    assert (row.score, row.speculative, row.level) == (claim.score, claim.speculative, claim.level)
    assert json.loads(row.evidence) == [asdict(item) for item in claim.evidence]


@pytest.mark.parametrize("unit", ["article", "sentence"])
def test_the_title_is_context(predict: Predict, scorer: Scorer, unit: str) -> None:
    title = "Kabar burung tentang Jembatan Kaligondang"
    (row,) = predict([SENTENCE], [title], unit=unit).itertuples()
    (claim,) = scorer.score(SENTENCE, title=title).claims
    assert row.score == claim.score != scorer.score(SENTENCE).score


@pytest.mark.parametrize("titles", [[None], [float("nan")], [pd.NA], [""], None])
def test_a_title_may_be_missing(
    predict: Predict, scorer: Scorer, titles: list[object] | None
) -> None:
    assert predict([SENTENCE], titles)["score"][0] == scorer.score(SENTENCE).score


def test_an_article_without_a_claim_has_no_level(predict: Predict) -> None:
    (row,) = predict([QUESTION]).itertuples(index=False, name=None)
    assert row == (0.0, False, "none", "[]")


@pytest.mark.parametrize("unit", ["article", "sentence"])
@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_text_has_no_claim(predict: Predict, text: str, unit: str) -> None:
    (row,) = predict([text], unit=unit).itertuples(index=False, name=None)
    assert row == (0.0, False, "none", "[]")


def test_there_is_one_row_for_each_row_with_its_index(
    model: mlflow.pyfunc.PyFuncModel, predict: Predict
) -> None:
    frame = pd.DataFrame({"text": [SENTENCE, QUESTION, ARTICLE]}, index=["b", "a", "b"])
    rows = model.predict(frame)
    assert list(rows.index) == ["b", "a", "b"]
    assert list(rows["score"]) == list(predict([SENTENCE, QUESTION, ARTICLE])["score"])


def test_no_rows_give_no_rows(predict: Predict) -> None:
    frame = predict([])
    assert list(frame.columns) == COLUMNS
    assert len(frame) == 0


def test_columns_have_the_types_of_the_signature(predict: Predict) -> None:
    types = predict([ARTICLE, QUESTION]).dtypes
    assert types["score"] == "float64"
    assert types["speculative"] == "bool"


# Parameters


def test_the_threshold_decides_what_is_speculative(predict: Predict, scorer: Scorer) -> None:
    score = scorer.score(SENTENCE).score
    assert predict([SENTENCE], threshold=score)["speculative"][0]
    assert not predict([SENTENCE], threshold=score + 1e-6)["speculative"][0]


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.9, 1.0])
@pytest.mark.parametrize("unit", ["article", "sentence"])
def test_level_and_speculative_never_contradict_each_other(
    predict: Predict, threshold: float, unit: str
) -> None:
    frame = predict([ARTICLE, SENTENCE, QUESTION, ""], unit=unit, threshold=threshold)
    assert list(frame["speculative"]) == [level in SPECULATIVE for level in frame["level"]]


@pytest.mark.parametrize("params", [{"threshold": -1.0}, {"threshold": None, "unit": None}])
def test_a_parameter_may_be_left_to_the_model(predict: Predict, params: dict[str, Any]) -> None:
    pd.testing.assert_frame_equal(predict([ARTICLE], **params), predict([ARTICLE]))


@pytest.mark.parametrize("threshold", [3.0, -0.5, float("nan"), float("inf")])
def test_a_threshold_out_of_range_is_refused(predict: Predict, threshold: float) -> None:
    message = refusal(lambda: predict([SENTENCE], threshold=threshold))
    assert message == (
        f"threshold {threshold} is not between 0 and 1; -1 stands for the model's own"
    )


def test_an_unknown_unit_is_refused(predict: Predict) -> None:
    message = refusal(lambda: predict([SENTENCE], unit="kalimat"))
    assert message == "unit 'kalimat' is not 'article' or 'sentence'"


@pytest.mark.parametrize("params", [{"threshold": "tinggi"}, {"unit": 5}, {"threshold": True}])
def test_a_parameter_of_another_type_is_refused(predict: Predict, params: dict[str, Any]) -> None:
    (name,) = params
    assert name in refusal(lambda: predict([SENTENCE], **params))


# Bad rows


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, "null"),
        (float("nan"), "null"),
        (pd.NA, "null"),
        (5, "int"),
        ([SENTENCE], "list"),
        (SENTENCE.encode(), "bytes"),
    ],
)
def test_a_text_that_is_no_string_is_refused(predict: Predict, value: object, found: str) -> None:
    message = refusal(lambda: predict([SENTENCE, value, SENTENCE]))
    assert message == f"row 2 of 3: text is {found}, it must be a string"


def test_the_word_none_is_a_text_like_any_other(predict: Predict, scorer: Scorer) -> None:
    frame = predict(["None"], unit="sentence")
    assert frame["score"][0] == scorer.score_sentences(["None"]).claims[0].score


def test_a_title_that_is_no_string_is_refused(predict: Predict) -> None:
    message = refusal(lambda: predict([SENTENCE, SENTENCE], ["Jembatan retak", 5]))
    assert message == "row 2 of 2: title is int, it must be a string or null"


def test_a_frame_without_texts_is_refused(model: mlflow.pyfunc.PyFuncModel) -> None:
    message = refusal(lambda: model.predict(pd.DataFrame({"teks": [SENTENCE]})))
    assert "missing inputs ['text']" in message


# What is saved


def test_the_signature_tells_what_goes_in_and_comes_out(saved: Path) -> None:
    signature = mlflow.models.get_model_info(str(saved)).signature
    assert signature.inputs.required_input_names() == ["text"]
    assert signature.inputs.optional_input_names() == ["title"]
    assert signature.outputs.input_names() == COLUMNS
    assert {p.name: p.default for p in signature.params} == {"threshold": -1.0, "unit": "article"}


def test_the_input_example_can_be_scored(model: mlflow.pyfunc.PyFuncModel) -> None:
    assert list(model.input_example.columns) == ["text", "title"]
    assert list(model.predict(model.input_example)["speculative"]) == [True, True]


def test_the_requirements_are_few_and_to_be_had_from_an_index(saved: Path) -> None:
    lines = (saved / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [f"mlflow=={mlflow.__version__}", "pandas>=2.3"]


def test_nothing_is_pickled(saved: Path) -> None:
    # Whoever loads a model leaves compiled code beside its code, if Python may.
    kept = [path for path in saved.rglob("*") if path.parent.name != "__pycache__"]
    suffixes = {path.suffix for path in kept if path.is_file()}
    assert suffixes <= {".py", ".toml", ".json", ".yaml", ".txt", ""}


def test_the_portable_model_is_in_it_as_it_is(saved: Path, shipped: Path) -> None:
    assert (saved / "artifacts" / "model.json").read_bytes() == shipped.read_bytes()


def test_it_does_not_tell_where_it_was_made(saved: Path, checkout: Path, shipped: Path) -> None:
    text = (saved / "MLmodel").read_text(encoding="utf-8")
    assert str(checkout) not in text
    assert str(shipped.parent) not in text


def test_saving_touches_nothing_but_its_folder(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = list(sys.path)
    save_model(shipped, Path("model"))
    assert [item.name for item in tmp_path.iterdir()] == ["model"]
    assert sys.path == path


def test_the_project_that_a_model_is_saved_in_stays_out_of_it(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("uv.lock", "pyproject.toml"):
        (tmp_path / name).write_text("# milik redaksi\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    save_model(shipped, Path("model"))
    assert not {"uv.lock", "pyproject.toml"} & {item.name for item in Path("model").iterdir()}


def test_a_folder_that_holds_something_is_left_alone(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "catatan.txt").write_text("jangan dihapus", encoding="utf-8")
    with pytest.raises(OutputError, match="is not empty; give another folder"):
        save_model(shipped, tmp_path)
    assert [item.name for item in tmp_path.iterdir()] == ["catatan.txt"]


@pytest.mark.parametrize("place", ["berkas", "berkas/model"])
def test_a_file_is_no_folder_to_save_to(shipped: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "berkas").touch()
    with pytest.raises(OutputError, match=r"berkas.*; write somewhere else"):
        save_model(shipped, tmp_path / place)
    assert [item.name for item in tmp_path.iterdir()] == ["berkas"]


def test_a_folder_that_is_empty_or_missing_is_filled(shipped: Path, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "belum" / "ada"):
        save_model(shipped, folder)
        assert (folder / "MLmodel").is_file()


def test_a_model_appears_whole_or_not_at_all(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(path: str, **contents: object) -> None:
        Path(path).mkdir()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(mlflow.pyfunc, "save_model", fill_the_disk)
    with pytest.raises(OutputError, match="no space left on device"):
        save_model(shipped, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_portable_model_is_not_saved(tmp_path: Path) -> None:
    broken = tmp_path / "rusak.json"
    broken.write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="not a portable model"):
        save_model(broken, tmp_path / "model")
    assert not (tmp_path / "model").exists()


# Where it runs

LOAD_AND_SCORE = """
import sys
import mlflow, pandas
model = mlflow.pyfunc.load_model(sys.argv[1])
print(repr(float(model.predict(pandas.DataFrame({"text": [sys.argv[2]]}))["score"][0])))
for name, module in sys.modules.items():
    if name.partition(".")[0] == "rumor":
        print(module.__spec__.origin)
"""

LOG = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import mlflow
from rumor.experiments.logged_model import log_model, save_model
from rumor.experiments.store import open_store
open_store("sqlite:///mlflow.db")
with mlflow.start_run():
    save_model(Path(sys.argv[2]), Path("saved"))
    log_model(Path(sys.argv[2]))
(logged,) = mlflow.search_logged_models(output_format="list")
print(mlflow.artifacts.download_artifacts(logged.model_uri), Path("saved").resolve(), sep="\\n")
"""

IMPORT_FIRST = """
import sys
sys.path.insert(0, sys.argv.pop(1))
import rumor.scorer
"""


def run_python(
    folder: Path, environment: dict[str, str], code: str, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", code, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def python(tmp_path: Path, environment: dict[str, str]) -> Python:
    """Return a function that runs Python code outside of the checkout."""
    return partial(run_python, tmp_path, environment)


@pytest.mark.slow
def test_the_model_runs_on_the_code_that_it_brings(
    python: Python, saved: Path, scorer: Scorer
) -> None:
    done = python(LOAD_AND_SCORE, saved, ARTICLE)
    assert done.returncode == 0, done.stderr
    score, *places = done.stdout.splitlines()
    assert float(score) == scorer.score(ARTICLE).score
    assert all(Path(place).is_relative_to(saved / "code" / "rumor") for place in places)


@pytest.mark.slow
def test_loading_and_scoring_say_nothing(python: Python, saved: Path) -> None:
    assert python(LOAD_AND_SCORE, saved, ARTICLE).stderr == ""


@pytest.mark.slow
def test_a_process_may_have_imported_the_same_code_before(
    python: Python, saved: Path, tmp_path: Path
) -> None:
    staged = stage_runtime(tmp_path)
    done = python(IMPORT_FIRST + LOAD_AND_SCORE, tmp_path, saved, ARTICLE)
    assert done.returncode == 0, done.stderr
    assert all(Path(place).is_relative_to(staged) for place in done.stdout.splitlines()[1:])


@pytest.mark.slow
@pytest.mark.parametrize("file", ["features/lexicon/id/hope.toml", "scorer.py"])
def test_a_process_that_has_imported_other_code_is_told(
    python: Python, saved: Path, tmp_path: Path, file: str
) -> None:
    changed = stage_runtime(tmp_path) / file
    changed.write_text(changed.read_text(encoding="utf-8") + "\n# lain\n", encoding="utf-8")
    done = python(IMPORT_FIRST + LOAD_AND_SCORE, tmp_path, saved, ARTICLE)
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert f"({file} differs)" in last
    assert "load the model in a process that has not imported rumor" in last


def test_all_code_that_scores_is_compared(python: Python, tmp_path: Path) -> None:
    # A new module that the scorer imports belongs into SCORING of experiments/pyfunc.py, unless no
    # score can depend on it, as is so with these.
    harmless = {"__init__.py", "atomic.py", "errors.py", "locks.py", "model_source.py"}
    staged = stage_runtime(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import rumor.rows, rumor.scorer\n"
        "for name, module in sys.modules.items():\n"
        "    if name.partition('.')[0] == 'rumor': print(module.__spec__.origin)"
    )
    places = [Path(line).relative_to(staged) for line in python(code, tmp_path).stdout.splitlines()]
    assert places
    assert {place.parts[0] for place in places} - harmless <= set(SCORING)


@pytest.fixture(scope="module")
def logged(
    checkout: Path,
    shipped: Path,
    tmp_path_factory: pytest.TempPathFactory,
    environment: dict[str, str],
) -> subprocess.CompletedProcess[str]:
    """Return a finished process that has logged and saved the shipped model, and prints where."""
    folder = tmp_path_factory.mktemp("run")
    done = run_python(folder, environment, LOG, checkout, shipped)
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.slow
def test_what_is_logged_is_what_is_saved(logged: subprocess.CompletedProcess[str]) -> None:
    def contents(root: Path) -> dict[str, bytes]:
        # MLmodel is left out: it tells when and by which run the model was made.
        found = {path.relative_to(root).as_posix(): path for path in root.rglob("*.*")}
        return {n: path.read_bytes() for n, path in found.items() if "__pycache__" not in n}

    one, other = map(Path, logged.stdout.splitlines())
    assert "artifacts/model.json" in contents(one)
    assert contents(one) == contents(other)


@pytest.mark.slow
def test_logging_and_saving_say_nothing(logged: subprocess.CompletedProcess[str]) -> None:
    assert logged.stderr == ""


def test_the_command_saves_the_shipped_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "model"
    assert main(["model", "save", str(folder)]) == 0
    assert (folder / "MLmodel").is_file()
    assert "mlflow models serve -m" in capsys.readouterr().err


def test_the_command_keeps_a_folder_that_is_not_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "catatan.txt").write_text("milik redaksi", encoding="utf-8")
    assert main(["model", "save", str(tmp_path)]) == 2
    assert "is not empty; give another folder" in capsys.readouterr().err
