"""Regions with one conflict planted in each, by the family of rules that stands in the way."""

from __future__ import annotations

from typing import Any

from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    POINT,
    SITE_A,
    SITE_B,
    TARGETS,
    arrears,
    commitment,
    small,
    typed,
)

SUPPORTED = {**OUTFLOW, "support_service": "ambulatory", "max_minutes": 30}
NEAR = {**CLUSTERED, "support_service": "ambulatory"}
SITE_C = {**SITE_A, "site": "s3", "name": "Kwekerij", "neighbourhood": "a2"}
ONE_EACH = [{**SITE_A, "max_dwellings": 1}, {**SITE_B, "max_dwellings": 1}]

# The rule of `models.rules` that each family of changes is about.
RULE_OF = {
    "capacity": "support",
    "budget": "budget",
    "opening": "site",
    "site": "site",
    "target": "target",
    "cluster": "site",
    "vacancy_share": "vacancy_share",
    "per_neighbourhood": "per_neighbourhood",
    "reach": "support",
    "neighbourhood_load": "neighbourhood_load",
    "adjacent_load": "adjacent_load",
    "distinct_municipalities": "distinct_municipalities",
    "participation": "participation",
    "commitment": "commitment",
    "edge": "edge",
    "separation": "separation",
    "neighbourhood_type": "neighbourhood_type",
    "contingent": "contingent",
    "share": "share",
    "closure": "closure",
    "wait": "wait",
}

PLANTED: dict[str, dict[str, Any]] = {
    "capacity": small(
        programmes=[SUPPORTED, CLUSTERED], support_points=[{**POINT, "capacity": 1}]
    ),
    "budget": small(budgets=[{"programme": "clustered", "year": 2022, "amount": "5000.50"}]),
    "opening": small(sites=[{**SITE_A, "from_year": 2023}]),
    "site": small(sites=[{**SITE_A, "max_dwellings": 1}]),
    "target": small(commitments=[commitment("outflow", 2021, "a1", 3)]),
    "cluster": small(programmes=[OUTFLOW, {**CLUSTERED, "max_cluster": 1}], sites=[SITE_A]),
    "vacancy_share": small(settings={"supply.max_share_of_vacancies": 0.01}),
    "per_neighbourhood": small(programmes=[{**OUTFLOW, "max_per_neighbourhood": 0}, CLUSTERED]),
    "reach": small(programmes=[OUTFLOW, {**NEAR, "max_metres": 50}]),
    "neighbourhood_load": small(
        settings={"neighbourhood.max_load_per_1000_dwellings": 1.5}, sites=[SITE_B]
    ),
    "adjacent_load": small(settings={"neighbourhood.max_adjacent_load_per_1000_dwellings": 1.5}),
    "distinct_municipalities": small(
        programmes=[OUTFLOW, {**CLUSTERED, "distinct_municipalities": "true"}],
        sites=[{**SITE_A, "max_dwellings": 1}, {**SITE_C, "max_dwellings": 1}],
    ),
    "participation": small(
        sites=[SITE_A],
        participation=[{"municipality": "aa", "programme": "clustered", "participates": "false"}],
    ),
    "commitment": small(commitments=[commitment("clustered", 2022, "a1", 4, site="s1")]),
    "edge": small(
        programmes=[OUTFLOW, {**CLUSTERED, "max_address_density": 800}],
        sites=[{**SITE_A, "address_density": 1200}],
    ),
    "separation": small(
        sites=ONE_EACH,
        separation=[{"programme_a": "clustered", "programme_b": "clustered", "min_metres": 5000}],
    ),
}  # fmt: skip

PLANTED["neighbourhood_type"] = small(
    neighbourhoods=typed(a1="town", b1="town"),
    neighbourhood_types=[{"kind": "town", "programme": "clustered", "allowed": "false"}],
)

PLANTED["contingent"] = small(
    contingents=[
        {"municipality": code, "programme": "outflow", "year": 2022, "maximum": 0}
        for code in ("aa", "bb")
    ]
)

PLANTED["share"] = small(
    shares=[{"share": "sites", "part": "clustered", "whole": "clustered;outflow",
             "maximum": "0.1"}]
)  # fmt: skip

FREEING = {**OUTFLOW, "frees": "bw"}


def pool(places: int, waiting: int, **cells: Any) -> list[dict[str, Any]]:
    """A pool that nobody comes to and nobody leaves but for a home; more cells in 2022."""
    first = {"pool": "bw", "year": 2021, "places": places, "waiting": waiting}
    return [first, {"pool": "bw", "year": 2022, **cells}]


