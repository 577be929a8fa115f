"""What the shares of the municipalities are worked out from."""

from __future__ import annotations

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
    excluded = {
        (row.municipality, row.programme)
        for _, row in rows.of("participation")
        if not row.participates
    }
    for row, programme in rows.of("programmes"):
        if programme.quota_group is None:
            continue
        code = programme.code
        partners = [place for place in weights if (place, code) not in excluded]
        needed = sum(t.minimum for _, t in rows.of("targets") if t.programme == code)
        if not partners and needed:
            values = {"name": code, "needed": needed}
            yield row.problem("region.nobody_takes_part", "quota_group", **values)
        elif partners and not sum(weights[place] for place in partners):
            yield row.problem("region.zero_key", "quota_group", name=code, weight=key)
