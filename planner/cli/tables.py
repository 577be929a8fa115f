"""Tables and messages on the terminal. Tables go to standard output, messages to standard error."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from planner.errors import Problem
from planner.text import number, text

if TYPE_CHECKING:
    from planner.output.page.blocks import Grid

# Where nobody looks, in a file or a pipe, a row is never broken to fit.
_UNBOUNDED = 1_000_000
# Problems of one kind, in one column of one file, that are shown; JSON has them all.
MOST_OF_A_KIND = 20
# What JSON leaves as it is: controls of one byte, marks of direction, halves of a character.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def show_table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()
) -> None:
    """Print a table; the columns numbered in `right` hold numbers and are set flush right."""
    from planner.cli.layout import paragraph, table_text, visible

    width = screen_width()
    click.secho(paragraph(visible(title), width), bold=True)
    click.echo(table_text(header, rows, set(right), width))


def show_grid(grid: Grid) -> None:
    """Print a table of the pages."""
    show_table(grid.caption, grid.heads, grid.rows, range(grid.words, len(grid.heads)))


def show_problems(problems: Sequence[Problem], heading: str = "cli.problems") -> None:
    """Print problems with where they are and how to mend them, to standard error.

    `heading` is the id of the message above them, with their `count`. Of many of a kind, in one
    column of one file, the first are shown, and then how many more there are.
    """
    _print(text(heading, count=len(problems)), stderr=True, bold=True)
    kinds: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        kind = (problem.key, problem.file, problem.column)
        kinds[kind] += 1
        if kinds[kind] > MOST_OF_A_KIND:
            continue
        click.echo(err=True)
        if problem.place:
            _print(problem.place, stderr=True, fg="cyan")
        _print(problem.message, "  ", stderr=True)
        _print(f"→ {problem.remedy}", "  ", "    ", stderr=True, fg="green")
    for (_, file, column), number_ in kinds.items():
        if number_ > MOST_OF_A_KIND:
            place = Problem("", {}, file, None, column).place
            more = text("cli.more_problems", count=number_ - MOST_OF_A_KIND)
            click.echo(err=True)
            _print(f"{place}: {more}" if place else more, stderr=True)


def show_json(document: Any) -> None:
    """Print one JSON document to standard output, with what would steer a terminal escaped."""
    written = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    click.echo(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", written))


def show_text(words: str, indent: str = "", hanging: str | None = None) -> None:
    """Print a paragraph to standard output, behind `indent`, on later lines behind `hanging`."""
    _print(words, indent, hanging, stderr=False)


def show_heading(words: str) -> None:
    """Print a heading to standard output, after an empty line."""
    click.echo()
    _print(words, stderr=False, bold=True)


def measure(value: float | None, unit: str) -> str:
    """A value of an objective as people read it: a share in per cent, a dash for none."""
    if value is None:
        return "–"
    return f"{number(100 * value, 2)} %" if unit == "share" else number(value, 2)


def say(message: str) -> None:
    """Print a message to standard error."""
    _print(message, stderr=True)


def screen_width(*, stderr: bool = False) -> int:
    """The columns of the terminal that standard output, or error, is; without bound elsewhere."""
    import shutil
    import sys

    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return shutil.get_terminal_size().columns if terminal else _UNBOUNDED


def _print(
    words: str, indent: str = "", hanging: str | None = None, *, stderr: bool, **style: Any
) -> None:
    from planner.cli.layout import paragraph, visible

    # The names in a message come from files: nothing in them may steer the terminal.
    width = screen_width(stderr=stderr)
    shown = paragraph(visible(words, lines=True), width, indent, hanging)
    click.secho(shown, err=stderr, **style)
