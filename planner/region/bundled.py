"""The regions that come with the planner."""

from __future__ import annotations

from pathlib import Path

import planner


def bundled_names() -> tuple[str, ...]:
    """The names of the bundled regions, sorted."""
    return tuple(sorted(_folders()))


def bundled_folder(name: str) -> Path:
    """The folder of a bundled region; raises `KeyError` for another name."""
    return _folders()[name]


def scenario_names(name: str) -> tuple[str, ...]:
    """The names of the scenarios of a bundled region, sorted; raises `KeyError` for another."""
    return tuple(sorted(path.stem for path in (bundled_folder(name) / "scenarios").glob("*.toml")))


def data_folder(part: str) -> Path:
    """The folder of a part of the data that comes with the planner: `regions`, `geo`."""
    package = Path(planner.__file__).parent
    # A checkout keeps them beside the package; an installed wheel inside it.
    beside = package.parent / "data" / part
    return beside if beside.is_dir() else package / "_data" / part


def _folders() -> dict[str, Path]:
    root = data_folder("regions")
    if not root.is_dir():
        return {}
    return {f.name: f for f in root.iterdir() if (f / "region.toml").is_file()}
