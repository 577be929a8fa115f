"""Build the documentation site into site/: the texts of docs/ and the pages made from the code.

`assemble` puts everything together as Markdown; what renders it is set up in zensical.toml.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from inspect import getdoc
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
# Where the texts and the made pages are put together.
SOURCE = ROOT / "build" / "docs"
SITE = ROOT / "site"
# Folders of the code that documents link to, and the page that the site has of them.
MADE = {ROOT / "models": "mathematics/index.md"}
LINK = re.compile(r"(?<=\]\()([^)#:\s]+)(?=[)#])")
FETCHED = re.compile(
    r"""<(?:script|link|img|iframe|source|video)\b[^>]*?\b(?:src|href)=["']((?:https?:)?//[^"']+)"""
    r"""|url\(["']?((?:https?:)?//[^)"']+)|@import ["']((?:https?:)?//[^"']+)"""
)


def assemble(target: Path) -> None:
    """Write every page of the site, as Markdown, to an empty or new folder."""
    shutil.copytree(
        DOCS, target, ignore=shutil.ignore_patterns("theme", "example"), dirs_exist_ok=True
    )
    for path in sorted(target.rglob("*.md")):
        _draw_in(path, target)
    for folder, page, title in (
        ("nl", "opdrachten", "Opdrachten"),
        ("en", "commands", "Commands"),
    ):
        _write(target / folder / f"{page}.md", commands(folder, title))
    for name, content in mathematics().items():
        _write(target / "mathematics" / f"{name}.md", content)
    _write_example(target / "example" / "voorbeeld.xlsx")
    for path in (target / "nl").glob("*.md"):
        path.write_text(f"---\nlang: nl\n---\n{path.read_text('utf-8')}", encoding="utf-8")


def _write_example(path: Path) -> None:
    from planner.region.blank import to_workbook

    path.unlink(missing_ok=True)
    to_workbook(DOCS / "example", path)


def _draw_in(page: Path, target: Path) -> None:
    """Copy what a page links to outside docs/ into the site, and let the links lead there."""
    original = DOCS / page.relative_to(target)

    def inside(link: re.Match[str]) -> str:
        found = (original.parent / link[1]).resolve()
        if found in MADE:
            copy = target / MADE[found]
        elif found.is_relative_to(DOCS) or not found.is_file():
            return link[1]
        else:
            copy = target / found.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, copy)
        return Path(os.path.relpath(copy, page.parent)).as_posix()

    page.write_text(LINK.sub(inside, page.read_text("utf-8")), encoding="utf-8")


def commands(lang: str, title: str) -> str:
    """The help of every command, as the terminal shows it in a language."""
    import click

    from planner.cli.app import COMMANDS, planner
    from planner.text import spoken, text

    with spoken(lang):
        pages = [f"# {title}", text("cli.planner.help")]
        for name in COMMANDS:
            command = planner.get_command(click.Context(planner), name)
            assert command is not None
            context = click.Context(command, info_name=f"planner {name}", max_content_width=80)
            pages += [f"## planner {name}", f"```text\n{command.get_help(context)}\n```"]
        return "\n\n".join(pages)


def mathematics() -> dict[str, str]:
    """The pages that the docstrings of models/ make: rules and objectives in their order."""
    from planner.models.objectives import OBJECTIVES
    from planner.models.rules import RULES

    model, ties = (_docstring(f"planner.models.{name}") for name in ("model", "ties"))
    index = "# The mathematics\n\n" + "\n\n".join(
        [
            "A plan says how many dwellings of each programme come from which place in which "
            "year. [Rules](rules.md) are kept by every plan. [Objectives](objectives.md) are made "
            "as good as they can be, one after the other: what one has reached is held, within "
            "its tolerance, while the next is improved.",
            "These pages are the docstrings of the code that builds the model, one file for each "
            "rule and objective in `models/`. Another part of the planner, `planner.verification`, "
            "checks every plan and shares no code with it.",
            "## Symbols",
            model,
            "## What is left open",
            ties,
        ]
    )
    return {
        "index": index,
        "rules": _chapters("Rules", "rules", [*RULES]),
        "objectives": _chapters("Objectives", "objectives", [str(aim) for aim in OBJECTIVES]),
    }


def _chapters(title: str, package: str, names: list[str]) -> str:
    chapters = [
        f"## {name.replace('_', ' ').capitalize()}\n\n`models/{package}/{name}.py`\n\n"
        + _docstring(f"planner.models.{package}.{name}")
        for name in names
    ]
    return "\n\n".join([f"# {title}", *chapters])


def _docstring(module: str) -> str:
    found = getdoc(import_module(module))
    assert found, module
    return found


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content.rstrip() + "\n", encoding="utf-8")


def fetched(page: str) -> list[str]:
    """What a built page or style sheet would fetch from a server, without a click of the reader."""
    return [address for found in FETCHED.findall(page) for address in found if address]


def main() -> int:
    """Assemble the pages and build the site; the exit code, 0 only without a warning."""
    for folder in (SOURCE, SITE):
        shutil.rmtree(folder, ignore_errors=True)
    assemble(SOURCE)
    zensical = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    code = subprocess.run(zensical, cwd=ROOT, check=False).returncode
    for path in [*sorted(SITE.rglob("*.html")), *sorted(SITE.rglob("*.css"))]:
        for address in fetched(path.read_text("utf-8")):
            print(f"{path.relative_to(ROOT)} asks {address} of a server", file=sys.stderr)
            code = code or 1
    return code


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))  # so that it runs from a checkout that is not installed
    sys.exit(main())
