"""Pools that limits are set on without a state to count on from."""

from __future__ import annotations

from planner.region.rows import Check, Rows


def check_pools(rows: Rows) -> Check:
    """A pool with limits has its places and people waiting at the start of the plan."""
    if rows.values is None:
        return
    first = min(rows.values["region.years"], default=None)
    known = {
        pool.pool
        for _, pool in rows.of("pools")
        if pool.year == first and pool.places is not None and pool.waiting is not None
    }
    pools = {pool.pool for _, pool in rows.of("pools")}
    told = set()
    for row, pool in rows.of("pools"):
        for column in ("min_places", "max_wait_months"):
            asked = getattr(pool, column) is not None
            if asked and pool.pool not in known and pool.pool not in told:
                told.add(pool.pool)
                yield row.problem("region.pool_state", column, name=pool.pool, year=first)
    for table, column in (("closures", "pool"), ("sites", "converts")):
        for row, one in rows.of(table):
            code = getattr(one, column)
            if code in pools and code not in known and code not in told:
                told.add(code)
                yield row.problem("region.pool_state", column, name=code, year=first)