PLANTED["closure"] = small(
    programmes=[FREEING, CLUSTERED],
    pools=pool(10, 0),
    closures=[{"pool": "bw", "year": 2022, "minimum": 5, "kind": "closure"}],
)

PLANTED["wait"] = small(programmes=[FREEING, CLUSTERED], pools=pool(5, 10, max_wait_months=12))

MORE: dict[str, tuple[str, dict[str, Any]]] = {
    "a support point opens late": (
        "opening",
        small(programmes=[SUPPORTED, CLUSTERED], support_points=[{**POINT, "from_year": 2023}]),
    ),
    "a smallest size": (
        "site",
        small(
            targets=[*TARGETS[:2], {**TARGETS[2], "maximum": 2}],
            sites=[{**SITE_A, "min_dwellings": 3}],
        ),
    ),
    "a smallest cluster": (
        "cluster",
        small(
            targets=[*TARGETS[:2], {**TARGETS[2], "maximum": 2}],
            programmes=[OUTFLOW, {**CLUSTERED, "min_cluster": 3}],
        ),
    ),
    "minutes": ("reach", small(programmes=[OUTFLOW, {**NEAR, "max_minutes": 0}], sites=[SITE_B])),
    "a near service": (
        "reach",
        small(
            programmes=[OUTFLOW, {**CLUSTERED, "near_services": "ambulatory", "max_metres": 50}],
            sites=[SITE_B],
        ),
    ),
    "metres to dwellings": (
        "edge",
        small(
            programmes=[OUTFLOW, {**CLUSTERED, "min_metres_to_dwellings": 100}],
            sites=[{**SITE_A, "metres_to_dwellings": "40.5"}],
        ),
    ),
    "not in one neighbourhood": (
        "separation",
        small(
            programmes=[OUTFLOW, CLUSTERED],
            sites=[{**SITE_A, "max_dwellings": 1}, {**SITE_C, "neighbourhood": "a1",
                                                    "max_dwellings": 1}],
            separation=[{"programme_a": "clustered", "programme_b": "clustered", "min_metres": 0}],
        ),
    ),
    "stock and site apart": (
        "separation",
        small(
            sites=[SITE_A],
            separation=[{"programme_a": "outflow", "programme_b": "clustered",
                         "min_metres": 9000}],
        ),
    ),
    "a commitment out of reach": (
        "reach",
        small(
            programmes=[{**SUPPORTED, "max_minutes": 5}, CLUSTERED],
            commitments=[commitment("outflow", 2022, "b1", 1, support_point="p1")],
        ),
    ),
    "few for every thousand dwellings": (
        "neighbourhood_type",
        small(
            sites=[SITE_A],
            neighbourhoods=typed(a1="town"),
            neighbourhood_types=[{"kind": "town", "programme": "clustered", "allowed": "true",
                                  "max_per_1000_dwellings": "0.5"}],
        ),
    ),
    "few together in a town": (
        "neighbourhood_type",
        small(
            sites=[SITE_A],
            neighbourhoods=typed(a1="town"),
            neighbourhood_types=[{"kind": "town", "programme": "clustered", "allowed": "true",
                                  "max_cluster": 1}],
        ),
    ),
    "places that have to stay": (
        "closure",
        small(
            programmes=[FREEING, CLUSTERED],
            pools=pool(10, 0, min_places=9),
            closures=[{"pool": "bw", "year": 2022, "minimum": 2, "kind": "closure"}],
        ),
    ),
    "few places that become dwellings": (
        "closure",
        small(
            programmes=[FREEING, CLUSTERED],
            sites=[{**SITE_A, "converts": "bw"}],
            pools=pool(10, 0),
            closures=[{"pool": "bw", "year": 2022, "maximum": 1, "kind": "conversion"}],
        ),
    ),
    "nobody leaves": (
        "wait",
        small(programmes=[OUTFLOW, CLUSTERED], pools=pool(5, 1, max_wait_months=12)),
    ),
    "a place above its load": (
        "neighbourhood_load",
        small(
            settings={"neighbourhood.max_load_per_1000_dwellings": 2},
            programmes=[OUTFLOW, {**CLUSTERED, "load_weight": 0}],
            sites=[SITE_A],
        ),
    ),
}  # fmt: skip

QUOTA = small(municipalities=arrears(bb=5))
