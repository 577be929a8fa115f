"""An update of a region with official boundaries and figures: prepared, then applied."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from planner.errors import PlannerError, Problem
from planner.geography import match
from planner.geography.areas import (
    Level,
    Sheet,
    areas,
    lacking,
    municipality_names,
    outline,
    understand,
    years,
)
from planner.geography.layers import Layer, read_file
from planner.geography.merge import Merged, Product, merge
from planner.geography.scenarios import named
from planner.geography.totals import Total, totals
from planner.geography.write import BOUNDARIES, new_files, replace, try_out
from planner.region.bundled import bundled_names
from planner.region.load import locate
from planner.region.raw import RawRegion, shown
from planner.region.read import read
from planner.region.typed import typed_settings
from planner.region.workbook import workbook_name


class Supply(Protocol):
    """Where layers come from."""

    def municipalities(self) -> Sequence[Layer]:
        """Layers with at least the municipalities."""

    def districts(self, level: Level, municipalities: Collection[str]) -> Sequence[Layer]:
        """Layers with the districts of municipalities (codes), unless those were there already."""


@dataclass(frozen=True, slots=True)
class Files:
    """Layers from files that somebody downloaded."""

    paths: Sequence[Path]

    def municipalities(self) -> Sequence[Layer]:
        """Every layer of every file; raises `PlannerError` with what is wrong with each."""
        layers, problems = [], []
        for path in self.paths:
            try:
                layers += read_file(path)
            except PlannerError as error:
                problems += error.problems
        if problems:
            raise PlannerError(problems)
        return layers

    def districts(self, level: Level, municipalities: Collection[str]) -> Sequence[Layer]:
        """Nothing more: `municipalities` gave it all."""
        return []


@dataclass(frozen=True, slots=True)
class Update:
    """What an update does to a region; nothing is written yet.

    `lacking` are the figures that the product has no column for, by the level of area.
    """

    raw: RawRegion
    product: Product
    merged: Merged
    totals: Sequence[Total]
    lacking: Sequence[tuple[Level, str]]
    files: dict[str, bytes]

    def apply(self) -> None:
        """Replace the region's files, all or none; raises `PlannerError`."""
        replace(self.raw, self.files)


def read_region(region: str) -> RawRegion:
    """The tables of a region folder; raises `PlannerError` for anything else, and what is wrong.

    A table `neighbourhoods` without rows is fine: the update fills it.
    """
    path = locate(region)
    if region in bundled_names():
        raise PlannerError(Problem("geo.bundled", {"name": region}))
    if workbook_name(path):
        raise PlannerError(Problem("geo.workbook", {}, str(path)))
    raw = read(path)
    problems = [
        problem
        for problem in raw.problems
        if (problem.key, problem.file) != ("region.no_rows", "neighbourhoods.csv")
    ]
    if (path / BOUNDARIES).is_dir():
        problems.append(Problem("geo.folder", {}, BOUNDARIES))
    if problems:
        raise PlannerError(problems)
    return raw


def usual_year(raw: RawRegion, newest: int) -> int:
    """The year to take figures of: the one before the region's first, if it is there yet.

    A plan is made in the year before it begins, with that year's municipalities.
    """
    values, problems = typed_settings(raw.settings)
    if values is None or problems:
        raise PlannerError(problems)
    first: int = min(values["region.years"])
    return min(first - 1, newest)


def prepare(
    raw: RawRegion,
    supply: Supply,
    level: Level,
    year: int | None,
) -> Update:
    """Lay what a supply has over a region and see that the result is a sound region.

    `year` is that of the product; without one the layers must tell. Raises `PlannerError`.
    """
    sheets = _understood(supply.municipalities(), year)
    names = municipality_names(sheets)
    if not names:
        raise PlannerError(Problem("geo.no_municipalities", {"found": _levels(sheets)}))
    year = year or _year(sheets)
    rows = raw.tables["municipalities"].rows
    codes = match.municipalities(rows, names, year)
    sheets = [*sheets, *_understood(supply.districts(level, codes), year)]
    inside = [sheet for sheet in sheets if sheet.level is level]
    if not inside:
        values = {"level": str(level), "found": _levels(sheets)}
        raise PlannerError(Problem("geo.no_level", values))
    districts = areas(inside, set(codes))
    whole = areas([sheet for sheet in sheets if sheet.level is Level.MUNICIPALITY], set(codes))
    whole |= {code: outline(code, names[code], districts) for code in codes if code not in whole}
    ours = [shown(row.cells.get("municipality")) for row in rows]
    product = Product(
        title=f"CBS wijken en buurten {year}",
        year=year,
        municipalities={own: whole[code] for own, code in sorted(zip(ours, codes, strict=True))},
        districts=districts,
    )
    merged = merge(raw, product, named(raw.folder))
    files = new_files(raw, merged, product)
    try_out(raw.folder, files)
    used = [sheet for sheet in sheets if sheet.level in (level, Level.MUNICIPALITY)]
    return Update(raw, product, merged, totals(product, merged), lacking(used), files)


def _understood(layers: Sequence[Layer], year: int | None) -> list[Sheet]:
    """The layers that hold areas of CBS; a file that has none of these is refused."""
    sheets, problems = [], []
    for layer in layers:
        try:
            sheets.append(understand(layer, year))
        except PlannerError as error:
            problems += [(layer.file, problem) for problem in error.problems]
    fine = {sheet.layer.file for sheet in sheets}
    if refused := [problem for file, problem in problems if file not in fine]:
        raise PlannerError(refused)
    return sheets


def _year(sheets: Sequence[Sheet]) -> int:
    found = years(sheets)
    if len(found) != 1:
        files = sorted({sheet.layer.file for sheet in sheets})
        key = "geo.years_differ" if found else "geo.no_year"
        raise PlannerError(Problem(key, {"years": sorted(map(str, found))}, ", ".join(files)))
    return found.pop()


def _levels(sheets: Sequence[Sheet]) -> list[str]:
    return sorted({str(sheet.level) for sheet in sheets})
