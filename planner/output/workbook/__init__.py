"""`plan.xlsx`: the plan to read in a meeting, and every table as a sheet.

Sheets and headings are in the language in use, except `allocation`: people edit that one and hand
it back, so its name and headings are those of `allocation.csv`, its cells codes; `dwellings` has
the same lines to read. Everywhere else the codes stay
findable: rows have a column with their code, and every column has a name (`municipalities_levy`)
that is the same in both languages.
"""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

from planner.outcome import Outcome
from planner.output.plain import plain
from planner.output.wording import label
from planner.output.workbook.formats import Formats
from planner.output.workbook.parties import allocation, corporations, dwellings, municipalities
from planner.output.workbook.places import neighbourhoods, sites, support
from planner.output.workbook.pools import pools
from planner.output.workbook.record import aims, assumptions, settings
from planner.output.workbook.sheet import write_sheet
from planner.output.workbook.summary import Summary
from planner.output.workbook.validation import offer_codes
from planner.region.domain import Audience
from planner.region.fields import ALLOCATION
from planner.text import text

_SHEETS = (
    dwellings, municipalities, corporations, neighbourhoods, support, sites, pools, aims, settings,
    assumptions, allocation,
)  # fmt: skip
_A4 = 9
_LONGEST_HEADER = 100


def write_workbook(outcome: Outcome, path: Path) -> None:
    """Write `plan.xlsx`; no text in it is ever run as a formula or turned into a link."""
    import xlsxwriter

    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties(_properties(outcome))
        formats = Formats(book)
        sheets = [make(outcome) for make in _SHEETS]
        # A sheet of pools where the region follows any.
        found = [table for table in sheets if table.rows or table.code != "pools"]
        summary = book.add_worksheet(text("workbook.sheet.plan"))
        Summary(summary, formats).write(outcome, [table.code for table in found])
        for table in found:
            sheet = write_sheet(book, formats, table)
            if table.code == ALLOCATION:
                offer_codes(sheet, outcome.region, table)
        for sheet in book.worksheets():
            _set_page(sheet, outcome)


def _properties(outcome: Outcome) -> dict[str, Any]:
    mark = text(f"workbook.mark.{outcome.audience}")
    title = text("present.title", region=plain(label(outcome.region.identity)))
    made = datetime.combine(outcome.day, time())
    return {"title": title, "category": mark, "status": mark, "created": made}


def _set_page(sheet: Any, outcome: Outcome) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    # An ampersand begins a code in a header, and a long header is refused.
    region = plain(label(outcome.region.identity))[:_LONGEST_HEADER].replace("&", "&&")
    mark = text(f"workbook.mark.{outcome.audience}")
    strong = '&"-,Bold"' if outcome.audience is Audience.INTERNAL else ""
    sheet.set_header(f"&L{region}&C&A&R{strong}{mark}")
    sheet.set_footer(f"&R{text('workbook.page')}")
