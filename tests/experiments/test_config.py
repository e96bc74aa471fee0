from __future__ import annotations

from pathlib import Path

import pytest

from rumor.cli import main
from rumor.errors import RumorError
from rumor.experiments.config import Config, find_config, read_config, shipped_configs
from rumor.experiments.corpus import default_corpora
from rumor.experiments.pipeline import make_pipeline
from rumor.experiments.plan import make_plan
from rumor.experiments.train import SETTINGS
from rumor.experiments.variants import variants
from rumor.features.extract import FAMILIES


def config(folder: Path, text: str, name: str = "percobaan.toml") -> Config:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_config(path)


@pytest.mark.parametrize(
    ("text", "place", "allowed"),
    [
        ("[features]\nwihout = []", "unknown key features.wihout", "without, words, min_count"),
        ("fatures = 1", "unknown key fatures", "features, classifier, grid"),
        ("[features]\nwithout = ['hedgin']", "features.without is ['hedgin']", "hedging, suspi"),
        ("[features]\nwithout = 'hedging'", "features.without is 'hedging'", "list of families"),
        ("[features]\nwords = 1", "features.words is 1", "true or false"),
        ("[features]\nmin_count = 0", "features.min_count is 0", "whole number from 1"),
        ("[features]\nmin_count = 2.0", "features.min_count is 2.0", "whole number from 1"),
        ("[features]\nmin_count = true", "features.min_count is True", "whole number from 1"),
        ("[classifier]\ntype = 'forest'", "classifier.type is 'forest'", "svm, logistic"),
        ("[classifier]\ntype = ['svm']", "classifier.type is ['svm']", "svm, logistic"),
        ("[classifier]\nC = 0", "classifier.C is 0", "a number above 0"),
        ("[classifier]\nC = nan", "classifier.C is nan", "a number above 0"),
        ("[classifier]\nC = {min = 1}", "classifier.C is {'min': 1}", "a number above 0"),
        ("[classifier]\nrarity = -1", "classifier.rarity is -1", "a number from 0"),
        ("[classifier]\nlevel_C = inf", "classifier.level_C is inf", "a number above 0"),
        ("[classifier]\nfolds = 1", "classifier.folds is 1", "whole number from 2"),
        ("[classifier]\nseed = -3", "classifier.seed is -3", "whole number from 0"),
        ("classifier = 'svm'", "classifier is no table", "write [classifier]"),
        ("corpora = 'authored'", "corpora is 'authored'", "list of authored, news"),
        ("corpora = []", "corpora is []", "list of authored, news"),
        ("corpora = ['berita.jsonl']", "corpora names 'berita.jsonl'", "relative to the file"),
        ("corpora = ['news']", "news.jsonl is not on this machine", "rumor corpus fetch"),
        ("name = 'a b'", "name is 'a b'", "letter or digit"),
        ("name = 3", "name is 3", "letter or digit"),
        ("description = ['x']", "description is ['x']", "text of one line"),
        ("grid = 1", "grid is no table", "write [grid]"),
        ("[grid]\nclassifier.D = [1]", "unknown key grid.classifier.D", "classifier.C"),
        ("[grid]\nC = [1]", "unknown key grid.C", "classifier.C"),
        ("[grid]\nclassifier.C = 1", "grid.classifier.C is 1", "list of values"),
        ("[grid]\nclassifier.C = []", "grid.classifier.C is []", "list of values"),
        ("[grid]\nclassifier.C = [1, 'b']", "grid.classifier.C is 'b'", "a number above 0"),
        ("[grid]\nclassifier.C = [1, 1.0]", "grid.classifier.C holds 1.0 twice", "once"),
        ("[classifier]\nC = 1\n[grid]\nclassifier.C = [2]", "classifier.C is given twice", "once"),
        ("[features", "not TOML", "correct it"),
    ],
)
def test_what_is_wrong_is_told_with_file_key_and_what_is_allowed(
    tmp_path: Path, text: str, place: str, allowed: str
) -> None:
    with pytest.raises(RumorError) as caught:
        config(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'percobaan.toml'}: ")
    assert place in message
    assert allowed in message
    assert "\n" not in message


def test_a_file_that_is_not_utf_8_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "lama.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(RumorError, match=r"lama\.toml: byte 9 is not UTF-8"):
        read_config(tmp_path / "lama.toml")


def test_a_missing_file_and_an_unknown_name_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(RumorError, match="no such file or directory"):
        read_config(find_config(str(tmp_path / "hilang.toml")))
    with pytest.raises(RumorError, match=r"shiped: no such configuration.*logistic"):
        find_config("shiped")


def test_the_shipped_configuration_is_that_of_the_shipped_model() -> None:
    found = read_config(find_config("shipped"))
    (variant,) = variants([found])
    assert variant.settings == SETTINGS
    stated = {key: v for key, v in found.settings.items() if key in SETTINGS}
    assert stated == SETTINGS, "shipped.toml states every setting"


