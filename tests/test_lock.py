"""The versions that the two commands of the README install."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LINES = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["cbc"],
    *PROJECT["dependency-groups"]["dev"],
    *PROJECT["build-system"]["requires"],
]


def test_every_line_is_one_version_from_nowhere_in_particular() -> None:
    for line in LINES:
        assert re.fullmatch(r"==[\w.]+", str(line.specifier))
        assert (line.url, line.extras) == (None, set())


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_for_is_locked(asked: str) -> None:
    """`scripts/lock` writes it anew."""
    wanted = Requirement(asked)
    locked = [line for line in LINES if line.name == canonicalize_name(wanted.name)]
    assert locked
    for line in locked:
        [version] = line.specifier
        assert wanted.specifier.contains(version.version)


def test_every_dependency_says_why() -> None:
    """One line for each, with a word on what it is for."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for asked in ASKED[:-1]:
        lines = re.findall(rf'^.*"{re.escape(asked)}".*$', text, flags=re.MULTILINE)
        assert lines
        assert all(re.search(r"# \w+", line) for line in lines), asked
