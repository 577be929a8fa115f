"""What an edition tells of confidential dwellings: nothing that another placement would not.

Random regions get confidential programmes, and their confidential input is changed at random.
The editions for partners and the public have to be the same bytes, but for the number by programme
and year in the whole region, which is set alike before they are written. Then whoever reads an
edition draws the same conclusions whatever is hidden, by any arithmetic. One such arithmetic is
tried: where visible dwellings go to a farther support point although a chain of exchanges would
bring them nearer, hidden dwellings might fill the places.
"""

from __future__ import annotations

import math
import random
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.errors import PlannerError
from planner.optimise.apart import hidden_programmes
from planner.optimise.solver import Options
from planner.outcome import Outcome
from planner.output.edition import edition
from planner.output.write import WRITERS, check_plan_target, write
from planner.region.domain import Audience
from planner.region.load import Loaded, load
from planner.run import run
from tests.differential.regions import tables
from tests.tiny import write_folder

_CLOSED = (Audience.PARTNERS, Audience.PUBLIC)
_SECONDS = re.compile(rb'"seconds": [\d.e-]+')
_OPTIONS = Options(gap=1e-3, time_limit=30)


def attack(folder: Path, times: int, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Try so many regions; what was found, and everything that differs."""
    found: Counter[str] = Counter()
    wrong: list[str] = []
    number = seed * 1000
    while found["regions"] < times:
        number += 1
        draw = random.Random(number)
        made = confidential(draw, tables(number, 7))
        plans = []
        for variant in range(2):
            target = folder / f"region{variant}"
            shutil.rmtree(target, ignore_errors=True)
            write_folder(target, made if not variant else changed(draw, made))
            if (folder / "region0" / "geo.gpkg").exists():
                # The boundaries note when they were made.
                shutil.copy(folder / "region0" / "geo.gpkg", folder / "geo.gpkg")
                shutil.copy(folder / "geo.gpkg", target)
            try:
                plans.append(run(load(target), _OPTIONS))
            except PlannerError:
                break  # refused, or without a plan: nothing is written then
        if len(plans) < 2:
            found["left out: one of both has no plan"] += 1
            continue
        found["regions"] += 1
        one, other = plans
        found["of which the hidden dwellings stand elsewhere"] += _hidden(one) != _hidden(other)
        every = found["regions"] <= max(3, times // 20)
        for audience in _CLOSED:
            wrong += [
                f"region {number}, {audience}: {name} differs"
                for name in _differences(folder, one, other, audience, every=every)
            ]
        named = [suspected(edition(plan, Audience.PUBLIC)) for plan in plans]
        found["support points suspected"] += len(named[0])
        found["of which hidden dwellings use"] += len(named[0] & _points(one))
        found["of which they use in the other placement"] += len(named[0] & _points(other))
        if named[0] != named[1]:
            wrong.append(f"region {number}: {named[0]} is suspected, or {named[1]}")
    return found, wrong


def confidential(draw: random.Random, made: dict[str, Any]) -> dict[str, Any]:
    """The tables of a region with some of its programmes confidential, the first never."""
    programmes = made["programmes"]
    secret = set(draw.sample(range(1, len(programmes)), draw.randint(1, len(programmes) - 1)))
    return {
        **made,
        "settings": {**made["settings"], "privacy.reserve_places": draw.randint(0, 2),
                     "privacy.reserve_load": draw.randint(0, 4)},
        "programmes": [
            {**row, "confidential": "true"} if number in secret else row
            for number, row in enumerate(programmes)
        ],
        "targets": [
            {**row, "minimum": 3, "maximum": 5}
            if row["programme"] in {programmes[number]["programme"] for number in secret}
            else row
            for row in made["targets"]
        ],
    }  # fmt: skip


def changed(draw: random.Random, made: Mapping[str, Any]) -> dict[str, Any]:
    """The same tables with the confidential input changed at random."""
    secret = {row["programme"] for row in made["programmes"] if row["confidential"] == "true"}

    def only_secret(row: Mapping[str, Any]) -> bool:
        return secret.issuperset(row["programmes"].split(";"))

    sites = []
    for row in made["sites"]:
        if only_secret(row):
            place = draw.choice(made["neighbourhoods"])
            row = {**row, "neighbourhood": place["neighbourhood"], "x": place["x"], "y": place["y"],
                   "max_dwellings": draw.randint(4, 12)}  # fmt: skip
        sites.append(row)
    kept = {
        name: [row for row in made.get(name, ()) if row.get("programme") not in secret]
        for name in ("participation", "budgets", "commitments", "demand")
    }
    pairs = ("programme_a", "programme_b")
    return {
        **made,
        **kept,
        "sites": sites,
        "separation": [
            {**row, "min_metres": draw.choice((0, 600, 3000))}
            if any(row[name] in secret for name in pairs)
            else row
            for row in made["separation"]
        ],
        "targets": [
            {**row, "minimum": (least := draw.randint(0, 4)), "maximum": least + draw.randint(0, 3)}
            if row["programme"] in secret
            else row
            for row in made["targets"]
        ],
        "programmes": [
            {**row, "max_metres": draw.choice((None, 6000)), "load_weight": draw.choice((1, 2)),
             "cost_per_dwelling": draw.choice((1, 999))}
            if row["programme"] in secret
            else row
            for row in made["programmes"]
        ],
    }  # fmt: skip


def _differences(
    folder: Path, one: Outcome, other: Outcome, audience: Audience, *, every: bool
) -> list[str]:
    """The files of an edition that differ; without `every` those that need no drawing."""
    found = []
    for plan in (one, other):
        out = folder / "edition"
        shutil.rmtree(out, ignore_errors=True)
        alike = replace(plan, plan=replace(plan.plan, lines=_alike(plan, one)))
        if every:
            write(alike, out, audience=audience, force=True, seen=check_plan_target(out, True))
        else:
            out.mkdir()
            shown = edition(alike, audience)
            for name in ("plan.json", "allocation.csv", "municipalities.csv", "corporations.csv"):
                WRITERS[name](shown, out / name)
        files = (path for path in out.rglob("*") if path.is_file())
        found.append({
            path.relative_to(out).as_posix(): _SECONDS.sub(b"", path.read_bytes()) for path in files
        })  # fmt: skip
    names = found[0].keys() | found[1].keys()
    return sorted(name for name in names if found[0].get(name) != found[1].get(name))


def _alike(plan: Outcome, one: Outcome) -> tuple[Any, ...]:
    """The open lines of a plan with the hidden ones of another: the totals every edition tells."""
    hidden = hidden_programmes(plan.region)
    ours = (line for line in plan.plan.lines if line.programme not in hidden)
    return (*ours, *(line for line in one.plan.lines if line.programme in hidden))


def _hidden(plan: Outcome) -> set[Any]:
    hidden = hidden_programmes(plan.region)
    return {line for line in plan.plan.lines if line.programme in hidden}


def _points(plan: Outcome) -> set[str]:
    return {line.support_point for line in _hidden(plan)}


def suspected(shown: Outcome) -> set[str]:
    """Support points with places free in an edition that a chain of exchanges would rather fill."""
    region = shown.region
    points = {
        code: point for code, point in region.support_points.items() if point.capacity is not None
    }
    used: Counter[str] = Counter()
    for line in shown.plan.lines:
        used[line.support_point] += line.dwellings
    edges: dict[tuple[str, str], float] = {}
    for line in shown.plan.lines:
        programme = region.programmes[line.programme]
        if line.support_point not in region.support_points or not programme.support_service:
            continue
        where = region.sites.get(line.site) or region.neighbourhoods[line.neighbourhood]
        here = (float(where.x or 0), float(where.y or 0))
        now = region.support_points[line.support_point]
        begin = math.dist(here, (float(now.x), float(now.y)))
        for code, point in points.items():
            there = math.dist(here, (float(point.x), float(point.y)))
            late = point.from_year is not None and point.from_year > line.year
            far = programme.max_metres is not None and there > programme.max_metres
            if code == line.support_point or late or far:
                continue
            if programme.support_service in point.services:
                key = (line.support_point, code)
                edges[key] = min(edges.get(key, math.inf), there - begin)
    found = set()
    for end, point in points.items():
        if (point.capacity or 0) <= used[end]:
            continue
        best = dict.fromkeys(region.support_points, math.inf) | {end: 0.0}
        for _ in range(len(best)):
            for (origin, to), metres in edges.items():
                best[origin] = min(best[origin], best[to] + metres)
        if min(best.values()) < -1e-6:
            found.add(end)
    return found


def bundled(folder: Path) -> list[str]:
    """What differs in the editions of the bundled region when its confidential input changes."""
    name = "gooi-en-vechtstreek"
    one = run(load(name), Options())
    other = run(_moved(load(name)), Options())
    wrong = [] if _hidden(one) != _hidden(other) else ["the change changes nothing"]
    for audience in _CLOSED:
        wrong += [
            f"{audience}: {file} differs"
            for file in _differences(folder, one, other, audience, every=True)
        ]
    return wrong


def _moved(loaded: Loaded) -> Loaded:
    """The region with every second place for confidential programmes alone gone."""
    region = loaded.region
    hidden = hidden_programmes(region)
    secret = sorted(
        code for code, site in region.sites.items() if hidden.issuperset(site.programmes)
    )
    signed = {line.site for line in region.signed}
    used = [code for code in secret if code not in signed]
    sites = {code: site for code, site in region.sites.items() if code not in used[::2]}
    targets = {
        key: replace(row, minimum=max(0, row.minimum - 1)) if row.programme in hidden else row
        for key, row in region.targets.items()
    }
    return replace(loaded, region=replace(region, sites=sites, targets=targets))
