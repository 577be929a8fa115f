"""The planner as a library: data in, a verified plan out, tables as DataFrames.

    import planner

    region = planner.load("gooi-en-vechtstreek").set("supply.max_share_of_vacancies", 0.15)
    plan = planner.solve(region, time_limit=60)
    plan.objectives
    plan.totals("municipality", "year")
    plan.write("out/wider")

A `Region` and a `Plan` are values: what changes one gives another. Wrong input raises
`PlannerError` with every problem found. The command line uses the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from planner.errors import PlannerError as PlannerError
from planner.errors import Problem
from planner.outcome import Outcome
from planner.region.domain import Audience, Line, Objective
from planner.region.figures import totals
from planner.region.inputs import as_text
from planner.region.load import Assumption, Loaded
from planner.region.load import load as load_region

if TYPE_CHECKING:
    from datetime import date
    from threading import Event

    import geopandas
    import pandas

    from planner.analysis.compare import Comparison
    from planner.analysis.earlier import Earlier
    from planner.analysis.explain.explain import Explanation
    from planner.analysis.price import Price
    from planner.analysis.variants import Alternatives, Frontier
    from planner.optimise.solve import Report
    from planner.quota.quotas import DecidedTie
    from planner.verification.rules import Verification
    from planner.years.monitor import Status
    from planner.years.settlement import Settlement

type Watch = Callable[[Report], None]
type Scenarios = str | Path | Iterable[str | Path]
# A plan, its lines, or where one lies: its folder, `allocation.csv` or a workbook.
type Lines = Plan | Earlier | tuple[Line, ...] | str | Path | pandas.DataFrame


class Solving(TypedDict, total=False):
    """How plans are looked for, the same for every question.

    `gap` is the relative gap at which an objective is good enough (0.001), `time_limit` in seconds
    for the question (none), `solver` is `highs` or `cbc`, `seed` a whole number (0). `stop` is an
    event: once it is set the search ends soon, with the best there is.
    """

    gap: float
    time_limit: float | None
    solver: str
    seed: int
    stop: Event | None


def _unwatched(report: Report) -> None:
    """Progress that nobody asked for."""


@dataclass(frozen=True)
class Region:
    """A checked region, and what was changed of it since it was read.

    `source` is a bundled name, a folder or a workbook; `scenarios` and `settings` are applied to it
    in this order. For another audience than `internal` it is the open part: nothing confidential.
    """

    source: str | Path
    scenarios: tuple[str | Path, ...]
    settings: tuple[str, ...]
    loaded: Loaded
    audience: Audience = Audience.INTERNAL

    @property
    def name(self) -> str:
        """The code of the region."""
        return self.loaded.region.identity.name

    @property
    def years(self) -> tuple[int, ...]:
        """The years to plan for."""
        return self.loaded.region.years

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The rows and settings that nobody has confirmed."""
        return self.loaded.assumptions

    def table(self, name: str) -> pandas.DataFrame:
        """A table of the region folder, a row for each row, columns as in the field table.

        Raises `KeyError` for a table that no region has.
        """
        import pandas

        from planner.region.build import cells_of
        from planner.region.fields import fields_of, tables

        if name not in tables():
            raise KeyError(name)
        rows = getattr(self.loaded.region, name)
        rows = rows.values() if hasattr(rows, "values") else rows
        return pandas.DataFrame(
            [cells_of(name, row) for row in rows], columns=[*fields_of(name)], dtype=object
        )

    def set(self, *where: object) -> Region:
        """The region with one setting or cell changed, like `--set`.

            region.set("supply.max_share_of_vacancies", 0.15)
            region.set("targets", ("outflow", 2022), "minimum", 50)

        The last argument is the value; `None` empties the cell. Raises `PlannerError` where the
        changed region is not sound.
        """
        match where:
            case (str() as setting, value):
                expression = f"{setting}={as_text(value)}"
            case (str() as table, key, str() as column, value):
                parts = key if isinstance(key, tuple | list) else (key,)
                expression = f"{table}[{','.join(map(as_text, parts))}].{column}={as_text(value)}"
            case _:
                raise TypeError("set(setting, value) or set(table, key, column, value)")
        return load(
            self.source,
            scenario=self.scenarios,
            settings=(*self.settings, expression),
            audience=self.audience,
        )


