"""`planner lock`, `planner settle` and `planner roll`: agreed, settled, and one year on."""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli.options import command
from planner.cli.tables import (
    say,
    show_grid,
    show_heading,
    show_json,
    show_table,
    show_text,
)
from planner.text import text


@command("lock")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--out", "destination", type=click.Path(path_type=Path), required=True)
@click.option("--municipality", "municipalities", multiple=True)
@click.option("--corporation", "corporations", multiple=True)
@click.option("--programme", "programmes", multiple=True)
@click.option("--neighbourhood", "neighbourhoods", multiple=True)
@click.option("--site", "sites", multiple=True)
@click.option("--year", "years", multiple=True, type=int)
@click.option("--status", type=click.Choice(["signed", "proposed"]), default="signed")
def lock(
    region: str,
    plan: Path,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    destination: Path,
    municipalities: tuple[str, ...],
    corporations: tuple[str, ...],
    programmes: tuple[str, ...],
    neighbourhoods: tuple[str, ...],
    sites: tuple[str, ...],
    years: tuple[int, ...],
    status: str,
    as_json: bool,
) -> None:
    """Turn part of a plan into commitments."""
    from planner.cli.loading import load_plan, load_region
    from planner.output.names import names_in
    from planner.region.load import read_changed
    from planner.years import lock as locking

    loaded = load_region(region, scenarios, settings).loaded
    lines = load_plan(plan, loaded.region)
    parts = {
        "municipality": municipalities,
        "corporation": corporations,
        "programme": programmes,
        "neighbourhood": neighbourhoods,
        "site": sites,
    }
    found = locking.lock(
        loaded.region,
        locking.chosen(loaded.region, lines, parts, years),
        status,
        text("lock.source", path=plan.as_posix()),
    )
    raw = read_changed(region, scenarios=scenarios, settings=settings)
    locking.write(raw, found, destination)
    if as_json:
        show_json(locking.record(found, status, destination))
    else:
        names = names_in(loaded.region)
        columns = ("municipality", "corporation", "programme", "year", "dwellings")
        rows = [
            [
                names("municipalities", line.municipality),
                names("corporations", line.corporation),
                names("programmes", line.programme),
                str(line.year),
                str(line.dwellings),
            ]
            for line in locking.by_party(found.lines)
        ]
        rows.append([text("cli.total"), "", "", "", str(found.dwellings)])
        header = [text(f"cli.column.{column}") for column in columns]
        show_table(text(f"lock.title.{status}"), header, rows, (4,))
    if found.known:
        say(text("lock.known", count=found.known))
    said = "scenario" if destination.suffix.lower() == locking.SCENARIO else "region"
    say(text(f"lock.written.{said}", path=destination.as_posix(), region=region))


@command("settle")
@click.option("--realised", type=click.Path(path_type=Path))
@click.option("--plan", type=click.Path(path_type=Path))
@click.option("--until", type=int)
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
def settle(
    region: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    realised: Path | None,
    plan: Path | None,
    until: int | None,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Settle the levy and the joint costs."""
    from planner.cli.loading import load_plan
    from planner.output.folder import check_target
    from planner.output.settlement import grids, page
    from planner.years.realised import load_realised
    from planner.years.settlement import settle as settled

    seen = check_target(out, force, page.DATA) if out is not None else None
    loaded = load_realised(region, realised, scenarios=scenarios, settings=settings)
    known = loaded.region
    lines = load_plan(plan, known) if plan else ()
    found = settled(known, known.realised, lines, until)
    if as_json:
        show_json(page.document(found))
    else:
        for grid in (*grids.standings(found), *grids.costs(found), grids.totals(found)):
            show_grid(grid)
    for note in page.notes(found):
        say(note)
    if out is not None and seen is not None:
        files = [path.name for path in page.write(found, out, seen)]
        say(text("cli.solve.written", folder=str(out), files=files))


@command("roll")
@click.argument("destination", type=click.Path(path_type=Path))
@click.option("--plan", type=click.Path(path_type=Path))
@click.option("--realised", type=click.Path(path_type=Path))
def roll(
    region: str,
    destination: Path,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    plan: Path | None,
    realised: Path | None,
    as_json: bool,
) -> None:
    """Write the region one year on."""
    from planner.cli.loading import load_plan
    from planner.region.load import read_changed
    from planner.years import roll as rolling
    from planner.years.realised import load_realised

    known = load_realised(region, realised, scenarios=scenarios, settings=settings).region
    lines = load_plan(plan, known) if plan else ()
    raw = read_changed(region, scenarios=scenarios, settings=settings)
    found = rolling.roll(raw, known, known.realised, lines)
    rolling.write(raw, destination)
    if as_json:
        show_json(rolling.record(found, destination))
    else:
        names, left = known.municipalities, found.left
        columns = ("municipality", "quota", "delivered", "shortfall", "left")
        rows = [
            [
                names[code].name,
                str(one.quota),
                str(one.delivered),
                str(max(0, -one.balance)),
                str(left[code]),
            ]
            for code, one in found.position.items()
        ]
        header = [text(f"roll.column.{column}") for column in columns]
        title = text("roll.title", year=str(found.year), first=str(found.loaded.region.years[0]))
        show_table(title, header, rows, range(1, len(header)))
        show_heading(text("roll.todo"))
        for one in found.todo:
            show_text(str(one), "  • ", "    ")
    if found.planned:
        say(text("roll.planned", year=str(found.year)))
    elif not any(one.delivered for one in found.position.values()):
        say(text("roll.nothing", year=str(found.year)))
    say(text("roll.written", path=destination.as_posix()))
