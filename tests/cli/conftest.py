"""Tiny regions and plans that the commands are tried on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.process import run
from tests.tiny import tiny, write_folder


@pytest.fixture(scope="session")
def solved_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny region in `tiny` and its plan in `out/tiny`; not to be changed."""
    folder = tmp_path_factory.mktemp("solved")
    write_folder(folder / "tiny", tiny())
    run(folder, "solve", "tiny", "--quiet")
    return folder


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """The tiny region in `tiny`, in a folder of its own."""
    write_folder(tmp_path / "tiny", tiny())
    return tmp_path


@pytest.fixture
def solved(solved_once: Path, tmp_path: Path) -> Path:
    """The tiny region and its plan, in a folder of its own."""
    shutil.copytree(solved_once, tmp_path, dirs_exist_ok=True)
    return tmp_path
