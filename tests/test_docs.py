"""What the documents say is what the planner does."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import pytest

from planner.cli.app import COMMANDS, planner
from planner.region.load import load
from planner.text import spoken, text
from scripts.build_docs import assemble
from tests.examples import commands

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the documentation site, as Markdown."""
    folder = tmp_path_factory.mktemp("site") / "docs"
    assemble(folder)
    return folder


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `planner (\w+)", readme, flags=re.MULTILINE))
    assert named == set(COMMANDS)


def test_the_readme_shows_the_columns_that_solve_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("```console")[1].split("```")[0]
    named = ("aim", "part", "value", "bound", "gap", "in_plan", "unit", "seconds", "pays")
    with spoken("en"):
        assert all(text(f"cli.column.{column}") in shown for column in named)
        order = load("gooi-en-vechtstreek").region.settings.objective.order
        assert all(text(f"present.aim.{aim}") in shown for aim in order)


def test_links_between_documents_lead_somewhere(pages: Path) -> None:
    for path in DOCUMENTS:
        for target in _links(path):
            made = pages / (path.parent / target).resolve().relative_to(ROOT / "docs", walk_up=True)
            assert (path.parent / target).exists() or made.exists(), f"{path.name}: {target}"


def test_links_between_pages_of_the_site_lead_somewhere(pages: Path) -> None:
    for path in pages.rglob("*.md"):
        for target in _links(path):
            assert (path.parent / target).exists(), f"{path.relative_to(pages)}: {target}"


def test_every_page_has_its_place_in_the_site(pages: Path) -> None:
    placed = set(re.findall(r'"([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8")))
    assert placed == {path.relative_to(pages).as_posix() for path in pages.rglob("*.md")}


def test_every_rule_and_objective_has_its_mathematics(pages: Path) -> None:
    from planner.models.objectives import OBJECTIVES
    from planner.models.rules import RULES

    for name, registered in {"rules": RULES, "objectives": OBJECTIVES}.items():
        page = (pages / "mathematics" / f"{name}.md").read_text(encoding="utf-8")
        chapters = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
        assert [re.findall(r"/(\w+)\.py", chapter)[0] for chapter in chapters] == [*registered]
        for chapter in chapters:
            assert "\n    " in chapter, chapter  # its equation
            assert "| symbol | meaning |" in chapter, chapter


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_shows_an_example_that_it_understands(name: str, lang: str) -> None:
    with spoken(lang):
        examples = text(f"cli.{name}.example").splitlines()
    assert examples
    for example in examples:
        assert example.startswith(f"planner {name}")
        _understand(example)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_shows_commands_that_exist(path: Path) -> None:
    fences = re.findall(r"^```(?:console|text)\n(.*?)^```", path.read_text("utf-8"), re.M | re.S)
    for fence in fences:
        for line in [*commands(fence), *fence.replace("\\\n", " ").splitlines()]:
            if line.startswith("planner "):
                _understand(line.replace("\\\n", " "))


def test_the_reference_describes_what_there_is() -> None:
    reference = (ROOT / "docs" / "python" / "index.md").read_text(encoding="utf-8")
    described = re.findall(r"^::: (\S+)\.(\w+)$", reference, flags=re.MULTILINE)
    assert all(hasattr(import_module(module), name) for module, name in described)
    import planner as library

    assert {*library.__all__} <= {name for _, name in described}


def _understand(line: str) -> None:
    """Read a command line as the planner would, without carrying it out."""
    name, *arguments = shlex.split(line)[1:]
    command = planner.get_command(click.Context(planner), name)
    assert command is not None, line
    try:
        command.make_context(name, arguments)
    except click.exceptions.Exit:
        pass  # --help
    except click.UsageError as error:
        raise AssertionError(f"{line}: {error.format_message()}") from error


def _links(path: Path) -> list[str]:
    """What a document links to, but for the world outside."""
    prose = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose)
