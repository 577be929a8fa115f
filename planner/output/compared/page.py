"""`comparison.html` and `comparison.json`: two plans side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.analysis.compare import AccountRow, AimRow, Comparison
from planner.output import moved
from planner.output.changes import cells, described, thing
from planner.output.compared.difference_map import difference_map
from planner.output.folder import Seen, Writer, write_folder
from planner.output.format import amount, euros, measure, sides, whole
from planner.output.names import Names, isolated
from planner.output.need import WEIGHTED
from planner.output.page.blocks import Blocks, Figures, Grid, Points, Text
from planner.output.page.frame import framed
from planner.output.wording import group_name, worded
from planner.quota.levy import Account, account_record
from planner.region.fields import SETTINGS
from planner.text import number, text

# A folder with the data is known to hold a comparison.
PAGE, DATA = "comparison.html", "comparison.json"
_NONE = "–"


def page(found: Comparison) -> str:
    """The page in the language in use. Raises `PlannerError` for a GeoPackage it cannot read."""
    return _page(found, _map(found))


def _page(found: Comparison, map_chapter: Blocks) -> str:
    audiences = [found.before.audience, found.after.audience]
    # The edition that shows most says who may see the page.
    audience = min(audiences, key=list(type(audiences[0])).index)
    names = safe(found.name)
    chapters = {
        "overview": _overview(found),
        "map": map_chapter,
        "input": _input(found, names),
        "aims": (Text((text("compare.aims.intro"),)), aims(found)),
        "municipalities": (municipalities(found, names),),
        "corporations": (corporations(found, names),),
        "moves": _moves(found, names),
    }
    return framed(
        "compare",
        text("compare.title", region=isolated(found.after.label)),
        text("compare.lead", a=_called(found.before.folder), b=_called(found.after.folder)),
        audience,
        list(chapters.items()),
    )


def write(found: Comparison, folder: Path, seen: Seen) -> None:
    """Write data and page into a folder, `seen` before.

    Raises `PlannerError` for a GeoPackage it cannot read, with the folder as it was, and as
    `write_texts` does.
    """
    # Read before anything is written: a plan that cannot be read is no file that could not be made.
    map_chapter = _map(found)
    contents = {
        DATA: lambda: as_json(document(found)),
        PAGE: lambda: _page(found, map_chapter),
    }
    write_texts(folder, contents, seen)


def as_json(content: Any) -> str:
    """A document as the text of a file."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_texts(
    folder: Path, contents: Mapping[str, Callable[[], str]], seen: Seen | None = None
) -> None:
    """Write the texts that functions make, by name, into a folder.

    Raises `PlannerError` as `planner.output.folder.write_folder` does.
    """

    def writer(content: Callable[[], str]) -> Writer:
        return lambda path: _write(path, content())

    write_folder(folder, {name: writer(content) for name, content in contents.items()}, seen)


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


def safe(names: Names) -> Names:
    """The same names, safe to stand inside a sentence of another direction."""
    return lambda table, code: isolated(names(table, code))


def _called(folder: Path) -> str:
    return isolated(folder.resolve().name)


def notes(found: Comparison) -> list[str]:
    """What to bear in mind, in words."""
    return [text(key) for key in found.notes]


def _overview(found: Comparison) -> Blocks:
    verdicts = [row.verdict for row in found.aims]
    changed = sum(
        1 for row in found.municipalities if shortfall(row.before) != shortfall(row.after)
    )
    return (
        Figures(
            (
                (number(found.moved), text("compare.figure.moved")),
                (whole(changed), text("compare.figure.municipalities")),
                (whole(verdicts.count("better")), text("compare.figure.better")),
                (whole(verdicts.count("worse")), text("compare.figure.worse")),
            )
        ),
        Text((moved.total(found.relocations),)),
        Points(tuple(notes(found))),
    )


