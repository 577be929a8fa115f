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


def _folders() -> dict[str, Path]:
    package = Path(planner.__file__).parent
    # A checkout keeps them beside the package; an installed wheel inside it.
    for root in (package.parent / "data" / "regions", package / "_data" / "regions"):
        if root.is_dir():
            return {f.name: f for f in root.iterdir() if (f / "region.toml").is_file()}
    return {}
