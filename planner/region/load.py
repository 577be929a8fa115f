"""A region's name, folder or workbook to a checked `Region`: the one way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, Problem
from planner.region.build import cells_of, row_key, to_region, to_row
from planner.region.bundled import bundled_folder, bundled_names
from planner.region.check import check
from planner.region.domain import Adjacency, Region
from planner.region.doubts import doubts
from planner.region.fields import SETTINGS, fields_of, tables
from planner.region.files import content_of
from planner.region.geometry import check_geometry, geometry_file
from planner.region.hints import hint
from planner.region.neighbours import neighbours
from planner.region.network_notes import closed_modes, network_notes
from planner.region.overrides import apply_scenario, apply_set, is_assumption
from planner.region.raw import RawRegion, shown
from planner.region.read import read, read_bytes
from planner.region.reorganisation import Move, check_reorganisations, read_reorganisations
from planner.region.reorganise import reorganise
from planner.region.rows import Rows
from planner.region.typed import Values, typed_rows, typed_settings
from planner.region.workbook import workbook_name
from planner.region.workbook_kind import UNREADABLE, kind_problem
from planner.text import text

# Names that other workbooks have.
_WORKBOOKS = frozenset({".xls", ".xlsb", ".xlsm", ".xltx", ".xltm", ".ods", ".fods", ".numbers"})
# These name and bound the region; they are not numbers that anyone could dispute.
SELF_EVIDENT = frozenset({"quota.groups", *(k for k in fields_of(SETTINGS) if k[:7] == "region.")})


@dataclass(frozen=True, slots=True)
class Assumption:
    """A row or setting that nobody has confirmed, or that names no source.

    `codes` are the parts of the key of a row, empty ones too.
    """

    table: str
    key: str
    source: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """A checked region and how it came about.

    `notes` say how files were read, `doubts` what in them is unlikely. `defaults` are the settings
    whose default is in force. `settings` holds every setting in force by dotted key, as values that
    JSON knows. `hashes` are the sha256 digests of the files read. `moves` are what reorganisations
    of municipalities moved. `varied` says that a scenario or setting was applied: it is not the
    region as it is.
    """

    region: Region
    folder: Path
    notes: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    defaults: Mapping[str, str]
    settings: Mapping[str, object]
    hashes: Mapping[str, str]
    moves: tuple[Move, ...] = ()
    doubts: tuple[Problem, ...] = ()
    varied: bool = False


def load(
    source: str | Path, *, scenarios: Sequence[str | Path] = (), settings: Sequence[str] = ()
) -> Loaded:
    """Read and check a region: a bundled name, a folder or an `.xlsx` workbook.

    `scenarios` are applied in their order, then `settings` (`key=value`), and last the
    reorganisations of all scenarios. Raises `PlannerError` with every problem found.
    """
    raw = read_changed(source, scenarios=scenarios, settings=settings)
    return replace(checked(raw), varied=bool(scenarios or settings))


def read_changed(
    source: str | Path, *, scenarios: Sequence[str | Path] = (), settings: Sequence[str] = ()
) -> RawRegion:
    """A region as read, with scenarios and then settings applied, and nothing checked yet.

    Raises `PlannerError` for a name or path that is no region.
    """
    raw = read(locate(source))
    for scenario in scenarios:
        apply_scenario(raw, scenario)
    for expression in settings:
        apply_set(raw, expression)
    return raw


def locate(source: str | Path) -> Path:
    """The folder or workbook that a name or path stands for; raises `PlannerError` for none."""
    name, path = str(source), Path(source)
    bundled = isinstance(source, str) and name in bundled_names()
    if bundled and path.exists():
        raise PlannerError(Problem("region.two_of_name", {"name": name}))
    if bundled:
        return bundled_folder(name)
    try:
        if path.is_dir() or (path.is_file() and workbook_name(path)):
            return path
        key = _kind(path) if path.is_file() else "region.unknown_region"
    except (OSError, ValueError):  # a name no file can have
        key = "region.unknown_region"
    names = ", ".join(bundled_names())
    values = {"name": shown(name), "names": names, "hint": hint(name, bundled_names())}
    file = path.name if key.startswith("region.workbook_") else ""
    raise PlannerError(Problem(key, values, file))


def _kind(path: Path) -> str:
    """The message for a file that is not named as our workbooks are: what it is instead."""
    if path.suffix.lower() not in _WORKBOOKS:
        return "region.not_a_region"
    kind = kind_problem(content_of(path)) or "region.workbook_suffix"
    return kind if kind != UNREADABLE else "region.not_a_region"


def checked(raw: RawRegion) -> Loaded:
    """The region of what was read; raises `PlannerError` with every problem found."""
    values, problems = typed_settings(raw.settings)
    typed: dict[str, list[tuple[Any, Values]]] = {}
    for table in tables():
        if table in raw.tables:
            typed[table], more = typed_rows(table, raw.tables[table].rows)
            problems += more
    rows = {
        table: [(row, to_row(table, cells)) for row, cells in found]
        for table, found in typed.items()
    }
    found_rows = Rows(raw.tables, rows, raw.settings, values)
    wishes, more = read_reorganisations(raw.reorganisations)
    problems = raw.problems + problems + check(found_rows) + more
    problems += check_reorganisations(found_rows, raw.reorganisations, wishes)
    if problems or values is None:
        raise PlannerError(problems)
    keyed = {
        table: [(row_key(table, row.cells), built) for row, built in found]
        for table, found in rows.items()
    }
    region, moves = reorganise(to_region(values, raw.sources, keyed, raw.network), wishes)
    if closed := closed_modes(region):
        raise PlannerError(closed)
    if wrong := _boundaries(region, raw.folder):
        raise PlannerError(wrong)
    if region.settings.max_adjacent_load_per_1000_dwellings is not None:
        region = replace(region, adjacency=_adjacency(raw, region))
    return Loaded(
        region=region,
        folder=raw.folder,
        notes=(
            *raw.notes,
            *_unoffered(region),
            *network_notes(region),
            *_too_built_up(region),
        ),
        assumptions=_assumptions(raw, region),
        defaults=_defaults(raw),
        settings={key: _plain(value) for key, value in values.items()},
        hashes=dict(sorted(raw.hashes.items())),
        moves=moves,
        doubts=doubts(found_rows, region, raw.folder),
    )


def _assumptions(raw: RawRegion, region: Region) -> tuple[Assumption, ...]:
    found: list[tuple[str, str, str | None, tuple[str, ...]]] = [
        (SETTINGS, key, raw.sources.get(key), ())
        for key in fields_of(SETTINGS)
        if key in raw.sources
        or (raw.settings.cells.get(key) is not None and key not in SELF_EVIDENT)
    ]
    found.append((SETTINGS, "region.source", raw.settings.cells.get("region.source"), ()))
    for table in tables():
        rows = getattr(region, table)
        for row in rows.values() if isinstance(rows, Mapping) else rows:
            codes = tuple(shown(part) for part in row_key(table, cells_of(table, row)))
            found.append((table, ", ".join(filter(None, codes)), row.source, codes))
    order = {table: index for index, table in enumerate((SETTINGS, *tables()))}
    found.sort(key=lambda item: (order[item[0]], item[1]))
    return tuple(
        Assumption(table, key, source or text("region.no_source"), codes)
        for table, key, source, codes in found
        if not source or is_assumption(source)
    )


def _unoffered(region: Region) -> list[str]:
    """What to say of services that programmes ask for and no support point offers."""
    offered = {service for point in region.support_points.values() for service in point.services}
    return [
        text("region.note.unoffered", programme=programme.code, service=service)
        for programme in region.programmes.values()
        for service in dict.fromkeys((programme.support_service or "", *programme.near_services))
        if service and service not in offered
    ]


def _too_built_up(region: Region) -> list[str]:
    """What to say of programmes for which no location is open and remote enough."""
    notes = []
    for programme in region.programmes.values():
        lots = region.lots(programme.code)
        if lots and not any(region.at_edge(programme.code, lot.location) for lot in lots):
            notes.append(text("region.note.edge", programme=programme.code))
    return notes


def _boundaries(region: Region, folder: Path) -> list[Problem]:
    """What is wrong with a region's own boundaries; the bundled ones are sound and not read."""
    path = geometry_file(folder, region.identity.name)
    if path is None or path.parent != folder:
        return []
    codes = {
        "municipalities": region.municipalities.keys(),
        "neighbourhoods": region.neighbourhoods.keys(),
    }
    return check_geometry(path, codes)


def _adjacency(raw: RawRegion, region: Region) -> Adjacency:
    """Which neighbourhoods border on each other; the boundaries used are a file that was read."""
    path = geometry_file(raw.folder, region.identity.name)
    if path and read_bytes(path, path.name, raw) is None:
        raise PlannerError(raw.problems)
    return neighbours(region, raw.folder)


def _defaults(raw: RawRegion) -> dict[str, str]:
    return {
        key: field.default
        for key, field in fields_of(SETTINGS).items()
        if field.default is not None and raw.settings.cells.get(key) is None
    }


def _plain(value: Any) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return list(value) if isinstance(value, tuple) else value
