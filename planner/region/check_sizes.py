"""Numbers that contradict each other, and sites for programmes that need none."""

from __future__ import annotations

from planner.region.domain import Placement
from planner.region.rows import Check, Rows

_LIMITS = (
    ("municipalities", "social_dwellings", "dwellings"),
    ("neighbourhoods", "social_dwellings", "dwellings"),
    ("targets", "minimum", "maximum"),
    ("closures", "minimum", "maximum"),
    ("sites", "min_dwellings", "max_dwellings"),
    ("programmes", "min_cluster", "max_cluster"),
)


def check_sizes(rows: Rows) -> Check:
    """Social dwellings are part of all dwellings, and no minimum lies above its maximum."""
    for table, low, high in _LIMITS:
        for row, built in rows.of(table):
            least, most = getattr(built, low), getattr(built, high)
            if least is not None and most is not None and least > most:
                key = "region.social_above_all" if high == "dwellings" else "region.crossed"
                values = {"low": low, "high": high, "least": least, "most": most}
                yield row.problem(key, low, **values)


def check_placement(rows: Rows) -> Check:
    """Only programmes placed on sites are listed by a site."""
    programmes = rows.by_code("programmes")
    for row, site in rows.of("sites"):
        for code in site.programmes:
            programme = programmes.get(code)
            if programme and programme.placement is Placement.STOCK:
                yield row.problem("region.stock_on_site", "programmes", name=code)
