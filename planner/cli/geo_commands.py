"""`planner geo`: official boundaries and neighbourhood figures for a region."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import command
from planner.cli.tables import say, show_json, show_table
from planner.errors import ExitCode, PlannerError, Problem
from planner.text import number, text

if TYPE_CHECKING:
    from planner.geography.areas import Level
    from planner.geography.changes import Change
    from planner.geography.update import Update
    from planner.region.raw import RawRegion

_LEVELS = ("wijk", "buurt")


@command("geo", region=False)
@click.argument("region")
@click.option("--file", "geo_files", multiple=True, type=click.Path(path_type=Path))
@click.option("--level", "geo_level", type=click.Choice(_LEVELS), default="wijk")
@click.option("--year", "geo_year", type=click.IntRange(1995, 2100))
@click.option("--service", "geo_service")
@click.option("--dry-run", is_flag=True)
@click.option("--yes", is_flag=True)
def geo(
    region: str,
    geo_files: tuple[Path, ...],
    geo_level: str,
    geo_year: int | None,
    geo_service: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Replace or add a region's boundaries and neighbourhood figures with the official ones."""
    _refuse_what_cannot_be(geo_files, geo_service, dry_run or yes, as_json)
    from planner.geography.areas import Level
    from planner.geography.update import Files, prepare, read_region

    raw = read_region(region)
    level = Level(geo_level)
    if geo_files:
        update = prepare(raw, Files(geo_files), level, geo_year)
    else:
        update = _fetched(raw, level, geo_year, geo_service)
    write = not dry_run
    if not as_json:
        _show(update)
        if write and not yes:
            write = _confirmed(region)
    if write:
        update.apply()
    if as_json:
        show_json(_document(update, write))
    elif write:
        say(text("geo.written", folder=region, names=", ".join(sorted(update.files))))
    else:
        say(text("geo.not_written"))


def _confirmed(folder: str) -> bool:
    # Click's own confirmation takes a yes in English only.
    question = text("geo.confirm", folder=folder)
    answer: str = click.prompt(question, default="", show_default=False, err=True)
    return answer.strip().lower() in text("geo.confirm.yes").split()


def _refuse_what_cannot_be(
    files: Sequence[Path], service: str | None, decided: bool, as_json: bool
) -> None:
    problems = []
    if files and service:
        problems.append(Problem("geo.file_and_service"))
    if service and not service.startswith(("http://", "https://")):
        problems.append(Problem("geo.service_url", {"url": service}))
    if not decided and as_json:
        problems.append(Problem("geo.json_asks"))
    elif not decided and not sys.stdin.isatty():
        problems.append(Problem("geo.no_terminal"))
    if problems:
        raise PlannerError(problems, ExitCode.USAGE)


def _fetched(raw: RawRegion, level: Level, year: int | None, host: str | None) -> Update:
    from planner.geography.cache import Cache
    from planner.geography.http import Client
    from planner.geography.service import find, newest_year
    from planner.geography.update import prepare, usual_year

    year = year or usual_year(raw, newest_year())
    say(text("geo.fetching", year=str(year)))
    with Client(Cache(), say) as client:
        return prepare(raw, find(client, year, host), level, year)


def _show(update: Update) -> None:
    say(text("geo.product", product=update.product.title))
    lines = _lines(update)
    for table, rows in lines.items():
        title = text("geo.changes", count=len(rows), file=f"{table}.csv")
        show_table(title, _header("row", "cell", "old", "new", "what"), rows, (2, 3))
    if not lines:
        say(text("geo.no_changes"))
    _show_totals(update)
    _show_notes(update)


def _header(*columns: str) -> list[str]:
    return [text(f"geo.column.{name}") for name in columns]


def _lines(update: Update) -> dict[str, list[list[str]]]:
    """The changes to read, by table: a cell each, or a row each where the row comes or goes."""
    lines: dict[str, list[list[str]]] = {}
    names = dict(update.merged.names.values())
    dwellings = {each.code: each.cells.get("dwellings") for each in update.merged.replaced}
    seen = set()
    for change in update.merged.changes:
        if change.column == "source":
            continue
        row = [change.name or change.row]
        values = {"code": change.new, "name": names.get(change.new)}
        what = text(f"geo.status.{change.status}", **values)
        if change.status in ("added", "removed"):
            if (change.table, change.row) in seen:
                continue
            seen.add((change.table, change.row))
            column = "minutes" if change.table == "travel" else "dwellings"
            row += [text(f"geo.field.{column}"), *_cell(update, change, column), what]
        elif change.status == "replaced":
            old = _shown(dwellings.get(change.row))
            row += [text("geo.field.dwellings"), old, "–", what]
        else:
            cell = text(f"geo.field.{change.column}")
            row += [cell, _shown(change.old), _shown(change.new), what]
        lines.setdefault(change.table, []).append(row)
    return lines


