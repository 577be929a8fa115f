"""Every cross-check over the rows of a region, all problems at once."""

from __future__ import annotations

from planner.errors import Problem
from planner.region.check_commitments import check_commitments
from planner.region.check_edge import check_edge
from planner.region.check_keys import check_duplicates, check_references
from planner.region.check_places import check_coordinates
from planner.region.check_pools import check_pools
from planner.region.check_quota import check_index, check_quota, check_swaps
from planner.region.check_realised import check_moves_between, check_realised
from planner.region.check_sizes import check_placement, check_sizes
from planner.region.check_sums import check_sums
from planner.region.rows import Rows

CHECKS = (
    check_duplicates,
    check_references,
    check_coordinates,
    check_sizes,
    check_sums,
    check_placement,
    check_edge,
    check_quota,
    check_swaps,
    check_index,
    check_commitments,
    check_realised,
    check_moves_between,
    check_pools,
)


def check(rows: Rows) -> list[Problem]:
    """All that is wrong between the rows of a region."""
    return [problem for one in CHECKS for problem in one(rows)]
