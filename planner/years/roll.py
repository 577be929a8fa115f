"""Next year's region: what the first year of a region leaves behind moves on.

For a municipality m with quota Q_m over all years, d_m dwellings delivered in the first year (local
initiatives too) and a quota q_m in the new region before arrears:

    arrears of m   =  (Q_m − d_m) − q_m

so that nobody owes more or less than before: who is ahead has less to do. For a programme with b
and u the least and the most of the first year, and d delivered in it, the second year's least grows
by b − d and its most by u − d; what is above b lowers the least of the years that follow.

| what | becomes |
|---|---|
| years | without the first, with one more at the end |
| signed and proposed lines of the first year | what was not delivered, in the second year |
| sites on which something was delivered | no candidates any more |
| load, places at support points | with what was delivered on them |
| demand | households of the first year without a dwelling, in the second year |
| pools | places and people waiting at the end of the first year |
| reserve | what it holds at the end of the first year |
| all else with a year | without the first year |

What only a person can tell is a list of things to fill in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from planner.errors import ExitCode, PlannerError, Problem
from planner.quota.apportionment import apportion
from planner.quota.levy import Position, positions
from planner.quota.quotas import shares
from planner.region.build import row_key
from planner.region.domain import Closure, Line, QuotaMethod, Realised, Region
from planner.region.fields import fields_of, key_of, tables
from planner.region.figures import added_load
from planner.region.load import Loaded, checked
from planner.region.overrides import joined
from planner.region.raw import RawRegion, RawRow, RawTable
from planner.region.write import write_raw
from planner.text import text
from planner.verification.pools import pool_years
from planner.years.settlement import settle


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that a person has to fill in: the id of a message and its values."""

    key: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return text(self.key, **self.values)


@dataclass(frozen=True)
class Rolled:
    """A region one year on.

    `position` is where each municipality stood at the end of the year that is over, `planned` that
    the plan was taken for what was delivered, `todo` what a person still has to fill in.
    """

    before: Region
    loaded: Loaded
    year: int
    position: Mapping[str, Position]
    delivered: tuple[Line, ...]
    planned: bool
    todo: tuple[ToDo, ...]

    @property
    def left(self) -> dict[str, int]:
        """The quota of each municipality in the new region, all groups together."""
        return _totals(shares(self.loaded.region))


def roll(
    raw: RawRegion, region: Region, realised: Iterable[Realised], plan: Iterable[Line] = ()
) -> Rolled:
    """Move a region as read one year on; `raw` is changed, `region` is the same one checked.

    Without a delivery in the first year the plan stands for what was delivered. Raises
    `PlannerError` where the region cannot be moved on: a reorganisation that its tables cannot
    hold, or what was delivered contradicts it.
    """
    if raw.reorganisations:
        raise PlannerError(Problem("roll.reorganised"), ExitCode.USAGE)
    rows = [row for row in realised if row.year == region.years[0]]
    first = [line for line in plan if line.year == region.years[0]]
    planned = not rows and bool(first)
    lines = tuple(first) if planned else tuple(row.line for row in rows if not row.initiative)
    credit = [*lines, *(row.line for row in rows if row.initiative)]
    step = _Step(raw, region, lines)
    step.years()
    for part in (step.commitments, step.sites, step.places, step.targets, step.demand,
                 step.pools, step.reserve, step.closures, step.index, step.rest):  # fmt: skip
        part()
    owed = _owed(region, credit)
    step.arrears(dict.fromkeys(owed, 0))
    made = checked(raw)
    quotas = _totals(shares(made.region))
    step.arrears({code: owed[code] - quotas[code] for code in owed})
    position = _positions(region, credit)
    todo = (*step.todo, *_general(region, made.region))
    return Rolled(region, checked(raw), region.years[0], position, lines, planned, todo)


def write(raw: RawRegion, path: Path) -> None:
    """Write the region; raises `PlannerError` as `planner.region.write.write_raw` does."""
    raw.folder = raw.folder.resolve()
    write_raw(raw, path)


