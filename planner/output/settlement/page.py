"""`settlement.html`, `ledger.csv`, `settlement.json` and `settlement.xlsx`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.output import swaps
from planner.output.compared.page import as_json
from planner.output.folder import Seen, Writer, write_folder
from planner.output.names import isolated
from planner.output.page.blocks import Figures, Text
from planner.output.page.frame import framed
from planner.output.settlement import grids
from planner.output.settlement.book import write_book
from planner.output.tables import Table, write_csv
from planner.output.wording import label
from planner.region.domain import Audience
from planner.text import text
from planner.years.settlement import Settlement

DATA = "settlement.json"


def write(found: Settlement, folder: Path, seen: Seen) -> list[Path]:
    """Write all files of a settlement into a folder, `seen` before.

    Raises `PlannerError` as `write_folder` does.
    """
    files: dict[str, Writer] = {
        DATA: lambda path: _text(path, as_json(document(found))),
        "ledger.csv": lambda path: write_csv(ledger(found), path),
        "settlement.xlsx": lambda path: write_book(found, path),
        "settlement.html": lambda path: _text(path, page(found)),
    }
    return write_folder(folder, files, seen)


def _text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


def page(found: Settlement) -> str:
    """The page in the language in use."""
    last = found.years[-1]
    paid = sum((row.levy for row in found.standings if row.levy > 0), start=Decimal(0))
    figures = Figures(((grids.euros(paid), text("settle.figure.levy")),))
    costs = tuple(grids.costs(found))
    swapped = swaps.grid(found.region, found.region.settings.quota.groups)
    exchanged = (swapped,) if swapped.rows else ()
    chapters = {
        "overview": (figures, Text(tuple(notes(found))), grids.totals(found)),
        "levy": (Text((text("settle.levy.intro"),)), *grids.standings(found), *exchanged),
        "costs": (Text((text("settle.costs.intro" if costs else "settle.costs.none"),)), *costs),
    }
    return framed(
        "settle",
        text("settle.title", region=isolated(label(found.region.identity))),
        text("settle.lead", first=str(found.years[0]), last=str(last)),
        Audience.INTERNAL,
        list(chapters.items()),
        text("settle.edition"),
    )


def notes(found: Settlement) -> list[str]:
    """What to bear in mind, in words."""
    said = [text("settle.signs")]
    if found.planned:
        said.append(text("settle.ahead", years=[str(year) for year in found.planned]))
    for code, year in found.region.left.items():
        name = isolated(found.region.municipalities[code].name)
        said.append(text("settle.left", municipality=name, year=str(year)))
    return said


def ledger(found: Settlement) -> Table:
    """Every entry: who pays (above zero) and who receives (below zero), EUR."""
    columns = ("year", "kind", "group", "municipality", "party", "amount")
    rows = sorted(
        (row.year, str(row.kind), row.group, row.municipality, str(row.party), row.amount)
        for row in found.entries
    )
    return Table(columns, tuple(rows))


def document(found: Settlement) -> dict[str, Any]:
    """The settlement as JSON holds it: machine codes, amounts in EUR."""
    region = found.region
    return {
        "region": region.identity.name,
        "years": list(found.years),
        "planned": list(found.planned),
        "standings": [
            {
                "year": row.year,
                "group": row.group,
                "municipality": row.municipality,
                "quota": row.position.quota,
                "delivered": row.position.delivered,
                "initiatives": row.initiatives,
                "shortfall": max(0, -row.position.balance),
                "amount_per_dwelling": float(row.rate),
                "levy": float(row.levy),
                "planned": row.planned,
            }
            for row in found.standings
        ],
        "ledger": [
            {
                "year": row.year,
                "kind": str(row.kind),
                "group": row.group or None,
                "municipality": row.municipality or None,
                "party": str(row.party) or None,
                "amount": float(row.amount),
            }
            for row in found.entries
        ],
        "reserve": [
            {
                "year": row.year,
                "start": float(row.start),
                "result": float(row.result),
                "end": float(row.end),
            }
            for row in found.reserve
        ],
        "totals": {
            code: {
                **{str(year): float(found.total(code, year)) for year in found.years},
                "all": float(found.total(code)),
            }
            for code in region.municipalities
        },
        "swaps": swaps.record(region),
        "notes": notes(found),
    }
