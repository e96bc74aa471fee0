"""Configurations to the trainings they stand for: grids expanded, families left out in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from rumor.errors import RumorError
from rumor.experiments.config import FIELDS, Config
from rumor.experiments.train import SETTINGS
from rumor.features.extract import FAMILIES


@dataclass(frozen=True, slots=True)
class Variant:
    """One training.

    Attributes
    ----------
    name : str
        That of the configuration, and what is changed.
    config : str
        Name of the configuration.
    description : str
        Of the configuration.
    corpora : tuple of pathlib.Path
    settings : dict
        By scikit-learn's names, as `rumor.experiments.train.SETTINGS`.
    """

    name: str
    config: str
    description: str
    corpora: tuple[Path, ...]
    settings: dict[str, Any]


def variants(configs: Sequence[Config], *, ablate: bool = False) -> list[Variant]:
    """List the trainings that configurations stand for.

    Parameters
    ----------
    configs : sequence of Config
    ablate : bool
        Whether each is also trained without every family in turn, and without words.

    Returns
    -------
    list of Variant
        In the order of the configurations; a grid's last name changes first.

    Raises
    ------
    rumor.errors.RumorError
        If two configurations have the same name.
    """
    for place, config in enumerate(configs):
        for other in configs[:place]:
            if other.name == config.name:
                raise RumorError(
                    f"{config.path}: {other.path} has the name {config.name} too; give each once, "
                    "with a name of its own"
                )
    whole = [variant for config in configs for variant in _expand(config)]
    return [part for variant in whole for part in (_ablate(variant) if ablate else [variant])]


def _expand(config: Config) -> Iterator[Variant]:
    for values in product(*config.grid.values()):
        chosen = dict(zip(config.grid, values, strict=True))
        settings = config.settings | {FIELDS[name].setting: v for name, v in chosen.items()}
        changes = [f"{name.split('.')[1]}={_shown(value)}" for name, value in chosen.items()]
        name = " ".join([config.name, *changes])
        yield Variant(name, config.name, config.description, config.corpora, _resolve(settings))


def _resolve(settings: dict[str, Any]) -> dict[str, Any]:
    """Fill in the settings of the shipped model; what it does not name is left out if it may be."""
    found = SETTINGS | settings
    if not found.get("rows__without"):
        found.pop("rows__without", None)
    if found.get("classify__margin") == "svm":
        del found["classify__margin"]
    return found


def _ablate(variant: Variant) -> Iterator[Variant]:
    yield variant
    left_out = variant.settings.get("rows__without", [])
    for family in FAMILIES:
        if family not in left_out:
            without = [name for name in FAMILIES if name in (*left_out, family)]
            yield _changed(variant, family, rows__without=without)
    if variant.settings["rows__words"]:
        yield _changed(variant, "words", rows__words=False)


def _changed(variant: Variant, left_out: str, **settings: Any) -> Variant:
    return Variant(
        name=f"{variant.name} without {left_out}",
        config=variant.config,
        description=variant.description,
        corpora=variant.corpora,
        settings=variant.settings | settings,
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "+".join(value) or "nothing"
    return str(value).lower()