@dataclass(frozen=True)
class Check:
    """What there is to say of a region before it is planned.

    `region` is `None` where `problems` say why it cannot be used. `impossible` says why no plan can
    exist, as far as sums show it; `doubts` what is unlikely, `notes` how it was read and what comes
    of it, `ties` between whom a lot drew in the quotas.
    """

    region: Region | None
    problems: tuple[Problem, ...] = ()
    impossible: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    ties: tuple[DecidedTie, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether the region can be planned, as far as is known before."""
        return not self.problems and not self.impossible


@dataclass(frozen=True)
class Plan(Outcome):
    """A verified plan: every rule holds, and each objective is what the plan claims."""

    @classmethod
    def of(cls, outcome: Outcome) -> Plan:
        """What one run found out, as a plan to look at."""
        return cls(**{part.name: getattr(outcome, part.name) for part in fields(outcome)})

    @property
    def status(self) -> str:
        """`optimal` where every objective is within the asked gap, else `feasible`."""
        return self.plan.status

    @cached_property
    def objectives(self) -> pandas.DataFrame:
        """A row for each objective level, in the order of solving.

        `value` and `bound` are what was reached and what no plan can beat, `gap` their relative
        distance, `in_plan` the value in this plan after later objectives used the tolerance.
        """
        import pandas

        return pandas.DataFrame(
            [
                (
                    row.aim,
                    row.part,
                    row.value,
                    row.bound,
                    row.gap,
                    row.in_plan,
                    row.unit,
                    row.status,
                )
                for row in self.plan.tiers
            ],
            columns=["objective", "level", "value", "bound", "gap", "in_plan", "unit", "status"],
        )

    @cached_property
    def lines(self) -> pandas.DataFrame:
        """The plan itself, the columns of `allocation.csv` (dwellings)."""
        import pandas

        return pandas.DataFrame(self.plan.lines, columns=[*Line._fields])

    @cached_property
    def municipalities(self) -> pandas.DataFrame:
        """The columns of `municipalities.csv`: quota, delivered, shortfall, surplus, levy (EUR)."""
        from planner.output import tables

        return _frame(tables.municipalities(self))

    @cached_property
    def corporations(self) -> pandas.DataFrame:
        """The columns of `corporations.csv`: dwellings and their share of expected vacancies."""
        from planner.output import tables

        return _frame(tables.corporations(self))

    def totals(self, *by: str) -> pandas.DataFrame:
        """Dwellings by any columns of a line: `plan.totals("municipality", "year")`.

        Raises `KeyError` for a column that a line does not have.
        """
        import pandas

        rows = [(*key, number) for key, number in totals(self.plan.lines, *by).items()]
        return pandas.DataFrame(sorted(rows), columns=[*by, "dwellings"])

    def loads(self) -> geopandas.GeoDataFrame:
        """The load of every neighbourhood, with its boundary or else its point (EPSG:28992).

        `existing` and `added` are weighted dwellings; the rates are per 1,000 dwellings, empty
        where a neighbourhood has none.
        """
        import geopandas
        from shapely.geometry import Point

        from planner.output.geometry import shapes
        from planner.region.figures import added_load

        region = self.region
        found, added = (
            shapes(self)["neighbourhoods"],
            added_load(region, self.plan.lines),
        )
        rows = [
            {
                "neighbourhood": code,
                "name": row.name,
                "municipality": row.municipality,
                "dwellings": row.dwellings,
                "existing": float(row.existing_load),
                "added": float(added[code]),
                "added_per_1000": float(1000 * added[code] / row.dwellings)
                if row.dwellings
                else None,
                "geometry": found.get(code) or Point(float(row.x), float(row.y)),
            }
            for code, row in region.neighbourhoods.items()
        ]
        return geopandas.GeoDataFrame(rows, crs=region.identity.crs)

    def write(
        self,
        folder: str | Path,
        *,
        audience: str = "internal",
        lang: str | None = None,
        force: bool = False,
        as_of: date | None = None,
    ) -> list[Path]:
        """Write all files of an edition and return their paths; see `planner.output.write`.

        With the audience `all` the internal edition comes with the two others in folders of theirs.
        `lang` is `nl` or `en`, else the language in use. `as_of` is the day that files say they are
        of, else the newest in the input. Raises `PlannerError` (exit code 2) for a folder that
        holds a plan, without `force`.
        """
        from planner.output.write import write
        from planner.text import spoken

        also = (Audience.PARTNERS, Audience.PUBLIC) if audience == "all" else ()
        shown_to = Audience.INTERNAL if also else Audience(audience)
        with spoken(lang):
            return write(self, Path(folder), audience=shown_to, also=also, force=force, as_of=as_of)


def load(
    source: str | Path,
    *,
    scenario: Scenarios = (),
    settings: Iterable[str] = (),
    audience: str = "internal",
) -> Region:
    """Read and check a region: a bundled name, a folder or an `.xlsx` workbook.

    `scenario` is one or several, by name or file; `settings` are `key=value` texts as after
    `--set`. For the `audience` `partners` or `public` nothing confidential is read any further.
    Raises `PlannerError` with every problem found.
    """
    named = (scenario,) if isinstance(scenario, str | Path) else tuple(scenario)
    settings, shown = tuple(settings), Audience(audience)
    loaded = load_region(source, scenarios=named, settings=settings)
    if shown is not Audience.INTERNAL:
        from planner.output.edition import open_region

        loaded = open_region(loaded)
    return Region(source, named, settings, loaded, shown)


def check(source: str | Path, *, scenario: Scenarios = (), settings: Iterable[str] = ()) -> Check:
    """Read everything and say all that is wrong or doubtful with it; what is wrong is not raised.

    The arguments are those of `load`; nothing is planned.
    """
    from planner.analysis.unreached import unreached
    from planner.geography.reach import prepare
    from planner.optimise.impossible import impossible
    from planner.quota.quotas import decided_ties, shares

    try:
        region = load(source, scenario=scenario, settings=settings)
    except PlannerError as error:
        return Check(None, problems=tuple(error.problems))
    known = region.loaded.region
    parts = shares(known)
    instance = prepare(known, parts)
    return Check(
        region,
        impossible=tuple(impossible(instance)),
        doubts=region.loaded.doubts,
        notes=(*region.loaded.notes, *unreached(instance)),
        ties=tuple(decided_ties(known, parts)),
    )


def solve(
    region: Region,
    *,
    start: Lines | None = None,
    keep: bool = False,
    demands: Sequence[str] = (),
    order: Sequence[str] = (),
    watch: Watch = _unwatched,
    on_plan: Callable[[Plan], None] | None = None,
    **solving: Unpack[Solving],
) -> Plan:
    """The best plan of a region, verified.

    `start` is an earlier plan to stay close to where it is equally good or, to `keep` it, right
    behind the first objective. `demands` bind the plan as `planner price` writes them. `order` are
    objectives to pursue in place of the region's own, the most important first. `watch` hears of
    the progress, from another thread; `on_plan` is given a plan after every objective, the best for
    the objectives so far, which changes nothing of what follows. Where confidential programmes are
    planned apart, the first plans are those of the open ones alone.

    Raises `PlannerError` where no plan can exist (exit code 4), or time ran out or the search was
    stopped before one was found (5).
    """
    from planner.analysis.causes import moved_from
    from planner.analysis.earlier import Earlier, read_earlier
    from planner.optimise.requests import parse
    from planner.run import Asked, run

    earlier = read_earlier(Path(start)) if isinstance(start, str | Path) else start
    asked = Asked(
        earlier=None if earlier is None else _lines(region, earlier),
        keep=keep,
        requests=parse(demands, region.loaded.region),
        order=tuple(map(Objective, order)),
    )

    def told(outcome: Outcome) -> Plan:
        if isinstance(earlier, Earlier):
            outcome = replace(outcome, stability=moved_from(outcome, earlier))
        return Plan.of(outcome)

    found = (lambda outcome: on_plan(told(outcome))) if on_plan else None
    return told(run(region.loaded, _options(solving), watch, asked, found))


def known(region: Region, folder: str | Path, *, gap: float = 1e-3) -> Plan | None:
    """The plan of a folder where it is the best one of exactly this region; else `None`.

    It is where this planner made it from the same input, proved every objective to the gap, and
    nobody has changed it since. What is known need not be planned again.
    """
    from planner.analysis.known import known as found
    from planner.optimise.solver import Options

    outcome = found(region.loaded, Path(folder), Options(gap=gap))
    return Plan.of(outcome) if outcome else None


def verify(region: Region, plan: Lines) -> Verification:
    """Every rule checked on a plan, without model or solver: ours, a file, or lines by hand.

    A DataFrame has the columns of `Plan.lines`. Raises `PlannerError` for a file that is no plan.
    """
    from planner.verification.rules import verify as check_rules

    return check_rules(region.loaded.region, _lines(region, plan))


def lock(
    region: Region,
    plan: Lines,
    path: str | Path,
    *,
    municipality: Sequence[str] = (),
    corporation: Sequence[str] = (),
    programme: Sequence[str] = (),
    year: Sequence[int] = (),
    status: str = "signed",
) -> Region:
    """Part of a plan as commitments, written to `path`; the region with them.

    A name that ends in `.toml` becomes a scenario, one in `.xlsx` a workbook, any other a folder.
    Names of one kind add up, different kinds narrow down. Raises `PlannerError` for names that are
    not there, a part with nothing in it, and a path that exists.
    """
    from planner.region.load import read_changed
    from planner.text import text
    from planner.years import lock as locking

    known = region.loaded.region
    lines = _lines(region, plan)
    parts = {"municipality": municipality, "corporation": corporation, "programme": programme}
    kept = locking.chosen(known, lines, parts, year)
    named = Path(plan).as_posix() if isinstance(plan, str | Path) else ""
    found = locking.lock(known, kept, status, text("lock.source", path=named).strip())
    raw = read_changed(region.source, scenarios=region.scenarios, settings=region.settings)
    locking.write(raw, found, Path(path))
    if Path(path).suffix.lower() == locking.SCENARIO:
        scenarios = (*region.scenarios, path)
        return load(region.source, scenario=scenarios, settings=region.settings)
    return load(path)


def settle(
    region: Region,
    realised: str | Path | None = None,
    *,
    plan: Lines | None = None,
    until: int | None = None,
) -> Settlement:
    """The levy and the joint costs, year by year: who pays and who receives.

    `realised` is a file of deliveries, without it the region's own table counts. Years are settled
    up to the last with a delivery or `until`; with `plan` the years after it are a forecast. Raises
    `PlannerError` with every problem of the file, and where nothing can be settled.
    """
    from planner.years.realised import load_realised
    from planner.years.settlement import settle as settled

    file = None if realised is None else Path(realised)
    loaded = load_realised(
        region.source, file, scenarios=region.scenarios, settings=region.settings
    )
    known = loaded.region
    lines = () if plan is None else _lines(replace(region, loaded=loaded), plan)
    return settled(known, known.realised, lines, until)


def monitor(
    region: Region,
    day: date,
    *,
    period: str | None = None,
    plan: Lines | None = None,
) -> Status:
    """Where a region stands on a day, by what its monitor gathered.

    `period` is a year (`2021`) or half of one (`2021-1`), by default the year of the day. Raises
    `PlannerError` for a monitor that cannot be read, `ValueError` for a period outside the plan.
    """
    from planner.years import monitor as monitoring
    from planner.years.place import monitor_file
    from planner.years.store import stored

    known = region.loaded.region
    state = monitoring.state_of(stored(monitor_file(region.source)))
    months = monitoring.period(period, known, day)
    lines = None if plan is None else _lines(region, plan)
    return monitoring.status(known, state, day, months=months, plan=lines)


def roll(
    region: Region,
    path: str | Path,
    *,
    realised: str | Path | None = None,
    plan: Lines | None = None,
) -> Region:
    """The region one year on, written to `path`: a workbook for a name in `.xlsx`, else a folder.

    `realised` is a file of deliveries, without it the region's own table or its monitor counts; of
    `plan` the first year counts where nothing was delivered. Raises `PlannerError` for a region
    that cannot be moved on, and a path that exists.
    """
    from planner.region.load import read_changed
    from planner.years import roll as rolling
    from planner.years.realised import load_realised

    file = None if realised is None else Path(realised)
    how: Any = {"scenarios": region.scenarios, "settings": region.settings}
    loaded = load_realised(region.source, file, **how)
    lines = () if plan is None else _lines(replace(region, loaded=loaded), plan)
    raw = read_changed(region.source, **how)
    rolling.roll(raw, loaded.region, loaded.region.realised, lines)
    rolling.write(raw, Path(path))
    return load(path)


def replan(
    region: Region,
    plan: Lines,
    day: date,
    *,
    realised: str | Path | None = None,
    watch: Watch = _unwatched,
    **solving: Unpack[Solving],
) -> Plan:
    """The rest of a plan made anew on a day, close to the old one, with what is delivered fixed.

    `realised` is a file of deliveries, without it the region's own table or its monitor counts.
    Raises `PlannerError` as `solve` does, and where every year of the plan is over.
    """
    from planner.analysis.causes import moved_from
    from planner.analysis.earlier import Earlier, read_earlier
    from planner.run import Asked, run
    from planner.years.realised import load_realised
    from planner.years.replan import fixed

    file = None if realised is None else Path(realised)
    loaded = load_realised(
        region.source, file, scenarios=region.scenarios, settings=region.settings
    )
    found = fixed(loaded.region, loaded.region.realised, day)
    earlier = read_earlier(Path(plan)) if isinstance(plan, str | Path) else plan
    lines = _lines(replace(region, loaded=loaded), earlier)
    asked = Asked(earlier=lines, keep=True, requests=found.requests)
    outcome = run(replace(loaded, region=found.region), _options(solving), watch, asked)
    if isinstance(earlier, Earlier):
        outcome = replace(outcome, stability=moved_from(outcome, earlier))
    return Plan.of(outcome)


def explain(
    region: Region,
    plan: Lines | None = None,
    *,
    why_not: Sequence[str] = (),
    best: Plan | None = None,
    watch: Watch = _unwatched,
    **solving: Unpack[Solving],
) -> Explanation:
    """What binds and why, and the smallest changes that mend what falls short.

    With `plan` what one more unit of a limit would bring; `why_not` asks of places why nothing
    comes there. Without `plan` the region is planned for it, unless its `best` plan is given
    (`known`). Raises `PlannerError` as `solve` does.
    """
    from planner.analysis.explain.explain import explain as explained
    from planner.analysis.explain.why_not import wishes

    asked = wishes(why_not, region.loaded.region)
    lines = None if plan is None else _lines(region, plan)
    return explained(region.loaded, _options(solving), watch, lines=lines, asked=asked, best=best)


def price(
    region: Region,
    *demands: str,
    best: Plan | None = None,
    watch: Watch = _unwatched,
    **solving: Unpack[Solving],
) -> Price[Plan]:
    """The best plan with and without demands such as `laren<=3`: who absorbs what.

    The plan without them is made too, unless it is given as `best` (`known`). Raises `PlannerError`
    for a demand that cannot be read, and as `solve` does.
    """
    from planner.analysis.price import price as priced
    from planner.optimise.requests import parse

    requests = parse(demands, region.loaded.region)
    return priced(region.loaded, requests, _options(solving), watch, best).of(Plan.of)


def frontier(
    region: Region,
    one: str,
    other: str,
    *,
    points: int = 7,
    watch: Watch = _unwatched,
    **solving: Unpack[Solving],
) -> Frontier[Plan]:
    """What the better of one objective costs of another, at some points along the trade-off."""
    from planner.analysis.frontier import frontier as traced

    pair = Objective(one), Objective(other)
    return traced(region.loaded, pair, points, _options(solving), watch).of(Plan.of)


def alternatives(
    region: Region,
    number: int = 5,
    *,
    within: float | Fraction = 0.01,
    watch: Watch = _unwatched,
    **solving: Unpack[Solving],
) -> Alternatives[Plan]:
    """Other plans as good within a margin (0.01 is 1%), as different as can be."""
    from planner.analysis.alternatives import alternatives as found

    share = Fraction(str(within))
    return found(region.loaded, number, share, _options(solving), watch).of(Plan.of)


def compare(
    before: Plan | str | Path, after: Plan | str | Path, *, audience: str = "internal"
) -> Comparison:
    """Two plans of one region side by side, each a plan or the folder of one.

    Raises `PlannerError` for a folder that holds no plan, for plans of two regions, and for one
    that the `audience` may not see.
    """
    from planner.analysis.compare import compare as compared
    from planner.analysis.compare import refuse_secrets

    both = _recorded(before), _recorded(after)
    refuse_secrets(both, Audience(audience))
    return compared(*both)


def _options(solving: Solving) -> Any:
    from planner.optimise.solver import Options

    return Options(**solving)


def _lines(region: Region, plan: Lines) -> tuple[Line, ...]:
    """The lines of a plan, wherever they are."""
    from planner.analysis.earlier import Earlier
    from planner.region.plan_file import read_plan

    match plan:
        case Outcome():
            return plan.plan.lines
        case Earlier():
            return plan.lines
        case str() | Path():
            return read_plan(Path(plan), region.loaded.region)
        case tuple():
            return plan
    return tuple(Line(*row) for row in plan[[*Line._fields]].itertuples(index=False, name=None))


def _recorded(plan: Plan | str | Path) -> Any:
    from planner.analysis.recorded import Recorded, read_recorded
    from planner.output.plan_json import record
    from planner.region.inputs import inputs_of

    if not isinstance(plan, Plan):
        return read_recorded(Path(plan))
    inputs = inputs_of(plan.region, plan.loaded.settings)
    return Recorded(Path(), record(plan), plan.plan.lines, plan.accounts, inputs)


def _frame(table: Any) -> pandas.DataFrame:
    import pandas

    return pandas.DataFrame(table.rows, columns=[*table.columns])