def _cell(update: Update, row: Change, column: str) -> tuple[str, str]:
    """A cell of a row that comes or goes, as its old and its new value."""
    own = (
        (_shown(each.old), _shown(each.new))
        for each in update.merged.changes
        if (each.table, each.row, each.column, each.status)
        == (row.table, row.row, column, row.status)
    )
    return next(own, ("–", "–"))


def _show_totals(update: Update) -> None:
    from planner.geography.totals import MARGIN

    names = {code: area.name for code, area in update.product.municipalities.items()}
    rows = [
        [
            names[total.municipality],
            text(f"geo.field.{total.figure}"),
            number(total.districts),
            _shown(total.official),
            # Adding 0 takes the sign from a zero.
            "–"
            if total.difference is None
            else f"{number(round(100 * total.difference, 2) + 0, 2)} %",
            number(total.neighbourhoods),
        ]
        for total in update.totals
    ]
    header = _header(
        "municipality", "figure", "districts", "official", "difference", "neighbourhoods"
    )
    show_table(text("geo.totals"), header, rows, (2, 3, 4, 5))
    for total in update.totals:
        if not total.fits:
            values = {"name": names[total.municipality], "margin": f"{number(100 * MARGIN)} %"}
            say(text("geo.warn.totals", figure=text(f"geo.field.{total.figure}"), **values))


def _show_notes(update: Update) -> None:
    merged = update.merged
    if merged.beside:
        rows = [
            [
                each.name,
                number(each.dwellings),
                ", ".join(each.used_by) or text("geo.entered"),
                each.district or "–",
            ]
            for each in merged.beside
        ]
        header = _header("neighbourhood", "dwellings", "used_by", "district")
        show_table(text("geo.beside", count=len(rows)), header, rows, (1,))
    if merged.stock:
        called = dict(merged.names.values())
        rows = [
            [called[code], number(social), number(stock)]
            for code, (social, stock) in merged.stock.items()
        ]
        header = _header("neighbourhood", "social_dwellings", "stock")
        show_table(text("geo.stock", count=len(rows)), header, rows, (1, 2))
    for note in _notes(update):
        say(note)


def _notes(update: Update) -> list[str]:
    """What to say besides the tables, with what to do about it."""
    merged = update.merged
    names = {code: area.name for code, area in update.product.municipalities.items()}
    notes = [
        text("geo.note.lacking", level=text(f"geo.level.{level}"), field=text(f"geo.field.{field}"))
        for level, field in update.lacking
    ]
    notes += [text("geo.note.without", name=name) for name in merged.without]
    if merged.alone:
        notes.append(text("geo.note.alone", names=[names[code] for code in merged.alone]))
    if merged.replaced:
        notes.append(text("geo.note.replaced", count=len(merged.replaced)))
    notes += [
        text("geo.note.scenario", file=file, codes=codes)
        for file, codes in merged.scenarios.items()
    ]
    if merged.beside:
        dwellings = sum(each.dwellings for each in merged.beside)
        notes.append(text("geo.note.beside", dwellings=number(dwellings)))
    if merged.stock:
        notes.append(text("geo.note.stock"))
    if merged.unowned:
        notes.append(text("geo.note.unowned", count=len(merged.unowned)))
    return notes


def _document(update: Update, written: bool) -> dict[str, Any]:
    merged = update.merged
    return {
        "product": update.product.title,
        "year": update.product.year,
        "changes": [
            {
                "table": change.table,
                "row": change.row,
                "name": change.name,
                "column": change.column,
                "old": _plain(change.old),
                "new": _plain(change.new),
                "status": change.status,
            }
            for change in merged.changes
        ],
        "totals": [
            {
                "municipality": total.municipality,
                "figure": total.figure,
                "districts": total.districts,
                "official": total.official,
                "neighbourhoods": total.neighbourhoods,
                "fits": total.fits,
            }
            for total in update.totals
        ],
        "replaced": [
            {
                "neighbourhood": each.code,
                "name": each.cells.get("name"),
                "municipality": each.cells["municipality"],
                "by": each.by,
                "by_name": each.by_name,
            }
            for each in merged.replaced
        ],
        "scenarios": [
            {"file": file, "neighbourhoods": codes} for file, codes in merged.scenarios.items()
        ],
        "own_neighbourhoods": [
            {
                "neighbourhood": each.code,
                "municipality": each.municipality,
                "dwellings": each.dwellings,
                "used_by": list(each.used_by),
                "district": each.district or None,
            }
            for each in merged.beside
        ],
        "stock": [
            {"neighbourhood": code, "social_dwellings": social, "stock": stock}
            for code, (social, stock) in merged.stock.items()
        ],
        "without_stock": merged.unowned,
        "notes": _notes(update),
        "files": sorted(update.files),
        "written": written,
    }


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return number(value) if isinstance(value, int | Decimal) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value
