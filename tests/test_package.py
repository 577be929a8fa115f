"""The package as people install it: built, put into an environment of its own, and run there."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.process import environment
from tests.tiny import tiny, write_folder

ROOT = Path(__file__).parent.parent
pytest.importorskip("hatchling")


def built(source: Path, into: Path, target: str) -> Path:
    """The wheel or source archive that the build back end makes of a source tree."""
    line = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    subprocess.run(line, cwd=source, check=True, capture_output=True)
    [made] = into.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


def files(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_brings_one_name_and_everything_under_it(wheel: Path) -> None:
    names = files(wheel)
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"planner"}
    for folder, place in (("planner", "planner"), ("models", "planner/models"),
                          ("data", "planner/_data")):  # fmt: skip
        wanted = {
            f"{place}/{path.relative_to(ROOT / folder).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert wanted
        assert wanted <= names.keys()


def test_the_source_archive_makes_the_same(wheel: Path, tmp_path: Path) -> None:
    archive = built(ROOT, tmp_path / "archive", "sdist")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    [source] = [path for path in tmp_path.iterdir() if path.name.startswith("housing")]
    assert files(built(source, tmp_path / "wheel", "wheel")) == files(wheel)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the programs of an environment that has the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder)
    variables = {"base": str(folder), "platbase": str(folder)}
    scripts = Path(sysconfig.get_path("scripts", "venv", variables))
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    line = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps",
            "--no-index", "--quiet", "--disable-pip-version-check", str(wheel)]  # fmt: skip
    subprocess.run(line, check=True, capture_output=True)
    # What it needs lies where the tests found it; a path file there would bring the checkout too,
    # and only those of the environment itself are read.
    needed = distribution("pulp").locate_file("")
    packages = Path(sysconfig.get_path("purelib", "venv", variables))
    (packages / "needed.pth").write_text(f"{needed}\n", encoding="utf-8")
    return scripts


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(installed / arguments[0]), *arguments[1:]], cwd=cwd, env=known, check=True,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip


def test_it_runs_beside_a_folder_of_that_name(installed: Path, tmp_path: Path) -> None:
    """A folder `models` of the user's own is none of the planner's business, nor one `data`."""
    for name in ("models", "data"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError", encoding="utf-8")
    write_folder(tmp_path / "tiny", tiny())
    where = "import planner, planner.models as m; print(planner.__file__, m.__file__)"
    for path in run(installed, tmp_path, "python", "-c", where).stdout.split():
        assert Path(path).is_relative_to(installed.parent)
    run(installed, tmp_path, "planner", "solve", "tiny", "--quiet")
    run(installed, tmp_path, "python", "-m", "planner", "verify", "tiny", "out/tiny")
    assert "gooi-en-vechtstreek" in run(installed, tmp_path, "planner", "regions").stdout
    run(installed, tmp_path, "planner", "check", "gooi-en-vechtstreek")
