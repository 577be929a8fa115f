"""Lists to choose from in `allocation`, for who edits a plan by hand."""

from __future__ import annotations

from typing import Any

from planner.output.workbook.table import Sheet
from planner.region.domain import Region
from planner.text import text

# The most characters that a list inside a cell rule may take.
_LONGEST = 255
_ROWS_TO_ADD = 500


def offer_codes(sheet: Any, region: Region, table: Sheet) -> None:
    """Offer the codes of programmes, years and municipalities; other values get a warning.

    Codes that do not fit a list, by their number or a comma in one, are not offered.
    """
    lists: dict[str, list[str | int]] = {
        "programme": list(region.programmes),
        "year": list(region.years),
        "municipality": list(region.municipalities),
    }
    for position, column in enumerate(table.columns):
        codes = [str(code) for code in lists.get(column.code, ())]
        if (
            not codes
            or len(",".join(codes)) > _LONGEST
            or any(set(code) & {",", '"'} for code in codes)
        ):
            continue
        sheet.data_validation(
            1,
            position,
            len(table.rows) + _ROWS_TO_ADD,
            position,
            {
                "validate": "list",
                "source": codes,
                "error_type": "warning",
                "error_title": text("workbook.unknown"),
                "error_message": text("workbook.unknown_code", column=column.code),
            },
        )