def _map(found: Comparison) -> Blocks:
    names = safe(found.name)
    drawn = difference_map([found.after.folder, found.before.folder], found.places, names)
    if drawn is None:
        return (Text((text("compare.map.none"),)),)
    rows = tuple(
        (
            names("neighbourhoods", row.neighbourhood),
            f"+{row.more}" if row.more else _NONE,
            f"−{row.fewer}" if row.fewer else _NONE,
        )
        for row in found.places
    )
    heads = tuple(text(f"compare.column.{name}") for name in ("place", "more", "fewer"))
    table = Grid(text("compare.map.table"), heads, rows)
    return Text((text("compare.map.intro"),)), drawn, table


def _input(found: Comparison, names: Names) -> Blocks:
    said = []
    if not found.settings and not found.rows:
        key = "compare.input.unknown" if found.rows is None else "compare.input.same"
        said.append(text(key))
    if found.files:
        said.append(text("compare.input.files", files="; ".join(found.files)))
    tables = (settings(found), changed_rows(found, names))
    return Text(tuple(said)), *(table for table in tables if table.rows)


def settings(found: Comparison) -> Grid:
    """The settings that differ."""
    heads = tuple(text(f"compare.column.{name}") for name in ("setting", "a", "b", "key"))
    rows = tuple(
        (described(SETTINGS, key), _shown(before), _shown(after), key)
        for key, before, after in found.settings
    )
    return Grid(text("compare.settings"), heads, rows, words=4, look="text")


def _shown(value: Any) -> str:
    if value is None:
        return _NONE
    if isinstance(value, bool):
        return text("compare.yes" if value else "compare.no")
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return amount(value, 6) if isinstance(value, int | float) else str(value)


def changed_rows(found: Comparison, names: Names) -> Grid:
    """The rows of input that differ."""
    heads = tuple(text(f"compare.column.{name}") for name in ("row", "change", "cells"))
    rows = tuple(
        (
            thing(change, names),
            text(f"compare.kind.{change.kind}"),
            cells(change, names) if change.kind == "changed" else _NONE,
        )
        for change in found.rows or ()
    )
    return Grid(text("compare.rows"), heads, rows, words=3, look="text")


def aims(found: Comparison) -> Grid:
    """The objectives of both plans, and in words which does better."""
    columns = ("aim", "part", "unit", "verdict", "a", "b", "difference")
    heads = tuple(text(f"compare.column.{name}") for name in columns)
    counted = (_in_dwellings(row, found) for row in found.aims)
    rows = tuple(
        (
            worded("aim", row.aim),
            worded("part", row.part),
            worded("unit", row.unit),
            text(f"compare.verdict.{row.verdict}"),
            measure(row.before, row.unit),
            measure(row.after, row.unit),
            _difference(row),
        )
        for row in counted
    )
    return Grid(text("compare.aims.caption"), heads, rows, words=4, look="text")


def _in_dwellings(row: AimRow, found: Comparison) -> AimRow:
    """A row of weighted dwellings as dwellings; the verdict is that of the objective."""
    if (row.aim, row.part) != WEIGHTED:
        return row
    before, after = found.before.unmet, found.after.unmet
    return replace(row, part="missing", unit="dwellings", before=before, after=after)


def _difference(row: AimRow) -> str:
    if row.before is None or row.after is None:
        return _NONE
    if row.verdict == "same":
        return "0"
    if row.unit == "share":
        points = round(100 * (row.after - row.before), 1)
        return signed(points, lambda size: text("compare.points", number=amount(size, 1)))
    return signed(row.after - row.before, amount)


def signed(value: float, shown: Callable[[float], str]) -> str:
    """A difference with its sign."""
    return "0" if not value else f"{'+' if value > 0 else '−'}{shown(abs(value))}"


