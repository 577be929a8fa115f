"""What needs room around it stands at the edge of the built-up area only."""

from __future__ import annotations

from typing import Any

import pytest

from planner.models import allocation
from planner.region.domain import Instance, Location, Region
from tests.models.conftest import Golden
from tests.models.small import (
    CLUSTERED,
    OUTFLOW,
    SITE_A,
    SITE_B,
    agrees,
    broken,
    instance_of,
    line,
    refused,
    region_of,
    rule_rows,
    small,
)
from tests.models.small import commitment as signed
from tests.tiny import tiny

REMOTE = {**CLUSTERED, "max_address_density": 500, "min_metres_to_dwellings": "250.5"}
OPEN = {"address_density": 500, "metres_to_dwellings": "250.5"}


def sited(one: dict[str, Any], other: dict[str, Any], **changes: Any) -> Region:
    """Clustered only, on a site in a1 and one in b1."""
    tables: dict[str, Any] = {
        "programmes": [REMOTE],
        "stock": [],
        "sites": [{**SITE_A, **one}, {**SITE_B, **other}],
        "targets": [{"programme": "clustered", "year": 2022, "minimum": 6, "maximum": 6}],
        "settings": {"quota.groups": ["homes"]},
    }
    return region_of(small(**(tables | changes)))


def densities(**known: float) -> list[dict[str, Any]]:
    return [
        {**row, "address_density": known.get(row["neighbourhood"], "")}
        for row in tiny()["neighbourhoods"]
    ]


def test_rows(golden: Golden, whole: Instance) -> None:
    golden("edge", rule_rows(allocation.build(whole), "edge"))


@pytest.mark.parametrize(
    ("other", "key"),
    [
        ({**OPEN, "address_density": "500.1"}, "verify.edge_density"),
        ({**OPEN, "metres_to_dwellings": "250.4"}, "verify.edge_metres"),
    ],
)
def test_at_the_limit_fits_and_beyond_it_does_not(other: dict[str, Any], key: str) -> None:
    region = sited(OPEN, other)
    assert {row.site for row in agrees(region).lines} == {"s1"}
    assert broken(region, [line("clustered", 2022, "b1", 1, "s2")]) == {"edge": [key]}


def test_both_limits_keep_out_on_their_own() -> None:
    region = sited(OPEN, {"address_density": 501, "metres_to_dwellings": 1})
    assert broken(region, [line("clustered", 2022, "b1", 1, "s2")]) == {
        "edge": ["verify.edge_density", "verify.edge_metres"]
    }


def test_a_site_without_a_density_takes_its_neighbourhoods() -> None:
    metres = {"metres_to_dwellings": 300}
    region = sited(metres, metres, neighbourhoods=densities(a1=501, b1=500))
    assert region.address_density(Location("a1", "s1")) == 501
    assert {row.site for row in agrees(region).lines} == {"s2"}
    # Its own goes first, also where that is denser.
    region = sited(OPEN, {**OPEN, "address_density": 501}, neighbourhoods=densities(a1=900, b1=1))
    assert {row.site for row in agrees(region).lines} == {"s1"}


def test_stock_stands_in_its_neighbourhood() -> None:
    region = region_of(
        small(
            programmes=[{**OUTFLOW, "max_address_density": 1000}],
            sites=[],
            neighbourhoods=densities(a1=2000, a2=1000, b1=1001),
            targets=[{"programme": "outflow", "year": 2021, "minimum": 1, "maximum": 1}],
        )
    )
    assert {row.neighbourhood for row in agrees(region).lines} == {"a2"}
    assert broken(region, [line("outflow", 2021, "b1", 1)]) == {"edge": ["verify.edge_density"]}


def test_what_is_not_known_is_not_fit() -> None:
    """The loader asks for the numbers; a municipality that takes no part need not give them."""
    region = sited(
        OPEN, {}, participation=[
            {"municipality": "bb", "programme": "clustered", "participates": "false"}
        ],
    )  # fmt: skip
    assert {row.site for row in agrees(region).lines} == {"s1"}
    assert broken(region, [line("clustered", 2022, "b1", 1, "s2")]) == {
        "participation": ["verify.participation"],
        "edge": ["verify.edge_density_unknown", "verify.edge_metres_unknown"],
    }


def test_what_is_signed_must_stand_there_all_the_same() -> None:
    region = sited(
        OPEN,
        {**OPEN, "metres_to_dwellings": 1},
        commitments=[signed("clustered", 2022, "b1", 1, site="s2")],
    )
    assert set(refused(region)) == {"edge", "commitment"}


def test_without_a_limit_there_is_no_rule() -> None:
    region = sited({}, {}, programmes=[CLUSTERED])
    assert rule_rows(allocation.build(instance_of(region)), "edge") == ""