def test_every_configuration_that_ships_can_be_read_and_built() -> None:
    for name, path in shipped_configs().items():
        found = read_config(path)
        assert found.name == name
        assert found.description
        for variant in variants([found]):
            make_pipeline(variant.settings)


def test_an_empty_file_is_the_shipped_model_on_the_corpora_of_a_training(tmp_path: Path) -> None:
    (variant,) = variants([config(tmp_path, "")])
    assert variant.name == "percobaan"
    assert variant.settings == SETTINGS
    assert variant.corpora == default_corpora()


def test_corpora_are_named_or_found_beside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "warta").mkdir()
    (tmp_path / "warta" / "desa.jsonl").touch()
    monkeypatch.chdir("/")
    found = config(tmp_path, "corpora = ['authored', 'warta/desa.jsonl']")
    assert found.corpora == (default_corpora()[0], tmp_path / "warta" / "desa.jsonl")


def test_a_grid_stands_for_all_combinations(tmp_path: Path) -> None:
    text = "[grid]\nclassifier.C = [0.01, 1]\n'features.words' = [true, false]"
    found = variants([config(tmp_path, text)])
    assert [variant.name for variant in found] == [
        "percobaan C=0.01 words=true",
        "percobaan C=0.01 words=false",
        "percobaan C=1.0 words=true",
        "percobaan C=1.0 words=false",
    ]
    assert [(v.settings["classify__C"], v.settings["rows__words"]) for v in found] == [
        (0.01, True),
        (0.01, False),
        (1.0, True),
        (1.0, False),
    ]
    assert {v.config for v in found} == {"percobaan"}


def test_a_grid_may_leave_families_out(tmp_path: Path) -> None:
    text = "[grid]\nfeatures.without = [[], ['hearsay', 'hedging']]"
    found = variants([config(tmp_path, text)])
    assert [v.name for v in found] == [
        "percobaan without=nothing",
        "percobaan without=hedging+hearsay",
    ]
    assert found[0].settings == SETTINGS
    assert found[1].settings["rows__without"] == ["hedging", "hearsay"]


def test_an_ablation_leaves_out_every_family_in_turn_and_the_words(tmp_path: Path) -> None:
    whole, *parts = variants([config(tmp_path, "")], ablate=True)
    assert whole.settings == SETTINGS
    left_out = {p.name: p.settings.get("rows__without", []) for p in parts}
    assert left_out == {
        **{f"percobaan without {name}": [name] for name in FAMILIES},
        "percobaan without words": [],
    }
    assert [p.name for p in parts if not p.settings["rows__words"]] == ["percobaan without words"]


def test_an_ablation_does_not_leave_out_what_is_left_out_already(tmp_path: Path) -> None:
    text = "[features]\nwords = false\nwithout = ['hedging']"
    whole, *parts = variants([config(tmp_path, text)], ablate=True)
    assert whole.settings["rows__without"] == ["hedging"]
    assert len(parts) == len(FAMILIES) - 1
    assert all("hedging" in part.settings["rows__without"] for part in parts)


def test_two_configurations_of_one_name_are_refused(tmp_path: Path) -> None:
    one = config(tmp_path, "name = 'sama'", "satu.toml")
    two = config(tmp_path, "name = 'sama'", "dua.toml")
    with pytest.raises(RumorError, match=r"dua\.toml: .*satu\.toml has the name sama too"):
        variants([one, two])


def test_the_same_training_under_two_names_is_planned_once(
    tmp_path: Path, small_corpus: Path
) -> None:
    head = f"corpora = ['{small_corpus}']\n"
    one = config(tmp_path, head, "satu.toml")
    two = config(tmp_path, f"{head}[classifier]\nC = 0.015\ntype = 'svm'", "dua.toml")
    other = config(tmp_path, f"{head}[classifier]\nC = 0.15", "tiga.toml")
    plan = make_plan(variants([one, two, other]), 20)
    assert [task.variant.name for task in plan.tasks] == ["satu", "tiga"]
    assert plan.same == {"dua": "satu"}


def test_the_digest_follows_settings_corpora_and_resamples(
    tmp_path: Path, small_corpus: Path
) -> None:
    copy = tmp_path / "small.jsonl"
    copy.write_bytes(small_corpus.read_bytes())
    found = variants([config(tmp_path, "corpora = ['small.jsonl']")])
    first = make_plan(found, 20)
    assert make_plan(found, 20).digest == first.digest
    assert make_plan(found, 30).digest != first.digest
    changed = variants([config(tmp_path, "corpora = ['small.jsonl']\n[classifier]\nseed = 1")])
    assert make_plan(changed, 20).digest != first.digest
    copy.write_bytes(b"\n".join(small_corpus.read_bytes().splitlines()[:-1]))
    assert make_plan(found, 20).digest != first.digest


def test_the_configurations_that_ship_are_listed_with_what_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["experiment", "run", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(shipped_configs())
    assert all(len(line.split()) > 3 for line in lines)


def test_without_a_configuration_the_user_is_sent_to_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["experiment", "run"]) == 2
    assert "--list" in capsys.readouterr().err