def municipalities(found: Comparison, names: Names) -> Grid:
    """Quota, delivered, shortfall and levy of each municipality in both plans."""
    several = len({row.group for row in found.municipalities}) > 1
    parts = ("quota", "delivered", "shortfall", "pays", "receives")
    heads = (
        *((text("cli.column.group"),) if several else ()),
        text("cli.column.municipality"),
        *(f"{text(f'cli.column.{part}')} {plan}" for part in parts for plan in ("A", "B")),
    )
    rows = tuple(
        (
            *((group_name(row.group),) if several else ()),
            names("municipalities", row.municipality),
            *(cell for pair in zip(_account(row.before), _account(row.after), strict=True)
              for cell in pair),
        )
        for row in found.municipalities
    )  # fmt: skip
    return Grid(text("compare.municipalities.caption"), heads, rows, words=2 if several else 1)


def _account(row: Account | None) -> tuple[str, ...]:
    if row is None:
        return (_NONE,) * 5
    return (*map(whole, (row.quota, row.delivered, row.shortfall)), *sides(row.levy, euros))


def shortfall(row: Account | None) -> int | None:
    """The shortfall of an account, if it is there."""
    return None if row is None else row.shortfall


def corporations(found: Comparison, names: Names) -> Grid:
    """What each corporation delivers of each programme in both plans."""
    columns = ("corporation", "programme", "a", "b", "difference")
    rows = tuple(
        (
            names("corporations", row.corporation),
            names("programmes", row.programme),
            whole(row.before),
            whole(row.after),
            signed(row.after - row.before, lambda size: whole(int(size))),
        )
        for row in found.corporations
    )
    heads = tuple(text(f"compare.column.{name}") for name in columns)
    return Grid(text("compare.corporations.caption"), heads, rows, words=2)


def _moves(found: Comparison, names: Names) -> Blocks:
    grid = moves(found, names)
    if not grid.rows:
        return (Text((text("stability.nothing"),)),)
    return Text((text("compare.moves.intro"),)), grid


def moves(found: Comparison, names: Names) -> Grid:
    """The dwellings moved, from where to where."""
    order = (0, 2, 3, 1)
    heads, rows = moved.header(), moved.rows(found.relocations, names)
    return Grid(
        text("compare.moves.caption"),
        tuple(heads[column] for column in order),
        tuple(tuple(row[column] for column in order) for row in rows),
        words=3,
        look="text",
    )


def document(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON holds it: machine codes, A before B."""
    return {
        "region": found.after.region,
        "plans": [
            {
                "folder": str(plan.folder),
                "audience": str(plan.audience),
                "status": plan.record["status"],
                "years": list(plan.years),
            }
            for plan in (found.before, found.after)
        ],
        "notes": notes(found),
        "settings": [
            {"setting": key, "before": before, "after": after}
            for key, before, after in found.settings
        ],
        "rows": None
        if found.rows is None
        else [moved.change_record(change) for change in found.rows],
        "files": list(found.files),
        "aims": [
            {
                "aim": row.aim,
                "part": row.part,
                "unit": row.unit,
                "before": row.before,
                "after": row.after,
                "verdict": row.verdict,
            }
            for row in found.aims
        ],
        "municipalities": list(_accounts(found.municipalities)),
        "corporations": [
            {
                "corporation": row.corporation,
                "programme": row.programme,
                "before": row.before,
                "after": row.after,
            }
            for row in found.corporations
        ],
        "places": [
            {"neighbourhood": row.neighbourhood, "fewer": row.fewer, "more": row.more}
            for row in found.places
        ],
        "moved": found.moved,
        "moves": moved.relocations_record(found.relocations),
    }


def _accounts(rows: tuple[AccountRow, ...]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "group": row.group,
            "municipality": row.municipality,
            "before": figures(row.before),
            "after": figures(row.after),
        }


def figures(row: Account | None) -> dict[str, Any] | None:
    """The account of a municipality as JSON holds it, without whose it is."""
    if row is None:
        return None
    record = account_record(row)
    return {key: record[key] for key in record if key not in ("group", "municipality")}
