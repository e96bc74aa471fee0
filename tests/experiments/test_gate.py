from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from rumor.cli import main
from rumor.errors import InputError, RumorError
from rumor.experiments.commands.model_check import add_to_changelog
from rumor.experiments.corpus import default_corpora, load_corpora
from rumor.experiments.gate import (
    Bounds,
    Measured,
    compare,
    lowered,
    pinned,
    read_floors,
    require_digests,
    unchecked,
    update,
    write_floors,
)
from rumor.experiments.metrics import Interval

FLOORS = {"small": Bounds("small", "aa", {"ap": 0.8, "ece": 0.05})}


def measured(**values: float) -> dict[str, Measured]:
    return {"small": Measured("small", "aa", {n: Interval(v, v, v) for n, v in values.items()})}


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    """A file of floors on the authored corpus that no model of a few weights keeps."""
    (corpus,) = load_corpora(default_corpora())
    path = tmp_path / "floors.toml"
    bounds = {"authored": Bounds("authored", corpus.sha256, {"ap": 0.999, "brier": 0.9})}
    path.write_text(write_floors(bounds), encoding="utf-8")
    return path


def test_a_value_below_its_floor_fails() -> None:
    assert [c.passed for c in compare(FLOORS, measured(ap=0.79, ece=0.04))] == [False, True]


def test_a_value_above_its_ceiling_fails() -> None:
    assert [c.passed for c in compare(FLOORS, measured(ap=0.81, ece=0.06))] == [True, False]


def test_a_measure_that_is_gone_fails() -> None:
    (check,) = [c for c in compare(FLOORS, measured(ap=0.9)) if not c.passed]
    assert check.complaint() == "small ece is gone, and its bound is 0.050"


def test_a_complaint_names_set_measure_value_and_floor() -> None:
    check = compare(FLOORS, measured(ap=0.79, ece=0.04))[0]
    assert check.complaint() == "small ap 0.7900 is below its floor 0.800"


def test_dev_sets_of_corpora_that_are_not_at_hand_are_told() -> None:
    assert unchecked(FLOORS, {}) == ["small"]
    assert compare(FLOORS, {}) == []


@pytest.mark.parametrize(("measure", "bound"), [("ap", 0.953), ("ece", 0.963)])
def test_bounds_are_a_tolerance_worse_than_the_value(measure: str, bound: float) -> None:
    assert pinned(measure, 0.958) == bound


def test_update_raises_what_got_better() -> None:
    new = update(FLOORS, measured(ap=0.9, ece=0.01))
    assert new["small"].limits == {"ap": 0.895, "ece": 0.015}


def test_update_keeps_a_floor_that_the_value_is_only_just_above() -> None:
    assert update(FLOORS, measured(ap=0.801, ece=0.05))["small"].limits == FLOORS["small"].limits


def test_update_lowers_nothing_by_itself() -> None:
    assert update(FLOORS, measured(ap=0.7, ece=0.05))["small"].limits["ap"] == 0.8


def test_update_lowers_when_told_to() -> None:
    new = update(FLOORS, measured(ap=0.7, ece=0.05), lower=True)
    assert new["small"].limits["ap"] == 0.695
    assert lowered(FLOORS, new) == ["small ap 0.800 to 0.695"]


def test_update_keeps_floors_of_corpora_that_are_not_at_hand() -> None:
    assert update(FLOORS, {}, lower=True) == FLOORS


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(write_floors(FLOORS), encoding="utf-8")
    assert read_floors(path) == FLOORS


@pytest.mark.parametrize("text", ["ap = ", "[sets.small]\ncorpus = 'small'", "sets = 3"])
def test_a_file_that_holds_no_floors_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"floors\.toml: not a file of floors"):
        read_floors(path)


def test_a_corpus_with_another_digest_is_refused() -> None:
    corpora = load_corpora(default_corpora())
    with pytest.raises(RumorError, match="but the floors were measured on aa"):
        require_digests({"authored": Bounds("authored", "aa", {})}, corpora)


def test_shipped_floors_were_measured_on_the_corpus_that_ships() -> None:
    shipped = read_floors(Path(str(files("rumor.experiments") / "floors.toml")))
    require_digests(shipped, load_corpora(default_corpora()))
    assert {"authored", "news"} <= set(shipped)


def test_reasons_go_under_unreleased_changed() -> None:
    old = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n## [0.1.0]\n"
    once = add_to_changelog(old, "B.", "x")
    assert once == (
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n### Changed\n\n- B.\n\n## [0.1.0]\n"
    )
    assert "- B.\n- C.\n\n## [0.1.0]" in add_to_changelog(once, "C.", "x")


def test_a_changelog_without_unreleased_is_refused() -> None:
    with pytest.raises(InputError, match="no section"):
        add_to_changelog("# Changelog\n", "B.", "CHANGELOG.md")


def test_check_fails_and_names_what_is_below(
    floors: Path, tiny_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["model", "check", "--model", str(tiny_file), "--floors", str(floors)])
    printed = capsys.readouterr()
    assert status == 1
    assert "rumor: authored ap 0." in printed.err
    assert "is below its floor 0.999" in printed.err
    assert "contrast sets, dev (unseen): " in printed.out


def test_update_writes_nothing_when_a_floor_is_not_kept(floors: Path, tiny_file: Path) -> None:
    before = floors.read_bytes()
    arguments = ["--model", str(tiny_file), "--floors", str(floors), "--update"]
    assert main(["model", "check", *arguments]) == 1
    assert floors.read_bytes() == before


def test_lowering_writes_the_reason_into_the_changelog(
    floors: Path, tiny_file: Path, tmp_path: Path
) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("## [Unreleased]\n", encoding="utf-8")
    arguments = ["--model", str(tiny_file), "--floors", str(floors), "--changelog", str(changelog)]
    given = ["--update", "--lower", "--reason", "a smaller model"]
    assert main(["model", "check", *arguments, *given]) == 0
    assert "- Quality floors lowered: a smaller model (authored ap 0.999 to 0." in (
        changelog.read_text(encoding="utf-8")
    )
    assert main(["model", "check", *arguments]) == 0


def test_lowering_without_a_reason_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "check", "--update", "--lower"]) == 2
    assert "give --update and --reason" in capsys.readouterr().err