def record(rolled: Rolled, path: Path) -> dict[str, Any]:
    """What moved on as a machine reads it (dwellings)."""
    made = rolled.loaded.region
    return {
        "written": path.as_posix(),
        "year": rolled.year,
        "years": list(made.years),
        "planned": rolled.planned,
        "delivered": sum(line.dwellings for line in rolled.delivered),
        "municipalities": [
            {
                "municipality": code,
                "quota": one.quota,
                "delivered": one.delivered,
                "shortfall": max(0, -one.balance),
                "arrears": made.municipalities[code].arrears,
                "quota_left": rolled.left[code],
            }
            for code, one in rolled.position.items()
        ],
        "todo": [{"key": one.key, "message": str(one)} for one in rolled.todo],
    }


def _owed(region: Region, lines: Iterable[Line]) -> dict[str, int]:
    """What each municipality still has to deliver after the first year, over all groups."""
    done: Counter[str] = Counter()
    for line in lines:
        if region.programmes[line.programme].quota_group:
            done[line.municipality] += line.dwellings
    return {code: quota - done[code] for code, quota in _totals(shares(region)).items()}


def _totals(found: Mapping[tuple[str, str], Any]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for (_, code), share in found.items():
        totals[code] = totals.get(code, 0) + share.quota
    return totals


def _positions(region: Region, lines: Iterable[Line]) -> dict[str, Position]:
    """Quota and deliveries of the first year, all groups together."""
    found: dict[str, Position] = {}
    for (_, code), by_year in positions(region, shares(region), lines).items():
        one, so_far = by_year[region.years[0]], found.get(code, Position(0, 0))
        found[code] = Position(one.quota + so_far.quota, one.delivered + so_far.delivered)
    return found


def _general(before: Region, after: Region) -> Iterator[ToDo]:
    """What a person has to look at whatever was delivered."""
    last = after.years[-1]
    for table in tables():
        column = fields_of(table).get("year")
        if column is None or column.references != "years" or table in ("commitments", "realised"):
            continue
        kept = getattr(before, table)
        there = [row.year for row in (kept.values() if isinstance(kept, Mapping) else kept)]
        if before.years[-1] in there and table != "pools":
            yield ToDo("roll.todo.new_year", {"table": table, "year": str(last)})
    yield ToDo("roll.todo.figures", {"year": str(after.years[0])})


class _Step:
    """The tables of a region while they move on, and what is left for a person to do."""

    def __init__(self, raw: RawRegion, region: Region, lines: tuple[Line, ...]) -> None:
        self.raw, self.region, self.lines = raw, region, lines
        self.first, self.second = region.years[0], (*region.years, region.years[-1] + 1)[1]
        self.new = region.years[-1] + 1
        self.source = text("roll.source", year=str(self.first))
        self.todo: list[ToDo] = []

    def rows(self, table: str) -> list[RawRow]:
        """The rows of a table; empty where the region has none."""
        found = self.raw.tables.get(table)
        return found.rows if found else []

    def add(self, table: str, cells: dict[str, Any]) -> None:
        """A row more."""
        columns = tuple(fields_of(table))
        found = self.raw.tables.setdefault(table, RawTable(f"{table}.csv", columns, []))
        found.rows.append(RawRow(found.file, None, cells))

    def put(self, table: str, key: Mapping[str, Any], cells: Mapping[str, Any]) -> None:
        """Cells in the row of a key, which is made where there is none."""
        whole = {column: key.get(column) for column in key_of(table)}
        wanted = row_key(table, whole)
        for row in self.rows(table):
            if row_key(table, row.cells) == wanted:
                row.cells |= {**cells, "source": joined(self.source, row.cells.get("source"))}
                return
        self.add(table, {**whole, **cells, "source": self.source})

    def drop(self, table: str, leave_out: Any) -> None:
        """Leave out the rows of which this is true."""
        if table in self.raw.tables:
            kept = [row for row in self.rows(table) if not leave_out(row.cells)]
            self.raw.tables[table].rows = kept

    def years(self) -> None:
        cells = self.raw.settings.cells
        cells["region.years"] = (*self.region.years[1:], self.new)

    def arrears(self, owed: Mapping[str, int]) -> None:
        for row in self.rows("municipalities"):
            code = row.cells["municipality"]
            row.cells["arrears"] = owed[code]

    def targets(self) -> None:
        done: Counter[str] = Counter()
        for line in self.lines:
            done[line.programme] += line.dwellings
        for code in self.region.programmes:
            least = self.region.minimum(code, self.first) - done[code]
            most = self.region.maximum(code, self.first)
            self._least(code, least)
            self._most(code, None if most is None else most - done[code])
        self.drop("targets", lambda cells: cells["year"] == self.first)

    def _least(self, programme: str, owed: int) -> None:
        """What is owed comes in the second year; what is ahead lowers the years that follow."""
        for year in (*self.region.years[1:], self.new):
            if not owed:
                return
            minimum = max(0, self.region.minimum(programme, year) + owed)
            owed += self.region.minimum(programme, year) - minimum
            if minimum != self.region.minimum(programme, year):
                most = self.region.maximum(programme, year)
                cells: dict[str, Any] = {"minimum": minimum}
                if (programme, year) not in self.region.targets:
                    cells["maximum"] = most
                self.put("targets", {"programme": programme, "year": year}, cells)

    def _most(self, programme: str, left: int | None) -> None:
        """What may still come of the first year may come in the second; above it lowers later."""
        for year in (*self.region.years[1:], self.new):
            most = self.region.maximum(programme, year)
            if left == 0 or most is None:
                return
            key = {"programme": programme, "year": year}
            if left is None:
                self.put("targets", key, {"maximum": None})
                return
            least = next(
                (
                    row.cells.get("minimum") or 0
                    for row in self.rows("targets")
                    if (row.cells["programme"], row.cells["year"]) == (programme, year)
                ),
                0,
            )
            maximum = max(least, most + left)
            left = min(0, most + left - maximum)
            self.put("targets", key, {"maximum": maximum})

    def commitments(self) -> None:
        done = Counter[tuple[Any, ...]]()
        opened = {line.site for line in self.lines if line.site}
        for line in self.lines:
            done[line.programme, line.neighbourhood, line.corporation, line.site] += line.dwellings
        kept = []
        for row in self.rows("commitments"):
            cells = row.cells
            lot = tuple(cells.get(part) or "" for part in
                        ("programme", "neighbourhood", "corporation", "site"))  # fmt: skip
            if cells["year"] == self.first:
                taken = min(done[lot], cells["dwellings"])
                done[lot] -= taken
                left = cells["dwellings"] - taken
                if not left:
                    continue
                cells |= {"dwellings": left, "year": self.second}
                cells["source"] = joined(self.source, cells.get("source"))
            if cells.get("site") in opened:
                values = {"site": cells["site"], "count": cells["dwellings"]}
                self.todo.append(ToDo("roll.todo.rest_of_site", values))
                continue
            kept.append(row)
        if "commitments" in self.raw.tables:
            self.raw.tables["commitments"].rows = _added_up(kept)

    def sites(self) -> None:
        """Opened sites are no candidates; where a programme may stand once only, no others are."""
        opened = {line.site: line for line in self.lines if line.site}
        closed = {
            (line.programme, line.municipality)
            for line in opened.values()
            if self.region.programmes[line.programme].distinct_municipalities
        }
        self.drop("sites", lambda cells: cells["site"] in opened)
        for row in self.rows("sites"):
            home = self.region.municipality_of(row.cells["neighbourhood"])
            row.cells["programmes"] = tuple(
                code for code in row.cells["programmes"] if (code, home) not in closed
            )
        self.drop("sites", lambda cells: not cells["programmes"])
        named = {row.cells["site"] for row in self.rows("sites")}
        self.drop("commitments", lambda cells: cells.get("site") not in (None, *named))
        apart = {row.programme_a for row in self.region.separation}
        apart |= {row.programme_b for row in self.region.separation}
        for code in sorted(apart & {line.programme for line in self.lines}):
            self.todo.append(ToDo("roll.todo.separation", {"programme": code}))

    def places(self) -> None:
        load = added_load(self.region, self.lines)
        for row in self.rows("neighbourhoods"):
            if more := load[row.cells["neighbourhood"]]:
                exact = Decimal(more.numerator) / Decimal(more.denominator)
                row.cells["existing_load"] += exact
                row.cells["source"] = joined(self.source, row.cells.get("source"))
        served: Counter[str] = Counter()
        for line in self.lines:
            served[line.support_point] += line.dwellings
        for row in self.rows("support_points"):
            capacity = row.cells.get("capacity")
            if capacity is not None and (taken := served[row.cells["support_point"]]):
                row.cells["capacity"] = max(0, capacity - taken)
                row.cells["source"] = joined(self.source, row.cells.get("source"))
        limited = {
            line.programme
            for line in self.lines
            if self.region.programmes[line.programme].max_per_neighbourhood is not None
        }
        for code in sorted(limited):
            self.todo.append(ToDo("roll.todo.per_neighbourhood", {"programme": code}))

    def demand(self) -> None:
        """Households without a dwelling, by where they come from in proportion."""
        done: Counter[str] = Counter()
        for line in self.lines:
            done[line.programme] += line.dwellings
        asked: dict[str, dict[str, int]] = {}
        for row in self.region.demand.values():
            if row.year == self.first:
                asked.setdefault(row.programme, {})[row.municipality] = row.households
        for programme, origins in asked.items():
            whole = sum(origins.values())
            left = max(0, whole - done[programme])
            exact = {code: Fraction(left * n, whole or 1) for code, n in origins.items()}
            parts = apportion(exact, left, QuotaMethod.LARGEST_REMAINDER, origins) if left else {}
            for code, households in parts.items():
                if households:
                    later = self.region.demand.get((programme, code, self.second))
                    key = {"programme": programme, "municipality": code, "year": self.second}
                    more = households + (later.households if later else 0)
                    self.put("demand", key, {"households": more})

    def pools(self) -> None:
        states = {
            state.pool: state
            for state in pool_years(self.region, self.lines)
            if state.year == self.first
        }
        for pool, state in states.items():
            row = self.region.pools.get((pool, self.second)) or self.region.pools[pool, self.first]
            cells = {"places": state.places, "waiting": state.waiting, "inflow": row.inflow,
                     "other_outflow": row.other_outflow}  # fmt: skip
            self.put("pools", {"pool": pool, "year": self.second}, cells)
        for pool in dict.fromkeys(code for code, _ in self.region.pools):
            last = self.region.pools.get((pool, self.region.years[-1]))
            if last is not None and (pool, self.new) not in self.region.pools:
                source = text("roll.as_in", year=str(last.year))
                self.add("pools", {
                    "pool": pool, "label_nl": last.label_nl, "label_en": last.label_en,
                    "year": self.new, "inflow": last.inflow, "other_outflow": last.other_outflow,
                    "min_places": last.min_places, "max_wait_months": last.max_wait_months,
                    "source": source,
                })  # fmt: skip
                self.todo.append(ToDo("roll.todo.pool", {"pool": pool, "year": str(self.new)}))

    def closures(self) -> None:
        """Places still to close of the first year may, or have to, close in the second.

        What is gone is taken off the rows of the first year in the order of their facilities: first
        off what had to close, then off what might. What had to and is left moves on; what closed
        beyond it has to close no more in the years that follow.
        """
        states = {state.pool: state for state in pool_years(self.region, self.lines)
                  if state.year == self.first}  # fmt: skip
        found: dict[tuple[str, str], list[Closure]] = {}
        for row in sorted(self.region.closures, key=lambda row: (row.year, row.facility or "")):
            found.setdefault((row.pool, row.kind), []).append(row)
        for (pool, kind), rows in found.items():
            state = states.get(pool)
            gone = (state.closed if kind == "closure" else state.converted) if state else 0
            ours = [row for row in rows if row.year == self.first]
            ahead = max(0, gone - sum(row.minimum or 0 for row in ours))
            later = {(row.year, row.facility or ""): row for row in rows if row not in ours}
            known = dict(later)
            for row in _after(ours, gone):
                key = (self.second, row.facility or "")
                later[key] = _together(replace(row, year=self.second), known.get(key))
            for key, row in sorted(later.items()):
                spared = min(ahead, row.minimum or 0)
                ahead -= spared
                if spared or row != known.get(key):
                    where = {"pool": pool, "year": row.year, "facility": row.facility, "kind": kind}
                    cells = {"minimum": (row.minimum or 0) - spared, "maximum": row.maximum,
                             "saving_per_place": row.saving_per_place}  # fmt: skip
                    self.put("closures", where, cells)

    def reserve(self) -> None:
        held = settle(self.region, (), until=self.first).reserve
        if held:
            self.raw.settings.cells["reserve.start"] = held[-1].end
            self.raw.sources["reserve.start"] = self.source

    def index(self) -> None:
        table = self.rows("index")
        if table and self.new not in {row.cells["year"] for row in table}:
            last = max(table, key=lambda row: row.cells["year"])
            year, level = last.cells["year"], last.cells["index"]
            source = text("roll.as_in", year=str(year))
            self.add("index", {"year": self.new, "index": level, "source": source})
            self.todo.append(ToDo("roll.todo.index", {"year": str(self.new)}))

    def rest(self) -> None:
        """Nothing is left of the first year; what was exchanged by then is in the arrears."""
        for table in tables():
            column = fields_of(table).get("year")
            if column is not None and column.references == "years":
                self.drop(table, lambda cells: cells.get("year") == self.first)
        self.drop("swaps", lambda cells: cells.get("date") is None
                  or cells["date"].year <= self.first)  # fmt: skip
        for line in self.region.contingents.values():
            if line.year == self.first and line.minimum:
                self.todo.append(
                    ToDo("roll.todo.contingent", {"municipality": line.municipality,
                                                  "programme": line.programme})
                )  # fmt: skip


def _after(rows: list[Closure], gone: int) -> list[Closure]:
    """Closures of a pool in a year, with what is left of them after so many places are gone."""
    found = []
    for row in rows:
        taken = min(gone, row.minimum or 0)
        gone -= taken
        most = None if row.maximum is None else row.maximum - taken
        found.append(replace(row, minimum=(row.minimum or 0) - taken, maximum=most))
    for at, row in enumerate(found):
        if row.maximum is not None:
            taken = min(gone, row.maximum - (row.minimum or 0))
            gone -= taken
            found[at] = replace(row, maximum=row.maximum - taken)
    return found


def _together(one: Closure, other: Closure | None) -> Closure:
    """Two closures at a facility in a year as one."""
    if other is None:
        return one
    most = None if one.maximum is None or other.maximum is None else one.maximum + other.maximum
    return replace(one, minimum=(one.minimum or 0) + (other.minimum or 0), maximum=most)


def _added_up(rows: list[RawRow]) -> list[RawRow]:
    """Commitments of which several have one key now, added up."""
    found: dict[tuple[Any, ...], RawRow] = {}
    for row in rows:
        key = row_key("commitments", row.cells)
        same = found.get(key)
        if same is None:
            found[key] = row
        else:
            same.cells["dwellings"] += row.cells["dwellings"]
            same.cells["source"] = joined(same.cells.get("source"), row.cells.get("source"))
    return list(found.values())
