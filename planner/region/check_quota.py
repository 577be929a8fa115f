"""What the shares of the municipalities and the levy between them are worked out from."""

from __future__ import annotations

from planner.errors import Problem
from planner.region.domain import absences
from planner.region.rows import Check, Rows


def check_quota(rows: Rows) -> Check:
    """Every share has a key above zero and somebody to carry it."""
    if rows.values is None or any(
        raw and not raw.complete
        for raw in map(rows.tables.get, ("municipalities", "programmes", "participation"))
    ):
        return
    key = rows.values["quota.key"]
    weights = {}
    for row, municipality in rows.of("municipalities"):
        weight = weights[municipality.code] = getattr(municipality, key)
        if weight is None:
            yield row.problem("region.no_weight", "quota_weight", name=municipality.code)
    # A municipality that could not be read may carry what the others do not.
    if not weights or len(weights) < len(rows.tables["municipalities"].rows):
        return
    if None in weights.values():
        return
    years = rows.values["region.years"]
    absent = absences((row for _, row in rows.of("participation")), years)
    needs = {(t.programme, t.year): t.minimum for _, t in rows.of("targets")}
    for row, programme in rows.of("programmes"):
        if programme.quota_group is None:
            continue
        code = programme.code
        partners = {
            year: [place for place in weights if (place, code, year) not in absent]
            for year in years
        }
        alone = [year for year in years if not partners[year] and needs.get((code, year))]
        if alone:
            values = {"name": code, "needed": sum(needs[code, year] for year in alone)}
            yield row.problem("region.nobody_takes_part", "quota_group", **values, years=alone)
        if any(there and not sum(weights[place] for place in there) for there in partners.values()):
            yield row.problem("region.zero_key", "quota_group", name=code, weight=key)


def check_swaps(rows: Rows) -> Check:
    """Nobody exchanges dwellings with itself."""
    for row, swap in rows.of("swaps"):
        if swap.from_ == swap.to:
            yield row.problem("region.swap_itself", "to")


def check_index(rows: Rows) -> Check:
    """An indexed levy has an index for every year of the plan from the price level on."""
    table = rows.tables.get("index")
    known = {row.year for _, row in rows.of("index")}
    if rows.values is None or table is None or not table.complete or len(known) < len(table.rows):
        return
    if not known or not rows.values["levy.indexed"]:
        return
    level = rows.values["region.price_level"] or min(known)
    missing = [year for year in rows.values["region.years"] if year > level and year not in known]
    if missing:
        yield Problem("region.index_missing", {"years": missing}, table.file, None, "year")
