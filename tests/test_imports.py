"""The arrows between the parts of the planner: data goes one way, and heavy modules come late."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.tiny import tiny, write_folder

ROOT = Path(__file__).parent.parent
STANDARD = sys.stdlib_module_names
HEAVY = (
    "docx",
    "folium",
    "geopandas",
    "highspy",
    "httpx",
    "networkx",
    "openpyxl",
    "pandas",
    "pulp",
    "pydantic",
    "scipy",
    "stamina",
    "xlsxwriter",
)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# `models/` stands at the top of the checkout and is imported as `planner.models`.
SOURCES = {name_of(path): path for path in ROOT.glob("planner/**/*.py")} | {
    f"planner.{name_of(path)}": path for path in ROOT.glob("models/**/*.py")
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in SOURCES.items()}


def resolved(module: str, names: list[str]) -> Iterator[str]:
    """The modules that `from module import names` reaches."""
    for name in names:
        inner = f"{module}.{name}"
        yield inner if inner in SOURCES else module


def imports(nodes: Iterator[ast.AST]) -> set[str]:
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            found |= set(resolved(node.module or "", [alias.name for alias in node.names]))
    return found


def running(node: ast.AST, *, in_functions: bool) -> Iterator[ast.AST]:
    """Every node that runs, not those for types only; those inside functions if asked for."""
    yield node
    children: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        children = node.orelse
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not in_functions:
        children = ()
    for child in children:
        yield from running(child, in_functions=in_functions)


# What a module names anywhere, for types too; what it needs to run, and to be imported.
NAMED = {name: imports(ast.walk(tree)) for name, tree in TREES.items()}
RUNS = {name: imports(running(tree, in_functions=True)) for name, tree in TREES.items()}
LOADS = {name: imports(running(tree, in_functions=False)) for name, tree in TREES.items()}


def part_of(module: str, *parts: str) -> bool:
    return any(module == part or module.startswith(f"{part}.") for part in parts)


def importers(part: str) -> set[str]:
    """Who imports a part, or anything in it, from outside it."""
    return {
        name
        for name, found in NAMED.items()
        if not part_of(name, part) and any(part_of(module, part) for module in found)
    }


def test_there_is_something_to_read() -> None:
    assert {
        "planner.region.domain",
        "planner.verification.rules",
        "planner.models.allocation",
    } <= TREES.keys()
    assert RUNS["planner.verification.rules"] >= {
        "planner.region.domain",
        "planner.quota.quotas",
        "planner.errors",
    }


# the mathematics


@pytest.mark.parametrize("name", [name for name in SOURCES if part_of(name, "planner.models")])
def test_models_know_the_domain_and_the_modelling_library_only(name: str) -> None:
    for module in NAMED[name]:
        assert (
            part_of(module, "planner.models", "planner.region.domain", "pulp", "networkx")
            or module.split(".")[0] in STANDARD
        ), module


@pytest.mark.parametrize("name", [name for name in SOURCES if part_of(name, "planner.models")])
def test_models_neither_read_nor_print_nor_solve(name: str) -> None:
    forbidden_modules = {
        "io",
        "os",
        "pathlib",
        "subprocess",
        "sys",
        "logging",
        "shutil",
        "tempfile",
    }
    assert not {module.split(".")[0] for module in NAMED[name]} & forbidden_modules
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=called):
                    assert called not in {"open", "print", "input", "exec", "eval"}
                case ast.Attribute(attr=called):
                    assert called not in {"solve", "read_text", "write_text", "writeLP", "writeMPS"}


def test_the_domain_stands_alone() -> None:
    assert {module.split(".")[0] for module in NAMED["planner.region.domain"]} <= STANDARD


# the solver and the check


def test_one_file_talks_to_the_solver() -> None:
    assert importers("highspy") == {"planner.optimise.solver"}


def test_the_check_knows_nothing_of_the_model_or_a_solver() -> None:
    assert not any(
        part_of(
            module, "planner.models", "pulp", "highspy", "planner.optimise",
            "planner.geography.reach", "planner.geography.travel", "planner.geography.network",
        )
        for module in reached("planner.verification.rules")
    )  # fmt: skip


def reached(name: str) -> set[str]:
    """Every module that a module imports, and that those import."""
    found: set[str] = set()
    new = {name}
    while new:
        found |= new
        new = {module for known in new for module in RUNS.get(known, ())} - found
    return found - {name}


# the network


def test_one_part_talks_to_the_network() -> None:
    assert importers("httpx") == {"planner.geography.http", "planner.geography.service"}


# the flow of data

# Data goes this way; a part imports from those before it and from itself.
ORDER = (
    "planner.text", "planner.errors", "planner.signals", "planner.disk",
    "planner.region", "planner.geography", "planner.quota",
    "planner.models", "planner.optimise", "planner.verification", "planner.outcome", "planner.run",
    "planner.analysis", "planner.years", "planner.output", "planner.library", "planner.cli",
)  # fmt: skip
# Arithmetic that reading a region needs: it knows nothing of what comes after the region.
BASIC = ("planner.quota.apportionment", "planner.geography.adjacency", "planner.geography.network")


def rank(module: str) -> int | None:
    return next((at for at, part in enumerate(ORDER) if part_of(module, part)), None)


@pytest.mark.parametrize("name", SOURCES)
def test_no_arrow_runs_back(name: str) -> None:
    here = rank(name)
    if here is None:
        return
    later = {
        module
        for module in NAMED[name]
        if (there := rank(module)) is not None and there > here and not part_of(module, *BASIC)
    }
    assert later <= BACK.get(name, set())


# The quota decides what is in reach of whom; an outcome shows what moved from an earlier plan.
BACK = {
    "planner.geography.reach": {"planner.quota.quotas"},
    "planner.errors": set[str](),
    "planner.outcome": {"planner.analysis.relocation"},
}


@pytest.mark.parametrize("name", BASIC)
def test_basic_arithmetic_knows_the_domain_only(name: str) -> None:
    assert {module for module in NAMED[name] if part_of(module, "planner")} <= {
        "planner.region.domain"
    }


def test_the_command_line_is_imported_by_itself_only() -> None:
    assert importers("planner.cli") <= {"planner.__main__"}


def test_no_module_needs_itself() -> None:
    # A circle raises `CycleError`, which names the modules in it.
    assert list(TopologicalSorter(LOADS).static_order())


# what starting up costs


def loaded_by(module: str) -> set[str]:
    code = f"import json, sys; import {module}; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in json.loads(ran.stdout)}


def test_the_command_line_starts_without_heavy_modules() -> None:
    assert not loaded_by("planner.cli.app") & set(HEAVY)


def test_a_check_takes_what_it_needs(tmp_path: Path) -> None:
    """Reading and checking a folder without a network asks for no solver, maps or workbooks."""
    write_folder(tmp_path / "tiny", tiny())
    loaded = loaded_while(tmp_path, "check", "tiny")
    assert "pydantic" in loaded
    assert not loaded & (set(HEAVY) - {"pydantic"})


@pytest.mark.parametrize("command", [[], ["solve"], ["check"]])
def test_help_takes_next_to_nothing(tmp_path: Path, command: list[str]) -> None:
    assert not loaded_while(tmp_path, *command, "--help") & set(HEAVY)


def loaded_while(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command loads in a process of its own."""
    line = [sys.executable, "-X", "importtime", "-m", "planner", *arguments]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        line, cwd=folder, env=variables, capture_output=True, check=True, encoding="utf-8"
    )
    return set(re.findall(r"^import time:.*\| +([\w.]+)$", ran.stderr, flags=re.MULTILINE))


@pytest.mark.parametrize("name", ["planner.region.domain", "planner.text", "planner.errors"])
def test_what_everything_needs_is_light(name: str) -> None:
    assert not loaded_by(name) & {*HEAVY, "babel", "numpy"}


def test_the_heavy_modules_are_the_ones_installed() -> None:
    """A name that is spelled wrong would never be found among the loaded modules."""
    assert [name for name in HEAVY if importlib.util.find_spec(name) is None] == []
