"""`scenarios.html` and `scenarios.json`: the plans of every scenario of a region side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.analysis.recorded import Recorded
from planner.analysis.scenarios import Measures, Variant, measures
from planner.output.compared.page import as_json, write_texts
from planner.output.folder import Seen
from planner.output.format import euros, measure, percent, whole
from planner.output.names import isolated
from planner.output.page.blocks import Grid, Points, Text
from planner.output.page.frame import framed
from planner.output.wording import group_name
from planner.quota.levy import Account, account_record
from planner.region.domain import Audience
from planner.text import number, text

# A folder with the data is known to hold the plans of scenarios.
PAGE, DATA = "scenarios.html", "scenarios.json"
_NONE = "–"
_MEASURES = ("unmet", "worst", "shortfall", "closeness", "highest", "cost", "moved")


def page(variants: Sequence[Variant]) -> str:
    """The page in the language in use; the first variant is the region as it is."""
    base = _base(variants)
    parts = ("delivered", "shortfall", "levy")
    chapters = {
        "overview": (
            Text((text("scenarios.intro"), text("scenarios.tables"))),
            Points(tuple(without(variants))),
            overview(variants),
        ),
        "municipalities": tuple(municipalities(variants, part) for part in parts),
        **({"pools": (found,)} if (found := pools(variants)) else {}),
        "about": (_about(variants),),
    }
    return framed(
        "scenarios",
        text("scenarios.title", region=isolated(base.label)),
        text("scenarios.lead", count=len(variants) - 1),
        base.audience,
        list(chapters.items()),
    )


def write(variants: Sequence[Variant], folder: Path, seen: Seen) -> None:
    """Write data and page into a folder; raises `PlannerError` as `write_texts` does."""
    texts = {DATA: lambda: as_json(document(variants)), PAGE: lambda: page(variants)}
    write_texts(folder, texts, seen)


def _base(variants: Sequence[Variant]) -> Recorded:
    base = variants[0].plan
    assert base is not None
    return base


def _found(variants: Sequence[Variant]) -> list[Recorded | None]:
    return [variant.plan for variant in variants]


def heads(variants: Sequence[Variant]) -> tuple[str, ...]:
    """What the columns of the variants are called."""
    return tuple(isolated(variant.scenario.label) for variant in variants)


def overview(variants: Sequence[Variant]) -> Grid:
    """The measures of every variant."""
    lines = _base(variants).lines
    found = [measures(plan, lines) if plan else None for plan in _found(variants)]
    rows = tuple(
        (
            text(f"scenarios.measure.{name}"),
            *(_NONE if one is None else _measure(one, name) for one in found),
        )
        for name in _MEASURES
    )
    columns = (text("report.column.measure"), *heads(variants))
    return Grid(text("scenarios.overview.caption"), columns, rows)


def _measure(found: Measures, name: str) -> str:
    value = getattr(found, name)
    if value is None:
        return _NONE
    match name:
        case "worst":
            return percent(value)
        case "cost":
            return euros(value)
        case "closeness":
            return whole(round(value))
        case "highest":
            return measure(value, "")
        case _:
            return number(value)


def municipalities(variants: Sequence[Variant], part: str) -> Grid:
    """One figure of the accounts of every municipality, by variant."""
    plans = _found(variants)
    accounts = [
        {(row.group, row.municipality): row for row in plan.accounts} if plan else {}
        for plan in plans
    ]
    keys = list(dict.fromkeys(key for rows in accounts for key in sorted(rows)))
    several = len({group for group, _ in keys}) > 1
    rows = tuple(
        (
            f"{_name(plans, code)} ({group_name(group)})" if several else _name(plans, code),
            *(_figure(rows.get((group, code)), part) for rows in accounts),
        )
        for group, code in keys
    )
    columns = (text("cli.column.municipality"), *heads(variants))
    return Grid(text(f"scenarios.municipalities.{part}"), columns, rows)


_POOLS = ("places", "waiting", "expected_wait_months")


def pools(variants: Sequence[Variant]) -> Grid | None:
    """Places, people waiting and expected wait at the end of each year, without and with each plan.

    What the edition of any plan withholds is withheld of all. `None` where no plan has a pool.
    """
    plans = _found(variants)
    found = [
        {(row["pool"], row["year"]): row for row in plan.record.get("pools", ())} if plan else {}
        for plan in plans
    ]
    keys = list(dict.fromkeys(key for rows in found for key in rows))
    if not keys:
        return None
    rows = []
    for pool, year in keys:
        years = [known.get((pool, year)) for known in found]
        hidden = any(row is not None and row["free"] is None for row in years)
        without = next(row for row in years if row is not None)
        for name in _POOLS:
            before = "" if name == "places" else _pool_cell(without, f"{name}_without_plan", hidden)
            rows.append(
                (
                    f"{_pool(plans, pool)} {year}",
                    text(f"scenarios.pools.{name}"),
                    before or _NONE,
                    *(_pool_cell(row, name, hidden and name != "places") for row in years),
                )
            )
    heads_ = (text("report.column.facility"), text("report.column.measure"))
    columns = (*heads_, text("scenarios.pools.without"), *heads(variants))
    return Grid(text("scenarios.pools.caption"), columns, tuple(rows), words=2)


def _pool_cell(row: Mapping[str, Any] | None, name: str, hidden: bool) -> str:
    if row is None:
        return _NONE
    return text("edition.suppressed") if hidden or row[name] is None else measure(row[name], "")


def _pool(plans: Sequence[Recorded | None], code: str) -> str:
    return isolated(next(plan for plan in plans if plan).name("pools", code))


def _figure(row: Account | None, part: str) -> str:
    if row is None:
        return _NONE
    if part == "delivered":
        return text("scenarios.of_quota", delivered=row.delivered, quota=row.quota)
    if part == "shortfall":
        return whole(row.shortfall)
    key = "present.pays" if row.levy > 0 else "present.receives"
    return text(key, amount=euros(abs(row.levy))) if row.levy else _NONE


def _name(plans: Sequence[Recorded | None], code: str) -> str:
    found = (plan.name("municipalities", code) for plan in plans if plan)
    return isolated(next((name for name in found if name != code), code))


def without(variants: Sequence[Variant]) -> list[str]:
    """Which scenarios have no plan, and why; and whose objectives are not all proven."""
    said = []
    for variant in variants:
        name = isolated(variant.scenario.label)
        if variant.plan is None and not _internal(variants):
            said.append(text("scenarios.no_plan_elsewhere", scenario=name))
        elif variant.plan is None:
            said += [text("scenarios.no_plan", scenario=name, why=str(it)) for it in variant.why]
    open_ = [
        variant.scenario.label
        for variant in variants
        if variant.plan and variant.plan.record["status"] != "optimal"
    ]
    if open_:
        said.append(text("scenarios.open", scenarios="; ".join(map(isolated, open_))))
    return said


def _internal(variants: Sequence[Variant]) -> bool:
    """Whether all may be shown: free text can name what other editions withhold."""
    return _base(variants).audience is Audience.INTERNAL


def _about(variants: Sequence[Variant]) -> Grid:
    shown = ("label", "name", "source") if _internal(variants) else ("label", "name")
    columns = tuple(text(f"scenarios.column.{name}") for name in shown)
    rows = tuple(
        (isolated(one.scenario.label), one.scenario.name, isolated(one.scenario.source) or _NONE)[
            : len(shown)
        ]
        for one in variants
    )
    return Grid(text("scenarios.about.caption"), columns, rows, words=len(shown), look="text")


def document(variants: Sequence[Variant]) -> dict[str, Any]:
    """The scenarios as JSON holds them; the first is the region as it is."""
    base = _base(variants)
    return {
        "region": base.region,
        "audience": str(base.audience),
        "scenarios": [_variant(variant, base) for variant in variants],
    }


def _variant(variant: Variant, base: Recorded) -> dict[str, Any]:
    scenario, plan = variant.scenario, variant.plan
    about = {
        "scenario": scenario.name,
        "label_nl": scenario.label_nl,
        "label_en": scenario.label_en,
    }
    if plan is None:
        why = variant.why if base.audience is Audience.INTERNAL else ()
        return {**about, "status": None, "why": [str(problem) for problem in why]}
    numbers = measures(plan, base.lines)
    values = {name: getattr(numbers, name) for name in _MEASURES}
    if numbers.worst is not None:
        values["worst"] = float(numbers.worst)
    return {
        **about,
        "status": plan.record["status"],
        "measures": values,
        "municipalities": [account_record(row) for row in plan.accounts],
        **({"pools": found} if (found := plan.record.get("pools")) else {}),
    }
