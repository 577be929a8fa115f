"""`planner compare`: two plans side by side."""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli.options import AUDIENCE, command
from planner.cli.tables import say, show_grid, show_json
from planner.text import text


@command("compare", region=False)
@click.argument("plan1", type=click.Path(path_type=Path))
@click.argument("plan2", type=click.Path(path_type=Path))
@AUDIENCE
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
def compare(
    plan1: Path, plan2: Path, audience: str, out: Path | None, force: bool, as_json: bool
) -> None:
    """Show two plans side by side."""
    from planner.library import compare as compared
    from planner.output import moved
    from planner.output.compared import page
    from planner.output.folder import check_target

    seen = check_target(out, force, page.DATA) if out is not None else None
    found = compared(plan1, plan2, audience=audience)
    document = page.document(found)
    if as_json:
        show_json(document)
    else:
        for grid in (page.settings(found), page.changed_rows(found, found.name)):
            if grid.rows:
                show_grid(grid)
        show_grid(page.aims(found))
        show_grid(page.municipalities(found, found.name))
        show_grid(page.corporations(found, found.name))
        grid = page.moves(found, found.name)
        if grid.rows:
            show_grid(grid)
        say(moved.total(found.relocations))
        for note in page.notes(found):
            say(note)
    if out is not None and seen is not None:
        page.write(found, out, seen)
        say(text("cli.solve.written", folder=str(out), files=[page.PAGE, page.DATA]))
