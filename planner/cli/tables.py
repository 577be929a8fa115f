"""Tables and messages on the terminal. Tables go to standard output, messages to standard error."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from planner.errors import Problem
from planner.text import number, text

if TYPE_CHECKING:
    from rich.table import Table

    from planner.output.report.parts import Grid


def show_table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()
) -> None:
    """Print a table; the columns numbered in `right` hold numbers and are set flush right."""
    console = _console(stderr=False)
    # Rich would end the process where nobody reads on (`planner … | head`); click lets us say so.
    with console.capture() as shown:
        console.print(_table(title, header, rows, right))
    click.echo(shown.get(), nl=False)


def show_grid(grid: Grid) -> None:
    """Print a table of the pages."""
    show_table(grid.caption, grid.heads, grid.rows, range(grid.words, len(grid.heads)))


def show_problems(problems: Sequence[Problem]) -> None:
    """Print problems with where they are and how to mend them, to standard error."""
    console = _console(stderr=True)
    console.print(text("cli.problems", count=len(problems)), style="bold", highlight=False)
    for problem in problems:
        place = f"{problem.place}\n" if problem.place else ""
        console.print(f"\n{place}", end="", style="cyan", markup=False, highlight=False)
        console.print(f"  {problem.message}", markup=False, highlight=False)
        console.print(f"  → {problem.remedy}", style="green", markup=False, highlight=False)


def show_json(document: Any) -> None:
    """Print one JSON document to standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def measure(value: float | None, unit: str) -> str:
    """A value of an aim as people read it: a share in per cent, a dash for none."""
    if value is None:
        return "–"
    return f"{number(100 * value, 2)} %" if unit == "share" else number(value, 2)


def say(message: str) -> None:
    """Print a message to standard error."""
    click.echo(message, err=True)


def _table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int]
) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    numbers = set(right)
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for position, name in enumerate(header):
        table.add_column(Text(name), justify="right" if position in numbers else "left")
    for row in rows:
        # Names come from files: as `Text` they are never read as markup.
        table.add_row(*(Text(cell) for cell in row))
    return table


def _console(*, stderr: bool) -> Any:
    import shutil
    import sys

    from rich.console import Console

    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    # Where nobody looks, in a file or a pipe, a row is never broken to fit.
    width = shutil.get_terminal_size().columns if terminal else 10_000
    return Console(stderr=stderr, width=width, soft_wrap=not terminal)
